import type { TaskContext } from '../../task.ts'
import type { Metrics } from '../metrics.ts'
import type { Measured } from './measured.ts'

/** Fewer sessions say nothing. */
export const leastSessions = 5
/** Threshold `baselineSessions`: so many of the latest sessions of a baseline are compared with. */
export const defaultSessions = 20
/** What happened before so many sessions is no longer looked at, but for services that have been silent since. */
const mostSessions = 300

/** A session that was closed before, or inferred from the log. */
export interface EarlierSession extends Measured {
  session: string
  inferred: boolean
}

/** Sessions that ended before this one began, oldest first. Rows of a version that measured less are left out. */
export function earlierSessions({ stores, session }: Pick<TaskContext, 'stores' | 'session'>): EarlierSession[] {
  return stores.reports.before(session.from, mostSessions).flatMap((earlier) => {
    const metrics = stores.reports.metricsOf(earlier.session)
    return isWhole(metrics) ? [{ ...earlier, metrics }] : []
  })
}

const isWhole = (metrics: object): metrics is Metrics => 'activity' in metrics && 'quality' in metrics

export const baselineSessions = ({ config }: Pick<TaskContext, 'config'>): number =>
  Math.max(leastSessions, Math.floor(config.thresholds.baselineSessions ?? defaultSessions))

export const isLearning = (earlier: Measured[]): boolean => earlier.length < leastSessions

import type { TaskContext } from '../../task.ts'
import type { Metrics } from '../metrics.ts'
import { blockedOf, type Measured, serviceOf, servicesIn } from './measured.ts'
import { pooled } from './predict.ts'

/** Threshold `baselineSessions`: so many of the latest sessions are compared with. */
const defaultSessions = 20
/** Fewer sessions tell nothing. */
export const leastSessions = 5
/** A service that decided in fewer of the earlier sessions than this does not usually log. */
const usuallyLogs = 0.8

/** Sessions that ended before this one began, oldest first. Rows of a version that measured less are left out. */
export function earlierSessions({
  stores,
  session,
  config,
}: Pick<TaskContext, 'stores' | 'session' | 'config'>): Measured[] {
  const limit = Math.max(leastSessions, config.thresholds.baselineSessions ?? defaultSessions)
  return stores.reports
    .earlier(session.from, Math.floor(limit))
    .map(({ window, metrics }) => ({ window, metrics: metrics as unknown as Metrics }))
    .filter(({ metrics }) => metrics.activity !== undefined && metrics.quality !== undefined)
}

export const isLearning = (earlier: Measured[]): boolean => earlier.length < leastSessions

/** Services that usually log, with the share of their decisions that they blocked. */
export function usualServices(earlier: Measured[]): { name: string; blockRate: number }[] {
  return servicesIn(earlier)
    .filter((name) => earlier.filter(({ metrics }) => serviceOf(metrics, name)).length >= usuallyLogs * earlier.length)
    .map((name) => {
      const { count, n } = pooled(earlier.map((session) => blockedOf(session, name)))
      return { name, blockRate: count / n }
    })
}

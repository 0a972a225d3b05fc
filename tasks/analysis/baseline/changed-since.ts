import type { AuditLog } from '../../../cache/audit/audit-log.ts'
import { firstNames, plural } from '../../../templates/words.ts'
import type { EarlierSession } from './earlier.ts'

/** An earlier session of which another number of decisions is logged now than when it was measured: what is compared with it may differ. */
export interface ChangedSince {
  session: string
  measured: number
  logged: number
}

/** Sessions of which decisions came after they were closed. Fewer than then are no news: what is old leaves the cache. */
export async function loggedLate(
  { rules }: Pick<AuditLog, 'rules'>,
  sessions: Pick<EarlierSession, 'session' | 'window' | 'metrics'>[],
): Promise<ChangedSince[]> {
  const late: ChangedSince[] = []
  for (const { session, window, metrics } of sessions) {
    const [measured, logged] = [metrics.decisions.total, await rules.count(window)]
    if (logged > measured) late.push({ session, measured, logged })
  }
  return late
}

const named = 3

export const describeChange = ({ session, measured, logged }: ChangedSince): string =>
  `${session} was measured by ${plural(measured, 'decision')}, and ${logged} are logged of it now`

export const describeChanges = (changes: ChangedSince[]): string =>
  `${firstNames(changes.map(describeChange), named)}: what is compared with it may differ`

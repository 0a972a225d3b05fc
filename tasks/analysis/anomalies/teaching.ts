import { type Count, fitCounts, predictCount, profileCounts } from '../baseline/counts.ts'
import { counts } from './evidence.ts'

/**
 * Of a service's sessions those that the score learns by. Silence that is unlikely at the pace of the others is a loss, and no way in which sessions differ: who is
 * silent, or loses a log, must not pay less for the next time.
 */
export function teaching<Session extends Count>(sessions: Session[]): Session[] {
  const decided = sessions.filter(({ count }) => count > 0)
  if (decided.length === sessions.length || decided.length === 0) return sessions
  const fit = fitCounts(profileCounts(decided), [])
  const isUnlikely = ({ exposure }: Count) => predictCount(fit, 0, [exposure], { at: true }).at < counts.from
  return sessions.filter((each) => each.count > 0 || !isUnlikely(each))
}

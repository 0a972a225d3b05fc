import { isAgents } from '../../../cache/audit/claude-code.ts'
import { percent, plural } from '../../../templates/words.ts'
import type { Measured } from '../baseline/measured.ts'
import { pooledShare, predictShare } from '../baseline/shares.ts'
import type { Candidate } from './candidate.ts'
import { type Judged, shareAt } from './history.ts'

/**
 * A session in which no service blocked anything, though several do: what each of them may do by chance now and then, all of them together do not. How far
 * they go together in a session is not known, so all but the clearest count by half of their logarithm.
 */
export function nothingBlocked(judged: Judged[]): Candidate[] {
  const deciding = judged.flatMap(({ name, rate, history, current }) => {
    const share = shareAt(history, current, name)
    return rate && share.n > 0 && !isAgents(name) ? [{ name, rate, share, history, current }] : []
  })
  const before = deciding.map(({ name, rate, history }) =>
    pooledShare(rate.sessions.map((session) => shareAt(history, session, name))),
  )
  const enforcing = deciding.filter((_, index) => (before[index]?.count ?? 0) > 0)
  const [first] = enforcing
  if (!first || enforcing.length < 2 || deciding.some(({ share }) => share.count > 0)) return []
  const chances = enforcing.map(({ rate, share }) => predictShare(rate, share, { low: true }).low).sort((a, b) => a - b)
  const usual = pooledShare(before)
  const { n } = pooledShare(deciding.map(({ share }) => share))
  return [
    {
      kind: 'weaker',
      detail: `none of ${plural(n, 'decision')} blocked by any of the ${plural(deciding.length, 'service')}; ${usual.count} of ${usual.n} (${percent(usual.count / usual.n)}) in the sessions before`,
      evidence: { window: (first.history.sessions[first.current] as Measured).window, filter: {} },
      p: chances.reduce((product, chance, place) => product * (place === 0 ? chance : Math.sqrt(chance)), 1),
    },
  ]
}

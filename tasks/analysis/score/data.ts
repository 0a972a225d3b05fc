import { percent, plural } from '../../../templates/words.ts'
import type { Metrics } from '../metrics.ts'
import { clamp } from '../statistics.ts'
import { type HealthFacts, limits, type Taken } from './facts.ts'

/** Share of a session's lines from which on all points for unreadable ones are taken off. */
const fullUnreadable = 0.05
/** A quiet end of a session is nothing unusual up to this share of it. */
const quietEnd = 0.25
/** So many decisions at more than so many a second were not made one by one. */
const bunched = { decisions: 50, perSecond: 10 }

function isBunched({ decisions: { total }, activity: { first, last } }: Metrics): boolean {
  if (first === null || last === null || total < bunched.decisions) return false
  return total * 1000 > bunched.perSecond * (Date.parse(last) - Date.parse(first))
}

/** Decisions of the services that are known: noise must not make damage look small. */
function knownDecisions({ services, metrics }: HealthFacts): number {
  const paces = services.flatMap(({ pace }) => pace ?? [])
  return paces.length === 0 ? metrics.decisions.total : paces.reduce((sum, { count }) => sum + count, 0)
}

export function data(facts: HealthFacts): Taken[] {
  const { metrics, backwardJumps, rest, learning, unreadBefore = 0 } = facts
  const { decisions, quality } = metrics
  const known = knownDecisions(facts)
  const ids = quality.placeholderIds + quality.staleIds
  const quiet = clamp((rest.share - quietEnd) / (1 - quietEnd))
  const lines = known + decisions.unreadable
  const hours = `the log says nothing in the last ${(rest.share * 100).toFixed(0)} % of the session`
  return [
    {
      // Even one line is worth a look.
      points: lines === 0 ? 0 : Math.ceil(5 * clamp(decisions.unreadable / lines / fullUnreadable)),
      why: plural(decisions.unreadable, 'unreadable line'),
      from: { unreadable: decisions.unreadable, lines },
    },
    {
      points: learning ? 0 : Math.round(5 * clamp(unreadBefore / fullUnreadable)),
      why: `${percent(unreadBefore)} of the lines of the sessions before are unreadable: more may have been usual`,
      from: { unreadable: unreadBefore },
    },
    {
      points: isBunched(metrics) ? 4 : 0,
      why: `${plural(decisions.total, 'decision')} at more than ten a second`,
    },
    {
      points: backwardJumps > 0 ? 2 : 0,
      why: `the clock of the log went back ${plural(backwardJumps, 'time')}`,
      from: { backwardJumps },
    },
    {
      points: known === 0 ? 0 : Math.round(2 * clamp(ids / known)),
      why: `${plural(ids, 'decision')} with placeholder or stale session ids`,
      from: { placeholderIds: quality.placeholderIds, staleIds: quality.staleIds, decisions: known },
    },
    rest.proven
      ? { points: limits.data, why: `${hours}, while the agent worked on`, from: { quiet: rest.share } }
      : { points: Math.ceil(4 * quiet), why: hours, from: { quiet: rest.share } },
  ]
}

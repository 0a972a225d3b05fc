import { iso } from '../../../cache/window.ts'
import { clip } from '../../../templates/render.ts'
import { plural } from '../../../templates/words.ts'
import type { ActionTally, Outcomes } from '../action-tallies.ts'
import { chooseEvidence, type Observations } from '../observations.ts'
import { normalizeText } from '../wording.ts'
import type { Doubts, Limits } from './doubt.ts'

/** Two exceptions to what is otherwise decided one way may be chance; three, or two of few, are not. */
function isContradiction(blocked: number, allowed: number, { clarifyOutcomes, clarifyShare }: Limits): boolean {
  const rarer = Math.min(blocked, allowed)
  const all = blocked + allowed
  return all >= clarifyOutcomes && rarer / all >= clarifyShare && (rarer >= 3 || (rarer === 2 && all <= 5))
}

/** Rarer outcomes over several sessions from which on it is not chance: what is decided once a session may be about something else each time. */
const rarerOverSessions = 4

/** How often the outcome must have changed from session to session: once is a change of mind, twice an exception. */
const changesOverSessions = 3

/** Sessions that decided one way and the other, by turns. */
function alternate(tallies: ActionTally[], limits: Limits, least: number): boolean {
  const began = ({ blocked, allowed }: ActionTally) => Math.min(blocked?.first ?? endless, allowed?.first ?? endless)
  const outcomes = tallies
    .toSorted((a, b) => began(a) - began(b))
    .flatMap(({ blocked, allowed }) => {
      if (!blocked || !allowed) return [blocked !== undefined]
      const [early, late] = blocked.first < allowed.first ? [blocked, allowed] : [allowed, blocked]
      // "Allowed, blocked, allowed" turned twice.
      return [early, late, ...(early.last > late.last ? [early] : [])].map((outcomes) => outcomes === blocked)
    })
  const changes = outcomes.filter((blocked, index) => index > 0 && blocked !== outcomes[index - 1]).length
  return changes >= changesOverSessions && byTurns(tallies, limits, least)
}

const endless = Number.POSITIVE_INFINITY

/** The same action by turns blocked and allowed: in one session, by one service or by two, or over sessions. */
export const contradictory: Doubts = (_, sessions, limits) => {
  const actions = new Map<string, { session: string; tally: ActionTally }[]>()
  for (const { session, actions: own } of sessions)
    for (const tally of own) {
      const action = normalizeText(tally.action)
      actions.set(action, [...(actions.get(action) ?? []), { session, tally }])
    }
  const found = [...actions.values()].flatMap((tallies) => {
    const own = tallies.filter(({ tally }) => byTurns([tally], limits, 1))
    if (own.length > 0) return own.map(({ tally }) => ({ ...addTallies([tally]), sessions: 1 }))
    const repeated = tallies.map(({ tally }) => tally).filter((tally) => countOf(tally) >= 2)
    if (byTurns(repeated, limits, rarerOverSessions)) return [{ ...addTallies(repeated), sessions: repeated.length }]
    // Blocked and then allowed within a session is a correction, unless another session has it the other way round.
    const all = tallies.map(({ tally }) => tally)
    const bothWays = all.some(({ blocked, allowed }) => blocked && allowed && allowed.first < blocked.first)
    const plain = bothWays ? all : all.filter(({ blocked, allowed }) => !blocked || !allowed)
    return alternate(plain, limits, bothWays ? 1 : changesOverSessions)
      ? [{ ...addTallies(plain), sessions: plain.length }]
      : []
  })
  const rarer = ({ blocked, allowed }: (typeof found)[number]) => Math.min(blocked.count, allowed.count)
  const [strongest] = found.toSorted((a, b) => rarer(b) - rarer(a) || (a.action < b.action ? -1 : 1))
  if (!strongest) return []
  const { blocked, allowed } = strongest
  const action = clip(strongest.action, 120)
  const disagree = blocked.services.join() !== allowed.services.join()
  const who = disagree ? ` (blocked by ${blocked.services.join(', ')}; allowed by ${allowed.services.join(', ')})` : ''
  const where = strongest.sessions > 1 ? plural(strongest.sessions, 'session') : 'one session'
  return [
    {
      level: rarer(strongest) >= 4 ? 'high' : 'medium',
      seen: `"${action}" was blocked ${plural(blocked.count, 'time')} and allowed ${plural(allowed.count, 'time')} in ${where}${who}`,
      question: `When does it apply to "${action}", and when not?`,
      blocked: found.reduce((sum, each) => sum + each.blocked.count, 0),
      allowed: found.reduce((sum, each) => sum + each.allowed.count, 0),
      contexts: found.length,
      evidence: chooseEvidence(
        [
          [blocked.first, 'blocked'] as const,
          [allowed.first, 'allowed'] as const,
          [blocked.last, 'blocked'] as const,
        ].map(([at, said]) => ({
          at: iso(at),
          session: sessionAt(sessions, at),
          action: `${strongest.action}: ${said}`,
        })),
      ),
    },
  ]
}

const countOf = ({ blocked, allowed }: ActionTally): number => (blocked?.count ?? 0) + (allowed?.count ?? 0)

interface Turns {
  action: string
  blocked: Outcomes
  allowed: Outcomes
}

function addTallies(tallies: ActionTally[]): Turns {
  const [first] = tallies as [ActionTally, ...ActionTally[]]
  const sum = (outcome: 'blocked' | 'allowed') =>
    tallies.map((tally) => tally[outcome]).reduce(addOutcomes, undefined) as Outcomes
  return { action: first.action, blocked: sum('blocked'), allowed: sum('allowed') }
}

/** Blocked until it was corrected, or allowed until somebody changed his mind: one turn is not a contradiction. */
function byTurns(tallies: ActionTally[], limits: Limits, least: number): boolean {
  if (tallies.length === 0) return false
  const { blocked, allowed }: Partial<Turns> = addTallies(tallies)
  if (!blocked || !allowed || Math.min(blocked.count, allowed.count) < least) return false
  return (
    isContradiction(blocked.count, allowed.count, limits) &&
    allowed.first <= blocked.last &&
    allowed.last >= blocked.first
  )
}

const sessionAt = (sessions: Observations[], at: number): string =>
  sessions.find(({ from, to }) => from <= at && at < to)?.session ?? ''

function addOutcomes(a: Outcomes | undefined, b: Outcomes | undefined): Outcomes | undefined {
  if (!a || !b) return a ?? b
  return {
    count: a.count + b.count,
    services: [...new Set([...a.services, ...b.services])].toSorted(),
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
  }
}

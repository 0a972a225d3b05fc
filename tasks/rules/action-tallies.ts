import { type Decision, subjectOf } from '../../cache/decision.ts'
import { namedAction } from './blocked-decision.ts'
import { compare } from './compare.ts'
import { held } from './held.ts'
import { normalizeText } from './wording.ts'

/** How often something was decided one way, by which services, and from when to when. */
export interface Outcomes {
  count: number
  services: string[]
  first: number
  last: number
}

/** How one action was decided under one rule. */
export interface ActionTally {
  rule: string
  action: string
  blocked?: Outcomes
  allowed?: Outcomes
}

/** How decisions about files of one part of the project ended under one rule. */
export interface PlaceTally {
  rule: string
  place: string
  blocked: number
  allowed: number
}

/** Actions under a rule that are kept of a session: what was blocked comes first, then the most frequent. */
const kept = { blocked: 500, allowed: 300, places: 500 }
const longestAction = 300

/** A decision that checked more rules than this and allowed something says little about each of them. */
const rulesWatched = 3

/** Gathers how actions were decided under the rules that were checked for them. */
export class ActionTallies {
  readonly #actions = new Map<string, ActionTally>()
  readonly #places = new Map<string, PlaceTally>()

  /** Only what it violates was the reason of a refusal. */
  addBlocked(decision: Decision, violated: Set<string>): void {
    this.#add(decision, violated, 'blocked')
  }

  addAllowed(decision: Decision): void {
    const { rules } = decision
    if (rules.length > 0 && !namesMore(rules, rulesWatched)) this.#add(decision, new Set(rules), 'allowed')
  }

  #add(decision: Decision, rules: Set<string>, outcome: 'blocked' | 'allowed'): void {
    if (rules.size === 0 || rules.size > rulesWatched) return
    const action = namedAction(decision).slice(0, longestAction)
    const place = placeOf(subjectOf(decision))
    for (const rule of rules) {
      this.#addAction(rule, action, outcome, decision)
      if (place) this.#addPlace(rule, place, outcome)
    }
  }

  #addAction(rule: string, action: string, outcome: 'blocked' | 'allowed', { at, service }: Decision): void {
    const key = `${rule}\n${normalizeText(action)}`
    let tally = this.#actions.get(key)
    if (!tally) {
      if (this.#actions.size >= held.tallies) this.#forget()
      tally = { rule, action }
      this.#actions.set(key, tally)
    }
    // Of several spellings the same one whatever comes first.
    if (compare(action, tally.action) < 0) tally.action = action
    const known = tally[outcome]
    if (!known) {
      tally[outcome] = { count: 1, services: [service], first: at, last: at }
      return
    }
    known.count++
    known.first = Math.min(known.first, at)
    known.last = Math.max(known.last, at)
    if (!known.services.includes(service)) known.services.push(service)
  }

  #addPlace(rule: string, place: string, outcome: 'blocked' | 'allowed'): void {
    const key = `${rule}\n${place}`
    let tally = this.#places.get(key)
    if (!tally) {
      if (this.#places.size >= held.tallies) return
      tally = { rule, place, blocked: 0, allowed: 0 }
      this.#places.set(key, tally)
    }
    tally[outcome]++
  }

  /** Makes room: half of what was only ever allowed goes, the rarest first. */
  #forget(): void {
    const allowed = [...this.#actions].filter(([, { blocked }]) => !blocked)
    const rarest = (allowed.length > 0 ? allowed : [...this.#actions]).toSorted(([, a], [, b]) => total(a) - total(b))
    for (const [key] of rarest.slice(0, held.tallies / 2)) this.#actions.delete(key)
  }

  actions(): ActionTally[] {
    const all = [...this.#actions.values()].toSorted(
      (a, b) => total(b) - total(a) || compare(a.rule, b.rule) || compare(a.action, b.action),
    )
    const blocked = all.filter((tally) => tally.blocked).slice(0, kept.blocked)
    return [...blocked, ...all.filter((tally) => !tally.blocked).slice(0, kept.allowed)].map(
      (tally): ActionTally => ({
        ...tally,
        ...(tally.blocked && { blocked: sorted(tally.blocked) }),
        ...(tally.allowed && { allowed: sorted(tally.allowed) }),
      }),
    )
  }

  /** The parts of the project, of rules that blocked something in one of them. */
  places(): PlaceTally[] {
    const rules = new Set([...this.#places.values()].filter(({ blocked }) => blocked > 0).map(({ rule }) => rule))
    return [...this.#places.values()]
      .filter(({ rule }) => rules.has(rule))
      .toSorted((a, b) => b.blocked - a.blocked || compare(a.rule, b.rule) || compare(a.place, b.place))
      .slice(0, kept.places)
  }
}

/** Whether a list has more than so many different names; a set of them for each decision would take longer. */
function namesMore(names: string[], most: number): boolean {
  if (names.length <= most) return false
  let different = 0
  for (let index = 0; index < names.length; index++)
    if (names.indexOf(names[index] as string) === index && ++different > most) return true
  return false
}

const total = ({ blocked, allowed }: ActionTally) => (blocked?.count ?? 0) + (allowed?.count ?? 0)
const sorted = (outcomes: Outcomes): Outcomes => ({ ...outcomes, services: outcomes.services.toSorted(compare) })

const tests = /(^|[/._-])(tests?|specs?|e2e|__tests__|fixtures)([/._-]|$)/i

/** The part of the project that a file belongs to: its tests, its documentation, else the top-level folder; nothing for what is not a file. */
function placeOf(subject: string): string | undefined {
  if (subject === '' || /\s/.test(subject) || !/[./]/.test(subject)) return undefined
  const path = subject.replace(/^(?:\.{0,2}\/)+/, '')
  const folder = path.includes('/') ? (path.split('/')[0] as string) : undefined
  // A project that keeps its fixtures beside its tests calls them so.
  return tests.test(subject) && !/^fixtures$/i.test(folder ?? '') ? 'tests' : folder
}

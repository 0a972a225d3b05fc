import { findNear } from './near-kinds.ts'
import { chooseEvidence, type Observations, type ViolationGroup } from './observations.ts'
import { plainKindOf } from './text/kind.ts'

/** One kind of violation over all sessions. */
export interface ViolationPattern extends ViolationGroup {
  /** The kinds that were put together in it, the one that was first seen first: it is known by that one. */
  kinds: string[]
  /** Its sessions, with the contexts of each: two wordings of one day, about one file, are one session and one context. */
  places: Map<string, Pick<ViolationGroup, 'contexts' | 'subjects' | 'told'>>
  /** How many they are. */
  sessions: number
  /** Its wordings, the latest first: of one a rule can be made, of another not. */
  wordings: string[]
}

/**
 * The kinds of violation of all sessions: each session's contexts are contexts of their own. `least`: a kind that came up less often is looked at for
 * being another one in a few words more or less.
 */
export function addUp(
  sessions: Observations[],
  nameRule: (text: string) => string | undefined,
  least: number,
): ViolationPattern[] {
  const patterns = new Map<string, ViolationPattern>()
  const seen = new Set<string>()
  // The latest first: what is said about a pattern is said in its latest words.
  for (const { session, violationGroups } of sessions.toReversed()) {
    for (const group of violationGroups) {
      seen.delete(group.wording)
      seen.add(group.wording)
      const ruleId = group.ruleId ?? nameRule(group.example)
      const kind = ruleId ? `rule ${ruleId}` : group.wording
      const places = new Map([[session, group]])
      const one: ViolationPattern = {
        ...group,
        ...(ruleId && { ruleId }),
        kinds: [group.wording],
        places,
        sessions: 1,
        wordings: [group.example],
      }
      const known = patterns.get(kind)
      patterns.set(kind, known ? mergePatterns(known, one) : one)
    }
  }
  const place = new Map([...seen].toReversed().map((kind, at) => [kind, at]))
  return joinRearranged(joinNear([...patterns.values()], least)).map((pattern) => {
    if (pattern.ruleId || pattern.kinds.length < 2) return pattern
    const kinds = pattern.kinds.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)).map(plainKindOf)
    return { ...pattern, kinds, wording: kinds[0] as string }
  })
}

/** Joins the kinds that are wordings of others, in the order in which they are named. */
function joinNear(patterns: ViolationPattern[], least: number): ViolationPattern[] {
  const ofRules = patterns.filter(({ ruleId }) => ruleId)
  const kinds = new Map(patterns.flatMap((each) => (each.ruleId ? [] : [[each.wording, each]])))
  for (const [kind, meant] of findNear([...kinds.values()], least)) {
    const [other, first] = [kinds.get(kind), kinds.get(meant)]
    if (!other || !first) continue
    kinds.set(meant, mergePatterns(first, other))
    kinds.delete(kind)
  }
  return [...ofRules, ...kinds.values()]
}

/** Kinds with the same words are one, unless their parts have changed places: "doctor overruled nurse" beside "nurse overruled doctor". */
function joinRearranged(patterns: ViolationPattern[]): ViolationPattern[] {
  const alike = new Map<string, ViolationPattern[]>()
  for (const pattern of patterns) {
    const kind = pattern.ruleId ? `rule ${pattern.ruleId}` : plainKindOf(pattern.wording)
    alike.set(kind, [...(alike.get(kind) ?? []), pattern])
  }
  return [...alike].flatMap(([kind, group]) =>
    group[0]?.ruleId || group.filter(({ wording }) => wording !== kind).length > 1
      ? group
      : [{ ...group.reduce(mergePatterns), wording: kind }],
  )
}

const wordingsKept = 8

export function mergePatterns(known: ViolationPattern, other: ViolationPattern): ViolationPattern {
  const contexts = known.contexts + addPlaces(known.places, other.places)
  return {
    ...known,
    kinds: [...new Set([...known.kinds, ...other.kinds])],
    occurrences: known.occurrences + other.occurrences,
    contexts,
    sessions: known.places.size,
    wordings: [...new Set([...known.wordings, ...other.wordings])].slice(0, wordingsKept),
    subjects: [...new Set([...known.subjects, ...other.subjects])],
    domains: addCounts(known.domains, other.domains),
    requirements: addCounts(known.requirements, other.requirements),
    severe: known.severe || other.severe,
    evidence: chooseEvidence([...known.evidence, ...other.evidence]),
  }
}

/** Adds the places of another pattern to those of the first, and returns how many contexts came with them. */
function addPlaces(known: ViolationPattern['places'], other: ViolationPattern['places']): number {
  let added = 0
  for (const [session, place] of other) {
    const here = known.get(session)
    if (!here) {
      known.set(session, place)
      added += place.contexts
      continue
    }
    const subjects = new Set([...here.subjects, ...place.subjects])
    const again = here.subjects.length + place.subjects.length - subjects.size
    const told = addCounts(here.told ?? {}, place.told ?? {})
    known.set(session, { contexts: here.contexts + place.contexts - again, subjects: [...subjects], told })
    added += place.contexts - again
  }
  return added
}

function addCounts(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  const sum = { ...a }
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

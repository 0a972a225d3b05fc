import { plural } from '../../../templates/words.ts'
import { chooseEvidence } from '../observations.ts'
import { splitWords } from '../wording.ts'
import type { Doubts } from './doubt.ts'

/** Decisions on each side from which on a part of the project counts as blocked, or as allowed. */
const sideLeast = 4

/** Every file of one part blocked, every file of another allowed: that is the rule's scope. */
export const divided: Doubts = (rule, sessions) => {
  const places = new Map<string, { blocked: number; allowed: number }>()
  for (const { place, blocked, allowed } of sessions.flatMap((session) => session.places)) {
    const known = places.get(place) ?? { blocked: 0, allowed: 0 }
    places.set(place, { blocked: known.blocked + blocked, allowed: known.allowed + allowed })
  }
  const sides = [...places].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const mixed = sides.some(([, { blocked, allowed }]) => blocked > 0 && allowed > 0)
  const inside = sides.filter(([, { blocked }]) => blocked > 0)
  const outside = sides.filter(([, { allowed }]) => allowed > 0)
  const count = (of: typeof sides, which: 'blocked' | 'allowed') => of.reduce((sum, [, each]) => sum + each[which], 0)
  const [blocked, allowed] = [count(inside, 'blocked'), count(outside, 'allowed')]
  if (mixed || blocked < sideLeast || allowed < sideLeast || inside.length > 3 || outside.length > 3) return []
  const [here, there] = [inside, outside].map((side) => side.map(([place]) => place))
  const said = splitWords(rule.text)
  // The rule names its scope already: the decisions only follow it.
  if (
    [...(here as string[]), ...(there as string[])].some(
      (place) => said.includes(place.replace(/s$/, '')) || said.includes(place),
    )
  )
    return []
  return [
    {
      level: blocked + allowed >= 12 ? 'high' : 'medium',
      seen: `all ${plural(blocked, 'decision')} about ${inWords(here as string[])} blocked, all ${allowed} about ${inWords(there as string[])} allowed`,
      addition: `This applies to ${inWords(here as string[])}, not to ${inWords(there as string[])}.`,
      question: '',
      blocked,
      allowed,
      contexts: sides.length,
      evidence: chooseEvidence(
        sessions.flatMap(({ violationGroups }) => violationGroups.flatMap(({ evidence }) => evidence)),
      ),
    },
  ]
}

function inWords(places: string[]): string {
  const named = places.map((place) => (place === 'tests' ? 'tests' : `files in ${place}/`))
  return named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}` : (named[0] as string)
}

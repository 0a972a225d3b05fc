import type { Statement } from '../statement.ts'
import type { Token } from '../tokens.ts'
import { verbOf } from '../verbs.ts'
import { being, doerOf, isAdverb, isSaid, placing, sidesOf } from './roles.ts'

/**
 * Whether two statements with the same words may say something else because their parts have changed places: who does it to whom, which goes
 * with what, what follows from what. What is found here is said to be the same by nobody.
 */
export const areRearranged = (a: Statement, b: Statement): boolean =>
  havePermutedSlots(a, b) ||
  areReversed(a, b) ||
  haveSwappedPlaces(a, b) ||
  haveOtherClauses(a, b) ||
  haveOtherConditions(a, b) ||
  haveOtherSwitches(a, b) ||
  haveOtherSingles(a, b)

/** The same of statements of which one says more: only who does it to whom can be told. */
export const areReversed = (a: Statement, b: Statement): boolean => {
  // Words that say nothing of the subject say who does it all the same: "the page calls the service".
  // What comes first has been compared already.
  if (a.order || b.order) return false
  const deeds = new Set([...a.words, ...a.tokens.filter(isWeakDeed).map(({ stem }) => stem)])
  return [...deeds].some((verb) => isReversedAround(verb, a, b))
}

/** Words that stand in the same place of a sentence, or are left out, without changing who does what. */
const filling = new Set(
  'all every each any must should shall may can will always please do does we you our your their its it they them that this to ever also have has'.split(
    ' ',
  ),
)

const isWeakDeed = ({ kind, raw, weak }: Token): boolean =>
  kind === 'word' && weak && !filling.has(raw) && verbOf(raw) !== undefined

const isJoint = ({ raw }: Token | { raw: string }): boolean => /^(?:and|or|,)$/.test(raw)

/** A sentence with its words taken out, and these words; of a list the members in one order, whichever it has. */
function slotsOf({ tokens }: Statement): { frame: string; words: string[] } {
  const kept = tokens.filter((token) => !isAdverb(token) && !filling.has(token.raw))
  const words: string[] = []
  const frame = kept.map((token, index) => {
    if (!isSaid(token)) return being.test(token.raw) ? 'be' : token.raw
    const [joint, before] = [kept[index - 1], kept[index - 2]]
    const last = words.at(-1)
    // Two members of a list are the same the other way round.
    if (joint && before && last !== undefined && isJoint(joint) && isSaid(before) && token.stem < last)
      words.splice(-1, 1, token.stem, last)
    else words.push(token.stem)
    return '_'
  })
  return { frame: frame.join(' '), words }
}

/** "Parents inform teachers" and "teachers must inform parents", "write the test, then the code" and "write the code, then the test". */
function havePermutedSlots(a: Statement, b: Statement): boolean {
  const [left, right] = [slotsOf(a), slotsOf(b)]
  return left.frame === right.frame && left.words.join(' ') !== right.words.join(' ')
}

/** "A informs b" and "b informs a", "a informs b" and "a is informed by b". */
function isReversedAround(verb: string, a: Statement, b: Statement): boolean {
  const [at, other] = [a, b].map(({ tokens }) => tokens.findIndex(({ stem }) => stem === verb)) as [number, number]
  if (at < 0 || other < 0) return false
  if ([a.tokens[at - 1], b.tokens[other - 1]].some((token) => token && placing.has(token.raw))) return false
  // What a boundary follows is a member of a list.
  if ([a.tokens[at + 1], b.tokens[other + 1]].some((token) => token && token.kind !== 'word')) return false
  const [doer, otherDoer] = [doerOf(a, at), doerOf(b, other)]
  if (!doer || !otherDoer) return false
  const [before, behind] = sidesOf(a, at)
  const [otherBefore, otherBehind] = sidesOf(b, other)
  const meets = (one: string[], two: string[]) => one.some((word) => two.includes(word))
  const turned = meets(before, otherBehind) && meets(behind, otherBefore)
  const straight = meets(before, otherBefore) && meets(behind, otherBehind)
  return doer === otherDoer ? turned && !straight : straight && !turned
}

/** "From a to b" and "from b to a", however the rest is put. */
function haveSwappedPlaces(a: Statement, b: Statement): boolean {
  const [left, right] = [a, b].map(placesOf) as [Map<string, string>, Map<string, string>]
  return [...left].some(([one, place]) =>
    [...left].some(([two, other]) => place !== other && right.get(one) === other && right.get(two) === place),
  )
}

const placesOf = ({ tokens }: Statement): Map<string, string> =>
  new Map(
    tokens.flatMap(({ raw }, index): [string, string][] => {
      const named = tokens.slice(index + 1, index + 3).find(isSaid)
      return placing.has(raw) && named ? [[named.stem, raw]] : []
    }),
  )

const conditional = new Set('if when whenever once while unless until wherever where'.split(' '))

/** The clauses of which each says at least two things, by what they say. */
function clausesIn({ tokens }: Statement): string[] {
  const clauses: Set<string>[] = [new Set()]
  for (const { kind, raw, ...token } of tokens) {
    if (kind === 'clause' || kind === 'part' || conditional.has(raw)) clauses.push(new Set())
    else if (isSaid({ kind, raw, ...token })) clauses.at(-1)?.add(token.stem)
  }
  const said = clauses.filter(({ size }) => size > 0)
  return said.every(({ size }) => size >= 2) ? said.map((clause) => [...clause].sort().join(' ')).sort() : []
}

/** "Admins may edit and users may read" and "users may edit and admins may read". */
function haveOtherClauses(a: Statement, b: Statement): boolean {
  // What is ruled out may be told of either clause.
  if (a.negations + b.negations > 0) return false
  const [left, right] = [clausesIn(a), clausesIn(b)]
  return left.length > 1 && right.length > 1 && left.join() !== right.join()
}

/** What is said on condition of what: up to the comma, or to the end. */
function conditionOf({ tokens }: Statement): string {
  const at = tokens.findIndex(({ raw }) => conditional.has(raw))
  if (at < 0) return ''
  const end = tokens.findIndex(({ kind, raw }, index) => index > at && (kind === 'clause' || raw === ','))
  const condition = tokens.slice(at + 1, end < 0 ? undefined : end).filter(isSaid)
  return [...new Set(condition.map(({ stem }) => stem))].sort().join(' ')
}

/** "If a test fails, revert the commit" and "if a commit is reverted, fail the test". */
function haveOtherConditions(a: Statement, b: Statement): boolean {
  const [left, right] = [conditionOf(a), conditionOf(b)]
  return left !== '' && right !== '' && left !== right
}

/** "On in production and off in tests" and the other way round. */
function haveOtherSwitches(a: Statement, b: Statement): boolean {
  const [left, right] = [a, b].map(({ tokens }) => {
    const at = tokens.findIndex(({ raw }) => raw === 'off')
    const isBoth = at >= 0 && tokens.some(({ raw }) => raw === 'on')
    return isBoth ? tokens.slice(at + 1).find(isSaid)?.stem : undefined
  })
  return left !== undefined && right !== undefined && left !== right
}

/** "One nurse and two beds" and "two nurses and one bed". */
const haveOtherSingles = (a: Statement, b: Statement): boolean =>
  [a, b].every(({ single, counted }) => single.size > 0 && counted.size > 0) &&
  ![...a.single].some((word) => b.single.has(word))

import { larger, smaller } from './turns.ts'
import { stemOf } from './vocabulary.ts'

/** What the small words of direction and order in a text are put to: dropped with the other small ones, they would turn what it says round. */
export interface Directions {
  /** Of each time, number and limit on which side of it, and which way something goes: "after 16:00", "over budget", "inbound". */
  sides: Map<string, Side>
  /** Which of them are times of a clock or a calendar: "at" goes without saying there. */
  clock: Set<string>
  /** "More … than", "less … than". */
  compared: string
  /** "More" and "less", whatever they are compared with. */
  amounts: Set<Side>
  /** Where something comes from and where it goes. */
  from?: string
  to?: string
  /** Whether the text rules out what it names. */
  denied: boolean
}

type Side = 'after' | 'before' | 'until' | 'at' | 'more' | 'less' | 'in' | 'out'

/** Words of each side in front of a time or a number, in front of a limit, and by themselves. */
const times: Partial<Record<Side, string>> = {
  after: 'after|from|since|past|between|later than|starting at',
  before: 'before|by|prior to|ahead of|earlier than|at the latest',
  until: 'until|till|up to',
  at: 'at|around',
}
const limits: Partial<Record<Side, string>> = {
  more: 'over|above|beyond|outside',
  less: 'under|below|within|inside',
}
const ways: Partial<Record<Side, string>> = { in: 'inbound|incoming|ingress', out: 'outbound|outgoing|egress' }
const anyOf = (words: Partial<Record<Side, string>>): string =>
  Object.entries(words)
    .map(([side, each]) => `(?<${side}>${each})`)
    .join('|')
const sideIn = (groups: Record<string, string> | undefined): Side | undefined =>
  Object.entries(groups ?? {}).find(([, word]) => word !== undefined)?.[0] as Side | undefined

const hour = String.raw`\d{1,2}(?:[:.]\d{2}(?:\s*[ap]\.?m\b\.?)?|\s*(?:[ap]\.?m\b\.?|o['\u2019]?clock\b|uhr\b|h\b))`
const day =
  'noon|midday|midnight|dawn|dusk|sunrise|sunset|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december|tomorrow|month[- ]end|year[- ]end'
const timed = new RegExp(
  String.raw`\b(?:(?:${anyOf(times)})\s+)?(?:(?:the|about)\s+)?(?<name>${hour}|(?:${day})\b|\d+(?:st|nd|rd|th)?(?![\d:.]*\d)(?:\s+[a-z]+)?)(?:\s+(?:to|until|till|and|through)\s+(?<end>${hour}|(?:${day})\b|\d+))?`,
  'gi',
)
const clocked = new RegExp(`^(?:${hour}|(?:${day}))$`, 'i')
const limited = new RegExp(
  String.raw`\b(?:${anyOf(limits)})\s+(?:of\s+)?(?:(?:the|an?|its|their|your)\s+)?(?<name>[a-z][\w-]*)`,
  'gi',
)
const going = new RegExp(String.raw`\b(?:${anyOf(ways)})\b`, 'gi')

/** Words that turn another one round, as the one that they mean. */
const turned: [RegExp, string][] = [
  [/\b(?:no|not) later than\b/gi, 'by'],
  [/\b(?:no|not) (?:earlier|sooner) than\b/gi, 'from'],
]
export const withPlainSides = (text: string): string =>
  turned.reduce((plain, [words, word]) => plain.replace(words, word), text)

export function directionsOf(text: string, denied: boolean): Directions {
  const clock = new Set<string>()
  const sides = new Map<string, Side>()
  for (const { groups: { name = '', end, ...words } = {} } of text.matchAll(timed))
    for (const [side, written] of [[sideIn(words), name] as const, ['until', end ?? ''] as const]) {
      const isClock = clocked.test(written)
      if (written === '' || (side === undefined && !isClock)) continue
      const time = isClock ? timeOf(written) : written.toLowerCase()
      if (isClock) clock.add(time)
      // What is not to be done until then is not to be done before.
      sides.set(time, denied && side === 'until' ? 'before' : (side ?? 'at'))
    }
  for (const { groups: { name = 'way', ...words } = {} } of [...text.matchAll(limited), ...text.matchAll(going)])
    sides.set(stemOf(name.toLowerCase()), sideIn(words) as Side)
  // "Never more than" is a bound already, and no negation any more.
  const isBound = !denied && /\b(?:never|not)\b/i.test(text)
  const amountsIn = (words: RegExp) => (isBound ? [] : (text.match(words) ?? []).map(amountOf))
  return {
    sides,
    clock,
    compared: amountsIn(comparison).join(' '),
    amounts: new Set(amountsIn(amount)),
    ...placesOf(text),
    denied,
  }
}

const amountOf = (words: string): Side => (new RegExp(`^(?:${larger})`, 'i').test(words) ? 'more' : 'less')

/** Of numbers it is the bound of the statement that says it. */
const amount = new RegExp(
  String.raw`\b(?<!\b(?:no|not|any|one|once|or) )(?:(?:more|less|fewer)\b(?! or )(?!(?: than)? \d)|(?:${larger}|${smaller})(?= than [a-z]))`,
  'gi',
)
const comparison = new RegExp(
  String.raw`\b(?<!\b(?:no|not) )(?:(?:more|less|fewer)\b(?:\s+[\w-]+){0,4}?|${larger}|${smaller})\s+than\b(?!\s+(?:\d|one\b|two\b|three\b|a single))`,
  'gi',
)

const minutes = /^(\d{1,2})(?:[:.](\d{2}))?\s*(?:([ap])\.?m)?/i
/** "4 pm" is 16:00. */
function timeOf(written: string): string {
  const [, hours, rest = '0', half] = minutes.exec(written) ?? []
  if (hours === undefined) return written.toLowerCase()
  const isAfternoon = half?.toLowerCase() === 'p'
  return `${half ? (Number(hours) % 12) + (isAfternoon ? 12 : 0) : Number(hours)}:${rest.padStart(2, '0')}`
}

const article = String.raw`(?:(?:the|an)\s+|a\s+(?=\w{2}))?`
const source = new RegExp(String.raw`\bfrom\s+${article}([a-z][\w-]*)`, 'i')
const target = new RegExp(String.raw`\b(?:to|into|onto)\s+${article}([a-z][\w-]*)`, 'i')
const moved = String.raw`\b(?:cop(?:y|ie[sd])|mov|send|sent|transfer|migrat|merg|sync|port|convert|redirect|forward|import|export|restor|replicat|renam|promot)\w*`
const moving = new RegExp(moved, 'i')
/** "Merge a into b". */
const taken = new RegExp(String.raw`${moved}\s+${article}([a-z][\w-]*)\s+into\b`, 'i')

/** "Replace a with b". */
const replaced = new RegExp(
  String.raw`\b(?:replac|swap|exchang)\w*\s+${article}([a-z][\w-]*)\s+(?:with|by|for)\s+${article}([a-z][\w-]*)`,
  'i',
)

function placesOf(text: string): Pick<Directions, 'from' | 'to'> {
  const [, from, to] = replaced.exec(text) ?? []
  if (from && to) return { from: stemOf(from.toLowerCase()), to: stemOf(to.toLowerCase()) }
  return movedPlaces(text)
}

function movedPlaces(text: string): Pick<Directions, 'from' | 'to'> {
  if (!moving.test(text)) return {}
  const [from, to] = [source.exec(text) ?? taken.exec(text), target.exec(text)].map(
    (found) => found?.[1] && stemOf(found[1].toLowerCase()),
  )
  return { ...(from && { from }), ...(to && { to }) }
}

/** Whether two texts put something to other sides: of what only one of them names nothing is said. */
export const areTurnedRound = (a: Directions, b: Directions): boolean =>
  [...a.sides].some(([name, side]) => (b.sides.get(name) ?? side) !== side) ||
  haveOtherAmounts(a, b) ||
  haveSwappedPlaces(a, b)

function haveOtherAmounts({ amounts: a }: Directions, { amounts: b }: Directions): boolean {
  const [one] = a
  return a.size === 1 && b.size === 1 && one !== undefined && !b.has(one)
}

function haveSwappedPlaces(a: Directions, b: Directions): boolean {
  const meets = (one?: string, other?: string) => one !== undefined && one === other
  return (meets(a.from, b.to) && !meets(a.from, b.from)) || (meets(a.to, b.from) && !meets(a.to, b.to))
}

/** Whether one of two texts is done before a time, the other one after it. */
const areOppositeTimes = (a: Directions, b: Directions): boolean =>
  [...a.sides].some(([name, side]) => [side, b.sides.get(name)].toSorted().join() === 'after,before')

/** Whether what two statements that seem to say the same (or the opposite) say is turned round by their directions. */
export const sayOtherwise = (a: Directions, b: Directions): boolean =>
  areTurnedRound(a, b) && !(a.denied !== b.denied && areOppositeTimes(a, b))

/** Whether two statements that seem at odds are not: by their directions, or as one ban, "not until 9:00" and "not before 9:00". */
export const contradictOtherwise = (a: Directions, b: Directions): boolean =>
  areTurnedRound(a, b)
    ? a.denied !== b.denied
    : a.denied && b.denied && [...a.sides.keys()].some((name) => b.sides.has(name))

/** What is done before a time cannot be done after it: of two orders, neither of which says what may be done. */
export const excludeEachOther = (a: Directions, b: Directions): boolean =>
  !a.denied && !b.denied && a.sides.size === 1 && b.sides.size === 1 && areOppositeTimes(a, b)

/** Whether a violation is none of a rule: what is ruled out after a time is not done before it. What a rule asks for may be violated the other way. */
export const leadsAnotherWay = (rule: Directions, violation: Directions): boolean =>
  areTurnedRound(rule, violation) && (rule.denied || violation.denied)

/** Whether a text says of something in which direction, and another one says nothing of it. */
export function saysWhichWay(a: Directions, b: Directions): boolean {
  return a.compared !== '' && a.compared !== b.compared
}

/** The same words in another direction are another kind of violation. */
export function directionKey({ sides, clock, compared, from, to }: Directions): string {
  const sided = [...sides].flatMap(([name, side]) =>
    side in times ? (clock.has(name) && side !== 'at' ? [side] : []) : [`${side}-${name}`],
  )
  const way = from === undefined ? [] : [`${from}-${to ?? ''}`]
  return [...new Set([...sided, ...compared.split(' ').filter(Boolean), ...way])].sort().join('+')
}

import { stemOf } from './vocabulary.ts'

/** What the small words of direction and order in a text are put to: dropped with the other small ones, they would turn what it says round. */
export interface Directions {
  /** Of each time and number what stands in front of it: "after 16:00". */
  times: Map<string, Side>
  /** Which times are those of a clock or a calendar: "at" goes without saying there. */
  clock: Set<string>
  /** "More … than", "less … than". */
  compared: string
  /** "More" and "less", whatever they are compared with. */
  amounts: Set<Amount>
  /** Of each thing whether it is to be passed: "over budget". */
  limits: Map<string, Amount>
  /** Where something comes from and where it goes. */
  from?: string
  to?: string
  /** Whether the text rules out what it names. */
  denied: boolean
}

type Side = 'after' | 'before' | 'until' | 'at'
type Amount = 'more' | 'less'

const sides: [side: Side, words: RegExp][] = [
  ['after', /^(?:after|from|since|past|between|later than|starting at|no earlier than|not earlier than)$/],
  ['before', /^(?:before|by|prior to|ahead of|earlier than|no later than|not later than|at the latest)$/],
  ['until', /^(?:until|till|to|and|up to|through)$/],
  ['at', /^(?:at|around|sharp)$/],
]
const said = String.raw`after|from|since|past|between|(?:no |not )?(?:later|earlier) than|starting at|before|by|prior to|ahead of|at the latest|until|till|up to|at|around`

const hour = String.raw`\d{1,2}(?:[:.]\d{2}(?:\s*[ap]\.?m\b\.?)?|\s*(?:[ap]\.?m\b\.?|o['\u2019]?clock\b|uhr\b|h\b))`
const day =
  'noon|midday|midnight|dawn|dusk|sunrise|sunset|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october|november|december|tomorrow|month[- ]end|year[- ]end'
const timed = new RegExp(
  String.raw`\b(?:(${said})\s+)?(?:(?:the|about)\s+)?(${hour}|(?:${day})\b|\d+(?:st|nd|rd|th)?(?![\d:.]*\d)(?:\s+[a-z]+)?)(?:\s+(to|until|till|and|through)\s+(${hour}|(?:${day})\b|\d+))?`,
  'gi',
)
const clocked = new RegExp(String.raw`^(?:${hour}|(?:${day}))$`, 'i')

export function directionsOf(text: string, denied: boolean): Directions {
  const [times, clock] = [new Map<string, Side>(), new Set<string>()]
  for (const [, word = '', time = '', second = '', end = ''] of text.matchAll(timed))
    for (const [before, written] of [
      [word, time],
      [second, end],
    ] as const) {
      const isClock = clocked.test(written)
      if (written === '' || (before === '' && !isClock)) continue
      const side = sides.find(([, words]) => words.test(before.toLowerCase().replace(/\s+/g, ' ')))?.[0] ?? 'at'
      const name = isClock ? timeOf(written) : written.toLowerCase()
      if (isClock) clock.add(name)
      // What is not to be done until then is not to be done before.
      times.set(name, denied && side === 'until' ? 'before' : side)
    }
  const amounts = new Set([...text.matchAll(amount)].map(([word]): Amount => (/^more$/i.test(word) ? 'more' : 'less')))
  return {
    times,
    clock,
    compared: (text.match(comparison) ?? []).map((each) => (/^more/i.test(each) ? 'more' : 'less')).join(' '),
    amounts,
    limits: new Map(
      [...text.matchAll(passed)].map(([, word = '', thing = '']) => [
        stemOf(thing.toLowerCase()),
        /^(?:over|above|beyond)$/i.test(word) ? 'more' : 'less',
      ]),
    ),
    ...placesOf(text),
    denied,
  }
}

/** Of numbers it is the bound of the statement that says it. */
const amount = /\b(?<!\b(?:no|not|any|one|once|or) )(?:more|less|fewer)\b(?! or )(?!(?: than)? \d)/gi
const comparison =
  /\b(?<!\b(?:no|not) )(?:more|less|fewer)\b(?:\s+[\w-]+){0,4}?\s+than\b(?!\s+(?:\d|one\b|two\b|three\b|a single))/gi
const passed = /\b(over|above|beyond|under|below|within)\s+(?:(?:the|an?|its|their|your)\s+)?([a-z][\w-]*)/gi

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
const moved =
  /\b(?:cop(?:y|ie[sd])|mov|send|sent|transfer|migrat|merg|sync|port|convert|redirect|forward|import|export|restor|replicat|renam|promot)\w*/i

function placesOf(text: string): Pick<Directions, 'from' | 'to'> {
  if (!moved.test(text)) return {}
  const [from, to] = [source, target].map((place) => {
    const found = place.exec(text)?.[1]?.toLowerCase()
    return found === undefined ? undefined : stemOf(found)
  })
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
}

/** Whether two texts put something to other sides: of what only one of them names nothing is said. */
export function areTurnedRound(a: Directions, b: Directions): boolean {
  const otherTimes = [...a.times].some(([time, side]) => (b.times.get(time) ?? side) !== side)
  const otherLimits = [...a.limits].some(([thing, side]) => (b.limits.get(thing) ?? side) !== side)
  return otherTimes || otherLimits || haveOtherAmounts(a, b) || haveSwappedPlaces(a, b)
}

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
  [...a.times].some(([time, side]) => [side, b.times.get(time)].toSorted().join() === 'after,before')

/** Whether what two statements that seem to say the same (or the opposite) say is turned round by their directions. */
export const sayOtherwise = (a: Directions, b: Directions): boolean =>
  areTurnedRound(a, b) && !(a.denied !== b.denied && areOppositeTimes(a, b))

/** What is done before a time cannot be done after it: of two orders, neither of which says what may be done. */
export const excludeEachOther = (a: Directions, b: Directions): boolean =>
  !a.denied && !b.denied && a.times.size === 1 && b.times.size === 1 && areOppositeTimes(a, b)

/** Whether a violation is none of a rule: what is ruled out after a time is not done before it. What a rule asks for may be violated the other way. */
export const leadsAnotherWay = (rule: Directions, violation: Directions): boolean =>
  areTurnedRound(rule, violation) && (rule.denied || violation.denied)

/** Whether a text says of something in which direction, and another one says nothing of it. */
export function saysWhichWay(a: Directions, b: Directions): boolean {
  return a.compared !== '' && a.compared !== b.compared
}

/** The same words in another direction are another kind of violation. */
export function directionKey({ times, clock, compared, limits, from, to }: Directions): string {
  const of = [
    ...[...times].flatMap(([time, side]) => (clock.has(time) && side !== 'at' ? [side] : [])),
    ...compared.split(' ').filter(Boolean),
    ...[...limits].map(([thing, side]) => `${side}-${thing}`),
    ...(from !== undefined && to !== undefined ? [`${from}-${to}`] : []),
  ]
  return [...new Set(of)].sort().join('+')
}

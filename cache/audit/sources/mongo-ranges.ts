import type { Document } from 'mongodb'
import { isObject } from '../../json.ts'
import { dayMs, iso, otherUnits, type TimeUnit, timesWithUnit, type Window } from '../../window.ts'
import { dayOf } from './spans.ts'

/** What sorts as text as it does as time. */
const sortable = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$/
/** No zone is further from UTC, and a date without a time is its midnight. */
const furthestMs = 2 * dayMs

const isoText = (ms: number) => iso(Math.min(Math.max(ms, knownTimes.from), knownTimes.to))
const between = (from: unknown, to: unknown): Document => ({ timestamp: { $gte: from, $lt: to } })

/** Years of four digits: outside of them, text does not sort like time. No decision is from there. */
export const knownTimes: Window = { from: Date.parse('0000-01-01'), to: Date.parse('9999-12-31') }

/**
 * The documents whose `timestamp` is in a window, whatever form it is stored in: a number, text, or a date, which is the framework's own form.
 * MongoDB compares within a type only, so each form is a range of its own, which an index on `timestamp` serves. Windows that do not overlap
 * have no document in common, so counts of them add up.
 */
export function countedIn({ from, to }: Window): Document {
  return { $or: [between(from, to), between(isoText(from), isoText(to)), between(new Date(from), new Date(to))] }
}

/** The furthest that a date can be from 1970. */
const furthestDate = 8.64e15

/** The documents whose time is a window's in another unit: as a number, as a date that was made of it, or as that date's text. */
function meantIn(window: Window, { times, over }: TimeUnit): Document[] {
  const [from, to] = [Math.max(window.from, timesWithUnit.from), Math.min(window.to, timesWithUnit.to)]
  if (from >= to) return []
  // A millisecond more on either side, since these are rounded.
  const [first, behind] = [Math.floor(((from - 1) * over) / times), Math.ceil(((to + 1) * over) / times)]
  if (first >= furthestDate) return [between(first, behind)]
  const [date, end] = [new Date(first), new Date(Math.min(behind, furthestDate))]
  return [between(first, behind), between(date.toISOString(), end.toISOString()), between(date, end)]
}

/** Times that sort nowhere near their place, asked for whatever the window: texts that begin with no digit (space, the sign of a long year), and Extended JSON that is stored as it is written. */
const anywhere: Document[] = [between('', '0'), { timestamp: { $gte: '\u0080' } }, { timestamp: { $gte: {} } }]

/**
 * The same, the texts around the window that do not sort like their times (another zone, no milliseconds), the times that are the window's in another
 * unit, and those that sort anywhere: only the normaliser knows what those are.
 */
export function readIn(window: Window): Document {
  const { from, to } = window
  // Each condition is on its own: not every server takes a pattern and a range in one.
  const odd = (low: number, high: number) => ({
    $and: [between(isoText(low), isoText(high)), { timestamp: { $not: sortable } }],
  })
  const meant = otherUnits.flatMap((unit) => meantIn(window, unit))
  return {
    $or: [...countedIn(window).$or, odd(from - furthestMs, from), odd(to, to + furthestMs), ...meant, ...anywhere],
  }
}

/** One that a number of JavaScript does not hold exactly; nothing else of the driver's own is in a range of times. */
const isBsonNumber = (value: unknown): boolean => isObject(value) && '_bsontype' in value

/** The same for equal times, whatever type a number has. */
export const instantOf = (time: unknown): unknown =>
  time instanceof Date
    ? time.getTime()
    : isBsonNumber(time)
      ? Number(String(time))
      : isObject(time)
        ? JSON.stringify(time)
        : time

/** Where the documents of a window begin that come at or after a value of `timestamp`: servers sort numbers before texts before objects before dates. */
export function atOrAfter(value: unknown): Document {
  const forms = [
    { is: typeof value === 'number' || isBsonNumber(value), least: Number.NEGATIVE_INFINITY },
    { is: typeof value === 'string', least: '' },
    { is: isObject(value) && !isBsonNumber(value) && !(value instanceof Date), least: {} },
    { is: value instanceof Date, least: new Date(-furthestDate) },
  ]
  const reached = forms.findIndex(({ is }) => is)
  return { $or: forms.slice(reached).map(({ is, least }) => ({ timestamp: { $gte: is ? value : least } })) }
}

/**
 * Where `countedIn` finds a document, in milliseconds: text where it sorts, which need not be its time. Undefined for one that only `readIn` finds.
 */
export function countedAt(timestamp: unknown, { from, to }: Window): number | undefined {
  const time = instantOf(timestamp)
  if (typeof time === 'number') return time >= from && time < to ? time : undefined
  if (typeof timestamp !== 'string' || timestamp < isoText(from) || timestamp >= isoText(to)) return undefined
  const day = timestamp.slice(0, 10)
  return sortedAt(day, timestamp < day + dayBegins, { from, to })
}

/** Where a text sorts in a window, by its first ten characters and whether it is before their day's beginning. */
function sortedAt(day: string, isEarlier: boolean, { from, to }: Window): number {
  const midnight = Date.parse(day + dayBegins)
  const sorted = Number.isNaN(midnight) ? from : midnight - Number(isEarlier)
  return Math.min(Math.max(sorted, from), to - 1)
}

const dayBegins = 'T00:00:00.000Z'

const earlier = '<'
const written: Document = { $substrCP: ['$timestamp', 0, 10] }
/**
 * For a server to group what `countedIn` finds by: the number of the UTC day; of text its first ten characters, behind `earlier` where it sorts
 * before that day's beginning. A date is not below the least date, and neither text nor a number is; nor is a number above the least text.
 */
export const storedDay: Document = {
  $cond: [
    { $isArray: ['$timestamp'] },
    null,
    {
      $cond: [
        { $gte: ['$timestamp', new Date(-furthestDate)] },
        { $floor: { $divide: [{ $subtract: ['$timestamp', new Date(0)] }, dayMs] } },
        {
          $cond: [
            { $gte: ['$timestamp', ''] },
            {
              $cond: [
                { $lt: ['$timestamp', { $concat: [written, dayBegins] }] },
                { $concat: [earlier, written] },
                written,
              ],
            },
            { $floor: { $divide: ['$timestamp', dayMs] } },
          ],
        },
      ],
    },
  ],
}

/** The beginning of the day that a group of `storedDay` is of: the same that `countedAt` says of each of its documents. */
export function dayOfStored(group: unknown, window: Window): number | undefined {
  if (group === null) return undefined
  if (typeof group !== 'string') return Number(group) * dayMs
  return dayOf(sortedAt(group.slice(-10), group.startsWith(earlier), window))
}

/** A span of time in milliseconds since 1970: `from` belongs to it, `to` does not. */
export interface Window {
  from: number
  to: number
}

/** In milliseconds, as all spans of time here. */
export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
/** What an agent left open is carried on from session to session for so long. */
export const carriedOnMs = 14 * dayMs

/** `2026-11-23T17:00:00.000Z`, always UTC. */
export function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/** `2026-11-23`, the UTC date. */
export function utcDate(ms: number): string {
  return iso(ms).slice(0, 10)
}

const isoTime = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i

/** Date.parse takes 30 February for 2 March. */
function isDayOfCalendar(date: string): boolean {
  const day = Number(date.slice(8, 10))
  return day <= 28 || day <= new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate()
}

/**
 * Milliseconds of an ISO 8601 time, or undefined where it is not one (a day that no calendar has is not one). A time without a zone is UTC: the same log must mean the same on every machine.
 */
export function parseTime(text: string): number | undefined {
  const usual = usualTime(text)
  if (usual !== undefined) return usual
  const trimmed = text.trim()
  const match = isoTime.exec(trimmed)
  if (!match || !isDayOfCalendar(trimmed)) return undefined
  const hasTime = trimmed.length > 10
  const ms = Date.parse(hasTime && !match[1] ? `${trimmed.replace(' ', 'T')}Z` : trimmed.replace(' ', 'T'))
  return Number.isFinite(ms) ? ms : undefined
}

/** Whether an ISO 8601 time says where its clock stands; a date alone is the UTC day's. */
export function namesZone(text: string): boolean {
  const trimmed = text.trim()
  return trimmed.length === 10 || isoTime.exec(trimmed)?.[1] !== undefined
}

/** The minute that was read last: times come in order, and most are of the same one as that before. */
let lastMinute: { text: string; at: number } | undefined

/** The form in which nearly every writer has it, `2026-11-23T17:00:00.000Z`, at a fraction of the cost; undefined for any other. */
function usualTime(text: string): number | undefined {
  if (text.length !== 24 || text[19] !== '.' || text[23] !== 'Z') return undefined
  const second = digitsAt(text, 17, 2)
  const ms = digitsAt(text, 20, 3)
  if (!(second < 60 && ms >= 0)) return undefined
  if (lastMinute === undefined || !text.startsWith(lastMinute.text)) {
    const at = usualMinute(text)
    if (at === undefined) return undefined
    lastMinute = { text: text.slice(0, 17), at }
  }
  return lastMinute.at + second * 1000 + ms
}

/** Of such a time the minute. */
function usualMinute(text: string): number | undefined {
  if (text[10] !== 'T' || text[4] !== '-' || text[7] !== '-' || text[13] !== ':' || text[16] !== ':') return undefined
  const year = digitsAt(text, 0, 4)
  const month = digitsAt(text, 5, 2)
  const day = digitsAt(text, 8, 2)
  const hour = digitsAt(text, 11, 2)
  const minute = digitsAt(text, 14, 2)
  const isUsual = year >= 1900 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour < 24 && minute < 60
  return isUsual ? Date.UTC(year, month - 1, day, hour, minute) : undefined
}

/** A number of so many digits; NaN where there are others. */
function digitsAt(text: string, from: number, count: number): number {
  let number = 0
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - 48
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : Number.NaN
  }
  return number
}

/** A unit in which some writers have a time; `times` by this and `over` that it is milliseconds. */
export interface TimeUnit {
  name: string
  times: number
  over: number
}

const milliseconds: TimeUnit = { name: 'milliseconds', times: 1, over: 1 }
export const otherUnits: TimeUnit[] = [
  { name: 'seconds', times: 1000, over: 1 },
  { name: 'microseconds', times: 1, over: 1000 },
  { name: 'nanoseconds', times: 1, over: 1_000_000 },
]

/** 2001 to 5138: a number is a time of these years in one unit at most. */
export const timesWithUnit: Window = { from: 1e12, to: 1e14 }

/** The unit that a number, or a date that somebody made of it, is meant in, whatever it was taken for. */
export const unitOf = (time: number): TimeUnit | undefined =>
  [milliseconds, ...otherUnits].find(
    ({ times, over }) => time * times >= timesWithUnit.from * over && time * times < timesWithUnit.to * over,
  )

/** The same where it is another than milliseconds. */
export function otherUnitOf(time: number): TimeUnit | undefined {
  const unit = unitOf(time)
  return unit === milliseconds ? undefined : unit
}

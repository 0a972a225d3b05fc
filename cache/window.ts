/** A span of time in milliseconds since 1970: `from` belongs to it, `to` does not. */
export interface Window {
  from: number
  to: number
}

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
 * Milliseconds of an ISO 8601 time, or undefined where it is none (a day that no calendar has is none). A time without a zone is UTC: the same log must mean the same on every machine.
 */
export function parseTime(text: string): number | undefined {
  const trimmed = text.trim()
  const match = isoTime.exec(trimmed)
  if (!match || !isDayOfCalendar(trimmed)) return undefined
  const hasTime = trimmed.length > 10
  const ms = Date.parse(hasTime && !match[1] ? `${trimmed.replace(' ', 'T')}Z` : trimmed.replace(' ', 'T'))
  return Number.isFinite(ms) ? ms : undefined
}

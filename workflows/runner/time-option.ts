import { UserError } from '../../cache/errors.ts'
import { namesZone, parseTime } from '../../cache/window.ts'

/**
 * Milliseconds of a time that somebody typed: an ISO 8601 date, which is that UTC day's beginning, or a time with its zone. Without one, whoever typed it may have meant
 * UTC or their own clock. Throws UserError for everything else.
 */
export function timeOption(flag: string, value: string): number {
  const time = parseTime(value)
  if (time === undefined)
    throw new UserError(`${flag} ${value}: that is not a time; it takes one like 2025-10-24T17:00:00Z`)
  if (!namesZone(value))
    throw new UserError(
      `${flag} ${value}: it does not say in which time zone; end it with Z (UTC) or an offset such as +02:00`,
    )
  return time
}

import { plural } from '../../../templates/words.ts'

/** How long something has gone on, as people say it: `5 min`, `3 h 20 min`, from two days on `2 days`. */
export function spanOf(minutes: number): string {
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return plural(Math.floor(minutes / 1440), 'day')
}

import { utcDate } from '../../../cache/window.ts'
import type { Measured } from '../baseline/measured.ts'
import { countAt, type History, type ServiceHistory } from './history.ts'

/** So many weeks make a habit of a weekday. */
const weeks = 3

const weekdayOf = ({ window }: Measured): number => new Date(window.from).getUTCDay()

/**
 * Whether a service decides nothing in a session because it never does on that weekday: on the latest three of these days it decided nothing while others did, between
 * each of them it decided again, and since the first of them it was silent on no weekday on which it decided. Silence that is not that regular is never usual to the score.
 */
export function isDayOff(history: History, { name, since }: ServiceHistory, session: number): boolean {
  const { sessions } = history
  const at = (number: number) => sessions[number] as Measured
  const dateOf = (number: number) => utcDate(at(number).window.from)
  const decided = (number: number) => countAt(history, number, name) > 0
  if (decided(session) || at(session).metrics.decisions.total === 0) return false
  const weekday = weekdayOf(at(session))
  const seen = { used: new Set<number>(), silent: new Set<number>([weekday]) }
  let [date, isUsed, found] = [dateOf(session), false, 0]
  for (let number = session - 1; number >= since && found < weeks; number--) {
    if (at(number).metrics.decisions.total === 0) continue
    const day = weekdayOf(at(number))
    const [kind, other] = decided(number) ? (['used', 'silent'] as const) : (['silent', 'used'] as const)
    if (seen[other].has(day)) return false
    seen[kind].add(day)
    if (kind === 'used') isUsed = true
    if (day !== weekday || dateOf(number) === date) continue
    if (!isUsed) return false
    ;[date, isUsed, found] = [dateOf(number), false, found + 1]
  }
  return found === weeks
}

import { dayMs } from '../numbers.ts'
import { range } from './arithmetic.ts'
import type { Past, Service } from './past.ts'

/** Days since 1970 (a Thursday), by UTC. */
const dayOf = (past: Past, n: number): number => Math.floor(past.begins(n) / dayMs)

/**
 * A weekday on which a service is off as a rule: on the latest three of them it decided nothing, it decided between any two of them and before this one, and no
 * weekday since then saw it both decide and not. Sessions in which nobody decided say nothing.
 */
export function isDayOff(past: Past, { name, since }: Service, now: number): boolean {
  const silent = (n: number) => past.count(n, name) === 0
  if (!silent(now) || past.at(now).total === 0) return false
  const today = dayOf(past, now)
  const before = range(since, now).filter((n) => past.at(n).total > 0)
  const sameDays = before.filter((n) => dayOf(past, n) < today && (today - dayOf(past, n)) % 7 === 0)
  const dates = [...new Set(sameDays.map((n) => dayOf(past, n)))].slice(-3)
  if (dates.length < 3) return false
  // Of the first of the three dates its last session is where the looking back ends.
  const from = sameDays.findLast((n) => dayOf(past, n) === dates[0]) as number
  const seen = before.filter((n) => n >= from)
  const decidedBetween = (one: number, next: number) =>
    seen.some((n) => !silent(n) && dayOf(past, n) > one && dayOf(past, n) < next)
  if (!dates.every((date, n) => decidedBetween(date, dates[n + 1] ?? today))) return false
  const weekdays = (numbers: number[]) => new Set(numbers.map((n) => dayOf(past, n) % 7))
  const off = weekdays([...seen.filter(silent), now])
  return [...weekdays(seen.filter((n) => !silent(n)))].every((day) => !off.has(day))
}

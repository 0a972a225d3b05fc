import { ascending } from '../numbers.ts'
import { total } from './arithmetic.ts'
import { type Count, chanceOfCount, evidenceOfCounts, fitOfCounts, weighCounts } from './counts.ts'
import type { Weighted } from './grid.ts'
import type { Past, Service } from './past.ts'
import { chanceOfSkips, isBusy, type Skips, skipsOf } from './skips.ts'

/** The chance of as few decisions in some sessions together. */
export const chanceOfFew = (fit: Weighted, count: number, exposures: number[]): number =>
  chanceOfCount(fit, count === 0 ? 'at' : 'low', count, exposures)

/** No other p-values come up than those of runs of 1, 2 … 8 silent sessions. */
export function silenceSize(fit: Weighted, exposure: number): (t: number) => number {
  const chances = new Map<number, number>()
  return (t) => {
    for (let length = 1; length <= 8; length++) {
      const chance = chances.get(length) ?? chanceOfCount(fit, 'at', 0, Array<number>(length).fill(exposure))
      chances.set(length, chance)
      if (chance <= t) return chance
    }
    return 0
  }
}

/** The sessions that say how often a service is not used: three runs of ended silence among the latest sessions do, too. */
function telling({ now, most }: Past, { pace: line }: Service): number[] {
  const isHabit = line.skipped.filter(([first = 0]) => first >= now - most).length > 2
  return ascending([
    ...new Set([...line.baseline, ...(isHabit ? line.skipped.flat() : []), ...(line.found ? [] : line.run)]),
  ])
}

/** What the score learns by: no silence that has a chance of less than a tenth at the pace of the sessions with a decision. */
export function learntFrom(history: Count[]): Count[] {
  const used = history.filter(({ count }) => count > 0)
  if (used.length === 0) return history
  const fit = weighCounts(fitOfCounts(used), [])
  return history.filter(({ count, exposure }) => count > 0 || chanceOfCount(fit, 'at', 0, [exposure]) >= 0.1)
}

/** In which sessions before one of them a service was not used. */
export function skipsBefore(
  past: Past,
  service: Service,
  pace: Weighted | undefined,
  before: number,
  isForScore: boolean,
): Skips {
  const { count: countAt, exposure, most } = past
  const { name } = service
  const numbers = telling(past, service)
    .filter((n) => n < before)
    .slice(-most)
  const all = numbers.map((n): Count => ({ count: countAt(n, name), exposure: exposure(n) }))
  const counts = isForScore ? learntFrom(all) : all
  const used = counts.filter(({ count }) => count > 0)
  if (used.length === 0) return skipsOf([], 0, 0, 0)
  const silent = counts.filter(({ count }) => count === 0)
  const fit = pace ?? weighCounts(fitOfCounts(counts), [])
  const usual = (fit.mean * total(counts.map((each) => each.exposure))) / counts.length
  const noneBy = (by: Weighted) => silent.map((each) => chanceOfCount(by, 'at', 0, [each.exposure]))
  if (silent.length === 0) return skipsOf([], used.length, 0, usual)
  if (!isBusy(usual)) {
    const none = noneBy(fit)
    return skipsOf(none, used.length, total(none.map(Math.log)), usual)
  }
  const whileUsed = fitOfCounts(used)
  const always = evidenceOfCounts(fitOfCounts(counts)) - evidenceOfCounts(whileUsed)
  return skipsOf(noneBy(weighCounts(whileUsed, [])), used.length, always, usual)
}

/** What a pace is by: to the tests hours that were worked, to the score full ones. */
export interface PaceOf {
  fit: Weighted
  exposure: (n: number) => number
}

/** How often the service and the others are not used. */
export interface Used {
  own: Skips
  others: Skips[]
  upheaval: number
}

/** The chance that in the silent sessions of a run the service was not used, and decided little in the others. */
export function chanceOfUnused(
  past: Past,
  name: string,
  { fit, exposure }: PaceOf,
  run: number[],
  skips: Used,
): number {
  const silent = run.filter((n) => past.count(n, name) === 0)
  if (silent.length === 0) return 0
  const used = run.filter((n) => past.count(n, name) > 0)
  const upTo = silent.map((_, n) => chanceOfFew(fit, 0, silent.slice(0, n + 1).map(exposure)))
  const none = upTo.map((chance, n) => Math.min(1, chance / Math.max(1e-300, upTo[n - 1] ?? 1)))
  const count = total(used.map((n) => past.count(n, name)))
  const expected = fit.mean * total(used.map(exposure))
  const little = used.length === 0 || count > expected / 2 ? 1 : chanceOfFew(fit, count, used.map(exposure))
  return Math.min(1, chanceOfSkips(skips.own, skips.others, skips.upheaval, none) * little)
}

import { ascending } from '../numbers.ts'
import { total } from './arithmetic.ts'
import { type Count, chanceOfCount, evidenceOfCounts, fitOfCounts, weighCounts } from './counts.ts'
import type { Weighted } from './grid.ts'
import type { Past, Service } from './past.ts'
import { chanceOfSkips, isBusy, type Skips, skipsOf } from './skips.ts'

/** The chance of as few decisions in some sessions together. */
export const chanceOfFew = (past: Past, fit: Weighted, count: number, numbers: number[]): number =>
  chanceOfCount(fit, count === 0 ? 'at' : 'low', count, numbers.map(past.exposure))

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

/** In which sessions before one of them a service was not used. */
export function skipsBefore(
  { count: countAt, exposure, most }: Past,
  { name, pace: line }: Service,
  pace: Weighted | undefined,
  before: number,
): Skips {
  const numbers = ascending([...line.baseline, ...line.skipped, ...(line.found ? [] : line.run)])
    .filter((n) => n < before)
    .slice(-most)
  const counts = numbers.map((n): Count => ({ count: countAt(n, name), exposure: exposure(n) }))
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

/** The chance that in the silent sessions of a run the service was not used, and decided little in the others. */
export function chanceOfUnused(
  past: Past,
  name: string,
  fit: Weighted,
  run: number[],
  skips: { own: Skips; others: Skips[]; upheaval: number },
): number {
  const silent = run.filter((n) => past.count(n, name) === 0)
  if (silent.length === 0) return 0
  const used = run.filter((n) => past.count(n, name) > 0)
  const upTo = silent.map((_, n) => chanceOfFew(past, fit, 0, silent.slice(0, n + 1)))
  const none = upTo.map((chance, n) => Math.min(1, chance / Math.max(1e-300, upTo[n - 1] ?? 1)))
  const count = total(used.map((n) => past.count(n, name)))
  const expected = fit.mean * total(used.map(past.exposure))
  const little = used.length === 0 || count > expected / 2 ? 1 : chanceOfFew(past, fit, count, used)
  return Math.min(1, chanceOfSkips(skips.own, skips.others, skips.upheaval, none) * little)
}

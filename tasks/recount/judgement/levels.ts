import { total } from './arithmetic.ts'
import { studentTail } from './normal.ts'

/** A level against those of earlier sessions: the chances of one as high, and as low. */
export function chanceOfLevel(
  now: { value: number; hours: number },
  before: { value: number; hours: number }[],
  usual: number,
): { high: number; low: number } {
  const x = before.map(({ hours }) => Math.log(hours))
  const [mx, my] = [total(x) / x.length, total(before.map(({ value }) => value)) / x.length]
  const squares = total(x.map((each) => (each - mx) ** 2)) + 1
  const slope = total(before.map(({ value }, n) => ((x[n] as number) - mx) * (value - my))) / squares
  const line = (hours: number) => my + slope * (Math.log(hours) - mx)
  const freedom = before.length - 1 + 5
  const variance = (total(before.map(({ value, hours }) => (value - line(hours)) ** 2)) + 5 * usual ** 2) / freedom
  const reach = (Math.log(now.hours) - mx) ** 2 / squares
  const t = (now.value - line(now.hours)) / Math.sqrt(variance * (1 + 1 / before.length + reach))
  return { high: studentTail(t, freedom), low: studentTail(-t, freedom) }
}

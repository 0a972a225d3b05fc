import { ascending } from '../numbers.ts'
import { fixed, range, total } from './arithmetic.ts'
import { chanceOfLevel } from './levels.ts'
import type { Past } from './past.ts'
import { least, type Test } from './verdict.ts'

/** The peak, from 0.5 on, where the mean rose too. */
export function testPressure(past: Past, tests: Test[]): void {
  const { peak, mean } = past.current()
  if (peak === null || mean === null || peak < 0.5) return
  const before = range(0, past.now)
    .filter((n) => past.at(n).peak !== null && past.at(n).mean !== null)
    .slice(-20)
  if (before.length < least) return
  const values = (key: 'peak' | 'mean') => before.map((n) => past.at(n)[key] as number)
  const average = (key: 'peak' | 'mean') => total(ascending(values(key))) / before.length
  const levels = values('peak').map((value, n) => ({ value, hours: past.exposure(before[n] as number) }))
  const now = { value: peak, hours: past.exposure(past.now) }
  tests.push({
    kind: 'pressure',
    service: 'ContextPressureMonitor',
    p: mean < average('mean') + 0.05 ? 1 : chanceOfLevel(now, levels, 0.06).high,
    figures: () => [
      ...[fixed(peak, 2), fixed(mean, 2)],
      ...[fixed(average('peak'), 2), fixed(average('mean'), 2), before.length],
    ],
  })
}

import { iso, utcDate } from '../../../cache/window.ts'
import { fixed, range, total } from './arithmetic.ts'
import { chanceOfCount } from './counts.ts'
import { isDayOff } from './day-off.ts'
import type { Weighted } from './grid.ts'
import { endRun, foundOf, type Past, type Service } from './past.ts'
import { chanceOfFew, chanceOfUnused, type PaceOf, silenceSize, type Used } from './silence.ts'
import { costOf, type RunStanding, type Standing, sizeBetween, sure, type Test } from './verdict.ts'

/** A service whose pace is judged: what it is compared with, and how often it and the others are not used. */
export interface Paced {
  service: Service
  baseline: number[]
  /** Sessions of its baseline, and of a run that was not found those in which it decided. */
  standing: number
  fit?: Weighted | undefined
  /** The same by what the score learns by. */
  sureFit?: Weighted | undefined
  skips: { ofTests: Used; ofScore: Used }
}

export function judgePace(past: Past, paced: Paced, tests: Test[]): Standing['pace'] {
  const { service, baseline, fit, sureFit = fit } = paced
  const { name, pace: line } = service
  const { now } = past
  if (!fit || !sureFit) {
    line.baseline.push(now)
    return undefined
  }
  const count = past.count(now, name)
  const usual = sureFit.mean * past.fullExposure(now)
  const isMore = line.run.length > 0 && count <= 0.75 * fit.mean * past.exposure(now)
  if (count === 0 || ((isMore || isLow(past, fit, count)) && !isBack(past, service, fit)))
    return runOfLittle(past, paced, { fit, sureFit }, tests)
  const [few, long] = [ofFew(past, paced, { fit, sureFit }), overLong(past, paced, sureFit)]
  endRun(line)
  line.baseline.push(now)
  const here = past.exposure(now)
  tests.push({
    kind: 'flood',
    service: name,
    p: count < 2 * fit.mean * here ? 1 : chanceOfCount(fit, 'high', count, [here]),
    figures: () => [count, fixed(count / here, 1), fixed(fit.mean, 1), baseline.length],
  })
  return { count, usual, ...long, ...few, found: false }
}

/** What is little by what the score knows is so, alone or as one more of the run, also where the tests see nothing unusual in it. */
function ofFew(past: Past, paced: Paced, { sureFit }: Fits): RunStanding {
  const { now } = past
  const { name, pace: line } = paced.service
  const full = past.fullExposure(now)
  const nothing = { p: 1, ratio: 1, expected: sureFit.mean * full }
  if (!isFew(sureFit, past.count(now, name), full)) return nothing
  const alone = standingOf(past, paced, sureFit, [now])
  return worse(worse(nothing, alone), standingOf(past, paced, sureFit, [...foundOf(line), now]))
}

/** Of some sessions, by the hours that they may have worked. */
function standingOf(past: Past, { service: { name }, skips }: Paced, fit: Weighted, numbers: number[]): RunStanding {
  const expected = fit.mean * total(numbers.map(past.fullExposure))
  const decisions = total(numbers.map((n) => past.count(n, name)))
  const p = chanceBy(past, name, { fit, exposure: past.fullExposure }, numbers, skips.ofScore)
  return { p, ratio: Math.min(1, decisions / expected), expected }
}

function chanceBy(past: Past, name: string, by: PaceOf, numbers: number[], used: Used): number {
  const decisions = total(numbers.map((n) => past.count(n, name)))
  return Math.max(
    chanceOfFew(by.fit, decisions, numbers.map(by.exposure)),
    chanceOfUnused(past, name, by, numbers, used),
  )
}

/** As little as in less than a quarter of sessions, and 60 % of the usual at most. */
const isLow = (past: Past, fit: Weighted, count: number): boolean => isFew(fit, count, past.exposure(past.now))

function isFew(fit: Weighted, count: number, here: number): boolean {
  if (count > 0.6 * fit.mean * here) return false
  return chanceOfCount(fit, 'low', count, [here]) - chanceOfCount(fit, 'at', count, [here]) / 2 <= 0.25
}

/** Silence that was found is over where decisions came again and are nothing unusual since then. */
function isBack(past: Past, { name, pace: { run, found } }: Service, fit: Weighted): boolean {
  const silent = run.findLastIndex((n) => past.count(n, name) === 0)
  if (!found || silent === -1) return false
  const since = [...run.slice(silent + 1), past.now]
  const count = total(since.map((n) => past.count(n, name)))
  return chanceOfFew(fit, count, since.map(past.exposure)) > 0.05
}

interface Fits {
  fit: Weighted
  sureFit: Weighted
}

/** The run of little that the current session belongs to, and its silent end by itself. */
function runOfLittle(past: Past, paced: Paced, fits: Fits, tests: Test[]): Standing['pace'] {
  const { name, pace: line } = paced.service
  if (!isDayOff(past, paced.service, past.now)) line.run.push(past.now)
  const nothing = { count: 0, usual: 0, ...overLong(past, paced, fits.sureFit) }
  if (line.run.length === 0) return { ...nothing, p: 1, ratio: 1, expected: 0, found: false }
  const { found } = line
  const run = foundOf(line)
  const last = run.findLastIndex((n) => past.count(n, name) > 0)
  const whole = testRun(past, paced, fits, run)
  const end = last === -1 || last === run.length - 1 ? undefined : testRun(past, paced, fits, run.slice(last + 1))
  if (!whole.test.silent && whole.test.p <= sureOfSilence) line.counted = true
  // What was found is named where there is little, not in a busier session of it.
  const isNamed = !found || past.count(past.now, name) <= 0.6 * fits.fit.mean * past.exposure(past.now)
  if (isNamed) tests.push(whole.test, ...(end && !found ? [end.test] : []))
  const here = { count: past.count(past.now, name), usual: fits.sureFit.mean * past.fullExposure(past.now) }
  const first = found ? { ...whole.standing, p: Math.min(sureOfSilence, whole.standing.p) } : whole.standing
  return { ...here, ...overLong(past, paced, fits.sureFit), ...worse(first, end?.standing), found }
}

/** Of what was found it is as sure as counts in full. */
export const sureOfSilence = 0.003

/** What costs the score more: of the whole of a run and its end. */
export const worse = (one: RunStanding, other: RunStanding | undefined): RunStanding =>
  other && costOf(other) > costOf(one) ? other : one

function testRun(
  past: Past,
  paced: Paced,
  { fit, sureFit }: Fits,
  numbers: number[],
): { test: Test; standing: RunStanding } {
  const { service, skips } = paced
  const { name, pace: line } = service
  const decisions = total(numbers.map((n) => past.count(n, name)))
  const worked = total(numbers.map(past.exposure))
  const expected = fit.mean * worked
  const ratio = decisions / expected
  const p = chanceBy(past, name, { fit, exposure: past.exposure }, numbers, skips.ofTests)
  const scored = standingOf(past, paced, sureFit, numbers)
  const silent = decisions === 0
  const half = () => chanceOfCount(fit, 'low', Math.floor(0.6 * expected), numbers.map(past.exposure))
  const first = numbers[0] as number
  let least = scored.p
  if (silent) {
    if (line.silence?.from === first) least = Math.min(least, line.silence.p)
    line.silence = { from: first, p: least }
  }
  const standing = { ...scored, p: least }
  const test: Test = {
    kind: past.count(past.now, name) === 0 ? 'silent' : 'weaker',
    service: name,
    p: ratio > 0.6 ? 1 : p,
    silent,
    standing,
    figures: () => figuresOf(past, paced, numbers, decisions, expected),
    size: silent
      ? silenceSize(fit, worked / numbers.length)
      : sizeBetween(() => chanceOfFew(fit, 0, numbers.map(past.exposure)), half),
    run: { line: 'pace', first, from: past.begins(first), standing: line.found },
  }
  return { test, standing }
}

function figuresOf(
  past: Past,
  { service: { name, pace: line }, baseline }: Paced,
  run: number[],
  decisions: number,
  expected: number,
): (string | number)[] {
  const [first = past.now] = run
  const counts = [...baseline, ...line.run.filter((n) => n < first)].map((n) => past.count(n, name))
  const begun = run.length > 1 ? [utcDate(past.begins(first))] : []
  const spoken = [...new Set([Math.min(...counts), Math.max(...counts)]), counts.length, ...begun]
  const whole = run.length > 1 ? [decisions, run.length, fixed(expected, 1)] : []
  const here = past.count(past.now, name)
  if (here > 0) return [here, ...spoken, ...(whole.length > 0 ? whole : [fixed(expected, 1)])]
  const lastSeen = range(0, past.now + 1).findLast((n) => past.count(n, name) > 0) ?? 0
  return [...spoken, iso(past.sessions[lastSeen]?.services.get(name)?.last ?? 0), ...whole]
}

/** What is usual lately, the most that it ever was, and in how many sessions the service decided. */
function overLong(past: Past, { service, baseline, standing }: Paced, fit: Weighted) {
  const { name, most, since, pace: line } = service
  const { now } = past
  const isSure = baseline.length >= sure.sessions
  const here = past.fullExposure(now)
  const latest = line.baseline.slice(-sure.sessions)
  const worked = total(latest.map(past.fullExposure))
  const decidedIn = (numbers: number[]) => numbers.filter((n) => past.count(n, name) > 0).length
  const used = (from: number, to: number) => range(from, to).filter((n) => !isDayOff(past, service, n))
  const earlier = used(Math.max(since, now - past.most), now)
  const usually = (decidedIn(earlier) + 0.5) / (earlier.length + 1)
  if (isSure) Object.assign(most, { pace: Math.max(most.pace, fit.mean), used: Math.max(most.used, usually) })
  const { from, to } = past.current().window
  const decisions = (numbers: number[]) => total(numbers.map((n) => past.count(n, name) * past.unread(n)))
  const behind = (first: number) => {
    let n = first + 1
    while (n < now && past.begins(n) < past.begins(first) + to - from) n++
    return n
  }
  const possible = Math.max(0, ...range(0, now).map((n) => decisions(range(n, behind(n)))))
  const seen = used(since, now + 1).slice(-sure.sessions)
  return {
    most: Math.min(possible, Math.max(most.pace, fit.mean) * here),
    lately: Math.min(possible, (decisions(latest) / worked) * here),
    sessions: standing,
    used: { sessions: decidedIn(seen), of: seen.length, most: Math.max(most.used, usually) },
  }
}

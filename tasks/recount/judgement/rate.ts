import { utcDate } from '../../../cache/window.ts'
import { percent } from './arithmetic.ts'
import type { Weighted } from './grid.ts'
import { endRun, foundOf, type Past, type Service, type UsualRate } from './past.ts'
import { chanceOfShare, type Share } from './shares.ts'
import { type Rate, type Standing, sizeBetween, sure, type Test } from './verdict.ts'

/** Judges a block rate in both directions. */
export function judgeRate(
  past: Past,
  service: Service,
  baseline: number[],
  fit: Weighted | undefined,
  tests: Test[],
): Standing['rate'] {
  const { name, rate: line } = service
  const share = past.share(past.now, name)
  if (!fit) {
    if (share.n > 0) line.baseline.push(past.now)
    return undefined
  }
  const before = { ...past.pooled(baseline, name), sessions: baseline.length }
  const usual = before.count / before.n
  // What was known before the rate rose, or before this session.
  const now = { fit, usual: overLong(past, service, before, usual), length: 0 }
  const known = isOver(service.risen) ? now : service.risen
  const compared = { ...known.usual, ...share }
  if (share.n === 0)
    return { ...compared, high: { p: 1, rate: compared.usual }, low: { p: 1, ratio: 1, found: line.found } }
  const described = [before.count, before.n, percent(usual), before.sessions]
  testJump(name, fit, share, usual, described, tests)
  const p = chanceOfRise(known.fit, compared.usual, share)
  if (p < 0.1) service.risen = { ...known, length: known.length + 1 }
  else delete service.risen
  const isLow =
    isFew(fit, share) || (line.run.length > 0 && doesNotEnd(fit, share, Math.ceil(before.n / before.sessions)))
  let low: Rate['low'] = { p: 1, ratio: 1, found: false }
  if (isLow) {
    line.run.push(past.now)
    low = testRun(past, service, fit, usual, described, tests)
  } else {
    endRun(line)
    line.baseline.push(past.now)
  }
  return { ...compared, high: { p, rate: (share.count + 10 * compared.usual) / (share.n + 10) }, low }
}

/** Of as few blocks, 60 % of the usual at most, where one session in four has them by chance. */
const isFew = (fit: Weighted, share: Share): boolean =>
  share.count <= 0.6 * fit.mean * share.n && chanceOfShare(fit, 'low', share, { half: true }) <= 0.25

/** A run is ended by the blocks that are too many for it among as many decisions as are usual, not by fewer decisions; and never without a block. */
const doesNotEnd = (fit: Weighted, { count, n }: Share, usually: number): boolean =>
  count === 0 || isFew(fit, { count, n: Math.max(n, usually) })

/** What is usual lately, and the most that it ever was. */
function overLong(past: Past, { name, rate: line, most }: Service, before: Rate['before'], usual: number): UsualRate {
  const isSure = before.sessions >= sure.sessions && before.count >= sure.blocked
  if (isSure) most.rate = Math.max(most.rate, usual)
  const latest = past.pooled(line.baseline.slice(-sure.sessions), name)
  const lately = latest.n > 0 ? latest.count / latest.n : usual
  return { usual, most: Math.max(most.rate, usual), lately, before }
}

/** As many by chance, from 1.5 times the usual rate and five points more on. */
function chanceOfRise(fit: Weighted, usual: number, share: Share): number {
  const now = share.count / share.n
  return now >= 1.5 * usual && now >= usual + 0.05 ? chanceOfShare(fit, 'high', share) : 1
}

const isOver = (risen: Service['risen']): risen is undefined => risen === undefined || risen.length >= 12

/** More than usual in this session: from 1.5 times the usual rate and five points more on. */
function testJump(
  service: string,
  fit: Weighted,
  share: Share,
  usual: number,
  described: (string | number)[],
  tests: Test[],
): void {
  const now = share.count / share.n
  const from = Math.max(1.5 * usual, usual + 0.05)
  tests.push({
    kind: 'rate',
    service,
    p: chanceOfRise(fit, usual, share),
    figures: () => [share.count, share.n, percent(now), ...described],
    size: sizeBetween(
      () => 0,
      () => chanceOfShare(fit, 'high', { count: Math.ceil(from * share.n), n: share.n }),
    ),
  })
}

/** The run of sessions that blocked little. */
function testRun(
  past: Past,
  { name, rate: line }: Service,
  fit: Weighted,
  usual: number,
  described: (string | number)[],
  tests: Test[],
): Rate['low'] {
  const run = foundOf(line)
  const all = past.pooled(run, name)
  const sizes = run.map((n) => past.share(n, name).n)
  const chance = chanceOfShare(fit, 'low', all, { sizes })
  const asFew = (count: number) => chanceOfShare(fit, 'low', { count, n: all.n }, { sizes })
  tests.push({
    kind: 'weaker',
    service: name,
    p: all.count / (all.n * fit.mean) > 0.5 ? 1 : chance,
    figures: () => [
      ...[all.count, all.n, ...(run.length > 1 ? [run.length] : [])],
      ...[percent(all.count / all.n), ...described],
      ...(run.length > 1 ? [utcDate(past.begins(run[0] as number))] : []),
    ],
    size: sizeBetween(
      () => asFew(0),
      () => asFew(Math.floor((all.n * fit.mean) / 2)),
    ),
    run: { line: 'rate', first: run[0] as number, from: past.begins(run[0] as number), standing: line.found },
  })
  return {
    p: chance,
    ratio: usual > 0 ? Math.min(1, all.count / all.n / usual) : 1,
    found: line.found,
    run: { ...all, sessions: run.length },
  }
}

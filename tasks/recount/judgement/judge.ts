import { iso } from '../../../cache/window.ts'
import { total, within } from './arithmetic.ts'
import { countBlocks } from './blocks.ts'
import { fitOfCounts, weighCounts, wide } from './counts.ts'
import { testDrifts } from './drift.ts'
import { findAnomalies, findSureSilence } from './found.ts'
import type { Fit, Weighted } from './grid.ts'
import { onceAPair, testLockstep } from './lockstep.ts'
import { testNothingBlocked } from './nothing-blocked.ts'
import { judgePace, sureOfSilence, worse } from './pace.ts'
import { foundOf, Past, type Service } from './past.ts'
import { testPressure } from './pressure.ts'
import { judgeRate } from './rate.ts'
import { testSessionIds } from './session-ids.ts'
import { fitOfShares, weighShares } from './shares.ts'
import { lastOf, shownBy } from './shown.ts'
import { learntFrom, skipsBefore } from './silence.ts'
import { type Facts, type Judged, least, type Standing, type Test, type Verdict } from './verdict.ts'

/** Judges sessions one after the other, each by those before it, and returns the verdict about the last. */
export function judgeLast(sessions: Facts[], most: number, expected: string[] = []): Verdict {
  const past = new Past(most)
  let verdict: Verdict = { anomalies: [], standings: [], unreadBefore: 0 }
  for (const session of sessions) {
    past.add(session)
    verdict = judge(past, expected)
  }
  return verdict
}

/** A service with the sessions that it is compared with, and what they say. */
interface Known {
  service: Service
  standing: number
  paced: number[]
  rated: number[]
  pace?: Weighted | undefined
  surePace?: Weighted | undefined
  rate?: Weighted | undefined
}

function judge(past: Past, expected: string[]): Verdict {
  const known = knownServices(past)
  const wideShare = wideShareOf(known.map(({ pace }) => pace))
  const sureShare = wideShareOf(known.map(({ surePace }) => surePace))
  const tests: Test[] = []
  const upheaval = (share: number) => within((share - 0.6) / 0.3)
  const standings = judgeServices(past, known, { ofTests: upheaval(wideShare), ofScore: upheaval(sureShare) }, tests)
  const missing = missingServices(past, expected)
  const unreadBefore = past.unreadBefore()
  if (past.now < least) return { anomalies: missing, standings: withoutRetired(standings, expected), unreadBefore }
  testNothingBlocked(
    past,
    known.map(({ service, rated, rate }) => ({ name: service.name, rated, rate })),
    tests,
  )
  testDrifts(past, tests)
  testPressure(past, tests)
  testSessionIds(past, tests)
  testLockstep(past, tests)
  const turbulence = (share: number) => within((share - 0.25) / 0.25)
  const found = findAnomalies(tests, turbulence(wideShare))
  remember(past, found, standings)
  for (const { service, standing } of findSureSilence(tests, turbulence(sureShare)))
    beSure(standings, service, standing)
  const named = new Set(missing.map(({ service }) => service))
  const retired = (name: string) => expected.length > 0 && !expected.includes(name)
  const told = found.filter(
    ({ run, service }) =>
      !run || service === undefined || !(named.has(service) || (run.line === 'pace' && retired(service))),
  )
  const anomalies = onceAPair(past, told).map((test) => namedAs(past, test))
  return { anomalies: [...missing, ...anomalies], standings: withoutRetired(standings, expected), unreadBefore }
}

/** How much of what is known says that sessions differ widely: the mean over the services. */
function wideShareOf(paces: (Weighted | undefined)[]): number {
  const shares = paces.flatMap((pace) => (pace ? wide(pace) : []))
  return shares.length === 0 ? 0 : total(shares) / shares.length
}

/** The baselines of all services, each with what the others show about how much sessions differ. */
function knownServices(past: Past): Known[] {
  const services = [...past.services.values()].map((service) => {
    const paced = service.pace.baseline.slice(-past.most)
    return { service, standing: past.now - service.since, paced, rated: ratedBefore(past, service) }
  })
  const countsBy =
    (exposure: (n: number) => number) =>
    ({ service: { name }, paced }: (typeof services)[number]) =>
      paced.map((n) => ({ count: Math.round(past.count(n, name) * past.unread(n)), exposure: exposure(n) }))
  const [countsOf, sureCountsOf] = [countsBy(past.exposure), countsBy(past.fullExposure)]
  const fitted = services.map((each) => each.paced.length >= least && each)
  const paceFits = fitted.map((each) => (each ? fitOfCounts(countsOf(each)) : undefined))
  const sureFits = fitted.map((each) => (each ? fitOfCounts(learntFrom(sureCountsOf(each))) : undefined))
  const rateFits = services.map(({ service: { name }, rated }) =>
    rated.length < least ? undefined : fitOfShares(rated.map((n) => past.share(n, name))),
  )
  const others = (fits: (Fit | undefined)[], n: number) =>
    fits.filter((fit, place): fit is Fit => fit !== undefined && place !== n)
  return services.map((service, n) => ({
    ...service,
    pace: paceFits[n] && weighCounts(paceFits[n], others(paceFits, n)),
    surePace: sureFits[n] && weighCounts(sureFits[n], others(sureFits, n)),
    rate: rateFits[n] && weighShares(rateFits[n], others(rateFits, n)),
  }))
}

/** Of the latest sessions, and of those in which as much could be read as in the fifth best, those that blocked more. */
function ratedBefore(past: Past, { name, rate: { baseline } }: Service): number[] {
  const latest = baseline.slice(-past.most)
  const fifth = baseline.map(past.unread).sort((a, b) => a - b)[least - 1]
  if (fifth === undefined) return latest
  const best = baseline.filter((n) => past.unread(n) <= fifth).slice(-past.most)
  const rate = (numbers: number[]) => {
    const { count, n } = past.pooled(numbers, name)
    return count / n
  }
  return rate(best) > rate(latest) ? best : latest
}

function judgeServices(
  past: Past,
  known: Known[],
  upheaval: Record<'ofTests' | 'ofScore', number>,
  tests: Test[],
): Standing[] {
  // What began together is one thing: others count as they were before.
  const begun = known.map(({ service }) => service.pace.run[0] ?? past.now)
  const skips = known.map((own, n) => {
    const used = (isForScore: boolean) => {
      const before = ({ service, pace }: Known) => skipsBefore(past, service, pace, begun[n] as number, isForScore)
      return {
        own: before(own),
        others: known.filter((other) => other !== own).map(before),
        upheaval: upheaval[isForScore ? 'ofScore' : 'ofTests'],
      }
    }
    return { ofTests: used(false), ofScore: used(true) }
  })
  const paces = known.flatMap(({ surePace }) => surePace ?? [])
  return known.map(({ service, standing, paced, rated, pace: fit, surePace: sureFit, rate: rateFit }, n): Standing => {
    const own = { service, standing, baseline: paced, fit, sureFit, skips: skips[n] as (typeof skips)[number] }
    const pace = judgePace(past, own, tests)
    const runBefore = foundOf(service.rate)
    const judged = judgeRate(past, service, rated, rateFit, tests)
    const rate =
      judged && sureFit && rateFit
        ? countBlocks(past, service, { rated, fit: rateFit, runBefore, paces }, judged)
        : undefined
    return { name: service.name, ...(pace && { pace }), ...(rate && { rate }) }
  })
}

/** Runs that were found stay found; a slow fall takes its sessions out of the baseline. */
function remember(past: Past, found: Test[], standings: Standing[]): void {
  for (const service of past.services.values()) rememberJump(past, service, found)
  for (const { service: name, run, lagged, standing: low } of found) {
    const service = past.services.get(name ?? '')
    if (!service || !run) continue
    const line = service[run.line]
    if (lagged) {
      line.baseline = line.baseline.filter((each) => !lagged.includes(each))
      line.run = [...new Set([...lagged, ...line.run])].sort((a, b) => a - b)
    }
    if (!line.found) line.from = run.first
    line.found = true
    const standing = beSure(standings, name, low)
    if (low && standing?.pace) standing.pace.found = true
    if (run.line === 'rate' && standing?.rate) standing.rate.low.found = true
  }
}

/** Of what was found no doubt is left. */
function beSure(standings: Standing[], name: string | undefined, low: Test['standing']): Standing | undefined {
  const standing = standings.find((each) => each.name === name)
  if (low && standing?.pace)
    Object.assign(standing.pace, worse({ ...low, p: Math.min(sureOfSilence, low.p) }, standing.pace))
  return standing
}

/** A session with too many blocks is in no baseline, and neither are those before it: unless there are twelve of them. */
function rememberJump(past: Past, service: Service, found: Test[]): void {
  const { name, rate } = service
  if (!found.some((test) => test.kind === 'rate' && test.service === name)) {
    if (past.share(past.now, name).n > 0) service.jumped = []
  } else if (service.jumped.length === 11) {
    rate.baseline = [...rate.baseline, ...service.jumped].sort((a, b) => a - b)
    service.jumped = []
  } else {
    rate.baseline = rate.baseline.filter((n) => n !== past.now)
    service.jumped.push(past.now)
  }
}

/** A retired service counts by what it decides alone. */
function withoutRetired(standings: Standing[], expected: string[]): Standing[] {
  if (expected.length === 0) return standings
  return standings.flatMap((each) => {
    if (expected.includes(each.name)) return [each]
    return each.rate && each.rate.n > 0 ? [{ name: each.name, rate: each.rate }] : []
  })
}

function missingServices(past: Past, expected: string[]): Judged[] {
  return expected
    .filter((name) => past.count(past.now, name) === 0)
    .map((service) => {
      let first = past.now
      while (first > 0 && past.count(first - 1, service) === 0) first--
      const figures = first < past.now ? [past.now - first + 1] : []
      return { kind: 'silent', service, since: iso(past.begins(first)), figures, shown: lastOf(past, service) }
    })
}

function namedAs(past: Past, test: Test): Judged {
  const { kind, service, figures, run, since } = test
  const from = run?.from ?? since
  const shown = shownBy(past, test)
  return {
    kind,
    figures: figures(),
    ...(service !== undefined && { service }),
    ...(from !== undefined && { since: iso(from) }),
    ...(shown && { shown }),
  }
}

import { iso, type Window } from '../../../cache/window.ts'
import { ascending, hourMs } from '../numbers.ts'
import {
  type Count,
  chanceOfCount,
  chanceOfLevel,
  chanceOfShare,
  chanceOfSkips,
  deviations,
  evidenceOfCounts,
  type Fit,
  fitOfCounts,
  fitOfShares,
  isBusy,
  normalAbove,
  normalTail,
  type Share,
  type Skips,
  skipsOf,
  type Weighted,
  weighCounts,
  weighShares,
  wide,
} from './chances.ts'

/** What of a session the judgement of docs/metrics.md is made of. */
export interface Facts {
  window: Window
  total: number
  first: number | null
  last: number | null
  /** In the order in which the report has them. */
  services: Map<string, { count: number; blocked: number; last: number }>
  peak: number | null
  mean: number | null
  placeholders: number
  stale: number
  lockstep: [string, string][]
}

/** An anomaly as it must be in the report: the numbers of its detail in the order in which they are named. */
export interface Judged {
  kind: string
  service?: string
  since?: string
  figures: (string | number)[]
}

/** What is known of a service, for the score. */
export interface Standing {
  name: string
  pace?: {
    count: number
    usual: number
    most: number
    lately: number
    sessions: number
    p: number
    ratio: number
    expected: number
    found: boolean
    used: { sessions: number; of: number; most: number }
  }
  rate?: {
    usual: number
    most: number
    lately: number
    before: Share & { sessions: number }
    count: number
    n: number
    high: { p: number; rate: number }
    low: { p: number; ratio: number; found: boolean }
  }
}

export interface Verdict {
  anomalies: Judged[]
  standings: Standing[]
}

/** Sessions that a service is compared with, and the run of little that is going on. */
interface Line {
  baseline: number[]
  run: number[]
  found: boolean
  skipped: number[]
}
interface Service {
  name: string
  since: number
  pace: Line
  rate: Line
  most: { pace: number; rate: number; used: number }
}

interface Test {
  kind: string
  service?: string
  p: number
  figures: () => (string | number)[]
  /** The chance of a p-value of t at most. */
  size?: (t: number) => number
  weight?: number
  run?: { line: 'pace' | 'rate'; from: number; standing: boolean }
  lagged?: number[]
}

const least = 5
const sure = { sessions: 10, blocked: 30 }
const published: Record<string, [calm: number, turbulent: number]> = {
  silent: [0.005, 0.003],
  weaker: [0.0008, 0.0003],
  drift: [0.005, 0.0015],
  pressure: [0.0015, 0.001],
  rate: [0.005, 0.0025],
  flood: [0.0002, 0.00004],
  'session-id': [0.0002, 0.00004],
  lockstep: [0.0001, 0.00002],
}

const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0)
const middleOf = (values: number[]): number => {
  const sorted = ascending(values)
  return ((sorted[Math.ceil(sorted.length / 2) - 1] ?? 0) + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2
}
const within = (value: number) => Math.min(1, Math.max(0, value))
const percent = (share: number) => (share * 100).toFixed(1)
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n)

/** Judges sessions one after the other, each by those before it, and returns the verdict about the last. */
export function judgeLast(sessions: Facts[], most: number, expected: string[] = []): Verdict {
  const judge = new Judge(most, expected)
  let verdict: Verdict = { anomalies: [], standings: [] }
  for (const session of sessions) verdict = judge.next(session)
  return verdict
}

class Judge {
  private sessions: Facts[] = []
  private hours: number[] = []
  private services = new Map<string, Service>()
  private now = 0
  private turbulence = 0
  private upheaval = 0
  private most: number
  private expected: string[]

  constructor(most: number, expected: string[]) {
    this.most = most
    this.expected = expected
  }

  next(session: Facts): Verdict {
    this.hours.push(this.worked(session))
    this.sessions.push(session)
    this.now = this.sessions.length - 1
    const line = (): Line => ({ baseline: [], run: [], found: false, skipped: [] })
    for (const name of session.services.keys())
      if (!this.services.has(name))
        this.services.set(name, {
          ...{ name, since: this.now, pace: line(), rate: line() },
          most: { pace: 0, rate: 0, used: 0 },
        })
    return this.judge()
  }

  private worked({ window, total: decisions, first, last }: Facts): number {
    const open = (window.to - window.from) / hourMs
    const span =
      decisions >= 3 && first !== null && last !== null
        ? (((last - first) / hourMs) * (decisions + 1)) / (decisions - 1)
        : this.usualHours()
    return Math.max(1 / 60, Math.min(open, span))
  }

  private usualHours(): number {
    const latest = range(0, this.sessions.length).slice(-this.most)
    const telling = latest.filter((n) => (this.sessions[n] as Facts).total >= 3)
    if (telling.length > 0) return middleOf(telling.map((n) => this.hours[n] as number))
    if (latest.length === 0) return 1
    return middleOf(
      latest.map((n) => {
        const { from, to } = (this.sessions[n] as Facts).window
        return (to - from) / hourMs
      }),
    )
  }

  private count = (n: number, name: string): number => this.sessions[n]?.services.get(name)?.count ?? 0
  private share = (n: number, name: string): Share => {
    const { count: decisions = 0, blocked = 0 } = this.sessions[n]?.services.get(name) ?? {}
    return { count: blocked, n: decisions }
  }
  private exposure = (n: number): number => this.hours[n] as number
  private pooled = (numbers: number[], name: string): Share =>
    numbers
      .map((n) => this.share(n, name))
      .reduce((all, each) => ({ count: all.count + each.count, n: all.n + each.n }), { count: 0, n: 0 })

  private judge(): Verdict {
    const services = [...this.services.values()]
    const before = services.map(({ pace, rate }) => ({
      pace: pace.baseline.slice(-this.most),
      rate: rate.baseline.slice(-this.most),
    }))
    const paceFits = services.map(({ name }, n) => {
      const numbers = before[n]?.pace as number[]
      return numbers.length < least
        ? undefined
        : fitOfCounts(numbers.map((each) => ({ count: this.count(each, name), exposure: this.exposure(each) })))
    })
    const rateFits = services.map(({ name }, n) => {
      const numbers = before[n]?.rate as number[]
      return numbers.length < least ? undefined : fitOfShares(numbers.map((each) => this.share(each, name)))
    })
    const others = (fits: (Fit | undefined)[], n: number) =>
      fits.filter((fit, place): fit is Fit => fit !== undefined && place !== n)
    const known = services.map((service, n) => {
      const [pace, rate] = [paceFits[n], rateFits[n]]
      return {
        service,
        paced: before[n]?.pace as number[],
        rated: before[n]?.rate as number[],
        pace: pace && weighCounts(pace, others(paceFits, n)),
        rate: rate && weighShares(rate, others(rateFits, n)),
      }
    })
    const shares = known.flatMap(({ pace }) => (pace ? wide(pace) : []))
    const wideShare = shares.length === 0 ? 0 : total(shares) / shares.length
    this.turbulence = within((wideShare - 0.25) / 0.25)
    this.upheaval = within((wideShare - 0.6) / 0.3)

    const begun = services.map(({ pace }) => pace.run[0] ?? this.now)
    const skips = known.map((each, n) => ({
      own: this.skips(each, begun[n] as number),
      others: known.filter((_, place) => place !== n).map((other) => this.skips(other, begun[n] as number)),
    }))
    const tests: Test[] = []
    const standings = known.map(({ service, paced, rated, pace, rate }, n): Standing => {
      const paceStanding = this.pace(service, paced, pace, skips[n] as (typeof skips)[number], tests)
      const rateStanding = this.rate(service, rated, rate, tests)
      return {
        name: service.name,
        ...(paceStanding && { pace: paceStanding }),
        ...(rateStanding && { rate: rateStanding }),
      }
    })
    const missing = this.missing()
    if (this.now < least) return { anomalies: missing, standings: this.without(standings) }
    this.drifts(services, tests)
    this.pressure(tests)
    this.sessionIds(tests)
    this.lockstep(tests)
    const found = Object.entries(published).flatMap(([group, level]) => this.findIn(group, level, tests))
    const clearest = found.filter(
      (each) =>
        !found.some(
          (other) =>
            other !== each &&
            each.run !== undefined &&
            other.run?.line === each.run.line &&
            other.service === each.service &&
            other.p < each.p,
        ),
    )
    for (const { service: name, run, lagged } of clearest) {
      const service = this.services.get(name ?? '')
      if (!service || !run) continue
      const line = service[run.line]
      if (lagged) {
        line.baseline = line.baseline.filter((each) => !lagged.includes(each))
        line.run = [...new Set([...lagged, ...line.run])].sort((a, b) => a - b)
      }
      line.found = true
      const standing = standings.find((each) => each.name === name)
      if (run.line === 'pace' && standing?.pace) standing.pace.found = true
      if (run.line === 'rate' && standing?.rate) standing.rate.low.found = true
    }
    const named = new Set(missing.map(({ service }) => service))
    const retired = (name: string) => this.expected.length > 0 && !this.expected.includes(name)
    const told = clearest.filter(
      ({ run, service }) =>
        !run || service === undefined || !(named.has(service) || (run.line === 'pace' && retired(service))),
    )
    return { anomalies: [...missing, ...this.onceAPair(told)], standings: this.without(standings) }
  }

  /** A retired service counts by what it decides alone. */
  private without(standings: Standing[]): Standing[] {
    if (this.expected.length === 0) return standings
    return standings.flatMap((each) => {
      if (this.expected.includes(each.name)) return [each]
      return each.rate && each.rate.n > 0 ? [{ name: each.name, rate: each.rate }] : []
    })
  }

  private missing(): Judged[] {
    return this.expected
      .filter((name) => this.count(this.now, name) === 0)
      .map((service) => {
        let first = this.now
        while (first > 0 && this.count(first - 1, service) === 0) first--
        const since = iso((this.sessions[first] as Facts).window.from)
        return { kind: 'silent', service, since, figures: first < this.now ? [this.now - first + 1] : [] }
      })
  }

  private end(line: Line): void {
    if (!line.found) line.baseline.push(...line.run)
    else if (line.run.length <= 2) line.skipped.push(...line.run)
    line.run = []
    line.found = false
  }

  private few = (fit: Weighted, count: number, numbers: number[]): number =>
    chanceOfCount(
      fit,
      count === 0 ? 'at' : 'low',
      count,
      numbers.map((n) => this.exposure(n)),
    )

  private pace(
    service: Service,
    baseline: number[],
    fit: Weighted | undefined,
    skips: { own: Skips; others: Skips[] },
    tests: Test[],
  ): Standing['pace'] {
    const { name, pace: line } = service
    if (!fit) {
      line.baseline.push(this.now)
      return undefined
    }
    const count = this.count(this.now, name)
    const usual = fit.mean * this.exposure(this.now)
    const decided = range(0, this.now + 1).filter((n) => this.count(n, name) > 0)
    const lastSeen = decided.at(-1) ?? 0
    const counts = baseline.map((n) => this.count(n, name))
    const spoken = [Math.min(...counts), Math.max(...counts), baseline.length]
    if (count > 0 && (!this.isLow(fit, count) || this.isBack(service, fit))) {
      this.end(line)
      line.baseline.push(this.now)
      const p = count < 2 * usual ? 1 : chanceOfCount(fit, 'high', count, [this.exposure(this.now)])
      const here = this.exposure(this.now)
      tests.push({
        ...{ kind: 'flood', service: name, p },
        figures: () => [count, (count / here).toFixed(1), fit.mean.toFixed(1), baseline.length],
      })
      const long = this.long(service, fit, baseline)
      return { count, usual, ...long, p: 1, ratio: 1, expected: usual, found: false }
    }
    line.run.push(this.now)
    const { run, found: standing } = line
    const last = run.findLastIndex((n) => this.count(n, name) > 0)
    const ends = standing || last === -1 || last === run.length - 1 ? [run] : [run, run.slice(last + 1)]
    const lows = ends.map((numbers) => {
      const decisions = total(numbers.map((n) => this.count(n, name)))
      const worked = total(numbers.map((n) => this.exposure(n)))
      const expected = fit.mean * worked
      const ratio = decisions / expected
      const chance = Math.max(this.few(fit, decisions, numbers), this.skipped(name, fit, numbers, skips))
      const since = iso((this.sessions[numbers[0] as number] as Facts).window.from)
      const none = decisions === 0
      tests.push({
        kind: count === 0 ? 'silent' : 'weaker',
        service: name,
        p: ratio > 0.5 ? 1 : chance,
        figures: () => {
          const whole = numbers.length > 1 ? [decisions, numbers.length, expected.toFixed(1)] : []
          if (count > 0) return [count, ...spoken, ...(whole.length > 0 ? whole : [expected.toFixed(1)])]
          return [...spoken, iso(this.sessions[lastSeen]?.services.get(name)?.last ?? 0), ...whole]
        },
        size: none
          ? this.silenceSize(fit, worked / numbers.length)
          : this.size(
              () => this.few(fit, 0, numbers),
              () =>
                chanceOfCount(
                  fit,
                  'low',
                  Math.floor(expected / 2),
                  numbers.map((n) => this.exposure(n)),
                ),
            ),
        run: { line: 'pace', from: Date.parse(since), standing },
        weight: none ? 1 : 0,
      })
      return { chance, ratio, expected }
    })
    const clearest = lows.toSorted((a, b) => a.chance - b.chance)[0] as (typeof lows)[number]
    return {
      ...{ count, usual, ...this.long(service, fit, baseline), p: clearest.chance },
      ...{ ratio: Math.min(1, clearest.ratio), expected: clearest.expected, found: standing },
    }
  }

  private isLow(fit: Weighted, count: number): boolean {
    const here = [this.exposure(this.now)]
    if (count > 0.6 * fit.mean * this.exposure(this.now)) return false
    return chanceOfCount(fit, 'low', count, here) - chanceOfCount(fit, 'at', count, here) / 2 <= 0.25
  }

  private isBack({ name, pace: { run, found } }: Service, fit: Weighted): boolean {
    const silent = run.findLastIndex((n) => this.count(n, name) === 0)
    if (!found || silent === -1) return false
    const since = [...run.slice(silent + 1), this.now]
    return this.few(fit, total(since.map((n) => this.count(n, name))), since) > 0.05
  }

  private silenceSize(fit: Weighted, exposure: number) {
    const chances = new Map<number, number>()
    return (t: number): number => {
      for (let length = 1; length <= 8; length++) {
        const chance = chances.get(length) ?? chanceOfCount(fit, 'at', 0, Array<number>(length).fill(exposure))
        chances.set(length, chance)
        if (chance <= t) return chance
      }
      return 0
    }
  }

  /** Of tests that need a p-value which no decision at all, or no block, can have. */
  private size(none: () => number, most: () => number) {
    const known: { none?: number; most?: number } = {}
    return (t: number): number => {
      known.none ??= none()
      if (known.none > t) return 0
      known.most ??= most()
      return Math.min(t, known.most)
    }
  }

  private skips({ service, pace }: { service: Service; pace?: Weighted | undefined }, before: number): Skips {
    const { name, pace: line } = service
    const numbers = ascending([...line.baseline, ...line.skipped, ...(line.found ? [] : line.run)])
      .filter((n) => n < before)
      .slice(-this.most)
    const counts = numbers.map((n): Count => ({ count: this.count(n, name), exposure: this.exposure(n) }))
    const used = counts.filter(({ count }) => count > 0)
    if (used.length === 0) return skipsOf([], 0, 0, 0)
    const silent = counts.filter(({ count }) => count === 0)
    const fit = pace ?? weighCounts(fitOfCounts(counts), [])
    const usual = (fit.mean * total(counts.map(({ exposure }) => exposure))) / counts.length
    const noneBy = (by: Weighted) => silent.map(({ exposure }) => chanceOfCount(by, 'at', 0, [exposure]))
    if (silent.length === 0) return skipsOf([], used.length, 0, usual)
    if (!isBusy(usual)) {
      const none = noneBy(fit)
      return skipsOf(none, used.length, total(none.map(Math.log)), usual)
    }
    const whileUsed = fitOfCounts(used)
    const always = evidenceOfCounts(fitOfCounts(counts)) - evidenceOfCounts(whileUsed)
    return skipsOf(noneBy(weighCounts(whileUsed, [])), used.length, always, usual)
  }

  private skipped(name: string, fit: Weighted, run: number[], skips: { own: Skips; others: Skips[] }): number {
    const silent = run.filter((n) => this.count(n, name) === 0)
    if (silent.length === 0) return 0
    const used = run.filter((n) => this.count(n, name) > 0)
    const upTo = silent.map((_, n) => this.few(fit, 0, silent.slice(0, n + 1)))
    const none = upTo.map((chance, n) => Math.min(1, chance / Math.max(1e-300, upTo[n - 1] ?? 1)))
    const count = total(used.map((n) => this.count(n, name)))
    const expected = fit.mean * total(used.map((n) => this.exposure(n)))
    const little = used.length === 0 || count > expected / 2 ? 1 : this.few(fit, count, used)
    return Math.min(1, chanceOfSkips(skips.own, skips.others, this.upheaval, none) * little)
  }

  private long(service: Service, fit: Weighted, baseline: number[]) {
    const { name, most, pace: line } = service
    const isSure = baseline.length >= sure.sessions
    const here = this.exposure(this.now)
    const latest = line.baseline.slice(-sure.sessions)
    const worked = total(latest.map((n) => this.exposure(n)))
    if (isSure) most.pace = Math.max(most.pace, fit.mean)
    const earlier = range(Math.max(service.since, this.now - this.most), this.now)
    const usually = (earlier.filter((n) => this.count(n, name) > 0).length + 0.5) / (earlier.length + 1)
    if (isSure) most.used = Math.max(most.used, usually)
    const seen = range(service.since, this.now + 1).slice(-sure.sessions)
    return {
      most: Math.max(most.pace, fit.mean) * here,
      lately: (total(latest.map((n) => this.count(n, name))) / worked) * here,
      sessions: baseline.length,
      used: {
        sessions: seen.filter((n) => this.count(n, name) > 0).length,
        of: seen.length,
        most: Math.max(most.used, usually),
      },
    }
  }

  private rate(service: Service, baseline: number[], fit: Weighted | undefined, tests: Test[]): Standing['rate'] {
    const { name, rate: line, most } = service
    const share = this.share(this.now, name)
    if (!fit) {
      if (share.n > 0) line.baseline.push(this.now)
      return undefined
    }
    const before = this.pooled(baseline, name)
    const usual = before.count / before.n
    const isSure = baseline.length >= sure.sessions && before.count >= sure.blocked
    const usually = () => {
      if (isSure) most.rate = Math.max(most.rate, usual)
      const latest = this.pooled(line.baseline.slice(-sure.sessions), name)
      return {
        ...{ usual, most: Math.max(most.rate, usual), lately: latest.n > 0 ? latest.count / latest.n : usual },
        before: { ...before, sessions: baseline.length },
      }
    }
    if (share.n === 0)
      return {
        ...{ ...usually(), ...share, high: { p: 1, rate: usual } },
        low: { p: 1, ratio: 1, found: line.found },
      }
    const described = [before.count, before.n, percent(usual), baseline.length]
    const from = Math.max(1.5 * usual, usual + 0.05)
    const now = share.count / share.n
    const p = now >= 1.5 * usual && now >= usual + 0.05 ? chanceOfShare(fit, 'high', share) : 1
    tests.push({
      ...{ kind: 'rate', service: name, p, figures: () => [share.count, share.n, percent(now), ...described] },
      size: this.size(
        () => 0,
        () => chanceOfShare(fit, 'high', { count: Math.ceil(from * share.n), n: share.n }),
      ),
    })
    const high = { p, rate: (share.count + 10 * usual) / (share.n + 10) }
    const isLow = share.count <= 0.6 * fit.mean * share.n && chanceOfShare(fit, 'low', share, { half: true }) <= 0.25
    if (!isLow) {
      this.end(line)
      line.baseline.push(this.now)
      return { ...usually(), ...share, high, low: { p: 1, ratio: 1, found: false } }
    }
    line.run.push(this.now)
    const standing = line.found
    const run = [...line.run]
    const all = this.pooled(run, name)
    const sizes = run.map((n) => this.share(n, name).n)
    const chance = chanceOfShare(fit, 'low', all, { sizes })
    tests.push({
      kind: 'weaker',
      service: name,
      p: all.count / (all.n * fit.mean) > 0.5 ? 1 : chance,
      figures: () => [
        ...[all.count, all.n, ...(run.length > 1 ? [run.length] : [])],
        ...[percent(all.count / all.n), ...described],
      ],
      size: this.size(
        () => chanceOfShare(fit, 'low', { count: 0, n: all.n }, { sizes }),
        () => chanceOfShare(fit, 'low', { count: Math.floor((all.n * fit.mean) / 2), n: all.n }, { sizes }),
      ),
      run: { line: 'rate', from: (this.sessions[run[0] as number] as Facts).window.from, standing },
    })
    const ratio = usual > 0 ? Math.min(1, all.count / all.n / usual) : 1
    return { ...usually(), ...share, high, low: { p: chance, ratio, found: standing } }
  }

  private drifts(services: Service[], tests: Test[]): void {
    const lagged = services.flatMap(({ name, rate }) => {
      const all = [...rate.baseline, ...rate.run]
      const before = all.slice(-18, -6)
      if (before.length < least) return []
      return [{ name, recent: all.slice(-6), before, fit: fitOfShares(before.map((n) => this.share(n, name))) }]
    })
    const length = Math.sqrt(1 + 4 + 9 + 16 + 25 + 36)
    for (const { name, recent, before, fit: own } of lagged) {
      const fit = weighShares(
        own,
        lagged.filter((other) => other.name !== name).map((other) => other.fit),
      )
      const shares = recent.map((n) => this.share(n, name))
      const expected = total(shares.map(({ n }) => n)) * fit.mean
      if (expected < 6) continue
      let [score, shift] = [0, 0]
      for (const [n, share] of shares.entries()) {
        const weight = (n + 1) / length
        const high = chanceOfShare(fit, 'high', share, { half: true, certain: true })
        score += weight * Math.min(3, Math.max(-3, normalAbove(high)))
        const { session, mean } = deviations(fit, share.n)
        shift += (weight * mean) / session
      }
      const z = score / Math.sqrt(1 + shift * shift)
      const late = this.pooled(recent.slice(-3), name)
      const rate = late.count / late.n
      const usual = this.pooled(before, name)
      const figures = () => [
        ...shares.flatMap(({ count, n }) => [count, n]),
        ...[percent(usual.count / usual.n), before.length],
      ]
      const from = (this.sessions[recent[0] as number] as Facts).window.from
      const [rises, falls] = [
        rate >= 1.45 * fit.mean && rate >= fit.mean + 0.02,
        rate <= 0.65 * fit.mean && rate <= fit.mean - 0.02,
      ]
      const common = { service: name, figures, weight: expected }
      tests.push({ ...common, kind: 'drift', p: rises ? normalTail(z) : 1, lagged: [from] })
      tests.push({
        ...{ ...common, kind: 'weaker', p: falls ? normalTail(-z) : 1, lagged: recent },
        run: { line: 'rate', from, standing: false },
      })
    }
  }

  private pressure(tests: Test[]): void {
    const { peak, mean } = this.sessions[this.now] as Facts
    if (peak === null || mean === null || peak < 0.5) return
    const before = range(0, this.now)
      .filter((n) => this.sessions[n]?.peak !== null && this.sessions[n]?.mean !== null)
      .slice(-20)
    if (before.length < least) return
    const values = (key: 'peak' | 'mean') => before.map((n) => this.sessions[n]?.[key] as number)
    const average = (key: 'peak' | 'mean') => total(ascending(values(key))) / before.length
    const levels = values('peak').map((value, n) => ({ value, hours: this.exposure(before[n] as number) }))
    tests.push({
      kind: 'pressure',
      service: 'ContextPressureMonitor',
      p:
        mean < average('mean') + 0.05
          ? 1
          : chanceOfLevel({ value: peak, hours: this.exposure(this.now) }, levels, 0.06),
      figures: () => [
        ...[peak.toFixed(2), mean.toFixed(2)],
        ...[average('peak').toFixed(2), average('mean').toFixed(2), before.length],
      ],
    })
  }

  private sessionIds(tests: Test[]): void {
    const earlier = range(Math.max(0, this.now - this.most), this.now).map((n) => this.sessions[n] as Facts)
    for (const key of ['placeholders', 'stale'] as const) {
      const share = (session: Facts): Share => ({ count: session[key], n: session.total })
      const now = share(this.sessions[this.now] as Facts)
      const before = earlier.map(share).filter(({ n }) => n > 0)
      if (before.length === 0 || now.n === 0) continue
      const usual = total(before.map(({ count }) => count)) / total(before.map(({ n }) => n))
      const isMore = now.count / now.n >= usual + 0.2
      tests.push({
        kind: 'session-id',
        p: isMore ? chanceOfShare(weighShares(fitOfShares(before), []), 'high', now) : 1,
        figures: () => [now.count, now.n, percent(now.count / now.n), percent(usual), before.length],
      })
    }
  }

  private lockstep(tests: Test[]): void {
    const earlier = range(Math.max(0, this.now - this.most), this.now)
    const is = (n: number, [a, b]: [string, string]) =>
      (this.sessions[n] as Facts).lockstep.some(([one, other]) => one === a && other === b)
    const tells = (n: number, pair: [string, string]) => pair.every((name) => this.count(n, name) >= 10)
    const pairs = new Map(
      [...earlier, this.now].flatMap((n) =>
        (this.sessions[n] as Facts).lockstep.map((pair): [string, [string, string]] => [JSON.stringify(pair), pair]),
      ),
    )
    for (const pair of pairs.values()) {
      if (!tells(this.now, pair)) continue
      const telling = earlier.filter((n) => tells(n, pair))
      const together = earlier.filter((n) => is(n, pair))
      const appeared = is(this.now, pair) && together.length === 0 && telling.length === earlier.length
      const gone =
        !is(this.now, pair) &&
        together.length > 0 &&
        telling.length >= Math.max(1, earlier.length / 2) &&
        telling.every((n) => is(n, pair))
      if (appeared || gone)
        tests.push({ kind: 'lockstep', service: pair[0], p: 0, figures: () => (appeared ? [earlier.length] : []) })
    }
  }

  /** A group's tests: silence and weakness of a pace by whether a run has any decision, whatever the anomaly is called. */
  private findIn(group: string, [calm, turbulent]: [number, number], tests: Test[]): Test[] {
    const isSilent = ({ run, weight, lagged }: Test) => run?.line === 'pace' && weight === 1 && !lagged
    const own = tests.filter((test) =>
      group === 'silent'
        ? isSilent(test)
        : group === 'weaker'
          ? test.run !== undefined && !isSilent(test)
          : test.kind === group && test.run === undefined,
    )
    const level = calm * (turbulent / calm) ** this.turbulence
    const standing = own.filter(({ run }) => run?.standing)
    const open = own.filter(({ run }) => !run?.standing)
    if (group === 'drift') {
      const all = total(open.map(({ weight = 1 }) => weight))
      return [...standing, ...open.filter(({ p, weight = 1 }) => p <= (level * weight) / all)]
    }
    const sizes = (t: number) => total(open.map(({ size }) => Math.min(t, t >= 1 ? 1 : (size?.(t) ?? t))))
    return [...standing, ...open.filter(({ p }) => p <= level && sizes(p) <= level)]
  }

  private onceAPair(found: Test[]): Judged[] {
    const latest = range(Math.max(0, this.now - this.most), this.now + 1)
    const pairs = new Set(latest.flatMap((n) => (this.sessions[n] as Facts).lockstep).map((pair) => pair.join('\n')))
    const together = (a: string, b: string) => pairs.has([a, b].sort().join('\n'))
    const told: Test[] = []
    for (const test of found) {
      const { service, kind } = test
      const same =
        kind !== 'lockstep' &&
        service !== undefined &&
        told.some((other) => other.kind === kind && other.service !== undefined && together(other.service, service))
      if (!same) told.push(test)
    }
    return told.map(({ kind, service, figures, run, lagged }) => {
      const since = run?.from ?? (kind === 'drift' ? lagged?.[0] : undefined)
      return {
        ...{ kind, figures: figures() },
        ...(service !== undefined && { service }),
        ...(since !== undefined && { since: iso(since) }),
      }
    })
  }
}

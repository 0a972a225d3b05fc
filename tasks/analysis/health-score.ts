import { contextPressureMonitor } from '../../cache/audit/catalogue/context-pressure-monitor.ts'
import { plural } from '../../templates/words.ts'
import type { ServiceState } from './anomalies/judge.ts'
import type { Used } from './anomalies/pace.ts'
import type { Metrics } from './metrics.ts'
import { clamp } from './statistics.ts'

/** Points that are taken off a part, and why. */
export interface Deduction {
  part: PartName
  points: number
  why: string
}

export interface Health {
  /** 100 less the points; null where no decision was read and nothing says that there should be any. */
  score: number | null
  /** The score if every part that could not be measured were as bad, and as good, as it can be. */
  band: [low: number, high: number]
  /** Points that each part took off, of as many as it can; null: not measured. */
  parts: Partial<Record<PartName, { points: number | null; of: number }>>
  basis: Deduction[]
}

/** What the score is made of. */
export interface HealthFacts {
  metrics: Metrics
  backwardJumps: number
  /** Fewer than five earlier sessions: nothing can be said about what is usual. */
  learning: boolean
  /** The services with what the judgement of the session knows about them, without those that a human retired. */
  services: ServiceState[]
  /** Services that a human expects and that decided nothing. */
  missing: string[]
  /** Whether an earlier session measured pressure. */
  pressureKnown: boolean
  /** Left out where no rule store is configured. */
  sync?: { verified: boolean; invalid: number; extra: number }
  /** Active HIGH rules, and those of them that no decision checked lately; left out where there are none or no decision names rules. */
  rules?: { high: number; unchecked: string[] }
  /** Calls that should have been refused and were not, by service. */
  passed?: string[]
  /** Configured canaries that nobody tried in this session. */
  untried?: number
  /** The share of the session behind its last decision, and whether the agent provably worked on in it. */
  rest: { share: number; proven: boolean }
}

export type PartName = 'coverage' | 'enforcement' | 'exposure' | 'rules' | 'pressure' | 'store' | 'data'

interface Part {
  of: number
  /** `unknown`: it could be measured, and is not yet. `absent`: there is nothing to measure. */
  state(facts: HealthFacts): 'measured' | 'unknown' | 'absent'
  deduct(facts: HealthFacts): Omit<Deduction, 'part'>[]
}

const needsUsual = ({ learning }: HealthFacts) => (learning ? 'unknown' : 'measured')
const always = () => 'measured' as const

/** The parts of the score, with the most that each takes off: together 100. docs/health.md publishes them. */
export const parts: Record<PartName, Part> = {
  coverage: { of: 40, state: (facts) => (facts.missing.length > 0 ? 'measured' : needsUsual(facts)), deduct: coverage },
  enforcement: {
    of: 35,
    state: (facts) => (facts.passed?.length || facts.untried ? 'measured' : needsUsual(facts)),
    deduct: enforcement,
  },
  exposure: { of: 5, state: needsUsual, deduct: exposure },
  rules: { of: 3, state: ({ rules }) => (rules ? 'measured' : 'absent'), deduct: ruleCoverage },
  pressure: {
    of: 5,
    state: ({ metrics, pressureKnown, services }) =>
      metrics.pressure.peak !== null || (pressureKnown && isMissed(services)) ? 'measured' : 'absent',
    deduct: pressure,
  },
  store: { of: 4, state: ({ sync }) => (sync ? 'measured' : 'absent'), deduct: store },
  data: { of: 8, state: always, deduct: data },
}

/** The published formula: deductions only, each part with its own limit, that add up exactly. Why so: docs/decisions.md, 84. */
export function scoreHealth(facts: HealthFacts): Health {
  const nothing = facts.metrics.decisions.total === 0 && facts.learning && facts.missing.length === 0
  if (nothing) {
    const why = 'not scored: no decision was read'
    return { score: null, band: [0, 100], parts: {}, basis: [{ part: 'coverage', points: 0, why }] }
  }
  const health: Health = { score: 100, band: [0, 0], parts: {}, basis: [] }
  let unknown = 0
  for (const [name, { of, state, deduct }] of Object.entries(parts) as [PartName, Part][]) {
    const known = state(facts)
    if (known === 'absent') continue
    const deductions = known === 'measured' ? limited(deduct(facts), of) : []
    const points = deductions.reduce((total, each) => total + each.points, 0)
    health.parts[name] = { points: known === 'measured' ? points : null, of }
    health.basis.push(...deductions.map((each) => ({ part: name, ...each })))
    if (known === 'unknown') unknown += of
  }
  const score = 100 - health.basis.reduce((total, { points }) => total + points, 0)
  return { ...health, score, band: [score - unknown, score] }
}

/** The largest first, until the limit of a part is used up; what takes off nothing is left out. */
function limited(deductions: Omit<Deduction, 'part'>[], of: number): Omit<Deduction, 'part'>[] {
  let left = of
  return deductions
    .toSorted((a, b) => b.points - a.points)
    .flatMap(({ points, why }) => {
      const taken = Math.min(points, left)
      left -= taken
      return taken > 0 ? [{ points: taken, why }] : []
    })
}

interface Loss {
  /** Weight in its part times how much of it is lost: 0..1. */
  weight: number
  why: string
}

/** Every further loss costs more than the one before it: losing five services is worse than five times losing one. */
const steepness = 0.2

/** Spreads a part's points over losses, so that they add up exactly and every one more takes off more. */
function spread(losses: Loss[], of: number): Omit<Deduction, 'part'>[] {
  let lost = 0
  const upTo = (weight: number) => Math.round(of * ((1 - steepness) * weight + steepness * weight * weight))
  return losses
    .toSorted((a, b) => b.weight - a.weight || (a.why < b.why ? -1 : 1))
    .map(({ weight, why }) => {
      const before = upTo(clamp(lost))
      lost += weight
      return { points: upTo(clamp(lost)) - before, why }
    })
}

/** Chances from which on a fall counts, and in full. */
const counts = { from: 0.1, full: 0.003 }

/** How sure it is that something fell by itself no longer: 0..1. */
function evidence(p: number, found: boolean): number {
  return found ? 1 : clamp((Math.log(counts.from) - Math.log(p)) / (Math.log(counts.from) - Math.log(counts.full)))
}

/** What is lost of a service's pace: in the run that is going on, or by sessions in which it decides nothing, now and then. */
function paceLoss({ pace }: ServiceState): number {
  if (!pace) return 0
  const { sessions, of, most } = pace.used
  const rarer = most === 0 ? 0 : evidence(chanceOfRarer(pace.used), false) * clamp(1 - sessions / of / most)
  return Math.max(evidence(pace.p, pace.found) * clamp(1 - pace.ratio), rarer)
}

/** How often a service that decides in its usual share of sessions does so in as few of them, or fewer. */
function chanceOfRarer({ sessions, of, most }: Used): number {
  let term = (1 - most) ** of
  let chance = term
  for (let used = 1; used <= sessions; used++) {
    term *= ((of - used + 1) / used) * (most / (1 - most))
    chance += term
  }
  return Math.min(1, chance)
}

/** In fewer sessions nothing became usual that others are weighed by: services that were never there do not make one that is missed small. */
const established = 10

/** By how many services a part is shared: those of long standing, or all where there are none. */
function weighedBy(services: ServiceState[]): number {
  const old = services.filter(({ pace }) => (pace?.sessions ?? 0) >= established)
  return (old.length > 0 ? old : services).length
}

/** Services that usually log, or that a human expects, against the baseline that is frozen before they fell. */
function coverage({ services, missing }: HealthFacts): Omit<Deduction, 'part'>[] {
  const known = new Set([...services.map(({ name }) => name), ...missing])
  const size = weighedBy(services) + missing.filter((name) => services.every((each) => each.name !== name)).length
  const losses = [...known].map((name): Loss => {
    const service = services.find((each) => each.name === name)
    const loss = missing.includes(name) ? 1 : service ? paceLoss(service) : 0
    const told =
      service?.pace && service.pace.count > 0
        ? `decided ${service.pace.count} times, ${service.pace.expected.toFixed(1)} expected`
        : service?.pace && service.pace.used.sessions > 0 && !missing.includes(name) && service.pace.p > counts.from
          ? `decided in ${service.pace.used.sessions} of ${service.pace.used.of} sessions`
          : 'is silent'
    return { weight: loss / size, why: `${name} ${told}` }
  })
  return spread(losses, parts.coverage.of)
}

/** Above this many points of the block rate over the usual one nothing more is taken off. */
const fullExcess = 0.2
/** A service that blocks less than this enforces nothing that could be missed. */
const leastRate = 0.005
/** A call that should have been refused and was not is a direct proof: it takes off this share of the part by itself. */
const passedShare = 0.6

/** And one that nobody made, because the session was not opened, leaves unproven what could have been proven. */
const untriedShare = 0.1
const untriedCanaries = (count: number): string =>
  `${plural(count, 'call')} that must be refused ${count === 1 ? 'was' : 'were'} not tried: the session was not opened`

/** To a fiftieth: what other services do must not move a service's share by a little. */
const coarse = (share: number): number => Math.round(share * 50) / 50

/** What services block, in both directions: a service that blocks hardly anything, or is silent, enforces nothing. */
function enforcement({ services, passed = [], untried = 0 }: HealthFacts): Omit<Deduction, 'part'>[] {
  const rated = services.filter(({ rate }) => rate)
  const usualBlocks = (service: ServiceState) => (service.rate?.usual ?? 0) * (service.pace?.usual ?? 0)
  const enforcing = rated.filter((service) => (service.rate?.usual ?? 0) >= leastRate)
  const size = weighedBy(enforcing)
  const old = enforcing.filter(({ pace }) => (pace?.sessions ?? 0) >= established)
  const blocks = (old.length > 0 ? old : enforcing).reduce((sum, service) => sum + usualBlocks(service), 0)
  const losses = rated.map((service): Loss => {
    const { name, rate } = service as ServiceState & Required<Pick<ServiceState, 'rate'>>
    const share = enforcing.includes(service)
      ? coarse((1 / size + (blocks > 0 ? clamp(usualBlocks(service) / blocks) : 1 / size)) / 2)
      : 1 / (2 * rated.length)
    const less = enforcing.includes(service) ? evidence(rate.low.p, rate.low.found) * clamp(1 - rate.low.ratio) : 0
    const more = evidence(rate.high.p, false) * clamp((rate.high.rate - rate.usual) / fullExcess)
    const silent = paceLoss(service)
    const usual = `${rate.before.count} of ${rate.before.n} before (${(rate.usual * 100).toFixed(1)} %)`
    const told =
      silent >= Math.max(less, more)
        ? 'decides too little to enforce anything'
        : `blocked ${rate.count} of ${rate.n}${less > more ? ', far less than it did' : ''}, ${usual}`
    return { weight: share * Math.max(less, more, silent), why: `${name} ${told}` }
  })
  const proofs = passed.map((name) => ({ weight: passedShare, why: `${name} did not refuse what it must refuse` }))
  const unproven = untried > 0 ? [{ weight: untriedShare, why: untriedCanaries(untried) }] : []
  return spread([...proofs, ...unproven, ...losses], parts.enforcement.of)
}

/** Of what is usually decided in so much work, less than this is missed; and all points are gone at this share. */
const exposed = { from: 0.7, to: 0.2 }
/** So many times as much is no longer work, but noise, whoever it is that decides; all points are gone at the second. */
const flooded = { from: 3, to: 8 }
/** In work in which fewer decisions are usual, hardly any may be made by chance. */
const enoughUsual = 20

function exposure({ services, metrics }: HealthFacts): Omit<Deduction, 'part'>[] {
  const now = services.flatMap(({ pace }) => pace ?? [])
  const count = now.reduce((sum, pace) => sum + pace.count, 0)
  const usual = now.reduce((sum, pace) => sum + pace.usual, 0)
  if (usual === 0) return []
  const { total } = metrics.decisions
  const lost = clamp((exposed.from - count / usual) / (exposed.from - exposed.to))
  const surplus = clamp((total / usual - flooded.from) / (flooded.to - flooded.from))
  const share = clamp(usual / enoughUsual) * Math.max(lost, surplus)
  const why = `${plural(surplus > lost ? total : count, 'decision')}, and ${usual.toFixed(0)} are usual for so much work`
  return [{ points: Math.round(parts.exposure.of * share), why }, ...crept(services)]
}

/** What is usual lately by the most that it ever was: less than this is missed, and all points are gone at the second. */
const creeping = { from: 0.9, to: 0.4 }
/** Of the points, what a single service can take off that hardly shows among the others. */
const alone = 0.4

/** What is usual must not creep away: pace and blocks of the baselines' latest sessions against the most that was ever usual. */
function crept(services: ServiceState[]): Omit<Deduction, 'part'>[] {
  const paces = services.flatMap(({ pace }) => pace ?? [])
  const blocks = services.flatMap(({ pace, rate }) =>
    pace && rate ? { lately: rate.lately * pace.usual, most: rate.most * pace.usual } : [],
  )
  const found = [
    { what: 'decisions', of: paces },
    { what: 'blocked decisions', of: blocks },
  ]
  return found.flatMap(({ what, of }) => {
    const [lately, most] = [
      of.reduce((sum, each) => sum + each.lately, 0),
      of.reduce((sum, each) => sum + each.most, 0),
    ]
    if (most === 0) return []
    const why = `${lately.toFixed(1)} ${what} are usual lately for so much work, and ${most.toFixed(1)} were`
    const all = { points: Math.round(parts.exposure.of * creptAway(lately, most)), why }
    const single = what === 'decisions' ? creptAlone(services) : undefined
    return [single && single.points > all.points ? single : all]
  })
}

const creptAway = (lately: number, most: number): number =>
  clamp((creeping.from - lately / most) / (creeping.from - creeping.to))

/** The busy service whose pace fell most: what others decide must not cover it. */
function creptAlone(services: ServiceState[]): Omit<Deduction, 'part'> | undefined {
  const lost = services
    .flatMap(({ name, pace }) => (pace && pace.usual >= enoughUsual ? [{ name, ...pace }] : []))
    .toSorted((a, b) => creptAway(b.lately, b.most) - creptAway(a.lately, a.most) || (a.name < b.name ? -1 : 1))[0]
  if (!lost) return undefined
  const { name, lately, most } = lost
  return {
    points: Math.round(parts.exposure.of * alone * creptAway(lately, most)),
    why: `${name} decides ${lately.toFixed(1)} times lately in so much work, and ${most.toFixed(1)} times were usual`,
  }
}

function ruleCoverage({ rules }: HealthFacts): Omit<Deduction, 'part'>[] {
  if (!rules || rules.high === 0) return []
  const { high, unchecked } = rules
  const why = `${unchecked.length} of ${high} active HIGH rules were not checked lately`
  return [{ points: Math.ceil((parts.rules.of * unchecked.length) / high), why }]
}

/** The monitor's boundaries of HIGH and DANGEROUS. */
const pressureSpan = { from: 0.5, to: 0.85 }

/** So many decisions of the monitor are usual in a session whose pressure is missed. */
const leastMonitored = 3

const isMissed = (services: ServiceState[]): boolean => {
  const monitor = services.find(({ name }) => name === contextPressureMonitor.name)
  return !monitor?.pace || monitor.pace.usual >= leastMonitored
}

function pressure({ metrics }: HealthFacts): Omit<Deduction, 'part'>[] {
  const { peak } = metrics.pressure
  if (peak === null) return [{ points: parts.pressure.of, why: 'pressure is not measured, as it was before' }]
  const high = clamp((peak - pressureSpan.from) / (pressureSpan.to - pressureSpan.from))
  return [{ points: Math.round(parts.pressure.of * high), why: `pressure rose to ${peak.toFixed(2)}` }]
}

function store({ sync }: HealthFacts): Omit<Deduction, 'part'>[] {
  if (!sync) return []
  return [
    { points: sync.verified ? 0 : parts.store.of, why: 'rule file and rule store were not verified to agree' },
    { points: Math.min(2, sync.invalid), why: plural(sync.invalid, 'invalid rule') },
    { points: Math.min(2, sync.extra), why: `${plural(sync.extra, 'rule')} only in the store` },
  ]
}

/** Share of a session's lines from which on all points for unreadable ones are taken off. */
const fullUnreadable = 0.05
/** A quiet end of a session is nothing unusual up to this share of it. */
const quietEnd = 0.25
/** So many decisions at more than so many a second were not made one by one. */
const bunched = { decisions: 50, perSecond: 10 }

function isBunched({ decisions: { total }, activity: { first, last } }: Metrics): boolean {
  if (first === null || last === null || total < bunched.decisions) return false
  return total * 1000 > bunched.perSecond * (Date.parse(last) - Date.parse(first))
}

/** Decisions of the services that are known: noise must not make damage look small. */
function knownDecisions({ services, metrics }: HealthFacts): number {
  const paces = services.flatMap(({ pace }) => pace ?? [])
  return paces.length === 0 ? metrics.decisions.total : paces.reduce((sum, { count }) => sum + count, 0)
}

function data(facts: HealthFacts): Omit<Deduction, 'part'>[] {
  const { metrics, backwardJumps, rest } = facts
  const { decisions, quality } = metrics
  const known = knownDecisions(facts)
  const ids = quality.placeholderIds + quality.staleIds
  const quiet = clamp((rest.share - quietEnd) / (1 - quietEnd))
  const lines = known + decisions.unreadable
  const hours = `the log says nothing in the last ${(rest.share * 100).toFixed(0)} % of the session`
  return [
    {
      // Even one line is worth a look.
      points: lines === 0 ? 0 : Math.ceil(5 * clamp(decisions.unreadable / lines / fullUnreadable)),
      why: plural(decisions.unreadable, 'unreadable line'),
    },
    {
      points: isBunched(metrics) ? 4 : 0,
      why: `${plural(decisions.total, 'decision')} at more than ten a second`,
    },
    { points: backwardJumps > 0 ? 2 : 0, why: `the clock of the log went back ${backwardJumps} times` },
    {
      points: known === 0 ? 0 : Math.round(2 * clamp(ids / known)),
      why: `${plural(ids, 'decision')} with placeholder or stale session ids`,
    },
    rest.proven
      ? { points: parts.data.of, why: `${hours}, while the agent worked on` }
      : { points: Math.ceil(4 * quiet), why: hours },
  ]
}

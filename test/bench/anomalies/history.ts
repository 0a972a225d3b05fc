import type { Measured } from '../../../tasks/analysis/baseline/measured.ts'
import type { ServiceMetrics } from '../../../tasks/analysis/service-metrics.ts'
import { binomial, gammaFactor, gaussian, poisson, type Random } from './random.ts'

/** What stays the same over a history, drawn once: how its sessions differ from each other without anything being wrong. */
export interface Habits {
  /** Mean decisions of each service in a session of six hours. */
  means: Record<string, number>
  blockRates: Record<string, number>
  placeholderShare: number
  /** Verifications make the enforcer and the monitor decide in the same instant. */
  lockstep: boolean
  /** Coefficients of variation: of the session as a whole, of each service in it, of each block rate. */
  vary: { session: number; service: number; rate: number }
  /** Shortest and longest session in hours; between them evenly by the logarithm. */
  hours: [number, number]
  /** Share of sessions that are closed late, and the longest time that they stay idle, in hours. */
  idle: { share: number; hours: number }
  /** How busy each weekday is, and the share of days without a session. */
  weekdays: number[]
  missing: number
  /** Mean size of a burst of decisions about the same thing, which are blocked together. */
  burst: number
  /** Share of the sessions in which a sparse service is not used at all. */
  unused: Record<string, number>
  /** By how much more is decided, and blocked, from one session to the next. */
  growth: number
  /** Standard deviation of a session's pressure. */
  pressure: number
}

/** What is planted in a session. */
export interface Change {
  /** Services that decide nothing. */
  silent?: string[]
  /** Times the usual pace, by service. */
  pace?: Record<string, number>
  blockRates?: Record<string, number>
  /** Decisions of a service, exactly. */
  counts?: Record<string, number>
  pressure?: number
}

export const names = [
  'BoundaryEnforcer',
  'ContextPressureMonitor',
  'CrossReferenceValidator',
  'InstructionPersistenceClassifier',
  'MetacognitiveVerifier',
  'PluralisticDeliberationOrchestrator',
] as const

const between = (random: Random, low: number, high: number) => low + (high - low) * random()

/** Two busy services and four sparser ones, as the documented projects have them; sessions of six hours that differ by a quarter. */
function calm(random: Random): Habits {
  const volume = between(random, 200, 400) / 100
  return {
    means: {
      BoundaryEnforcer: 35 * volume,
      ContextPressureMonitor: 35 * volume,
      CrossReferenceValidator: between(random, 8, 18) * volume,
      InstructionPersistenceClassifier: between(random, 6, 14) * volume,
      MetacognitiveVerifier: between(random, 4, 12) * volume,
      PluralisticDeliberationOrchestrator: between(random, 0.3, 4) * volume,
    },
    blockRates: {
      BoundaryEnforcer: between(random, 0.05, 0.2),
      ContextPressureMonitor: 0,
      CrossReferenceValidator: between(random, 0.02, 0.15),
      InstructionPersistenceClassifier: 0,
      MetacognitiveVerifier: between(random, 0.02, 0.15),
      PluralisticDeliberationOrchestrator: between(random, 0, 0.3),
    },
    placeholderShare: between(random, 0, 0.4),
    lockstep: random() < 0.5,
    vary: { session: 0.23, service: 0.1, rate: 0.1 },
    hours: [6, 6],
    idle: { share: 0, hours: 0 },
    weekdays: [1, 1, 1, 1, 1, 1, 1],
    missing: 0,
    burst: 1,
    unused: {},
    growth: 0,
    pressure: 0.03,
  }
}

type Shape = (habits: Habits, random: Random) => Habits
const shapes = {
  overdispersed: (habits) => ({ ...habits, vary: { session: 0.4, service: 0.5, rate: 0.4 }, pressure: 0.07 }),
  lengths: (habits) => ({ ...habits, hours: [0.7, 7] }),
  weekdays: (habits) => ({ ...habits, weekdays: [1.3, 1.2, 1, 1, 0.5, 0.3, 0.3], missing: 0.2 }),
  bursts: (habits, random) => ({ ...habits, burst: between(random, 1.5, 3) }),
  'idle tails': (habits) => ({ ...habits, idle: { share: 0.35, hours: 14 } }),
  correlated: (habits) => ({ ...habits, vary: { ...habits.vary, session: 0.6 }, pressure: 0.06 }),
  'zero-inflated': (habits, random) => ({
    ...habits,
    means: { ...habits.means, ...Object.fromEntries(names.slice(3).map((name) => [name, between(random, 1, 3)])) },
    unused: Object.fromEntries(names.slice(3).map((name) => [name, between(random, 0.1, 0.3)])),
  }),
  'growing rules': (habits) => ({ ...habits, growth: 0.01 }),
} satisfies Record<string, Shape>

/** What the detectors are not made for, and must cope with. */
const harder = {
  'busy ones unused': (habits, random) => ({
    ...habits,
    means: { ...habits.means, ...Object.fromEntries(names.slice(2).map((name) => [name, between(random, 5, 15)])) },
    unused: Object.fromEntries(names.slice(2).map((name) => [name, between(random, 0.2, 0.5)])),
  }),
  'long bursts': (habits, random) => ({ ...habits, burst: between(random, 3, 8) }),
} satisfies Record<string, Shape>

/** Milder forms of all of them in one history. */
const everything: Shape = (habits, random) => ({
  ...habits,
  vary: { session: 0.3, service: 0.25, rate: 0.2 },
  hours: [1.5, 9],
  idle: { share: 0.3, hours: 12 },
  weekdays: [1.2, 1.1, 1, 1, 0.7, 0.4, 0.4],
  missing: 0.15,
  burst: between(random, 1, 2),
  unused: Object.fromEntries(names.slice(3).map((name) => [name, between(random, 0, 0.08)])),
  growth: 0.007,
  pressure: 0.06,
})

/** A mix as ordinary projects have it: each history has some of them. */
const mixed: Shape = (habits, random) =>
  Object.values(shapes as Record<string, Shape>).reduce(
    (shaped, shape) => (random() < 0.25 ? shape(shaped, random) : shaped),
    habits,
  )

/** Kinds of histories in which nothing is wrong. */
export const kinds: Record<string, (random: Random) => Habits> = {
  calm,
  ...Object.fromEntries(
    Object.entries({ ...shapes, ...harder } as Record<string, Shape>).map(([name, shape]) => [
      name,
      (random: Random) => shape(calm(random), random),
    ]),
  ),
  mixed: (random) => mixed(calm(random), random),
  'all together': (random) => everything(calm(random), random),
}

const hourMs = 3_600_000
const usualHours = 6

/** The sessions of a history, one a day, from one of them on; `change` says what is planted in which of them. */
export function drawHistory(
  habits: Habits,
  sessions: number,
  random: Random,
  change: (session: number) => Change | undefined = () => undefined,
  from = 0,
): Measured[] {
  let day = 2 * from
  return Array.from({ length: sessions - from }, (_, index) => {
    const session = from + index
    do day++
    while (random() < habits.missing)
    return drawSession(habits, { day, session }, random, change(session) ?? {})
  })
}

function drawSession(
  habits: Habits,
  { day, session }: { day: number; session: number },
  random: Random,
  change: Change,
): Measured {
  const [least, most] = habits.hours
  const working = least * (most / least) ** random()
  const idle = random() < habits.idle.share ? habits.idle.hours * random() : 0
  const from = Date.UTC(2025, 0, day, 9)
  const window = { from, to: Math.round(from + (working + idle) * hourMs) }
  const grown = (1 + habits.growth) ** session
  const volume =
    ((gammaFactor(habits.vary.session, random) * (habits.weekdays[day % 7] as number) * working) / usualHours) * grown
  const services: Record<string, ServiceMetrics> = {}
  for (const name of names) {
    const own = gammaFactor(habits.vary.service, random)
    const used = random() >= (habits.unused[name] ?? 0)
    const mean = (habits.means[name] as number) * volume * own * (change.pace?.[name] ?? 1)
    const planned = change.blockRates?.[name]
    const rate = planned ?? (habits.blockRates[name] as number) * grown * gammaFactor(habits.vary.rate, random)
    const burst = change.counts?.[name] === undefined ? habits.burst : 1
    const drawn = drawService(used ? mean : 0, Math.min(0.95, rate), burst, random, change.counts?.[name])
    if (!change.silent?.includes(name) && drawn.decisions > 0) services[name] = serviceOf(drawn)
  }
  if (habits.lockstep) joinVerifications(services, change)
  const total = Object.values(services).reduce((sum, { decisions }) => sum + decisions, 0)
  const edge = (side: number) => (side * working * hourMs) / (total + 1)
  const peak =
    0.05 + 0.4 * Math.min(1.2, working / usualHours) + habits.pressure * gaussian(random) + (change.pressure ?? 0)
  const monitored = services.ContextPressureMonitor !== undefined
  const blocked = Object.values(services).reduce((sum, each) => sum + each.blocked, 0)
  return {
    window,
    metrics: {
      decisions: { total, allowed: total - blocked, blocked, unreadable: 0, mended: 0 },
      activity: {
        perHour: total / (working + idle),
        first: total === 0 ? null : new Date(from + edge(-Math.log(random() || 1e-9))).toISOString(),
        last: total === 0 ? null : new Date(from + working * hourMs - edge(-Math.log(random() || 1e-9))).toISOString(),
      },
      services,
      violations: [],
      pressure: monitored
        ? { peak: clamp(peak), mean: clamp(0.55 * peak), last: clamp(peak), trend: 0.05 }
        : { peak: null, mean: null, last: null, trend: null },
      quality: {
        placeholderIds: binomial(total, habits.placeholderShare, random),
        staleIds: 0,
        lockstep: habits.lockstep ? lockstepPairs(services) : [],
      },
    },
  }
}

const clamp = (value: number) => Math.min(1, Math.max(0, value))

/** Bursts of decisions about the same thing: all of a burst are blocked, or none. */
function drawService(mean: number, rate: number, burst: number, random: Random, exactly?: number) {
  if (exactly !== undefined) return { decisions: exactly, blocked: binomial(exactly, rate, random) }
  const bursts = poisson(mean / burst, random)
  if (burst === 1) return { decisions: bursts, blocked: binomial(bursts, rate, random) }
  let [decisions, blocked] = [0, 0]
  for (let n = 0; n < bursts; n++) {
    let size = 1
    while (random() < 1 - 1 / burst) size++
    decisions += size
    if (random() < rate) blocked += size
  }
  return { decisions, blocked }
}

function serviceOf({ decisions, blocked }: { decisions: number; blocked: number }): ServiceMetrics {
  const allowed = decisions - blocked
  return { decisions, allowed, blocked, blockRate: blocked / decisions, perHour: decisions / usualHours, lastAt: '' }
}

function joinVerifications(services: Record<string, ServiceMetrics>, change: Change): void {
  const called = services.MetacognitiveVerifier?.decisions ?? 0
  for (const name of ['BoundaryEnforcer', 'ContextPressureMonitor'])
    if (
      called > 0 &&
      !change.silent?.includes(name) &&
      change.counts?.[name] === undefined &&
      change.pace?.[name] === undefined
    ) {
      const own = services[name] ?? { decisions: 0, blocked: 0 }
      services[name] = serviceOf({ decisions: own.decisions + called, blocked: own.blocked })
    }
}

function lockstepPairs(services: Record<string, ServiceMetrics>): [string, string][] {
  const enough = (services.MetacognitiveVerifier?.decisions ?? 0) >= 5
  return enough
    ? (['BoundaryEnforcer', 'ContextPressureMonitor'] as const)
        .filter((name) => services[name])
        .map((name): [string, string] => [name, 'MetacognitiveVerifier'])
    : []
}

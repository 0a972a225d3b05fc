import type { Window } from '../../../cache/window.ts'

/** What stays the same over a stationary history; each history draws its own. */
export interface Habits {
  /** Mean decisions a session, before those in lockstep. */
  volume: number
  weights: Record<string, number>
  blockRates: Record<string, number>
  placeholderShare: number
  /** Verifications make the enforcer and the monitor decide in the same instant. */
  lockstep: boolean
}

/** What is changed in one session. */
export interface Change {
  silent?: string
  blockRates?: Record<string, number>
  /** Decisions of a service, exactly. */
  volumes?: Record<string, number>
  pressure?: { from: number; to: number }
}

export const names = [
  'BoundaryEnforcer',
  'ContextPressureMonitor',
  'CrossReferenceValidator',
  'InstructionPersistenceClassifier',
  'MetacognitiveVerifier',
  'PluralisticDeliberationOrchestrator',
] as const

const actions: Record<string, [action: string, placeholder: string]> = {
  BoundaryEnforcer: ['boundary_enforcement', 'boundary-enforcer-session'],
  ContextPressureMonitor: ['context_pressure_analysis', 'pressure-monitor'],
  CrossReferenceValidator: ['cross_reference_validation', 'validator-service'],
  InstructionPersistenceClassifier: ['instruction_classification', 'classifier-service'],
  MetacognitiveVerifier: ['metacognitive_verification', 'verifier-service'],
  PluralisticDeliberationOrchestrator: ['pluralistic_deliberation', 'deliberation-service'],
}

const between = (random: () => number, low: number, high: number) => low + (high - low) * random()

/** Habits as the documented projects have them: two busy services, four sparser ones, placeholder ids, and lockstep in half of the histories. */
export function drawHabits(random: () => number): Habits {
  return {
    volume: between(random, 200, 400),
    weights: {
      BoundaryEnforcer: 30,
      ContextPressureMonitor: 30,
      CrossReferenceValidator: between(random, 8, 18),
      InstructionPersistenceClassifier: between(random, 6, 14),
      MetacognitiveVerifier: between(random, 4, 12),
      PluralisticDeliberationOrchestrator: between(random, 0.3, 4),
    },
    blockRates: {
      BoundaryEnforcer: between(random, 0.1, 0.2),
      ContextPressureMonitor: 0,
      CrossReferenceValidator: between(random, 0.02, 0.15),
      InstructionPersistenceClassifier: 0,
      MetacognitiveVerifier: between(random, 0.02, 0.15),
      PluralisticDeliberationOrchestrator: between(random, 0, 0.3),
    },
    placeholderShare: between(random, 0, 0.4),
    lockstep: random() < 0.5,
  }
}

/** ±40 %, evenly. */
const volumeSpan = 0.4
const usualPressure = { from: 0.05, to: 0.45 }
const pressureNoise = 0.06

export function sessionWindow(day: number): Window {
  const from = Date.UTC(2025, 0, 1 + day, 9)
  return { from, to: from + 6 * 3_600_000 }
}

/** The documents of a session of such a history, with what is changed in it. */
export function drawSession(habits: Habits, day: number, random: () => number, change: Change = {}): object[] {
  const { from, to } = sessionWindow(day)
  const id = `${new Date(from).toISOString().slice(0, 10)}-001`
  const documents: object[] = []
  const write = (service: string, position: number, blocked: boolean) =>
    documents.push(
      documentOf(service, { at: from + position * (to - from), position, blocked, id, habits, change }, random),
    )
  const total = Math.round(habits.volume * between(random, 1 - volumeSpan, 1 + volumeSpan))
  const weightOfAll = names.reduce((sum, name) => sum + (habits.weights[name] ?? 0), 0)
  for (const service of names) {
    if (service === change.silent) continue
    const share = (habits.weights[service] ?? 0) / weightOfAll
    const rate = change.blockRates?.[service] ?? habits.blockRates[service] ?? 0
    const count = change.volumes?.[service] ?? binomial(total, share, random)
    for (let n = 0; n < count; n++) {
      const position = random()
      write(service, position, random() < rate)
      if (!habits.lockstep || service !== 'MetacognitiveVerifier') continue
      for (const called of ['BoundaryEnforcer', 'ContextPressureMonitor'])
        if (called !== change.silent) write(called, position, false)
    }
  }
  return documents
}

function binomial(n: number, share: number, random: () => number): number {
  let count = 0
  for (let i = 0; i < n; i++) if (random() < share) count++
  return count
}

interface Moment {
  at: number
  position: number
  blocked: boolean
  id: string
  habits: Habits
  change: Change
}

function documentOf(service: string, moment: Moment, random: () => number): object {
  const { at, position, blocked, id, habits, change } = moment
  const [action, placeholder] = actions[service] as [string, string]
  const { from, to } = change.pressure ?? usualPressure
  const pressure = Math.min(1, Math.max(0, from + (to - from) * position + (random() - 0.5) * pressureNoise))
  const metadata = service === 'ContextPressureMonitor' ? { overall_pressure: pressure } : { confidence: random() }
  return {
    ...{ timestamp: Math.floor(at), action, service, metadata, allowed: !blocked },
    violations: blocked ? ['VALUES'] : [],
    sessionId: random() < habits.placeholderShare ? placeholder : id,
  }
}

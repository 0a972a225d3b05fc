import { decision } from './decisions.ts'
import type { TestProject } from './project.ts'

/** A session of a test's history: so many hours from a time on a day of October 2025, with these decisions spread over it. */
export interface PlantedSession {
  day: number
  /** By service: how many decisions, how many of them blocked, and what its metadata are. */
  services: Record<string, { decisions: number; blocked?: number; metadata?: (position: number) => object }>
  /** Services that decide in the instants of the other one. */
  lockstep?: [string, string]
}

const actions: Record<string, string> = {
  BoundaryEnforcer: 'boundary_enforcement',
  ContextPressureMonitor: 'context_pressure_analysis',
  CrossReferenceValidator: 'cross_reference_validation',
  InstructionPersistenceClassifier: 'instruction_classification',
  MetacognitiveVerifier: 'metacognitive_verification',
  PluralisticDeliberationOrchestrator: 'pluralistic_deliberation',
}
const spanMs = 6 * 3_600_000

export const windowOf = (day: number): string[] => [
  '--from',
  `2025-10-${String(day).padStart(2, '0')}T11:00:00.000Z`,
  '--to',
  `2025-10-${String(day).padStart(2, '0')}T17:00:00.000Z`,
]

/** The lines of a session, in order of time. */
export function linesOf({ day, services, lockstep }: PlantedSession): string[] {
  const from = Date.parse(windowOf(day)[1] as string)
  const rows = Object.entries(services).flatMap(([service, { decisions, blocked = 0, metadata }], index) =>
    Array.from({ length: decisions }, (_, n) => {
      const shift = service === lockstep?.[1] ? Object.keys(services).indexOf(lockstep[0]) : index
      const position = (n + 0.1 + shift * 0.13) / decisions
      const allowed = n >= blocked
      const at = new Date(Math.floor(from + position * spanMs)).toISOString()
      const fields = { sessionId: `2025-10-${day}-001`, action: actions[service], service, allowed }
      return {
        at,
        line: decision(at, { ...fields, violations: allowed ? [] : ['planted'], metadata: metadata?.(position) ?? {} }),
      }
    }),
  )
  return rows.sort((a, b) => (a.at < b.at ? -1 : 1)).map(({ line }) => line)
}

/** Writes a session's log and closes it; returns its report. */
export function closeSession<T>(project: TestProject, session: PlantedSession, more: string[] = []): T {
  const file = `.memory/audit/decisions-2025-10-${String(session.day).padStart(2, '0')}.jsonl`
  project.write(file, `${[...linesOf(session), ...more].join('\n')}\n`)
  return project.json<T>(['closedown', ...windowOf(session.day)])
}

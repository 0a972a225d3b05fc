import type { AuditLog } from '../../cache/audit/audit-log.ts'
import { iso } from '../../cache/window.ts'
import { defineTask } from '../task.ts'
import type { AnomalyKind, EvidenceRequest } from './anomalies/candidate.ts'
import { damageOf } from './anomalies/damage.ts'
import { earlierSessions, isLearning } from './baseline/earlier.ts'
import { readDecisions } from './decisions.ts'
import { measureServices } from './metrics.ts'

/** Something unusual, with what a person needs to check it. */
export interface Anomaly {
  service?: string
  kind: AnomalyKind
  detail: string
  /** Decisions that show it. */
  evidence: { at: string; session: string; action: string }[]
}

/** What was found, and how often the clock of the logs went back. */
export interface Anomalies {
  anomalies: Anomaly[]
  setbacks: number
}

const shownDecisions = 3
const namedSetbacks = 5

/** Finds what is unusual against earlier sessions; while there are fewer than five of them, only damage of the data. */
export const findAnomalies = defineTask({
  id: 'analysis/anomalies',
  title: 'Look for anomalies',
  needs: { read: readDecisions, metrics: measureServices },
  block: ({ anomalies }: Anomalies) => ({ analysis: { anomalies } }),
  show: ({ anomalies }: Anomalies) =>
    anomalies.map(({ kind, service, detail }) => `${kind}: ${service ? `${service}: ` : ''}${detail}`).join('\n') ||
    'none',
  async run(context, { read, metrics }): Promise<Anomalies> {
    const log = await context.stores.audit()
    const setbacks = await log.setbacks(context.session, namedSetbacks)
    const damage = damageOf(read.unreadable, setbacks).map((each) => ({ ...each, evidence: [] }))
    const earlier = earlierSessions(context)
    const anomalies: Anomaly[] = []
    if (!isLearning(earlier)) {
      const { findUnusual } = await import('./anomalies/find.ts')
      for (const { service, kind, detail, evidence } of findUnusual({ window: context.session, metrics }, earlier))
        anomalies.push({ ...(service !== undefined && { service }), kind, detail, evidence: await show(log, evidence) })
    }
    return { anomalies: [...anomalies, ...damage], setbacks: setbacks.total }
  },
})

async function show(log: AuditLog, request: EvidenceRequest | undefined): Promise<Anomaly['evidence']> {
  if (!request) return []
  const decisions = await log.evidence(request.window, request.filter, shownDecisions, request.from)
  return decisions.map(({ at, session, action }) => ({ at: iso(at), session, action }))
}

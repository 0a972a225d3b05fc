import type { AuditLog, BackwardJump, Listed } from '../../cache/audit/audit-log.ts'
import { iso } from '../../cache/window.ts'
import { fixed } from '../../templates/words.ts'
import { storeReason } from '../reason.ts'
import type { CanaryResult } from '../services/canaries.ts'
import { defineTask, degraded, type Ending, type TaskContext } from '../task.ts'
import type { AnomalyKind, Candidate, EvidenceRequest } from './anomalies/candidate.ts'
import { damageOf } from './anomalies/damage.ts'
import type { Judgement } from './anomalies/judge.ts'
import { baselineSessions, earlierSessions } from './baseline/earlier.ts'
import { eachOnce } from './baseline/once.ts'
import { readDecisions } from './decisions.ts'
import { inferSessions } from './inferred.ts'
import { measureServices } from './metrics.ts'
import { costsOfServices } from './score/costs.ts'

/** Something unusual, with what a person needs to check it. */
export interface Anomaly {
  service?: string
  kind: AnomalyKind
  detail: string
  /** Beginning of the first session of a run that is still going on; ISO. */
  since?: string
  /** Decisions that show it. */
  evidence: { at: string; session: string; action: string }[]
}

/** What was found, how often the clock of the logs went back, and what is known about each service. */
export interface Anomalies extends Pick<Judgement, 'services' | 'baselines' | 'idle'> {
  anomalies: Anomaly[]
  backwardJumps: number
  /** Services that did not answer a canary as they must when the session was opened. */
  failedCanaries: string[]
  /** Configured canaries that no init of this session tried. */
  untriedCanaries: number
}

const notJudged: Pick<Judgement, 'anomalies' | 'services' | 'baselines' | 'idle'> = {
  anomalies: [],
  services: [],
  baselines: {},
  idle: false,
}

export const shownDecisions = 3
const namedBackwardJumps = 5

/** Finds what is unusual against earlier sessions; while there are fewer than five of them, only damage of the data. */
export const findAnomalies = defineTask({
  id: 'analysis/anomalies',
  title: 'Look for anomalies',
  needs: { read: readDecisions, metrics: measureServices },
  wants: { inferred: inferSessions },
  block: ({ anomalies }: Anomalies) => ({ analysis: { anomalies } }),
  show: ({ anomalies }: Anomalies) =>
    anomalies.map(({ kind, service, detail }) => `${kind}: ${service ? `${service}: ` : ''}${detail}`).join('\n') ||
    'none',
  async run(context, { read, metrics }): Promise<Anomalies | Ending<Anomalies>> {
    const log = await context.stores.audit()
    const backwardJumps = ofOneClock(
      await log.backwardJumps(context.session, namedBackwardJumps),
      metrics.decisions.total,
    )
    const damage = damageOf(read.unreadable, backwardJumps).map((each) => ({ ...each, evidence: [] }))
    const { judgeHistory } = await import('./anomalies/judge.ts')
    const { expected } = context.config
    // What could not be read says nothing about any service.
    const sessions = metrics.notRead
      ? []
      : [...earlierSessions(context), { window: context.session, metrics }].map(eachOnce)
    const judged = judgeHistory(sessions, { ...(expected && { expected }), most: baselineSessions(context) })
    const { services, baselines, idle, ...found } = judged.at(-1) ?? notJudged
    const missing = (expected ?? []).filter((name) => !Object.hasOwn(metrics.services, name))
    const anomalies = worstFirst(found.anomalies, costsOfServices({ services, missing }))
    const unavailable = await readQuoted(context, anomalies)
    const told: Anomaly[] = []
    for (const each of anomalies) told.push(await anomalyOf(log, each))
    const tried = triedCanaries(context)
    const canaries = tried?.filter(({ passed }) => !passed) ?? []
    const refused = canaries.map(({ service, call, detail }) => ({
      service,
      kind: 'weaker' as const,
      evidence: [],
      detail: `${call}() was called when the session was opened, and did not answer as it must: ${detail}`,
    }))
    const output = {
      anomalies: [...refused, ...told, ...damage],
      backwardJumps: backwardJumps.total,
      failedCanaries: [...new Set(canaries.map(({ service }) => service))],
      untriedCanaries: tried ? 0 : (context.config.canaries ?? []).length,
      services,
      baselines,
      idle,
    }
    return unavailable ? degraded(output, storeReason(unavailable)) : output
  },
})

/** By what their services cost the score, to whole points: which was found first says nothing of which matters. What names no service comes last. */
function worstFirst(anomalies: Candidate[], costs: Map<string, number>): Candidate[] {
  const cost = ({ service = '' }: Candidate) => Number(fixed(costs.get(service) ?? 0, 0))
  return anomalies.toSorted((a, b) => cost(b) - cost(a))
}

/** Lines that go back again and again are in no order (put together from several logs): that says nothing about a clock. */
const ofOneClock = (jumps: Listed<BackwardJump>, decisions: number): Listed<BackwardJump> =>
  jumps.total > 3 && jumps.total > decisions / 10 ? { total: 0, first: [] } : jumps

/** The canaries of this session's init; undefined where none were tried. */
function triedCanaries({ stores, session }: TaskContext): CanaryResult[] | undefined {
  const tried = stores.reports.of(session.id, 'init')?.canaries
  return Array.isArray(tried) ? (tried as object[] as CanaryResult[]) : undefined
}

/** Silence is shown by the last session in which the service spoke: what came to it since is in files already, and a store is asked. */
function readQuoted({ stores, session, progress }: TaskContext, anomalies: Candidate[]) {
  const quoted = anomalies.flatMap(({ evidence }) =>
    evidence && evidence.window.from < session.from ? [evidence] : [],
  )
  const windows = new Map(quoted.map(({ window }) => [window.from, window]))
  return stores.readLate(
    [...windows.values()].sort((a, b) => a.from - b.from),
    progress,
  )
}

async function anomalyOf(log: AuditLog, { service, kind, detail, since, evidence }: Candidate): Promise<Anomaly> {
  return {
    ...(service !== undefined && { service }),
    kind,
    detail,
    ...(since !== undefined && { since: iso(since) }),
    evidence: await show(log, evidence),
  }
}

async function show(log: AuditLog, request: EvidenceRequest | undefined): Promise<Anomaly['evidence']> {
  if (!request) return []
  const decisions = await log.evidence(request.window, { ...request.filter, once: true }, shownDecisions, request.from)
  return decisions.map(({ at, session, action }) => ({ at: iso(at), session, action }))
}

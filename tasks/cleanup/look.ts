import { trackedProcessesFile } from '../own-files.ts'
import { isOpenedElsewhere } from '../place.ts'
import type { TaskContext } from '../task.ts'
import type { Look } from './end-newcomers.ts'
import { placesOf } from './places.ts'
import type { Before, Evidence } from './proofs.ts'
import { isElsewhere, parseTracked } from './tracked.ts'
import { type JudgedProcess, judgeProcesses, mayBeEnded, standBefore } from './verdicts.ts'

/** What a plan was made from, as long as its process runs. */
const lookedAt = new WeakMap<object, Evidence>()

/** Remembers what a plan was made from. */
export const rememberLook = (planned: object, evidence: Evidence): unknown => lookedAt.set(planned, evidence)

/** What a plan was made from, and who came since. */
export async function lookAgain(context: TaskContext, planned: object): Promise<Evidence> {
  const before = lookedAt.get(planned)
  if (!before) return (await gatherEvidence(context)).evidence
  const newcomers = await context.processes.list(new Set(before.processes.map(({ pid }) => pid)))
  return { ...before, processes: [...before.processes, ...newcomers] }
}

interface Protecting extends Pick<TaskContext['processes'], 'listeners' | 'partners'> {
  /** `found`: what is known without them. */
  streamEnds(found: Evidence): Promise<Set<number>>
}

/** Where nobody could be the session's, nobody has to be protected. */
export const streamEndsOfJudged = ({ processes }: TaskContext): Protecting => ({
  ...processes,
  streamEnds: async (found) => (judgeProcesses(found).length === 0 ? new Set() : processes.streamEnds()),
})

/**
 * With who talks with whom of those that carry the session's mark or its agent's id. Of other suspects it is not asked: an agent under an editor is one, and serves that
 * with everything that it runs.
 */
async function withPartners(evidence: Evidence, { partners }: Pick<Protecting, 'partners'>): Promise<Evidence> {
  const asked = judgeProcesses(evidence).filter(
    (one) => one.verdict !== 'protected' && !mayBeEnded(one) && !evidence.partners.has(one.pid),
  )
  if (asked.length === 0) return evidence
  return { ...evidence, partners: new Map([...evidence.partners, ...(await partners(asked.map(({ pid }) => pid)))]) }
}

/** With who traces those that could be ended. */
function withTracers(evidence: Evidence, { tracerOf }: Pick<TaskContext['processes'], 'tracerOf'>): Evidence {
  const asked = judgeProcesses(evidence).flatMap(({ pid, verdict }) => (verdict === 'protected' ? [] : [pid]))
  const traced = (asked.length === 0 ? [] : [evidence.self, ...asked]).flatMap((pid): [number, number][] => {
    const tracer = tracerOf(pid)
    return tracer === undefined ? [] : [[pid, tracer]]
  })
  return { ...evidence, tracers: new Map(traced) }
}

/** What the system, the cache and the project say of the processes now. */
export async function gatherEvidence(
  context: TaskContext,
  protecting: Protecting = context.processes,
): Promise<{ evidence: Evidence; damaged?: string }> {
  const { session, stores, processes, config, project, files } = context
  const known = stores.sessions.get(session.id)
  const linked = known?.metadata.agentSessions
  const tracked = readTracked(context)
  const found: Evidence = {
    processes: await processes.list(),
    self: processes.pid,
    user: processes.user,
    streamEnds: new Set(),
    partners: new Map(),
    tracers: new Map(),
    ...(known?.mark && { mark: known.mark }),
    agentSessions: Array.isArray(linked) ? linked.map(String) : [],
    tracked: 'damaged' in tracked ? [] : tracked.entries,
    seen: new Map(),
    listeners: await protecting.listeners(config.protectedPorts),
    placeOf: placesOf(project.root, files),
    window: { from: session.from, to: session.to },
    current: isCurrent(context),
    elsewhere: isOpenedElsewhere(project.root, files, known?.metadata.worktree),
  }
  found.streamEnds = await protecting.streamEnds(found)
  const evidence = withTracers(await withPartners(found, protecting), processes)
  return 'damaged' in tracked ? { evidence, damaged: tracked.damaged } : { evidence }
}

/** Looks at the processes again and again, and remembers who was owned before and who was in bookend's group at first. */
export function createLook(context: TaskContext, planned: JudgedProcess[]): Look {
  const seen: Evidence['seen'] = new Map()
  const remember = (judged: JudgedProcess[]) => {
    for (const { pid, start, proof, verdict } of judged) if (verdict === 'owned') seen.set(pid, { start, proof })
  }
  let firstGroup: Set<number> | undefined
  let before: Before | undefined
  let last: Evidence | undefined
  const { processes } = context
  remember(planned.filter(({ proof }) => /in its environment/.test(proof)))
  return {
    async whole() {
      const { evidence } = await gatherEvidence(context)
      const group = evidence.processes.find(({ pid }) => pid === evidence.self)?.group
      last = { ...evidence, seen, ...(firstGroup && { firstGroup }), ...(before && { before }) }
      firstGroup ??= new Set(evidence.processes.filter((info) => info.group === group).map(({ pid }) => pid))
      remember(judgeProcesses(last))
      before ??= standBefore(last)
      return last
    },
    async newcomers() {
      if (!last) return this.whole()
      const others = await processes.list(new Set(last.processes.map(({ pid }) => pid)))
      const now = { ...last, processes: [...last.processes, ...others], ...(firstGroup && { firstGroup }) }
      return others.length === 0 ? now : withTracers(await withPartners(now, processes), processes)
    },
  }
}

/** Whether the session is the open one, or the latest where none is open; a window that was asked for is neither, unless it is the open one's. */
export function isCurrent({ session, stores }: TaskContext): boolean {
  return session.open || (session.windowBasis !== 'arguments' && !stores.sessions.otherOpen(session.id))
}

function readTracked({
  files,
  processes,
}: TaskContext): { entries: ReturnType<typeof parseTracked> } | { damaged: string } {
  const text = files.read(trackedProcessesFile)
  if (text === undefined) return { entries: [] }
  try {
    return { entries: parseTracked(text).filter((tracked) => !isElsewhere(tracked, processes)) }
  } catch (error) {
    return { damaged: String((error as Error).message) }
  }
}

import { relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { conditionOf } from '../../cache/conditions.ts'
import { clip } from '../../templates/render.ts'
import { firstNames } from '../../templates/words.ts'
import { doneBefore } from '../interrupted.ts'
import { trackedProcessesFile } from '../own-files.ts'
import { type Action, defineTask, degraded, type Ending, type Plan, type TaskContext } from '../task.ts'
import { endNewcomers, type Look } from './end-newcomers.ts'
import { endProcesses, survived, wasEnded } from './end-processes.ts'
import { type CleanedProcesses, processTable, reported, withOutcome } from './process-report.ts'
import { parseTracked, runningTracked, stillRuns, withoutGone } from './tracked.ts'
import { type Before, type Evidence, type JudgedProcess, judgeProcesses, ownProof, standBefore } from './verdicts.ts'

type Kill = Extract<Action, { kind: 'kill' }>

/** Ends the processes that are provably the session's, with what they started; every other one is named and left alone. */
export const endSessionProcesses = defineTask({
  id: 'cleanup/processes',
  title: "End the session's processes",
  block: ({ processes }: CleanedProcesses) => ({
    cleanup: { processes: processes.map(({ memory: _, ageMs: __, ...process }) => process) },
  }),
  show: processTable,

  async plan(context) {
    const unreadable = whereUnreadable(context)
    if (unreadable) return unreadable
    const { evidence, damaged } = await gatherEvidence(context, streamEndsOfJudged(context))
    const judged = judgeProcesses(evidence)
    const killSuspects = context.flags.killSuspects && evidence.current
    const doomed = judged.filter(({ verdict }) => verdict === 'owned' || (verdict === 'suspect' && killSuspects))
    const output = { processes: judged.map((process) => reported(context.run, process)) }
    if (damaged) return degraded(output, { reason: 'unreadable', path: trackedProcessesFile, detail: damaged })
    const data = { judged: doomed }
    lookedAt.set(data, evidence)
    return {
      actions: doomed.map(({ pid, command, proof }): Kill => ({ kind: 'kill', pid, command, proof })),
      output,
      data,
    }
  },

  async apply(context, plan) {
    const unreadable = whereUnreadable(context)
    if (unreadable) return unreadable
    const { processes, left } = await endAll(context, plan)
    forgetGone(context, plan.actions)
    const detail = [...left, ...undetermined(context)]
    if (detail.length === 0) return { processes }
    const fix = `look at what is left with ${context.project.command('task', 'cleanup/processes')}`
    return degraded({ processes }, { reason: 'incomplete', detail: detail.join('; '), fix })
  },
})

/** Where the system shows no process, nothing proves whose one is: none is ended, and those that were written down are named. */
function whereUnreadable(context: TaskContext): Ending<CleanedProcesses> | undefined {
  const { files, processes, project } = context
  const why = processes.unreadable()
  if (why === undefined) return undefined
  const left = naming(runningTracked(files, processes), 'that `run` started may still run')
  const detail = [`no process can be judged (${why}), and none was ended`, ...left].join('; ')
  const fix = `run ${project.command('task', 'cleanup/processes')} where they can be seen`
  return degraded({ processes: [] }, { reason: 'incomplete', detail, fix })
}

/** Who is protected in vain is left alone, and nobody would know why. */
function undetermined({ processes }: TaskContext): string[] {
  const program = processes.unanswered()
  return program === undefined
    ? []
    : [
        `who reads whose output could not be determined (${program} did not answer): some may have been left alone for that`,
      ]
}

/** `left`: what did not end, in words. */
async function endAll(
  context: TaskContext,
  { actions, output: planned, data }: Plan<CleanedProcesses, { judged: JudgedProcess[] }>,
): Promise<CleanedProcesses & { left: string[] }> {
  const before = endedBefore(context)
  const output = { processes: [...planned.processes, ...before.processes] }
  actions.push(...before.kills)
  const look = createLook(context, data.judged)
  // Where nothing was to be ended and nothing is, nothing can come up while it is: a look at who came since is enough, without what protects.
  if (data.judged.length === 0 && !judgeProcesses(await lookAgain(context, data)).some(isOwned))
    return { ...output, left: [] }
  const first = await look.whole()
  if (data.judged.length === 0 && !judgeProcesses(first).some(isOwned)) return { ...output, left: [] }
  const ended = await endProcesses(context, data.judged, {
    judge: async () => judgeProcesses(first),
    proves: (info) => ownProof(info, first) !== undefined,
  })
  const late = await endNewcomers(context, look, ended)
  for (const { process, outcome } of late) {
    if (!wasEnded(outcome)) continue
    const { pid, command, proof } = process
    context.actions.did(actions.push({ kind: 'kill', pid, command, proof }) - 1, outcome)
  }
  const suspects = await suspectsThatCameUp(context, look)
  const processes = [
    ...output.processes.map((process) => withOutcome(process, ended)),
    ...late
      .filter(({ process }) => !ended.has(process.pid))
      .map(({ process, outcome }) => ({ ...reported(context.run, process), outcome })),
    ...suspects.map((process) => reported(context.run, process)),
  ]
  const alive = processes.filter(({ outcome }) => outcome === survived)
  return {
    processes,
    left: [
      ...naming(alive, 'of the session would not end'),
      ...naming(suspects, 'came up while others were ended, and nothing proves whose'),
    ],
  }
}

/** Takes what is gone out of the file of tracked processes, and the file away where nothing is left in it. */
function forgetGone(context: TaskContext, actions: Action[]): void {
  const { files, processes } = context
  const text = files.read(trackedProcessesFile)
  const info = files.info(trackedProcessesFile)
  if (text === undefined || info?.kind !== 'file' || !isCurrent(context)) return
  const left = withoutGone(text, (tracked) => stillRuns(tracked, processes))
  if (left === undefined) return
  try {
    if (left === '') files.remove(trackedProcessesFile, info)
    else files.write(trackedProcessesFile, left, { isPrivate: true })
  } catch (error) {
    // What is gone does no harm in the file, and `run` and the next closedown take it out.
    if (conditionOf(error)) return
    throw error
  }
  const path = trackedProcessesFile
  const action: Action = left === '' ? { kind: 'delete', path, bytes: info.bytes } : { kind: 'write', path }
  context.actions.did(actions.push(action) - 1, 'done')
}

/** Processes that interrupted runs had ended, with how; whoever lives on is judged anew. */
function endedBefore({ actions }: TaskContext): CleanedProcesses & { kills: Action[] } {
  const before = doneBefore<CleanedProcesses, { judged: JudgedProcess[] }>(actions.interrupted).map(
    ({ ended, begun }) => {
      if (!begun) return { processes: ended?.output.processes ?? [], kills: ended?.actions ?? [] }
      const { plan, done } = begun
      const outcomes = new Map(
        [...done].map(([position, outcome]) => [plan.data.judged[position]?.pid ?? 0, String(outcome)]),
      )
      return {
        processes: plan.output.processes.map((process) => withOutcome(process, outcomes)),
        kills: plan.actions.filter((_, position) => wasEnded(String(done.get(position) ?? survived))),
      }
    },
  )
  return {
    processes: before.flatMap(({ processes: all }) =>
      all.filter(({ outcome }) => outcome !== undefined && wasEnded(outcome)),
    ),
    kills: before.flatMap(({ kills }) => kills),
  }
}

/** `a process …: 4711 (sleep 60)`; nothing of none. */
function naming(processes: { pid: number; command: string }[], what: string): string[] {
  if (processes.length === 0) return []
  const names = processes.map(({ pid, command }) => `${pid} (${clip(command, 40)})`)
  const count = processes.length === 1 ? 'a process' : `${processes.length} processes`
  return [`${count} ${what}: ${firstNames(names, mostNamed)}`]
}

const mostNamed = 5
const pollMs = 25
/** What a handler still does at its end, a removed file or a message, takes no longer; in milliseconds. */
const passingMs = 1000

/** Who came up while others were ended, proves nothing, and stays. */
async function suspectsThatCameUp(context: TaskContext, look: Look): Promise<JudgedProcess[]> {
  const { processes, clock } = context
  const suspects = judgeProcesses(await look.whole()).filter(({ cameUp }) => cameUp)
  const living = () => suspects.filter(({ pid, start }) => processes.read(pid)?.start === start)
  const until = clock.elapsed() + passingMs
  while (living().length > 0 && clock.elapsed() <= until) await sleep(pollMs)
  return living()
}

const isOwned = ({ verdict }: JudgedProcess): boolean => verdict === 'owned'

/** What a plan was made from, as long as its process runs. */
const lookedAt = new WeakMap<object, Evidence>()

async function lookAgain(context: TaskContext, planned: object): Promise<Evidence> {
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
const streamEndsOfJudged = ({ processes }: TaskContext): Protecting => ({
  ...processes,
  streamEnds: async (found) => (judgeProcesses(found).length === 0 ? new Set() : processes.streamEnds()),
})

/**
 * With who talks with whom of those that prove themselves the session's. Of suspects it is not asked: an agent under an editor is one, and serves that with everything
 * that it runs.
 */
async function withPartners(evidence: Evidence, { partners }: Pick<Protecting, 'partners'>): Promise<Evidence> {
  const asked = judgeProcesses(evidence).filter((one) => isOwned(one) && !evidence.partners.has(one.pid))
  if (asked.length === 0) return evidence
  return { ...evidence, partners: new Map([...evidence.partners, ...(await partners(asked.map(({ pid }) => pid)))]) }
}

/** What the system, the cache and the project say of the processes now. */
async function gatherEvidence(
  context: TaskContext,
  protecting: Protecting = context.processes,
): Promise<{ evidence: Evidence; damaged?: string }> {
  const { session, stores, processes, config, project } = context
  const known = stores.sessions.get(session.id)
  const linked = known?.metadata.agentSessions
  const tracked = readTracked(context)
  const found: Evidence = {
    processes: await processes.list(),
    self: processes.pid,
    user: processes.user,
    streamEnds: new Set(),
    partners: new Map(),
    ...(known?.mark && { mark: known.mark }),
    agentSessions: Array.isArray(linked) ? linked.map(String) : [],
    tracked: 'damaged' in tracked ? [] : tracked.entries,
    seen: new Map(),
    listeners: await protecting.listeners(config.protectedPorts),
    project: project.root,
    window: { from: session.from, to: session.to },
    current: isCurrent(context),
    elsewhere: isOpenedElsewhere(context, known?.metadata.worktree),
  }
  found.streamEnds = await protecting.streamEnds(found)
  const evidence = await withPartners(found, protecting)
  return 'damaged' in tracked ? { evidence, damaged: tracked.damaged } : { evidence }
}

/** Looks at the processes again and again, and remembers who was owned before and who was in bookend's group at first. */
function createLook(context: TaskContext, planned: JudgedProcess[]): Look {
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
      return others.length === 0 ? now : withPartners(now, processes)
    },
  }
}

/** Whether the session is the open one, or the latest where none is open; a window that was asked for is neither, unless it is the open one's. */
function isCurrent({ session, stores }: TaskContext): boolean {
  return session.open || (session.windowBasis !== 'arguments' && !stores.sessions.otherOpen(session.id))
}

/** Whether the project where a session was opened is another directory than this one: a copy has its cache, and none of its processes. One that was moved is gone from there. */
function isOpenedElsewhere({ files, project }: TaskContext, opened: unknown): boolean {
  if (typeof opened !== 'string' || opened === project.root) return false
  try {
    const [there, here] = [relative(project.root, opened), '.'].map((path) => files.info(path))
    return there !== undefined && (there.device !== here?.device || there.inode !== here?.inode)
  } catch (error) {
    // It is there, and not ours to look at.
    if (conditionOf(error)) return true
    throw error
  }
}

function readTracked({ files }: TaskContext): { entries: ReturnType<typeof parseTracked> } | { damaged: string } {
  const text = files.read(trackedProcessesFile)
  if (text === undefined) return { entries: [] }
  try {
    return { entries: parseTracked(text) }
  } catch (error) {
    return { damaged: String((error as Error).message) }
  }
}

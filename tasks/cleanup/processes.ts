import { setTimeout as sleep } from 'node:timers/promises'
import { conditionOf } from '../../cache/conditions.ts'
import { clip } from '../../templates/render.ts'
import { firstNames } from '../../templates/words.ts'
import { doneBefore } from '../interrupted.ts'
import { trackedProcessesFile } from '../own-files.ts'
import { type Action, defineTask, degraded, type Ending, type Plan, type TaskContext } from '../task.ts'
import { endNewcomers, type Look } from './end-newcomers.ts'
import { endProcesses, survived, unseen, wasEnded } from './end-processes.ts'
import { createLook, gatherEvidence, isCurrent, lookAgain, rememberLook, streamEndsOfJudged } from './look.ts'
import { type CleanedProcesses, processTable, reported, withOutcome } from './process-report.ts'
import { ownProof } from './proofs.ts'
import { isElsewhere, runningTracked, stillRuns, withoutGone } from './tracked.ts'
import { cameUpThen, type JudgedProcess, judgeProcesses, mayBeEnded } from './verdicts.ts'

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
    const doomed = judged.filter((each) => isOwned(each) || (killSuspects && mayBeEnded(each)))
    const output = { processes: judged.map((process) => reported(context.run, process)) }
    if (damaged) return degraded(output, { reason: 'unreadable', path: trackedProcessesFile, detail: damaged })
    const namespace = context.processes.namespace()
    const data = { judged: doomed.map((each) => ({ ...each, ...(namespace !== undefined && { namespace }) })) }
    rememberLook(data, evidence)
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
    const tracked = runningTracked(context.files, context.processes).filter((each) =>
      isElsewhere(each, context.processes),
    )
    const planned = processes.filter(({ outcome }) => outcome === unseen)
    const hidden = [...tracked, ...planned.filter(({ pid }) => !tracked.some((each) => each.pid === pid))]
    const detail = [
      ...left,
      ...naming(hidden, 'of the session may still run in another pid namespace'),
      ...undetermined(context),
    ]
    if (detail.length === 0) return { processes }
    const fix =
      hidden.length > 0
        ? `run ${taskAgain(context)} there, or take what has ended out of ${trackedProcessesFile}`
        : `look at what is left with ${taskAgain(context)}`
    return degraded({ processes }, { reason: 'incomplete', detail: detail.join('; '), fix })
  },
})

/** Where the system shows no process, nothing proves whose one is: none is ended, and those that were written down are named. */
function whereUnreadable(context: TaskContext): Ending<CleanedProcesses> | undefined {
  const { files, processes } = context
  const why = processes.unreadable()
  if (why === undefined) return undefined
  const left = naming(runningTracked(files, processes), 'that `run` started may still run')
  const detail = [`no process can be judged (${why}), and none was ended`, ...left].join('; ')
  const fix = `run ${taskAgain(context)} where they can be seen`
  return degraded({ processes: [] }, { reason: 'incomplete', detail, fix })
}

/** The session is named: when somebody does it, it is closed, and another may be open. */
const taskAgain = ({ project, session }: TaskContext): string =>
  project.command('task', 'cleanup/processes', '--session', session.id)

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
  const suspects = judgeProcesses(await look.whole()).filter(cameUpThen)
  const living = () => suspects.filter(({ pid, start }) => processes.read(pid)?.start === start)
  const until = clock.elapsed() + passingMs
  while (living().length > 0 && clock.elapsed() <= until) await sleep(pollMs)
  return living()
}

const isOwned = ({ verdict }: JudgedProcess): boolean => verdict === 'owned'

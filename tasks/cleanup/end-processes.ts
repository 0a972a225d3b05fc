import { setTimeout as sleep } from 'node:timers/promises'
import type { ProcessInfo, TaskContext } from '../task.ts'
import { isElsewhere } from './tracked.ts'
import type { JudgedProcess, ProcessVerdict } from './verdicts.ts'

/** How a process ended, or why it was left alone. */
export type Ended = string

/** The outcome of one that ignored TERM, and of one that would not end at all. */
export const killed = 'killed: it did not end on TERM'
export const survived = 'survived'
/** The outcome of one that TERM waited for until it was continued. */
const continued = 'ended: it was stopped, and was continued to end'
const gone = 'gone before it was signalled'
const leftAlone = 'left alone'
const proofGone = `${leftAlone}: the proof is gone`
/** The outcome of one that a run in another pid namespace was to end: its number says nothing here. */
export const unseen = `${leftAlone}: it is in another pid namespace`

/** Whether bookend ended it: it neither survived, nor was it gone or left alone. */
export const wasEnded = (outcome: Ended): boolean =>
  outcome !== survived && outcome !== gone && !outcome.startsWith(leftAlone)

/** Whether a process of a report is a suspect that may be there still. */
export const isLeft = ({ verdict, outcome }: { verdict: ProcessVerdict; outcome?: Ended }): boolean =>
  verdict === 'suspect' && (outcome === undefined || (!wasEnded(outcome) && outcome !== gone))

/** Whether a process of a report was ended though nothing proved that it is the session's: only `--kill-suspects` does that. */
export const wasEndedOnRequest = ({ verdict, outcome }: { verdict: ProcessVerdict; outcome?: Ended }): boolean =>
  verdict === 'suspect' && outcome !== undefined && wasEnded(outcome)

/** Asks a process to end; one that is stopped takes that only when it is continued. */
export function askToEnd(
  { signal }: TaskContext['processes'],
  { pid, stopped }: Pick<ProcessInfo, 'pid' | 'stopped'>,
): boolean {
  const sent = signal(pid, 'SIGTERM')
  if (sent && stopped) signal(pid, 'SIGCONT')
  return sent
}

const pollMs = 25
/** How long a killed process may take to go: it cannot refuse, but the system may be busy. */
export const killedMs = 2000

/** What is asked again before anything is signalled. */
export interface Recheck {
  /** All verdicts, as they are now. */
  judge(): Promise<JudgedProcess[]>
  /** Whether a process still proves by itself that it is the session's. */
  proves(info: ProcessInfo): boolean
}

/**
 * Ends processes: TERM (and CONT where one is stopped), up to `graceMs`, KILL. Before the first signal all verdicts are asked for again, and immediately before each signal
 * the process's start and proof: a pid that was reused, that something protects now, or that proves nothing any more is left alone.
 * Returns what became of each, by pid.
 * Why so: docs/decisions.md, 78.
 */
export async function endProcesses(
  context: TaskContext,
  planned: JudgedProcess[],
  recheck: Recheck,
): Promise<Map<number, Ended>> {
  const ended = new Map<number, Ended>()
  const settle = (position: number, outcome: Ended) => {
    note(position, outcome)
    context.actions.did(position, outcome)
  }
  const note = (position: number, outcome: Ended) => {
    const known = planned[position]
    if (!known) return
    ended.set(known.pid, outcome)
    if (!wasEnded(outcome)) context.actions.undone(position)
  }
  for (const [position, outcome] of context.actions.earlier) note(position, String(outcome))

  const now = new Map((await recheck.judge()).map((process) => [process.pid, process]))
  const open = new Map<number, JudgedProcess>()
  for (const [position, process] of planned.entries()) {
    if (context.actions.earlier.has(position)) continue
    const refusal = whyNot(context, process, now.get(process.pid))
    if (refusal) settle(position, refusal)
    else open.set(position, process)
  }
  const signalled = new Set<number>()
  const woken = new Set<number>()
  const close = (position: number, outcome: Ended) => {
    settle(position, outcome)
    open.delete(position)
  }
  const endedAt = (position: number): Ended => (woken.has(position) ? continued : 'ended')
  const send = (position: number, name: 'SIGTERM' | 'SIGKILL', info: ProcessInfo): boolean => {
    if (name === 'SIGKILL') return context.processes.signal(info.pid, name)
    if (info.stopped) woken.add(position)
    return askToEnd(context.processes, info)
  }
  const signal = async (name: 'SIGTERM' | 'SIGKILL', outcomeAt: (position: number) => Ended, waitMs: number) => {
    for (const [position, process] of open) {
      const info = context.processes.read(process.pid)
      const changed = changeOf(process, info)
      if (changed !== undefined) close(position, signalled.has(position) ? endedAt(position) : changed)
      else if (provesItself(process) && info && !recheck.proves(info)) close(position, proofGone)
      else if (info && send(position, name, info)) signalled.add(position)
    }
    for (
      const until = context.clock.elapsed() + waitMs;
      open.size > 0 && context.clock.elapsed() <= until;
      await sleep(pollMs)
    ) {
      for (const [position, process] of open) {
        if (changeOf(process, context.processes.read(process.pid)) === undefined) continue
        close(position, signalled.has(position) ? outcomeAt(position) : gone)
      }
    }
  }
  await signal('SIGTERM', endedAt, context.config.graceMs)
  if (open.size > 0) await signal('SIGKILL', () => killed, killedMs)
  for (const position of open.keys()) settle(position, survived)
  return ended
}

/** What became of a process that is no longer the one that was judged; undefined where it is. */
function changeOf({ start }: JudgedProcess, info: ProcessInfo | undefined): Ended | undefined {
  if (!info) return gone
  return info.start === start ? undefined : `${leftAlone}: the pid belongs to another process now`
}

/** Whether its proof is its own: a suspect has none, and a descendant's is its ancestor's. */
function provesItself({ verdict, descends }: JudgedProcess): boolean {
  return verdict === 'owned' && !descends
}

/** Why a planned process is not signalled after all. */
function whyNot(context: TaskContext, planned: JudgedProcess, now: JudgedProcess | undefined): Ended | undefined {
  if (isElsewhere(planned, context.processes)) return unseen
  const changed = changeOf(planned, context.processes.read(planned.pid))
  if (changed !== undefined) return changed
  if (now?.verdict === 'protected') return `${leftAlone}: ${now.proof}`
  // A child whose owned parent ended by itself has lost its proof with it, not its origin: it is the same process that was started by it.
  if (provesItself(planned) && now?.verdict !== 'owned') return proofGone
  return undefined
}

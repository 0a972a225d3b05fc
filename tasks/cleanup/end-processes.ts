import { setTimeout as sleep } from 'node:timers/promises'
import type { ProcessInfo, TaskContext } from '../task.ts'
import type { JudgedProcess } from './verdicts.ts'

/** How a process ended, or why it was left alone. */
export type Ended = string

/** The outcome of one that ignored TERM, and of one that would not end at all. */
export const killed = 'killed: it did not end on TERM'
export const survived = 'survived'
const gone = 'gone before it was signalled'
const leftAlone = 'left alone'

/** Whether bookend ended it: it neither survived, nor was it gone or left alone. */
export const wasEnded = (outcome: Ended): boolean =>
  outcome !== survived && outcome !== gone && !outcome.startsWith(leftAlone)

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
 * Ends processes: TERM, up to `graceMs`, KILL. Before the first signal all verdicts are asked for again, and immediately before each signal
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
  const signal = async (name: 'SIGTERM' | 'SIGKILL', outcome: Ended, waitMs: number) => {
    for (const process of open.values()) {
      const info = context.processes.read(process.pid)
      const same = info !== undefined && info.start === process.start
      if (same && (!provesItself(process) || recheck.proves(info))) context.processes.signal(process.pid, name)
    }
    for (
      const until = context.clock.elapsed() + waitMs;
      open.size > 0 && context.clock.elapsed() <= until;
      await sleep(pollMs)
    ) {
      for (const [position, process] of open) {
        if (runs(context, process)) continue
        settle(position, outcome)
        open.delete(position)
      }
    }
  }
  await signal('SIGTERM', 'ended', context.config.graceMs)
  if (open.size > 0) await signal('SIGKILL', killed, killedMs)
  for (const position of open.keys()) settle(position, survived)
  return ended
}

/** Whether it is still the process that was judged. */
function runs({ processes }: TaskContext, { pid, start }: JudgedProcess): boolean {
  return processes.read(pid)?.start === start
}

/** Whether its proof is its own: a suspect has none, and a descendant's is its ancestor's. */
function provesItself({ verdict, descends }: JudgedProcess): boolean {
  return verdict === 'owned' && !descends
}

/** Why a planned process is not signalled after all. */
function whyNot(context: TaskContext, planned: JudgedProcess, now: JudgedProcess | undefined): Ended | undefined {
  const info = context.processes.read(planned.pid)
  if (!info) return gone
  if (info.start !== planned.start) return `${leftAlone}: the pid belongs to another process now`
  if (now?.verdict === 'protected') return `${leftAlone}: ${now.proof}`
  // A child whose owned parent ended by itself has lost its proof with it, not its origin: it is the same process that was started by it.
  if (provesItself(planned) && now?.verdict !== 'owned') return `${leftAlone}: the proof is gone`
  return undefined
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { TaskContext } from '../task.ts'
import { askToEnd, type Ended, killed, killedMs, survived } from './end-processes.ts'
import type { Evidence } from './proofs.ts'
import { type JudgedProcess, judgeProcesses } from './verdicts.ts'

/** How the processes are looked at again. */
export interface Look {
  /** All of them, with everything that proves and protects. */
  whole(): Promise<Evidence>
  /** Those that were not there at the last whole look, quickly: one that hops from pid to pid is gone before a whole look ends. */
  newcomers(): Promise<Evidence>
}

/** Whoever starts another one at every signal is followed this far. */
export const mostRounds = 20
/** And so long beyond the time that TERM is given, in milliseconds. */
export const longestMs = 10_000
/** A newcomer is asked to end so many times before it is made to. */
export const politeRounds = 2
const pollMs = 25
/** Two looks in a row that find nothing: a scan of /proc is not a snapshot. */
const quietLooks = 2
/** And so many where something came up more than once: whoever starts it may take a moment. */
const patientLooks = 10
/** So many times as long as the next one took to come up at the longest, or as a pause was exceeded on a busy machine, the next one is waited for: */
const patience = 4
/** but no longer than this, in milliseconds. */
const mostPatienceMs = 2000

export interface Newcomer {
  process: JudgedProcess
  outcome: Ended
}

/**
 * Ends what proves itself only now: started by a process while it was being ended, or by its TERM handler. Looks again until nothing new is
 * there, in bounded rounds; what is alive then has survived.
 */
export async function endNewcomers(
  context: TaskContext,
  look: Look,
  ended: ReadonlyMap<number, Ended>,
): Promise<Newcomer[]> {
  const { processes, clock, config } = context
  const found = new Map<string, Newcomer>()
  const until = clock.elapsed() + politeRounds * config.graceMs + longestMs
  const isAlive = ({ pid, start }: JudgedProcess) => processes.read(pid)?.start === start
  // What even KILL did not end is not asked again.
  const beyond = new Set([...ended].flatMap(([pid, outcome]) => (outcome === survived ? [pid] : [])))
  const owned = (evidence: Evidence) =>
    judgeProcesses(evidence).filter((one) => one.verdict === 'owned' && !beyond.has(one.pid) && isAlive(one))
  const note = (all: JudgedProcess[], outcome: Ended) => {
    for (const process of all) found.set(`${process.pid} ${process.start}`, { process, outcome })
  }

  let busy = 0
  /** Looks in a row that found nothing, and since when there is nothing. */
  let quiet = 0
  let since = clock.elapsed()
  let longest = 0
  const isQuiet = () =>
    quiet >= (busy > 1 ? patientLooks : quietLooks) &&
    clock.elapsed() - since >= Math.min(patience * longest, mostPatienceMs)
  while (!isQuiet() && busy < mostRounds && clock.elapsed() < until) {
    const left = await lookAgain()
    if (left.length === 0) continue
    const polite = busy++ < politeRounds
    note(left, polite ? 'ended' : cameUp)
    for (const { pid } of left) {
      if (polite) askToEnd(processes, processes.read(pid) ?? { pid })
      else processes.signal(pid, 'SIGKILL')
    }
    if (polite) {
      await untilGone(left, clock.elapsed() + config.graceMs)
      const stubborn = left.filter(isAlive)
      note(stubborn, killed)
      for (const { pid } of stubborn) processes.signal(pid, 'SIGKILL')
    }
    since = clock.elapsed()
    await pursue()
    await untilGone(left, clock.elapsed() + killedMs)
    for (const one of left) if (isAlive(one)) beyond.add(one.pid)
  }
  // Somebody starts it again, faster than it can be ended: what is there now, or comes up now, stays, and is named.
  while (!isQuiet()) {
    const left = await lookAgain()
    note(left, survived)
    if (left.length > 0) break
  }
  for (const newcomer of found.values()) if (isAlive(newcomer.process)) newcomer.outcome = survived
  return [...found.values()]

  /** Who is there now; waits a moment where nobody is, and somebody may still come up. */
  async function lookAgain(): Promise<JudgedProcess[]> {
    context.signal.throwIfAborted()
    const left = owned(await look.whole())
    quiet = left.length === 0 ? quiet + 1 : 0
    if (left.length > 0) longest = Math.max(longest, clock.elapsed() - since)
    else if (!isQuiet()) await pause()
    return left
  }

  async function pause(): Promise<void> {
    const before = clock.elapsed()
    await sleep(pollMs)
    longest = Math.max(longest, clock.elapsed() - before - pollMs)
  }

  async function untilGone(all: JudgedProcess[], limit: number): Promise<void> {
    while (all.some(isAlive) && clock.elapsed() <= limit) await sleep(pollMs)
  }

  /** Kills what comes up between two whole looks at once, until nothing does. */
  async function pursue(): Promise<void> {
    for (let calm = 0; calm < quietLooks && clock.elapsed() < until; ) {
      const fresh = owned(await look.newcomers())
      note(fresh, cameUp)
      for (const { pid } of fresh) processes.signal(pid, 'SIGKILL')
      if (fresh.length > 0) since = clock.elapsed()
      calm = fresh.length === 0 ? calm + 1 : 0
      await sleep(calm > 0 ? pollMs : 0)
    }
  }
}

const cameUp: Ended = 'killed: it came up while others were ended'

import type { AgentSession } from '../../cache/agent-sessions.ts'
import { hourMs } from '../../cache/window.ts'

/** Why an open session is taken for one that nobody works in any more; `at`: it ended then at the latest. */
export interface LeftBehind {
  why: 'later-session' | 'closed' | 'closedown-begun' | 'agent-ended' | 'machine-started' | 'silence'
  at: number
}

/** What is known of an open session's end without asking anybody. */
export interface LifeSigns {
  now: number
  /** The newest sign of life that the cache has. */
  last: number
  /** Start of a later session that init opened. */
  laterSession?: number | undefined
  /** When a closedown closed it that could not write that down. */
  closed?: number | undefined
  /** When a closedown of it began that was never finished. */
  closedownBegun?: number | undefined
  /** When the machine started. */
  machineStarted: number
  /** The agent's own sessions that worked in it; one that just came is not one of them. */
  workers: Pick<AgentSession, 'endedAt' | 'endReason'>[]
}

/** Without any sign of life for so long, a session is one of another day. */
const silentMs = 12 * hourMs
/** The system reports the machine's start to the second, and clocks are set. */
const toleranceMs = 60_000
/** The agent begins anew in the same terminal: its work goes on. */
const goesOn = new Set(['clear', 'resume'])

/**
 * Whether a session that is open was left behind. Only what proves it counts; where it might still live, it goes on: a session is never taken
 * from somebody who works in it.
 */
export function leftBehind(signs: LifeSigns): LeftBehind | undefined {
  const { now, last, laterSession, closed, closedownBegun, machineStarted, workers } = signs
  if (laterSession !== undefined) return { why: 'later-session', at: laterSession }
  if (closed !== undefined) return { why: 'closed', at: closed }
  if (closedownBegun !== undefined) return { why: 'closedown-begun', at: closedownBegun }
  const ended = lastEnd(workers)
  if (ended !== undefined) return { why: 'agent-ended', at: ended }
  if (machineStarted - toleranceMs > last) return { why: 'machine-started', at: machineStarted }
  return now - last > silentMs ? { why: 'silence', at: now } : undefined
}

/** When the last of the agent's sessions ended, if all have, and the last one for good. */
function lastEnd(workers: LifeSigns['workers']): number | undefined {
  let last: { at: number; reason: string } | undefined
  for (const { endedAt, endReason } of workers) {
    if (endedAt === null) return undefined
    if (!last || endedAt > last.at) last = { at: endedAt, reason: endReason ?? '' }
  }
  return last && !goesOn.has(last.reason) ? last.at : undefined
}

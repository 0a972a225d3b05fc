import type { ReaderState } from '../dialect.ts'
import { outcomeOfExit } from '../ended-by-signal.ts'
import type { ToolCall, ToolResult } from '../line.ts'
import { withNewest } from '../remembered.ts'
import { argumentsOf, exitOf, printedBy, runningSession, textOf } from './calls.ts'

/** What a reader remembers of commands that went on when their call returned, by the number of their terminal session. */
export interface Terminals {
  /** The call that started each, whether something that it printed was read before, and whether somebody ended it by hand. */
  sessions?: Record<string, string>
  read?: Record<string, true>
  interrupted?: Record<string, true>
  /** Those that have ended. */
  ended?: Record<string, true>
  /** Which session a call asks for. */
  polls?: Record<string, string>
}

export function rememberPoll(state: Terminals, { id, name }: ToolCall, payload: Record<string, unknown>): void {
  if (name !== 'write_stdin') return
  const { session_id: session, chars } = argumentsOf(payload.arguments)
  if (session === undefined) return
  state.polls = withNewest(state.polls, id, String(session))
  if (interrupts.test(textOf(chars))) state.interrupted = withNewest(state.interrupted, String(session), true)
}

/** Ctrl-C, Ctrl-D and Ctrl-\ as they are typed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const interrupts = /[\x03\x04\x1c]/

/** The results that a call's output is: where it says how an earlier command ended, that is the result of that command's call. */
export function withEnding(state: Terminals, payload: Record<string, unknown>, result: ToolResult): ToolResult[] {
  const running = runningSession(payload)
  const poll = state.polls?.[result.id]
  if (running !== undefined && poll === undefined) {
    state.sessions = withNewest(state.sessions, running, result.id)
    for (const known of [state.read, state.interrupted, state.ended]) delete known?.[running]
  }
  const session = poll ?? running ?? ''
  const [call, exit] = [state.sessions?.[poll ?? ''], exitOf(payload)]
  const isPart = state.read?.[session] === true
  if (printedBy(payload).trim() !== '') state.read = withNewest(state.read, session, true)
  if (call === undefined || exit === undefined || typeof result.outcome === 'object') return [result]
  state.ended = withNewest(state.ended, session, true)
  const outcome = state.interrupted?.[session] ? undefined : outcomeOfExit(exit)
  return [{ ...result, outcome: 'done' }, ...(outcome ? [{ id: call, outcome, secondary: true, isPart }] : [])]
}

/** The calls of commands that went on when they returned, and neither ended nor were interrupted. */
export const callsGoingOn = (remembered: ReaderState): string[] => {
  const { sessions = {}, ended, interrupted } = remembered as Terminals
  return Object.entries(sessions).flatMap(([session, call]) =>
    ended?.[session] || interrupted?.[session] ? [] : [call],
  )
}

import { outcomeOfExit } from '../ended-by-signal.ts'
import type { ToolCall, ToolResult } from '../line.ts'
import { withNewest } from '../remembered.ts'
import { argumentsOf, exitOf, runningSession } from './calls.ts'

/** What a reader remembers of commands that went on when their call returned, by the number of their terminal session. */
export interface Terminals {
  /** The call that started each. */
  sessions?: Record<string, string>
  /** Which session a call asks for. */
  polls?: Record<string, string>
}

export function rememberPoll(state: Terminals, { id, name }: ToolCall, payload: Record<string, unknown>): void {
  if (name !== 'write_stdin') return
  const { session_id: session } = argumentsOf(payload.arguments)
  if (session !== undefined) state.polls = withNewest(state.polls, id, String(session))
}

/** The results that a call's output is: where it says how an earlier command ended, that is the result of that command's call. */
export function withEnding(state: Terminals, payload: Record<string, unknown>, result: ToolResult): ToolResult[] {
  const running = runningSession(payload)
  const poll = state.polls?.[result.id]
  if (running !== undefined && poll === undefined) state.sessions = withNewest(state.sessions, running, result.id)
  const [call, exit] = [state.sessions?.[poll ?? ''], exitOf(payload)]
  if (call === undefined || exit === undefined || typeof result.outcome === 'object') return [result]
  const outcome = outcomeOfExit(exit)
  return [{ ...result, outcome: 'done' }, ...(outcome ? [{ id: call, outcome, secondary: true }] : [])]
}

import { isObject, type Json, type JsonObject } from '../../cache/json.ts'
import { parseTime, type Window } from '../../cache/window.ts'
import type { RawLog } from './lines.ts'

/** When each tool call of Claude Code's transcripts was made, by its id; one that is in several transcripts is of the earliest time. */
export function toolCalls(transcripts: Iterable<RawLog>): Map<string, number> {
  const calls = new Map<string, number>()
  for (const { lines } of transcripts)
    for (const line of lines) {
      const entry = objectIn(line)
      const at = parseTime(String(entry?.timestamp ?? ''))
      if (!entry || at === undefined) continue
      for (const id of callsIn(entry)) calls.set(id, Math.min(at, calls.get(id) ?? at))
    }
  return calls
}

/** Calls in a window, and those of them behind its last decision. */
export function countToolCalls(calls: Map<string, number>, { from, to }: Window, last: number | undefined) {
  const inside = [...calls.values()].filter((at) => at >= from && at < to)
  return { toolCalls: inside.length, toolCallsAfterLog: inside.filter((at) => last === undefined || at > last).length }
}

function objectIn(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}

/** An answer of the model, or one of a subagent within the line that says how far that is. */
function callsIn({ type, message, data }: JsonObject): string[] {
  if (type === 'progress' && isObject(data) && data.type === 'agent_progress' && isObject(data.message))
    return callsIn(data.message as JsonObject)
  const content = type === 'assistant' && isObject(message) ? message.content : []
  return (Array.isArray(content) ? (content as Json[]) : []).flatMap((block) =>
    isObject(block) && block.type === 'tool_use' && typeof block.name === 'string' ? String(block.id ?? '') : [],
  )
}

import { isObject, parseJsonFile } from '../../cache/json.ts'
import { iso } from '../../cache/window.ts'

/** What the transcript says of the conversation. */
export interface Conversation {
  /** Answers of the model's, each once. */
  messages: number
  /** Size of the context now. */
  tokens: number
}

/**
 * `.claude/session-state.json` with what is true now: the counts of the conversation, and when that was seen. Every other key stays.
 * A new file where there was none; undefined where there is one that is not a JSON object: init names it.
 */
export function sessionStateWith(
  text: string | undefined,
  session: { id: string; from: number },
  conversation: Conversation | undefined,
  now: number,
): string | undefined {
  const state = text === undefined ? freshState(session) : parse(text)
  if (!state) return undefined
  const counts = conversation && { message_count: conversation.messages, token_estimate: conversation.tokens }
  return `${JSON.stringify({ ...state, ...counts, last_updated: iso(now) }, null, 2)}\n`
}

/** The documented keys as a session begins with them. */
function freshState({ id, from }: { id: string; from: number }): Record<string, unknown> {
  return {
    version: '1.0.0',
    session_id: id,
    started: iso(from),
    message_count: 0,
    token_estimate: 0,
    last_framework_activity: {},
    staleness_thresholds: { messages: 20, tokens: 30_000 },
    alerts: [],
    last_updated: iso(from),
    initialized: true,
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parseJsonFile(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

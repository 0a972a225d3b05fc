import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import { type TodoEntry, type Todos, todosOf } from './todo.ts'

export interface ModelUsage {
  messages: number
  input: number
  output: number
  cacheRead: number
  cacheWrite: number
}

/** What the agent's transcripts come to in a window. Tokens throughout; names as the transcripts have them. */
export interface AgentUsage {
  /** Files that have lines in the window, a subagent's own among them. */
  transcripts: number
  models: Record<string, ModelUsage>
  /** Size of the conversation's context: input, cache reads and cache writes of one answer. Subagents have contexts of their own. */
  context: { peak: number; last: number }
  compactions: number
  tools: Record<string, { calls: number; failures: number; denials: number }>
  todos: Todos
  /** Valid lines of a type that the reader does not know. */
  unknownLines: number
  unreadable: number
  /** Messages that no line showed the end of: their output may have been more. */
  unended: number
}

/** Undefined where no transcript has a line in the window. */
export function agentUsage(db: Database, window: Window): AgentUsage | undefined {
  const transcripts = countTranscripts(db, window)
  if (transcripts === 0) return undefined
  const events = countEvents(db, window)
  const total = (...kinds: string[]) =>
    events.reduce((sum, event) => sum + (kinds.includes(event.kind) ? event.count : 0), 0)
  return {
    transcripts,
    ...usageByModel(db, window),
    context: contextOf(db, window),
    compactions: total('compaction'),
    tools: toolsOf(events),
    todos: todosOf(todoEntries(db, window)),
    unknownLines: total('unknown'),
    // A last line that is cut off may still become whole.
    unreadable: total('unreadable', 'cut'),
  }
}

function countTranscripts(db: Database, { from, to }: Window): number {
  return db
    .prepare(
      `SELECT COUNT(*) FROM transcripts
       WHERE EXISTS (SELECT 1 FROM transcript_times WHERE transcript = transcripts.id AND at_ms >= ? AND at_ms < ?)`,
    )
    .pluck()
    .get(from, to) as number
}

/** Each message once, by its line with the largest total among those in the window. */
function usageByModel(db: Database, { from, to }: Window): Pick<AgentUsage, 'models' | 'unended'> {
  const rows = db
    .prepare(
      `SELECT model, COUNT(*) AS messages, SUM(input) AS input, SUM(output) AS output, SUM(cache_read) AS cacheRead,
              SUM(cache_write) AS cacheWrite, SUM(ended = 0) AS unended
       FROM (SELECT model, input, output, cache_read, cache_write, SUM(ended) AS ended, MAX(input + output + cache_read + cache_write)
             FROM transcript_usage WHERE at_ms >= ? AND at_ms < ? GROUP BY message)
       GROUP BY model ORDER BY model`,
    )
    .all(from, to) as (ModelUsage & { model: string; unended: number })[]
  return {
    models: Object.fromEntries(rows.map(({ model, unended: _, ...usage }) => [model, usage])),
    unended: rows.reduce((sum, row) => sum + row.unended, 0),
  }
}

const size = 'input + cache_read + cache_write'

function contextOf(db: Database, { from, to }: Window): AgentUsage['context'] {
  const within = 'FROM transcript_usage WHERE at_ms >= ? AND at_ms < ? AND sidechain = 0'
  const peak = db.prepare(`SELECT MAX(${size}) ${within}`).pluck().get(from, to) as number | null
  const last = db
    .prepare(`SELECT ${size} ${within} ORDER BY at_ms DESC, position DESC, ${size} DESC LIMIT 1`)
    .pluck()
    .get(from, to) as number | undefined
  return { peak: peak ?? 0, last: last ?? 0 }
}

interface EventCount {
  kind: string
  name: string
  count: number
}

/** What has a key counts once, in however many files it stands. */
function countEvents(db: Database, { from, to }: Window): EventCount[] {
  return db
    .prepare(
      `SELECT kind, name, SUM(count) AS count
       FROM (SELECT kind, name, CASE WHEN key = 0 THEN SUM(count) ELSE 1 END AS count
             FROM transcript_events WHERE at_ms >= ? AND at_ms < ? GROUP BY kind, key, name)
       GROUP BY kind, name ORDER BY name`,
    )
    .all(from, to) as EventCount[]
}

function toolsOf(events: EventCount[]): AgentUsage['tools'] {
  const columns = { call: 'calls', failure: 'failures', denial: 'denials' } as const
  const tools = new Map<string, AgentUsage['tools'][string]>()
  for (const { kind, name, count } of events) {
    const column = columns[kind as keyof typeof columns]
    if (!column) continue
    const tool = tools.get(name) ?? { calls: 0, failures: 0, denials: 0 }
    tool[column] += count
    tools.set(name, tool)
  }
  return Object.fromEntries(tools)
}

/** The changes of every list that changed in the window, with those before it: they tell what a task is. */
function todoEntries(db: Database, { from, to }: Window): TodoEntry[] {
  const rows = db
    .prepare(
      `SELECT transcript AS list, line, at_ms AS at, change FROM transcript_todos
       WHERE at_ms < ? AND transcript IN (SELECT transcript FROM transcript_todos WHERE at_ms >= ? AND at_ms < ?)
       ORDER BY at_ms, position`,
    )
    .safeIntegers()
    .all(to, from, to) as { list: bigint; line: bigint; at: bigint; change: string }[]
  return rows.map(({ list, line, at, change }) => ({
    list: Number(list),
    line,
    at: Number(at),
    change: JSON.parse(change),
    counts: Number(at) >= from,
  }))
}

/** The size of an agent session's context at its last answer, in tokens; undefined where the cache knows none. */
export function tokensInUse(db: Database, agentSession: string): number | undefined {
  return db
    .prepare(
      `SELECT ${size} FROM transcript_usage JOIN transcripts ON transcripts.id = transcript
       WHERE agent_session = ? AND sidechain = 0 ORDER BY at_ms DESC, position DESC LIMIT 1`,
    )
    .pluck()
    .get(agentSession) as number | undefined
}

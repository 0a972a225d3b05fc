import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import { cutMessages, type MessageLine } from './messages.ts'
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
    ...usageOf(db, window),
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

const size = 'input + cache_read + cache_write'
/** Messages that lie in a window as they are; the others are few, and looked at line by line. */
const whole = 'FROM transcript_messages WHERE alone = 1 AND first_ms >= ? AND last_ms < ?'

/** Each message once, by its line with the largest total among those in the window. */
function usageOf(db: Database, window: Window): Pick<AgentUsage, 'models' | 'unended' | 'context'> {
  const { from, to } = window
  const rows = db
    .prepare(
      `SELECT model, COUNT(*) AS messages, SUM(input) AS input, SUM(output) AS output, SUM(cache_read) AS cacheRead,
              SUM(cache_write) AS cacheWrite, SUM(ended = 0) AS unended, MAX(CASE sidechain WHEN 0 THEN ${size} END) AS peak
       ${whole} GROUP BY model`,
    )
    .all(from, to) as (ModelUsage & { model: string; unended: number; peak: number | null })[]
  const last = db
    .prepare(
      `SELECT last_ms AS at, position, ${size} AS size ${whole} AND sidechain = 0 ORDER BY last_ms DESC, position DESC, size DESC LIMIT 1`,
    )
    .get(from, to) as Moment | undefined
  const cut = cutMessages(db, window)
  const conversation = cut.filter((line) => !line.sidechain).map(momentOf)
  const models = new Map(rows.map(({ model, unended: _, peak: __, ...usage }) => [model, usage]))
  for (const line of cut) models.set(line.model, plus(models.get(line.model), line))
  return {
    models: Object.fromEntries([...models].sort(([a], [b]) => (a < b ? -1 : 1))),
    unended: rows.reduce((sum, row) => sum + row.unended, 0) + cut.filter((line) => !line.ended).length,
    context: {
      peak: largestOf([...rows.map(({ peak }) => peak ?? 0), ...conversation.map((moment) => moment.size)]),
      last: [...conversation, ...(last ? [last] : [])].toSorted(later)[0]?.size ?? 0,
    },
  }
}

interface Moment {
  at: number
  position: number
  size: number
}

const momentOf = ({ at, position, input, cacheRead, cacheWrite }: MessageLine): Moment => ({
  ...{ at, position },
  size: input + cacheRead + cacheWrite,
})
const largestOf = (sizes: number[]): number => sizes.reduce((most, each) => Math.max(most, each), 0)
const later = (a: Moment, b: Moment): number => b.at - a.at || b.position - a.position || b.size - a.size

const nothing: ModelUsage = { messages: 0, input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }

function plus(usage = nothing, line: MessageLine): ModelUsage {
  return {
    messages: usage.messages + 1,
    input: usage.input + line.input,
    output: usage.output + line.output,
    cacheRead: usage.cacheRead + line.cacheRead,
    cacheWrite: usage.cacheWrite + line.cacheWrite,
  }
}

interface EventCount {
  kind: string
  name: string
  count: number
}

/** What has a key counts once, in however many files it stands. */
function countEvents(db: Database, { from, to }: Window): EventCount[] {
  const count = (alone: 0 | 1, counted: string) =>
    db
      .prepare(
        `SELECT kind, name, ${counted} AS count FROM transcript_events
         WHERE alone = ${alone} AND at_ms >= ? AND at_ms < ? GROUP BY kind, name`,
      )
      .all(from, to) as EventCount[]
  return [...count(1, 'SUM(count)'), ...count(0, 'COUNT(DISTINCT key)')]
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
  return Object.fromEntries([...tools].sort(([a], [b]) => (a < b ? -1 : 1)))
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
      `SELECT ${size} FROM transcript_messages JOIN transcripts ON transcripts.id = transcript
       WHERE agent_session = ? AND sidechain = 0 ORDER BY transcript_messages.last_ms DESC, position DESC LIMIT 1`,
    )
    .pluck()
    .get(agentSession) as number | undefined
}

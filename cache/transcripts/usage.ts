import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import type { AgentName } from './dialect.ts'
import { cutMessages, type MessageLine } from './messages.ts'
import { settledResults } from './results.ts'

export interface ModelUsage {
  messages: number
  input: number
  output: number
  cacheRead: number
  cacheWrite: number
  /** Of `cacheWrite`, what is kept for an hour. */
  cacheWriteHour: number
}

/** The usage of one model's messages whose context exceeded so many of the sizes that were asked about. */
export interface Spend extends ModelUsage {
  model: string
  exceeded: number
}

/** What the agents' transcripts come to in a window. Tokens throughout; names as the transcripts have them. */
export interface AgentUsage {
  agents: AgentName[]
  /** Files that have lines in the window, a subagent's own among them. */
  transcripts: number
  spend: Spend[]
  /** Size of the conversation's context: input, cache reads and cache writes of one answer. Subagents have contexts of their own. */
  context: {
    peak: number
    last: number
    model: string | null
    /** The size of the model's window, where the agent says it. */
    window: number | null
  }
  compactions: number
  tools: Record<string, { calls: number; failures: number; denials: number }>
  /** Minutes of the clock in which a line was written. */
  activeMinutes: number
  /** What people asked for. */
  turns: number
  /** Valid lines of a type that the reader does not know. */
  unknownLines: number
  unreadable: number
  /** Messages that no line showed the end of: their output may have been more. */
  unended: number
}

/** Undefined where no transcript has a line in the window. `sizes`: the contexts from which on a model has another price. */
export function agentUsage(
  db: Database,
  window: Window,
  sizes: (models: string[]) => number[] = () => [],
): AgentUsage | undefined {
  const { transcripts, agents } = countTranscripts(db, window)
  if (transcripts === 0) return undefined
  const events = new Map(
    (
      db
        .prepare(
          `SELECT kind, SUM(CASE key WHEN 0 THEN count ELSE 0 END) + COUNT(DISTINCT NULLIF(key, 0)) AS count
           FROM transcript_events WHERE at_ms >= ? AND at_ms < ? GROUP BY kind`,
        )
        .all(window.from, window.to) as { kind: string; count: number }[]
    ).map(({ kind, count }) => [kind, count]),
  )
  const count = (...kinds: string[]) => kinds.reduce((sum, kind) => sum + (events.get(kind) ?? 0), 0)
  return {
    agents,
    transcripts,
    ...usageOf(db, window, sizes),
    compactions: count('compaction'),
    tools: toolsOf(db, window),
    ...activityOf(db, window),
    unknownLines: count('unknown'),
    // A last line that is cut off may still become whole.
    unreadable: count('unreadable', 'cut'),
  }
}

function countTranscripts(db: Database, { from, to }: Window): { transcripts: number; agents: AgentName[] } {
  const rows = db
    .prepare(
      `SELECT agent, COUNT(*) AS count FROM transcripts
       WHERE EXISTS (SELECT 1 FROM transcript_times WHERE transcript = transcripts.id AND at_ms >= ? AND at_ms < ?)
       GROUP BY agent ORDER BY agent`,
    )
    .all(from, to) as { agent: AgentName; count: number }[]
  return { transcripts: rows.reduce((sum, { count }) => sum + count, 0), agents: rows.map(({ agent }) => agent) }
}

/** Whether any transcript has a line in a window. */
export const hasTranscripts = (db: Database, window: Window): boolean => countTranscripts(db, window).transcripts > 0

/** Tool calls in a window, each once, in however many files it is. */
export function countCalls(db: Database, { from, to }: Window): number {
  const count = db.prepare('SELECT COUNT(DISTINCT key) FROM transcript_calls WHERE at_ms >= ? AND at_ms < ?').pluck()
  return count.get(from, to) as number
}

function activityOf(db: Database, { from, to }: Window): { activeMinutes: number; turns: number } {
  const one = (sql: string) => db.prepare(sql).pluck().get(from, to) as number
  return {
    activeMinutes: one('SELECT COUNT(DISTINCT at_ms / 60000) FROM transcript_times WHERE at_ms >= ? AND at_ms < ?'),
    turns: one("SELECT COUNT(DISTINCT key) FROM transcript_marks WHERE kind = 'request' AND at_ms >= ? AND at_ms < ?"),
  }
}

/** The tokens of each model's messages in a window. */
export function modelsOf(spend: Spend[]): Record<string, ModelUsage> {
  const models = new Map<string, ModelUsage>()
  for (const { model, exceeded: _, ...usage } of spend) models.set(model, plus(models.get(model), usage))
  return Object.fromEntries([...models].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const size = 'input + cache_read + cache_write'
/** Messages that are in a window as they are; the others are few, and looked at line by line. */
const whole = 'FROM transcript_messages WHERE alone = 1 AND first_ms >= ? AND last_ms < ?'

/** Each message once, by its line with the largest total among those in the window. */
function usageOf(
  db: Database,
  window: Window,
  sizes: (models: string[]) => number[],
): Pick<AgentUsage, 'spend' | 'unended' | 'context'> {
  const { from, to } = window
  const cut = cutMessages(db, window)
  const models = db.prepare(`SELECT DISTINCT model ${whole}`).pluck().all(from, to) as string[]
  const limits = sizes([...new Set([...models, ...cut.map(({ model }) => model)])]).map(Math.round)
  const exceeded = ['0', ...limits.map((limit) => `(${size} > ${limit})`)].join(' + ')
  const rows = db
    .prepare(
      `SELECT model, ${exceeded} AS exceeded, COUNT(*) AS messages, SUM(input) AS input, SUM(output) AS output,
              SUM(cache_read) AS cacheRead, SUM(cache_write) AS cacheWrite, SUM(cache_write_hour) AS cacheWriteHour,
              SUM(ended = 0) AS unended, MAX(CASE sidechain WHEN 0 THEN ${size} END) AS peak
       ${whole} GROUP BY 1, 2`,
    )
    .all(from, to) as (Spend & { unended: number; peak: number | null })[]
  const last = db
    .prepare(
      `SELECT last_ms AS at, position, ${size} AS size, model,
              (SELECT json_extract(state, '$.window') FROM transcripts WHERE id = transcript) AS window
       ${whole} AND sidechain = 0
       ORDER BY last_ms DESC, position DESC, size DESC LIMIT 1`,
    )
    .get(from, to) as Moment | undefined
  const conversation = cut.filter((line) => !line.sidechain).map(momentOf)
  const spend = new Map(rows.map(({ unended: _, peak: __, ...usage }) => [`${usage.exceeded} ${usage.model}`, usage]))
  for (const line of cut) {
    const over = limits.filter((limit) => momentOf(line).size > limit).length
    const key = `${over} ${line.model}`
    spend.set(key, { model: line.model, exceeded: over, ...plus(spend.get(key), { ...line, messages: 1 }) })
  }
  const final = [...conversation, ...(last ? [last] : [])].toSorted(later)[0]
  return {
    spend: [...spend.values()],
    unended: rows.reduce((sum, row) => sum + row.unended, 0) + cut.filter((line) => !line.ended).length,
    context: {
      peak: largestOf([...rows.map(({ peak }) => peak ?? 0), ...conversation.map((moment) => moment.size)]),
      last: final?.size ?? 0,
      model: final?.model ?? null,
      window: final?.window ?? null,
    },
  }
}

interface Moment {
  at: number
  position: number
  size: number
  model: string
  window?: number | null
}

const momentOf = ({ at, position, model, input, cacheRead, cacheWrite }: MessageLine): Moment => ({
  at,
  position,
  model,
  size: input + cacheRead + cacheWrite,
})
const largestOf = (sizes: number[]): number => sizes.reduce((most, each) => Math.max(most, each), 0)
const later = (a: Moment, b: Moment): number => b.at - a.at || b.position - a.position || b.size - a.size

function plus(usage: ModelUsage | undefined, more: ModelUsage): ModelUsage {
  return {
    messages: (usage?.messages ?? 0) + more.messages,
    input: (usage?.input ?? 0) + more.input,
    output: (usage?.output ?? 0) + more.output,
    cacheRead: (usage?.cacheRead ?? 0) + more.cacheRead,
    cacheWrite: (usage?.cacheWrite ?? 0) + more.cacheWrite,
    cacheWriteHour: (usage?.cacheWriteHour ?? 0) + more.cacheWriteHour,
  }
}

/** What has an id counts once, in however many files it is. */
function toolsOf(db: Database, window: Window): AgentUsage['tools'] {
  const rows = db
    .prepare(
      `SELECT name, COUNT(*) AS calls FROM
         (SELECT key, MIN(name) AS name FROM transcript_calls WHERE at_ms >= ? AND at_ms < ? GROUP BY key) GROUP BY name`,
    )
    .all(window.from, window.to) as { name: string; calls: number }[]
  const tools = new Map(rows.map(({ name, calls }) => [name, { calls, failures: 0, denials: 0 }]))
  for (const { call, denial } of settledResults(db, window)) {
    const name = call?.name ?? 'unknown'
    const tool = tools.get(name) ?? { calls: 0, failures: 0, denials: 0 }
    tool[denial === '' ? 'failures' : 'denials']++
    tools.set(name, tool)
  }
  return Object.fromEntries([...tools].sort(([a], [b]) => (a < b ? -1 : 1)))
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

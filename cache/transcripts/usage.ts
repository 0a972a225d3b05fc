import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import type { AgentName } from './dialect.ts'
import { type Excerpt, openExcerpt } from './excerpt.ts'
import { contextOf, type Message, messagesOf } from './messages.ts'
import { type Part, rowsOf } from './part.ts'
import { partsOfSession, partsWithin } from './parts.ts'
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
    /** Of the largest context. */
    model: string | null
    /** The size of the model's window, where the agent says it. */
    window: number | null
    /** Of the last answer, where that is another model or another agent's. */
    final?: { model: string; window: number | null }
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
  const excerpt = openExcerpt(db, window)
  const known = transcriptsOf(db, excerpt)
  if (known.length === 0) return undefined
  const count = eventsOf(excerpt)
  return {
    agents: [...new Set(known.map(({ agent }) => agent))].toSorted(),
    transcripts: known.length,
    ...usageOf(excerpt, known, sizes),
    compactions: count('compaction'),
    tools: toolsOf(excerpt),
    ...activityOf(excerpt),
    unknownLines: count('unknown'),
    // A last line that is cut off may still become whole.
    unreadable: count('unreadable') + cutLines(db, window),
  }
}

interface KnownTranscript {
  id: number
  agent: AgentName
  state: string
}

/** The transcripts that have a line in the window. */
function transcriptsOf(db: Database, { parts, window }: Excerpt): KnownTranscript[] {
  const ids = new Set(parts.filter((part) => hasTime(part, window)).map(({ transcript }) => transcript))
  const rows = db.prepare('SELECT id, agent, state FROM transcripts').all() as KnownTranscript[]
  return rows.filter(({ id }) => ids.has(id))
}

const hasTime = (part: Part, { from, to }: Window): boolean =>
  isInside(part, { from, to }) || part.numbers('times').values.some((at) => at >= from && at < to)
const isInside = ({ first, last }: Part, { from, to }: Window): boolean =>
  (first >= from && first < to) || (last >= from && last < to)

/** Whether any transcript has a line in a window. */
export const hasTranscripts = (db: Database, window: Window): boolean =>
  partsWithin(db, window).some((part) => hasTime(part, window))

/** Tool calls in a window, each once, in however many files it is. */
export const countCalls = (db: Database, window: Window): number => namesOfCalls(openExcerpt(db, window)).size

/** How many events there are of a kind; what is in several transcripts counts once. */
function eventsOf(excerpt: Excerpt): (kind: string) => number {
  const counts = new Map<string, { keys: Set<number>; others: number }>()
  for (const { kind, key, count } of excerpt.each('events')) {
    const known = counts.get(kind) ?? { keys: new Set(), others: 0 }
    counts.set(kind, known)
    if (key === 0) known.others += count
    else known.keys.add(key)
  }
  return (kind) => {
    const known = counts.get(kind)
    return known ? known.keys.size + known.others : 0
  }
}

function cutLines(db: Database, { from, to }: Window): number {
  const count = db.prepare('SELECT COUNT(*) FROM transcripts WHERE own = 1 AND cut_ms >= ? AND cut_ms < ?').pluck()
  return count.get(from, to) as number
}

function activityOf(excerpt: Excerpt): { activeMinutes: number; turns: number } {
  const { from, to } = excerpt.window
  const minutes = new Set<number>()
  for (const { numbers } of excerpt.parts) {
    let last = Number.NaN
    for (const at of numbers('times').values) {
      if (at < from || at >= to) continue
      const minute = Math.floor(at / 60000)
      if (minute !== last) minutes.add(minute)
      last = minute
    }
  }
  const requests = new Set<number>()
  for (const { kind, key } of excerpt.each('marks')) if (kind === 'request') requests.add(key)
  return { activeMinutes: minutes.size, turns: requests.size }
}

/** The tokens of each model's messages in a window. */
export function modelsOf(spend: Spend[]): Record<string, ModelUsage> {
  const models = new Map<string, ModelUsage>()
  for (const { model, exceeded: _, ...usage } of spend) {
    const sum = models.get(model) ?? { ...nothing }
    models.set(model, sum)
    add(sum, usage, usage.messages)
  }
  return Object.fromEntries([...models].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Each message once, by its line with the largest total among those in the window. */
function usageOf(
  excerpt: Excerpt,
  known: KnownTranscript[],
  sizes: (models: string[]) => number[],
): Pick<AgentUsage, 'spend' | 'unended' | 'context'> {
  const messages = messagesOf(excerpt.each('messages'))
  const models = new Set<string>()
  for (const { model } of messages()) models.add(model)
  const limits = sizes([...models]).map(Math.round)
  const spend = new Map<string, Spend>()
  let unended = 0
  let largest: Message | undefined
  let final: Message | undefined
  for (const message of messages()) {
    const size = contextOf(message)
    const exceeded = limits.filter((limit) => size > limit).length
    const key = `${exceeded} ${message.model}`
    const sum = spend.get(key) ?? { model: message.model, exceeded, ...nothing }
    spend.set(key, sum)
    add(sum, message, 1)
    if (message.ended === 0) unended++
    if (message.sidechain === 1) continue
    if (!largest || size > contextOf(largest) || (size === contextOf(largest) && isLater(message, largest)))
      largest = message
    if (!final || isLater(message, final)) final = message
  }
  return {
    spend: [...spend.values()],
    unended,
    context: contextSizes(known, largest, final),
  }
}

function contextSizes(
  known: KnownTranscript[],
  largest: Message | undefined,
  final: Message | undefined,
): AgentUsage['context'] {
  if (!largest || !final) return { peak: 0, last: 0, model: null, window: null }
  const of = ({ model, transcript }: Message) => ({
    model,
    window: windowSize(known.find(({ id }) => id === transcript)),
  })
  const [size, last] = [of(largest), of(final)]
  const differs = size.model !== last.model || size.window !== last.window
  return { peak: contextOf(largest), last: contextOf(final), ...size, ...(differs && { final: last }) }
}

/** The size of a model's window, where its agent says it. */
function windowSize(transcript: KnownTranscript | undefined): number | null {
  const { window } = JSON.parse(transcript?.state ?? '{}') as { window?: number }
  return window ?? null
}

const isLater = (a: Message, b: Message): boolean =>
  (a.lastAt - b.lastAt || a.lastPosition - b.lastPosition || contextOf(a) - contextOf(b)) > 0

const nothing: ModelUsage = { messages: 0, input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cacheWriteHour: 0 }

function add(sum: ModelUsage, more: Omit<ModelUsage, 'messages'>, messages: number): void {
  sum.messages += messages
  sum.input += more.input
  sum.output += more.output
  sum.cacheRead += more.cacheRead
  sum.cacheWrite += more.cacheWrite
  sum.cacheWriteHour += more.cacheWriteHour
}

/** What has an id counts once, in however many files it is. */
function toolsOf(excerpt: Excerpt): AgentUsage['tools'] {
  const tools = new Map<string, { calls: number; failures: number; denials: number }>()
  const toolOf = (name: string) => {
    const tool = tools.get(name) ?? { calls: 0, failures: 0, denials: 0 }
    tools.set(name, tool)
    return tool
  }
  for (const name of namesOfCalls(excerpt).values()) toolOf(name).calls++
  for (const { call, denial } of settledResults(excerpt))
    toolOf(call?.name ?? 'unknown')[denial === '' ? 'failures' : 'denials']++
  return Object.fromEntries([...tools].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The tool of each call, by its key; of several of one key the first. */
function namesOfCalls(excerpt: Excerpt): Map<number, string> {
  const names = new Map<number, string>()
  for (const { key, name } of excerpt.each('calls')) {
    const known = names.get(key)
    if (known === undefined || name < known) names.set(key, name)
  }
  return names
}

/** The size of an agent session's context at its last answer, in tokens; undefined where the cache knows none. */
export function tokensInUse(db: Database, agentSession: string): number | undefined {
  const lines = partsOfSession(db, agentSession).flatMap((part) => rowsOf(part, 'messages'))
  const conversation = [...messagesOf(lines)()].filter(({ sidechain }) => sidechain === 0)
  const final = conversation.reduce<Message | undefined>(
    (last, each) => (last && !isLater(each, last) ? last : each),
    undefined,
  )
  return final && contextOf(final)
}

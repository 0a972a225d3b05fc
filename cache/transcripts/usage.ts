import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import type { AgentName } from './dialect.ts'
import { asKnown, type Excerpt, hasTime } from './excerpt.ts'
import { KeyTable } from './key-table.ts'
import { contextOf, createMessages, type Message } from './messages.ts'
import { columns, eachRow, layout, type Part } from './part.ts'
import { partsWithin } from './parts.ts'
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

/** What the models' messages come to, and nothing else; undefined where no transcript has a line in the excerpt's window. */
export function conversationUsage(excerpt: Excerpt): Pick<AgentUsage, 'spend' | 'context'> | undefined {
  const known = transcriptsOf(excerpt.db, excerpt)
  if (known.length === 0) return undefined
  const messages = createMessages(excerpt.window)
  for (const part of excerpt.parts) messages.take(part)
  return usageOf(messages, known, () => [], toldBefore(excerpt))
}

/** Undefined where no transcript has a line in the excerpt's window. `sizes`: the contexts from which on a model has another price. */
export function agentUsage(excerpt: Excerpt, sizes: (models: string[]) => number[] = () => []): AgentUsage | undefined {
  const { db, window } = excerpt
  const known = transcriptsOf(db, excerpt)
  if (known.length === 0) return undefined
  const collected = {
    messages: createMessages(window),
    calls: createCalls(window),
    events: createEvents(window),
    activity: createActivity(window),
  }
  // All of a part before the next one is fetched.
  for (const part of excerpt.parts) for (const each of Object.values(collected)) each.take(part)
  const { messages, calls, events, activity } = collected
  return {
    agents: [...new Set(known.map(({ agent }) => agent))].toSorted(),
    transcripts: known.length,
    ...usageOf(messages, known, sizes, toldBefore(excerpt)),
    compactions: events.count('compaction'),
    tools: toolsOf(calls.names, excerpt),
    ...activity.counts(),
    unknownLines: events.count('unknown'),
    // A last line that is cut off may still become whole.
    unreadable: events.count('unreadable') + cutLines(db, window),
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

/** How often a context was compacted in a window. */
export function countCompactions({ parts }: Excerpt, window: Window): number {
  const events = createEvents(window)
  for (const part of parts) events.take(part)
  return events.count('compaction')
}

/** Whether any transcript has a line in a window. */
export const hasTranscripts = (db: Database, window: Window): boolean =>
  partsWithin(db, window).some((part) => hasTime(part, window))

/** Tool calls in a window, each once, in however many files it is. */
export function countCalls(db: Database, window: Window): number {
  const calls = createCalls(window)
  for (const part of partsWithin(db, window)) calls.take(part)
  return calls.names.length
}

/** How many events there are of a kind; what is in several transcripts counts once. */
function createEvents(window: Window) {
  const counts = new Map<string, { keys: Set<number>; others: number }>()
  return {
    take(part: Part) {
      for (const { kind, key, count } of eachRow(part, 'events', window)) {
        const known = counts.get(kind) ?? { keys: new Set(), others: 0 }
        counts.set(kind, known)
        if (key === 0) known.others += count
        else known.keys.add(key)
      }
    },
    count(kind: string): number {
      const known = counts.get(kind)
      return known ? known.keys.size + known.others : 0
    },
  }
}

function cutLines(db: Database, { from, to }: Window): number {
  const count = db.prepare('SELECT COUNT(*) FROM transcripts WHERE own = 1 AND cut_ms >= ? AND cut_ms < ?').pluck()
  return count.get(from, to) as number
}

const msPerMinute = 60_000

function createActivity({ from, to }: Window) {
  const minutes = new Set<number>()
  const requests = new KeyTable()
  return {
    take(part: Part) {
      // Most lines are of the same minute as the one before; by their places, as an iterator takes three times as long.
      let next = Number.NEGATIVE_INFINITY
      const times = part.numbers('times').values
      for (let index = 0; index < times.length; index++) {
        const at = times[index] as number
        if ((at < next && at >= next - msPerMinute) || at < from || at >= to) continue
        const minute = Math.floor(at / msPerMinute)
        minutes.add(minute)
        next = (minute + 1) * msPerMinute
      }
      const { values, names } = part.numbers('marks')
      const request = names.indexOf('request')
      const { key, at, kind } = columns.marks
      const { width } = layout('marks')
      for (let first = 0; first < values.length; first += width) {
        const time = values[first + at] as number
        if (values[first + kind] === request && time >= from && time < to) requests.place(values[first + key] as number)
      }
    },
    counts: () => ({ activeMinutes: minutes.size, turns: requests.size }),
  }
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

/** So long before a window the first lines of its messages are looked for: longer than any answer takes. */
const longestAnswerMs = 3_600_000

/** What lines from just before the window say of messages, by their keys. */
function toldBefore({ db, window: { from }, parts }: Excerpt): Map<number, Message> {
  const before = { from: from - longestAnswerMs, to: from }
  const messages = createMessages(before)
  for (const part of asKnown(partsWithin(db, before), parts)) messages.take(part)
  return new Map([...messages.each()].map((message) => [message.key, message]))
}

/**
 * Each message once, by its line with the largest total among those in the window. One that has lines before the window is a message of the window
 * that ends there; in this one it is what its lines say more than those did, so that windows beside each other add up.
 */
function usageOf(
  { models, each }: ReturnType<typeof createMessages>,
  known: KnownTranscript[],
  sizes: (models: string[]) => number[],
  before: Map<number, Message>,
): Pick<AgentUsage, 'spend' | 'unended' | 'context'> {
  const limits = sizes(models).map(Math.round)
  const spend = new Map<string, Spend>()
  let unended = 0
  let largest: Message | undefined
  let final: Message | undefined
  for (const message of each()) {
    const size = contextOf(message)
    const exceeded = limits.filter((limit) => size > limit).length
    const told = before.get(message.key)
    const own = told ? beyond(message, told) : message
    if (own) {
      const key = `${exceeded} ${message.model}`
      const sum = spend.get(key) ?? { model: message.model, exceeded, ...nothing }
      spend.set(key, sum)
      add(sum, own, told ? 0 : 1)
    }
    if (message.ended === 0 && !told) unended++
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

function add(sum: ModelUsage, more: Tokens, messages: number): void {
  sum.messages += messages
  sum.input += more.input
  sum.output += more.output
  sum.cacheRead += more.cacheRead
  sum.cacheWrite += more.cacheWrite
  sum.cacheWriteHour += more.cacheWriteHour
}

type Tokens = Omit<ModelUsage, 'messages'>

/** What a message has more than was told of it; undefined where that is nothing. */
function beyond(message: Tokens, told: Tokens): Tokens | undefined {
  const more = (of: keyof Tokens) => Math.max(0, message[of] - told[of])
  const tokens: Tokens = {
    input: more('input'),
    output: more('output'),
    cacheRead: more('cacheRead'),
    cacheWrite: more('cacheWrite'),
    cacheWriteHour: more('cacheWriteHour'),
  }
  return Object.values(tokens).some((count) => count > 0) ? tokens : undefined
}

/** What has an id counts once, in however many files it is. */
function toolsOf(calls: string[], excerpt: Excerpt): AgentUsage['tools'] {
  const tools = new Map<string, { calls: number; failures: number; denials: number }>()
  const toolOf = (name: string) => {
    const tool = tools.get(name) ?? { calls: 0, failures: 0, denials: 0 }
    tools.set(name, tool)
    return tool
  }
  for (const name of calls) toolOf(name).calls++
  for (const { call, denial } of settledResults(excerpt))
    toolOf(call?.name ?? 'unknown')[denial === '' ? 'failures' : 'denials']++
  return Object.fromEntries([...tools].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The tool of each call; of several of one key the first. */
function createCalls({ from, to }: Window) {
  const places = new KeyTable()
  const found: string[] = []
  const { key, at, name } = columns.calls
  const { width } = layout('calls')
  return {
    names: found,
    take(part: Part) {
      const { values, names } = part.numbers('calls')
      for (let first = 0; first < values.length; first += width) {
        const time = values[first + at] as number
        if (time < from || time >= to) continue
        const place = places.place(values[first + key] as number)
        const called = names[values[first + name] as number] as string
        const known = found[place]
        if (known === undefined || called < known) found[place] = called
      }
    },
  }
}

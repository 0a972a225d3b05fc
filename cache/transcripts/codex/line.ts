import { isObject, sha256 } from '../../json.ts'
import { parseTime } from '../../window.ts'
import type { ReaderState } from '../dialect.ts'
import type { TranscriptLine, Usage } from '../line.ts'
import { numbered } from '../numbered.ts'
import { argumentsOf, callOf, resultOf, textOf } from './calls.ts'
import { isKnown } from './known.ts'
import { rememberPoll, type Terminals, withEnding } from './terminals.ts'

/** What a rollout's reader remembers. */
interface State extends Terminals {
  /** Its own thread, and the one that all of its family came from: copies of lines have the identities that they had there. */
  thread?: string
  root?: string
  /** Threads whose lines may be copied into this one. */
  parent?: string
  subagent?: boolean
  model?: string
  cwd?: string
  window?: number
  /** The totals of the last token count: the same ones may be reported again. */
  totals?: string
  /** Usages that one of the two forms has reported, and the other not yet. */
  counted?: string[]
  recorded?: string[]
  /** The same for compactions. */
  compacted?: number
  announced?: number
  /** How often each request was seen in each of the forms that report it, and each line that nobody knows. */
  requests?: Record<string, number>
}

const mostWaiting = 50

/** A reader of one rollout: what a line means depends on those before it. */
export function createReader(remembered: ReaderState): (value: Record<string, unknown>) => TranscriptLine {
  const state = remembered as State
  return (value) => {
    const payload = isObject(value.payload) ? value.payload : {}
    const [type, kind] = [textOf(value.type), textOf(payload.type)]
    const at = typeof value.timestamp === 'string' ? parseTime(value.timestamp) : undefined
    const line: TranscriptLine = {
      known: isKnown(type, kind),
      ...(at !== undefined && { at }),
      sidechain: false,
      calls: [],
      results: [],
      marks: [],
    }
    if (type === 'session_meta') begin(state, payload)
    if (!line.known)
      line.uuid = `${family(state)}\nunknown\n${numbered(seenBy(state), 'unknown', JSON.stringify([type, payload]))}`
    if (type === 'session_meta' || type === 'turn_context') {
      const cwd = textOf(payload.cwd)
      // A copied line of another thread's may name another directory.
      if (cwd && (type === 'turn_context' || payload.id === state.thread)) state.cwd = cwd
      if (cwd) line.cwd = cwd
      if (textOf(payload.model)) state.model = textOf(payload.model)
    }
    if (type === 'compacted') addCompaction(line, state, 'compacted', JSON.stringify(payload))
    if (type === 'token_usage_record') addRecord(line, state, payload)
    if (type === 'response_item') addItem(line, state, payload)
    if (type === 'event_msg') addEvent(line, state, payload)
    line.sidechain = state.subagent === true
    line.maybeCopied = state.parent !== undefined
    return line
  }
}

function begin(state: State, payload: Record<string, unknown>): void {
  const id = textOf(payload.id)
  const source = isObject(payload.source) ? payload.source.subagent : undefined
  const spawn = isObject(source) && isObject(source.thread_spawn) ? source.thread_spawn : {}
  const parent = textOf(payload.forked_from_id) || textOf(spawn.parent_thread_id) || textOf(payload.parent_thread_id)
  if (state.thread === undefined) {
    state.thread = id
    if (source !== undefined) state.subagent = true
    state.root = parent || id
    if (parent) state.parent = parent
  } else if (id === state.root && parent) state.root = parent
}

const seenBy = (state: State): Record<string, number> => {
  state.requests ??= {}
  return state.requests
}

const family = (state: State): string => state.root ?? ''

function addItem(line: TranscriptLine, state: State, payload: Record<string, unknown>): void {
  const call = callOf(payload)
  if (call) {
    line.calls.push(call)
    const workdir = payload.type === 'function_call' ? textOf(argumentsOf(payload.arguments).workdir) : ''
    const cwd = workdir || state.cwd
    if (cwd) line.cwd = cwd
    if (call.name === 'update_plan') line.marks.push('todo')
    rememberPoll(state, call, payload)
  }
  const result = resultOf(payload)
  if (result) line.results.push(...withEnding(state, payload, result))
  addRequest(line, state, 'item', requestOf({ type: 'response_item', payload }))
}

function addEvent(line: TranscriptLine, state: State, payload: Record<string, unknown>): void {
  const { type } = payload
  const result = resultOf(payload)
  if (result) line.results.push(result)
  if (type === 'token_count') addCount(line, state, payload)
  if (type === 'token_usage_record') addRecord(line, state, payload)
  if (type === 'context_compacted') addCompaction(line, state, 'announced', momentOf(state))
  if (type === 'thread_name_updated') line.marks.push('name')
  if (textOf(payload.last_agent_message) !== '' && state.subagent !== true) line.marks.push('answer')
  if (type === 'user_message' || type === 'item_completed')
    addRequest(line, state, type, requestOf({ type: 'event_msg', payload }))
}

/** A compaction is reported by a line of its own and by an event: whichever comes first counts. */
function addCompaction(line: TranscriptLine, state: State, form: 'compacted' | 'announced', identity: string): void {
  const other = form === 'compacted' ? 'announced' : 'compacted'
  const waiting = state[other] ?? 0
  if (waiting > 0) state[other] = waiting - 1
  else {
    state[form] = (state[form] ?? 0) + 1
    line.compaction = `${family(state)}\ncompaction\n${sha256(identity)}`
  }
}

/** Where in its family's history a line without contents is: a copy has another time, and the same tokens and requests before it. */
const momentOf = (state: State): string =>
  numbered(seenBy(state), 'compaction', `${state.totals ?? ''}\n${Object.keys(state.requests ?? {}).length}`)

/** A request is reported in up to three forms: the first of each text in one form is the first in the others. */
function addRequest(line: TranscriptLine, state: State, form: string, text: string): void {
  if (text === '') return
  line.marks.push('request')
  line.turn = `${family(state)}\nrequest\n${numbered(seenBy(state), form, text)}`
}

/** Texts that the client writes as the user's, each in a tag of its own or under a heading of its own. */
const notAsked = /^(?:<([a-z_-]+)[\s>][\s\S]*<\/\1>\s*$|# AGENTS\.md instructions\b)/i

/** What a person asked for in a line; empty where it is no request. */
export function requestOf({ type, payload }: Record<string, unknown>): string {
  if (!isObject(payload)) return ''
  if (type === 'event_msg' && payload.type === 'user_message') return asked([textOf(payload.message)])
  const item = payload.type === 'item_completed' && isObject(payload.item) ? payload.item : payload
  const isUsers = item.type === 'UserMessage' || (item.type === 'message' && item.role === 'user')
  if (!isUsers || !Array.isArray(item.content)) return ''
  return asked(item.content.filter(isObject).map((part) => textOf(part.text)))
}

const asked = (texts: string[]): string =>
  texts.map((text) => text.trim()).find((text) => text !== '' && !notAsked.test(text)) ?? ''

const tokens = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0

/** Input, the part of it from the cache, output: what two forms of one response have alike. */
const parts = (usage: Record<string, unknown>): [input: number, cached: number, output: number] => [
  tokens(usage.input_tokens),
  tokens(usage.cached_input_tokens),
  tokens(usage.output_tokens),
]

function addCount(line: TranscriptLine, state: State, { info }: Record<string, unknown>): void {
  if (!isObject(info)) return
  if (tokens(info.model_context_window) > 0) state.window = tokens(info.model_context_window)
  if (!isObject(info.total_token_usage)) return
  const total = parts(info.total_token_usage)
  const before = state.totals === undefined ? [0, 0, 0] : (JSON.parse(state.totals) as number[])
  if (state.totals === JSON.stringify(total)) return
  state.totals = JSON.stringify(total)
  const last = isObject(info.last_token_usage)
    ? parts(info.last_token_usage)
    : (total.map((value, index) => Math.max(0, value - (before[index] as number))) as typeof total)
  if (take(state, 'recorded', last)) return
  wait(state, 'counted', last)
  addUsage(line, state, last, `${family(state)}\n${total.join(' ')}`)
}

function addRecord(line: TranscriptLine, state: State, payload: Record<string, unknown>): void {
  const usage = isObject(payload.usage) ? parts(payload.usage) : undefined
  if (!usage || take(state, 'counted', usage)) return
  wait(state, 'recorded', usage)
  addUsage(line, state, usage, `${family(state)}\n${textOf(payload.response_id)}`)
}

function take(state: State, form: 'counted' | 'recorded', usage: number[]): boolean {
  const at = state[form]?.indexOf(usage.join(' ')) ?? -1
  if (at === -1) return false
  state[form]?.splice(at, 1)
  return true
}

function wait(state: State, form: 'counted' | 'recorded', usage: number[]): void {
  state[form] = [...(state[form] ?? []), usage.join(' ')].slice(-mostWaiting)
}

function addUsage(line: TranscriptLine, state: State, [input, cached, output]: number[], identity: string): void {
  const usage: Usage = {
    model: state.model ?? 'unknown',
    input: Math.max(0, (input as number) - (cached as number)),
    output: output as number,
    cacheRead: Math.min(cached as number, input as number),
    cacheWrite: 0,
    cacheWriteHour: 0,
    ended: true,
  }
  line.message = identity
  line.usage = usage
}

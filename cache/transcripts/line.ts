import { isObject } from '../json.ts'
import { parseTime } from '../window.ts'
import { type Denial, denialOf } from './denial.ts'
import { type TodoChange, todoChangeOf } from './todo.ts'

/** What one assistant line says of the tokens of its API message; the other lines of the message may say less or more. */
export interface Usage {
  model: string
  input: number
  output: number
  cacheRead: number
  cacheWrite: number
  /** Whether the message had come to its end: before that, `output` may be short. */
  ended: boolean
}

export interface ToolCall {
  id: string
  name: string
  input: Record<string, unknown>
}

export interface ToolResult {
  /** Id of its call. */
  id: string
  outcome: 'done' | 'failure' | Denial
}

/** One line of a transcript, reduced to what is counted. */
export interface TranscriptLine {
  known: boolean
  /** Milliseconds since 1970; lines of settings and titles have none. */
  at?: number
  uuid?: string
  cwd?: string
  /** A line of a subagent's: its context is not the conversation's. */
  sidechain: boolean
  /** Identity of the API message, of which other lines tell too: its id and its request's. */
  message?: string
  usage?: Usage
  calls: ToolCall[]
  results: ToolResult[]
  todo?: TodoChange
  compaction: boolean
}

/** Every `type` that is known to stand in transcripts; most hold nothing that is counted here. */
const knownTypes = new Set([
  ...['user', 'assistant', 'system', 'attachment', 'summary', 'progress', 'queue-operation'],
  ...['file-history-snapshot', 'file-history-delta', 'attribution-snapshot', 'content-replacement', 'cost-state'],
  ...['ai-title', 'custom-title', 'task-summary', 'last-prompt', 'tag', 'mode', 'permission-mode', 'pr-link'],
  ...['agent-name', 'agent-color', 'agent-setting', 'worktree-state', 'bridge-session', 'frame-link', 'atis-latch'],
  ...['continued-in', 'fork-context-ref', 'ended-by-model', 'relocated', 'history-suppression', 'speculation-accept'],
  ...['artifact-autoreact-ledger', 'artifact-comment-monitor', 'marble-origami-commit', 'marble-origami-snapshot'],
])

/** A line, parsed; undefined where it is no JSON object. Whatever in it has not the documented shape is passed over. */
export function parseTranscriptLine(text: string): TranscriptLine | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(value)) return undefined
  const at = typeof value.timestamp === 'string' ? parseTime(value.timestamp) : undefined
  const uuid = textOf(value.uuid)
  const cwd = textOf(value.cwd)
  const line: TranscriptLine = {
    known: typeof value.type === 'string' && knownTypes.has(value.type),
    ...(at !== undefined && { at }),
    ...(uuid && { uuid }),
    ...(cwd && { cwd }),
    sidechain: value.isSidechain === true,
    calls: [],
    results: [],
    compaction: value.type === 'system' && value.subtype === 'compact_boundary',
  }
  const message = isObject(value.message) ? value.message : {}
  if (value.type === 'assistant') addAnswer(line, value, message)
  if (value.type === 'user') addResults(line, value, message)
  return line
}

function addAnswer(line: TranscriptLine, value: Record<string, unknown>, message: Record<string, unknown>): void {
  const id = textOf(message.id)
  if (id) line.message = `${id}\n${textOf(value.requestId)}`
  for (const block of blocksOf(message)) {
    if (block.type !== 'tool_use' || typeof block.name !== 'string') continue
    line.calls.push({ id: textOf(block.id), name: block.name, input: isObject(block.input) ? block.input : {} })
  }
  // What the client wrote in the model's place, errors included, has cost nothing.
  if (!isObject(message.usage) || message.model === '<synthetic>' || value.isApiErrorMessage === true) return
  const { usage } = message
  line.usage = {
    model: textOf(message.model) || 'unknown',
    input: tokens(usage.input_tokens),
    output: tokens(usage.output_tokens),
    cacheRead: tokens(usage.cache_read_input_tokens),
    cacheWrite: tokens(usage.cache_creation_input_tokens),
    ended: typeof message.stop_reason === 'string',
  }
}

function addResults(line: TranscriptLine, value: Record<string, unknown>, message: Record<string, unknown>): void {
  const results = blocksOf(message).filter((block) => block.type === 'tool_result')
  const stated = textOf(value.toolDenialKind) || undefined
  // The kind stands on the line: it is about the failed results in it, or about all where none says that it failed.
  const anyFailed = results.some((block) => block.is_error === true)
  for (const block of results) {
    const failed = block.is_error === true || (stated !== undefined && !anyFailed)
    const outcome = failed ? (denialOf(stated, contentText(block.content)) ?? 'failure') : 'done'
    line.results.push({ id: textOf(block.tool_use_id), outcome })
  }
  const todo = todoChangeOf(value.toolUseResult)
  if (todo) line.todo = todo
}

function blocksOf(message: Record<string, unknown>): Record<string, unknown>[] {
  return Array.isArray(message.content) ? message.content.filter(isObject) : []
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  const first = content.find((part) => isObject(part) && typeof part.text === 'string')
  return isObject(first) ? String(first.text) : ''
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const tokens = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0

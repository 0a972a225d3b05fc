import { isObject } from '../../json.ts'
import { parseTime } from '../../window.ts'
import type { MarkKind, ToolCall, TranscriptLine, Usage } from '../line.ts'
import { LateText } from '../text-between.ts'
import { denialOf, wasCancelled, wasInterrupted } from './denial.ts'
import { isTodoResult, todoTools } from './todo.ts'

/** Every `type` that is known to be in transcripts; most hold nothing that is counted here. */
const knownTypes = new Set([
  ...['user', 'assistant', 'system', 'attachment', 'summary', 'progress', 'queue-operation'],
  ...['file-history-snapshot', 'file-history-delta', 'file-history-snapshot-delta', 'attribution-snapshot'],
  ...['content-replacement', 'cost-state', 'agent-name', 'agent-color', 'agent-setting', 'worktree-state'],
  ...['ai-title', 'custom-title', 'task-summary', 'last-prompt', 'tag', 'mode', 'permission-mode', 'pr-link'],
  ...['bridge-session', 'frame-link', 'atis-latch', 'continued-in', 'fork-context-ref', 'ended-by-model'],
  ...['relocated', 'history-suppression', 'speculation-accept', 'artifact-autoreact-ledger'],
  ...['artifact-comment-monitor', 'marble-origami-commit', 'marble-origami-snapshot'],
])

/** Whether a line is of a type that nobody knows, and has no id by which its copy is recognised. */
export const isNameless = (value: Record<string, unknown>): boolean =>
  !knownTypes.has(textOf(value.type)) && textOf(value.uuid) === ''

/** Lines whose type alone says what a report may quote of them. */
const markedTypes: Record<string, MarkKind> = {
  'ai-title': 'title',
  'custom-title': 'name',
  summary: 'title',
  'pr-link': 'link',
  'last-prompt': 'prompt',
  'cost-state': 'totals',
}

/** A line's value, reduced. Whatever in it does not have the documented shape is passed over. */
export function reduceLine(value: Record<string, unknown>): TranscriptLine {
  const at = typeof value.timestamp === 'string' ? parseTime(value.timestamp) : undefined
  const cwd = textOf(value.cwd)
  const type = textOf(value.type)
  const line: TranscriptLine = {
    known: knownTypes.has(type),
    sidechain: value.isSidechain === true,
    calls: [],
    results: [],
    marks: [],
  }
  if (at !== undefined) line.at = at
  if (cwd) line.cwd = cwd
  const marked = Object.hasOwn(markedTypes, type) ? markedTypes[type] : undefined
  if (marked) line.marks.push(marked)
  if (type === 'assistant' && value.isApiErrorMessage === true) line.marks.push('stopped')
  if (type === 'assistant' || type === 'user') addMessage(line, value)
  else if (type === 'progress') addProgress(line, value)
  else if (type === 'system') addSystem(line, value)
  else if (type === 'attachment' && isObject(value.attachment)) {
    if (value.attachment.type === 'task_reminder') line.marks.push('todo')
    if (requestOf(value) !== '') line.marks.push('request')
  }
  if (needsIdentity(line)) addIdentity(line, innerOf(value), value)
  return line
}

/** Whether something in a line has no other identity than the line's own. */
const needsIdentity = ({ known, compaction, marks, usage, message, calls, results }: TranscriptLine): boolean =>
  !known ||
  compaction !== undefined ||
  marks.includes('request') ||
  marks.includes('todo') ||
  ((usage !== undefined || calls.length > 0) && message === undefined) ||
  results.some(({ id }) => id === '')

/** What is in a line and has an identity of its own: a subagent's line, or what was typed while the agent worked. */
function innerOf(value: Record<string, unknown>): Record<string, unknown> | undefined {
  if (value.type === 'progress') return progressOf(value)
  return isObject(value.attachment) ? { uuid: value.attachment.source_uuid } : undefined
}

/** The identity of the line that is in a line comes before its own. */
function addIdentity(line: TranscriptLine, ...values: (Record<string, unknown> | undefined)[]): void {
  const uuid = values.map((value) => textOf(value?.uuid)).find((text) => text !== '')
  if (uuid) line.uuid = uuid
}

function addMessage(line: TranscriptLine, value: Record<string, unknown>): void {
  const message = isObject(value.message) ? value.message : {}
  if (value.type === 'assistant') addAnswer(line, value, message)
  if (value.type === 'user') addResults(line, value, message)
}

function addSystem(line: TranscriptLine, { subtype }: Record<string, unknown>): void {
  if (subtype === 'compact_boundary') line.compaction = true
  if (subtype === 'away_summary') line.marks.push('summary')
}

/** What a subagent did, as its parent's transcript had it from 2.1.12 to 2.1.81: the same messages may be in its own transcript too. */
function addProgress(line: TranscriptLine, value: Record<string, unknown>): void {
  const message = progressOf(value)
  if (!message) return
  line.sidechain = true
  addMessage(line, message)
  line.marks = line.marks.filter((kind) => kind === 'todo')
}

const progressOf = ({ data }: Record<string, unknown>): Record<string, unknown> | undefined =>
  isObject(data) && data.type === 'agent_progress' && isObject(data.message) ? data.message : undefined

function addAnswer(line: TranscriptLine, value: Record<string, unknown>, message: Record<string, unknown>): void {
  const id = textOf(message.id)
  if (id) line.message = messageOf(id, textOf(value.requestId))
  for (const block of blocksOf(message)) {
    if (block.type !== 'tool_use' || typeof block.name !== 'string') continue
    line.calls.push(callOf(textOf(block.id), block.name, isObject(block.input) ? block.input : {}))
    if (todoTools.has(block.name) && !line.marks.includes('todo')) line.marks.push('todo')
  }
  // What the client wrote in the model's place, errors included, cost nothing.
  if (isObject(message.usage) && message.model !== '<synthetic>' && value.isApiErrorMessage !== true)
    line.usage = usageOf(message, message.usage)
}

/** The lines of one message come one after the other: they get the same text, so that its hash is found at once. */
let lastMessage = { id: '', request: '', identity: '' }
function messageOf(id: string, request: string): string {
  if (lastMessage.id !== id || lastMessage.request !== request)
    lastMessage = { id, request, identity: `${id}\n${request}` }
  return lastMessage.identity
}

function usageOf(message: Record<string, unknown>, usage: Record<string, unknown>): Usage {
  const created = isObject(usage.cache_creation) ? usage.cache_creation : {}
  const cacheWrite = tokens(usage.cache_creation_input_tokens)
  return {
    model: textOf(message.model) || 'unknown',
    input: tokens(usage.input_tokens),
    output: tokens(usage.output_tokens),
    cacheRead: tokens(usage.cache_read_input_tokens),
    cacheWrite,
    cacheWriteHour: Math.min(cacheWrite, tokens(created.ephemeral_1h_input_tokens)),
    ended: typeof message.stop_reason === 'string',
  }
}

const editTools = new Set(['Edit', 'MultiEdit', 'Write', 'NotebookEdit'])

function callOf(id: string, name: string, input: Record<string, unknown>): ToolCall {
  const path = [input.file_path, input.notebook_path, input.path].map(textOf).find((text) => text !== '')
  if (path) return { id, name, file: path, ...(editTools.has(name) && { edits: [path] }) }
  if (typeof input.command === 'string') return { id, name, command: input.command }
  const other = hostOf(textOf(input.url)) || textOf(input.skill) || textOf(input.subagent_type)
  return { id, name, ...(other && { other }) }
}

const hostOf = (url: string): string => /^https?:\/\/(?:[^/@\s]*@)?([\w.-]{1,100})/.exec(url)?.[1] ?? ''

function addResults(line: TranscriptLine, value: Record<string, unknown>, message: Record<string, unknown>): void {
  const results = blocksOf(message).filter((block) => block.type === 'tool_result')
  const [only] = results
  const stated =
    textOf(value.toolDenialKind) ||
    (only && wasInterrupted(value.toolUseResult, () => contentText(only.content)) ? 'interrupted' : undefined)
  // The kind is on the line: it is about the failed results in it, or about all where none says that it failed.
  const anyFailed = results.some((block) => block.is_error === true)
  for (const block of results) {
    if (block.is_error === true && wasCancelled(contentText(block.content))) continue
    const failed = block.is_error === true || (stated !== undefined && !anyFailed)
    const outcome = failed ? (denialOf(stated, contentText(block.content)) ?? 'failure') : 'done'
    line.results.push({ id: textOf(block.tool_use_id), outcome })
  }
  if (isTodoResult(value.toolUseResult)) line.marks.push('todo')
  if (results.length === 0 && requestOf(value) !== '') line.marks.push('request')
}

/** What a client writes as a user's line although no person asked for it, or only for the client's own sake. */
const notAsked =
  /^(?:<(?:command-(?:name|message|args)|local-command-\w+|bash-(?:input|stdout|stderr)|task-notification|user-memory-input|ide_\w+|teammate-message|agent-message|channel)\b|Another Claude session sent a message\b|\[SYSTEM NOTIFICATION\b|\[Request interrupted by user|Caveat: The messages below were generated)/

/** What a person asked for in a line; empty where it is no request. */
export function requestOf(value: Record<string, unknown>): string {
  const asked = askedIn(value)
  if (!asked || value.isMeta === true || asked.isMeta === true) return ''
  if (value.isCompactSummary === true || value.isSidechain === true) return ''
  const { origin, promptSource, content } = asked
  if (isObject(origin) && typeof origin.kind === 'string' && origin.kind !== 'human') return ''
  if (typeof promptSource === 'string' && !['typed', 'queued'].includes(promptSource)) return ''
  const texts = isText(content) ? [textOf(content)] : blocksOf({ content }).map((block) => textOf(block.text))
  const typed = texts.map((text) => withoutAdded(text).trim())
  return (
    typed.map(slashRequestOf).find((text) => text !== '') ??
    typed.find((text) => text !== '' && !notAsked.test(text)) ??
    ''
  )
}

/** What the client and its hooks put beside a person's words, in the same text. */
const added = ['system-reminder', 'user-prompt-submit-hook']

function withoutAdded(text: string): string {
  return added.reduce((left, name) => {
    const [before = '', ...others] = left.split(`<${name}>`)
    return before + others.map((part) => part.split(`</${name}>`).slice(1).join('')).join('')
  }, text)
}

/** Commands of the client's own, which ask the model for nothing, whatever is behind them. */
const clientCommands = new Set(
  'add-dir agents clear color compact config context cost doctor effort exit export fast help hooks ide login logout mcp memory model output-style permissions plugin rename resume rewind status theme vim'.split(
    ' ',
  ),
)

/** A command of the project's or a skill with what a person asked of it: `/review PR 41`; empty where the text is none, or nothing is behind the command. */
function slashRequestOf(text: string): string {
  if (!text.startsWith('<command-')) return ''
  const [, name = ''] = /<command-name>\/?([^<\s]+)<\/command-name>/.exec(text) ?? []
  const [, words = ''] = /<command-args>([\s\S]*?)<\/command-args>/.exec(text) ?? []
  return name === '' || words.trim() === '' || clientCommands.has(name) ? '' : `/${name} ${words.trim()}`
}

/** Where a line may have what a person asked for: a user's message, or what was typed while the agent worked, which is never one. */
function askedIn(value: Record<string, unknown>): Record<string, unknown> | undefined {
  const { type, attachment, message, origin, promptSource } = value
  // Not all of the line: most lines are of users, and to copy one takes longer than all that is asked of it.
  if (type === 'user') return { origin, promptSource, content: isObject(message) ? message.content : undefined }
  if (type !== 'attachment' || !isObject(attachment) || attachment.type !== 'queued_command') return undefined
  return attachment.commandMode === 'prompt' ? { ...attachment, content: attachment.prompt } : undefined
}

export function blocksOf(message: Record<string, unknown>): Record<string, unknown>[] {
  return Array.isArray(message.content) ? message.content.filter(isObject) : []
}

/** The text of a tool's result, whichever of the two documented forms it has. */
export function contentText(content: unknown): string {
  if (!Array.isArray(content)) return textOf(content)
  return content.flatMap((part) => (isObject(part) && isText(part.text) ? [textOf(part.text)] : [])).join('\n')
}

const isText = (value: unknown): boolean => typeof value === 'string' || value instanceof LateText
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value instanceof LateText ? value.text() : ''
const tokens = (value: unknown): number =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0

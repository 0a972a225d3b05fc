import { isObject } from '../../json.ts'
import type { Denial, ToolCall, ToolResult } from '../line.ts'

/** The tool call of a response item, if it is one. */
export function callOf(payload: Record<string, unknown>): ToolCall | undefined {
  const id = textOf(payload.call_id) || textOf(payload.id)
  switch (payload.type) {
    case 'function_call':
      return withSubject({ id, name: textOf(payload.name) }, argumentsOf(payload.arguments))
    case 'custom_tool_call':
      return withSubject({ id, name: textOf(payload.name) }, { input: payload.input })
    case 'local_shell_call':
      return withSubject({ id, name: 'local_shell' }, isObject(payload.action) ? payload.action : {})
    case 'web_search_call':
      return { id, name: 'web_search' }
    default:
      return undefined
  }
}

/** What a function is called with: JSON in a text. */
export function argumentsOf(value: unknown): Record<string, unknown> {
  if (isObject(value)) return value
  try {
    const parsed: unknown = JSON.parse(textOf(value))
    return isObject(parsed) ? parsed : {}
  } catch {
    return {}
  }
}

/** All that a tool is called with, in any of the forms that it has. */
export const inputOf = ({ type, arguments: given, input, action }: Record<string, unknown>): unknown =>
  type === 'function_call' ? argumentsOf(given) : (input ?? action)

function withSubject(call: ToolCall, given: Record<string, unknown>): ToolCall {
  const words = [given.command, given.cmd].find((each) => each !== undefined)
  const patch = patchIn(call.name, words, given.input)
  if (patch !== undefined) {
    const edits = filesOf(patch)
    return { ...call, name: 'apply_patch', ...(edits[0] && { file: edits[0] }), edits }
  }
  const command = Array.isArray(words) ? words.map(shellWord).join(' ') : textOf(words)
  if (command !== '') return { ...call, command }
  const path = textOf(given.path) || textOf(given.file_path)
  return path ? { ...call, file: path } : call
}

/** A patch, whether it is a tool's input or a command's argument. */
function patchIn(name: string, words: unknown, input: unknown): string | undefined {
  if (name === 'apply_patch' && typeof input === 'string') return input
  if (Array.isArray(words) && words[0] === 'apply_patch') return textOf(words[1])
  const line = Array.isArray(words) ? textOf(words.at(-1)) : textOf(words)
  return /^\s*apply_patch\b/.test(line) ? line : undefined
}

const filesOf = (patch: string): string[] => [
  ...new Set(
    [...patch.matchAll(/^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+)$/gm)].map((match) =>
      (match[1] as string).trim(),
    ),
  ),
]

/** A word as a shell's line has it. */
const shellWord = (word: unknown): string => {
  const text = textOf(word)
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** The result of a call: of its own output, or of an event that reports it too. */
export function resultOf(payload: Record<string, unknown>): ToolResult | undefined {
  const id = textOf(payload.call_id)
  if (id === '') return undefined
  switch (payload.type) {
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { id, outcome: outcomeOf(payload) }
    case 'exec_command_end':
    case 'patch_apply_end':
    case 'mcp_tool_call_end':
      return { id, outcome: eventOutcome(payload), secondary: true }
    default:
      return undefined
  }
}

/** How a refused call's output begins, and by whom it was refused. */
const refusals: [begins: RegExp, kind: string][] = [
  [/^(?:exec command |patch |command )?(?:was )?aborted by (?:the )?user/i, 'interrupted'],
  [/^aborted\b/i, 'interrupted'],
  [
    /^(?:execution error: )?(?:exec command |patch |command |mcp tool call )?(?:was )?(?:rejected|declined|denied) by (?:the )?user/i,
    'user-rejected',
  ],
  [/^user (?:rejected|declined|denied|cancelled)/i, 'user-rejected'],
  [
    /^(?:exec command |patch |command )?(?:was )?(?:rejected|denied|blocked)(?: by|:).*(?:policy|rule|sandbox)/i,
    'permission-rule',
  ],
  [/^(?:command|tool call) blocked by (?:a )?PreToolUse hook[.:]?\s*/i, 'hook'],
]
/** How the error of a call that was not let through ends, and why: as it is written out where it is passed on. */
const passedOn =
  /^(?:exec_command failed|exec failed|execution error|apply_patch failed)\b[\s\S]*\bRejected\(\\?"([^"\\]*)/

function denialIn(text: string): Denial | undefined {
  const said = text.slice(0, 500).trimStart()
  for (const [begins, kind] of refusals) {
    const match = begins.exec(said)
    if (!match) continue
    const behind = said.slice(match[0].length)
    return { kind, reason: kind === 'user-rejected' ? ownReason(behind) : kind === 'hook' ? behind : said }
  }
  const reason = passedOn.exec(text.length > 2000 ? text.slice(0, 1000) + text.slice(-1000) : text)?.[1]
  if (reason === undefined) return undefined
  return /\buser\b/.test(reason)
    ? { kind: 'user-rejected', reason: ownReason(reason) }
    : { kind: 'permission-rule', reason }
}

/** What somebody says behind the client's words for it, if anything. */
const ownReason = (said: string): string => /^[^:\n]*:\s*(\S[\s\S]*)/.exec(said)?.[1] ?? ''

function outcomeOf(payload: Record<string, unknown>): ToolResult['outcome'] {
  const { text, exit, success } = outputOf(payload.output)
  const denial = denialIn(text)
  if (denial) return denial
  const code = exit ?? exitIn(text)
  if (code !== undefined) return code === 0 ? 'done' : 'failure'
  return success === false ||
    /^(?:execution error|exec_command failed|apply_patch verification failed|failed (?:to|in) )/i.test(text)
    ? 'failure'
    : 'done'
}

function eventOutcome(payload: Record<string, unknown>): ToolResult['outcome'] {
  if (payload.status === 'declined') return { kind: 'user-rejected', reason: '' }
  if (typeof payload.exit_code === 'number') return payload.exit_code === 0 ? 'done' : 'failure'
  if (payload.success === false) return 'failure'
  return isObject(payload.result) && 'Err' in payload.result ? 'failure' : 'done'
}

/** The exit code that the text before the output says. */
function exitIn(text: string): number | undefined {
  const code = /^(?:Chunk ID: .*\n)?(?:Wall time: .*\n)?(?:Exit code: |Process exited with code )(\d+)/m.exec(
    text.slice(0, 300),
  )?.[1]
  return code === undefined ? undefined : Number(code)
}

/** An output in any of the forms that it has had: text, JSON in a text, an object, or parts. */
function outputOf(output: unknown): { text: string; exit?: number; success?: boolean } {
  if (typeof output === 'string') {
    if (!output.startsWith('{"output"')) return { text: output }
    const { output: text, metadata } = argumentsOf(output)
    const exit = isObject(metadata) ? metadata.exit_code : undefined
    return { text: textOf(text), ...(typeof exit === 'number' && { exit }) }
  }
  if (Array.isArray(output))
    return {
      text: output
        .filter(isObject)
        .map(({ text }) => textOf(text))
        .join('\n'),
    }
  if (!isObject(output)) return { text: '' }
  const { success, content, body } = output
  return { ...outputOf(content ?? body ?? ''), ...(typeof success === 'boolean' && { success }) }
}

/** The exit code that a call's output states. */
export function exitOf(payload: Record<string, unknown>): number | undefined {
  if (typeof payload.exit_code === 'number') return payload.exit_code
  const { text, exit } = outputOf(payload.output)
  return exit ?? exitIn(text)
}

/** The terminal session in which a command goes on, where the text before the output says that it has not ended. */
export const runningSession = (payload: Record<string, unknown>): string | undefined =>
  /^Process running with session ID (\S+)/m.exec(outputOf(payload.output).text.slice(0, 300))?.[1]

/** What a call printed, without what the client says before it. */
export function printedBy(payload: Record<string, unknown>): string {
  if (payload.type === 'mcp_tool_call_end' || payload.output === undefined)
    return [payload.aggregated_output, payload.stderr, payload.stdout].map(textOf).find((text) => text !== '') ?? ''
  const { text } = outputOf(payload.output)
  return text.replace(
    /^(?:(?:Chunk ID|Wall time|Exit code|Process exited|Process running|Original token count|Total output lines).*\n)*(?:Output:\n)?/,
    '',
  )
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

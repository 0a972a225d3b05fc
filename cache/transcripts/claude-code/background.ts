import { isObject } from '../../json.ts'
import type { ReaderState } from '../dialect.ts'
import { outcomeOfExit } from '../ended-by-signal.ts'
import type { ToolResult, TranscriptLine } from '../line.ts'
import { withNewest } from '../remembered.ts'
import { LateText } from '../text-between.ts'
import { blocksOf, contentText, textOf } from './line.ts'

type Ending = 'done' | 'failure'

/** What a reader remembers of commands in the background, by the name that the client gave each. */
interface Background {
  /** Whose call it was, how it ended, and whether something that it printed was read before. */
  tasks?: Record<string, { call: string; outcome?: Ending | undefined; isRead?: boolean; isStopped?: boolean }>
  /** Which one a call asks for. */
  asked?: Record<string, string>
}

/** Adds to a line what it reports of commands that were started before: how one ended is the result of the call that started it. */
export function addReports(line: TranscriptLine, value: Record<string, unknown>, remembered: ReaderState): void {
  const state = remembered as Background
  for (const { id, name, input } of line.calls.length > 0 ? messageBlocks(value) : []) {
    const task = isObject(input) ? taskAskedFor(input) : undefined
    if (task === undefined) continue
    state.asked = withNewest(state.asked, textOf(id), task)
    const known = state.tasks?.[task]
    if (known && stopping.has(textOf(name))) known.isStopped = true
  }
  const reports = [notifiedIn(state, value), ...(line.results.length > 0 ? answersIn(state, value) : [])]
  for (const report of reports) if (report) line.results.push({ ...report, secondary: true })
}

/** Tools that end what runs in the background. */
const stopping = new Set(['KillShell', 'KillBash', 'TaskStop'])

/** The calls of what was started in the background, and neither ended nor was stopped. */
export const callsInBackground = (remembered: ReaderState): string[] =>
  Object.values((remembered as Background).tasks ?? {}).flatMap(({ call, outcome, isStopped }) =>
    outcome || isStopped ? [] : [call],
  )

/** The file in which the client keeps what a command prints, and what chooses some of its lines. */
const outputFile = /[\\/]tasks[\\/]([\w-]+)\.output\b/
const choosing = /\b(?:head|grep|rg|sed|awk|cut|wc)\b/

function taskAskedFor({ bash_id, shell_id, task_id, file_path, command }: Record<string, unknown>): string | undefined {
  const id = [bash_id, shell_id, task_id].map(textOf).find((each) => each !== '')
  if (id !== undefined || choosing.test(textOf(command))) return id
  return outputFile.exec(textOf(file_path) || textOf(command))?.[1]
}

/** What the results in a line say: that a command was started, or how one that was asked for has ended. */
const answersIn = (state: Background, value: Record<string, unknown>): (ToolResult | undefined)[] =>
  messageBlocks(value).map((block) => {
    const call = textOf(block.tool_use_id)
    const { backgroundTaskId } = toldIn(value)
    const started = textOf(backgroundTaskId) || startedIn(block.content)
    if (started) state.tasks = withNewest(state.tasks, started, { call })
    const task = state.tasks?.[state.asked?.[call] ?? '']
    if (!task) return undefined
    const status = statusIn(toldIn(value), contentText(block.content))
    task.outcome = outcomeOf(status) ?? task.outcome
    if (wasStopped(status)) task.isStopped = true
    const isPart = task.isRead === true
    // What is asked for again is only what came since.
    task.isRead ||= reportedIn(value) !== ''
    return task.outcome && { id: task.call, outcome: task.outcome, isPart }
  })

/** What the client says by itself of a command that has ended. */
function notifiedIn(state: Background, value: Record<string, unknown>): ToolResult | undefined {
  const text = notificationIn(value)
  if (text === '') return undefined
  const task = state.tasks?.[tagged(text, 'task-id')]
  const status = statusIn({}, text)
  const outcome = outcomeOf(status)
  if (task && wasStopped(status)) task.isStopped = true
  const isCommand = task !== undefined || /<summary>Background command\b/.test(text)
  if (outcome === undefined || !isCommand) return undefined
  if (task) task.outcome = outcome
  const id = tagged(text, 'tool-use-id') || task?.call
  return id ? { id, outcome, isPart: true } : undefined
}

/** What a line reports that a command in the background printed, behind its exit code as a result has it. */
export function reportedIn(value: Record<string, unknown>): string {
  const notified = notificationIn(value)
  const text = notified || contentText(messageBlocks(value)[0]?.content)
  const told = toldIn(value)
  const { exit } = statusIn(told, text)
  const printed = isObject(told.task) ? [told.task.output] : [told.stdout, told.stderr]
  const given = printed.map(textOf).filter((each) => each.trim() !== '')
  const said = given.length > 0 ? given.join('\n') : notified ? '' : shownIn(text)
  return exit === undefined ? said : `Exit code ${exit}\n${said}`.trim()
}

const toldIn = ({ toolUseResult }: Record<string, unknown>) => (isObject(toolUseResult) ? toolUseResult : {})

/** What is a command's own in what the client says of it: numbers of the lines of a file that was read are not. */
const shownIn = (text: string): string =>
  (/<output>\n?([\s\S]*)<\/output>/.exec(text)?.[1] ?? text)
    .replace(/<(status|exit_code|timestamp)>.*<\/\1>|<\/?(?:stdout|stderr)>/g, '')
    .replace(/^ *\d+[→\t]/gm, '')
    .trim()

interface Status {
  status: string
  exit: number | undefined
}

function statusIn(told: Record<string, unknown>, text: string): Status {
  const { status, exitCode } = isObject(told.task) ? told.task : told
  if (typeof status === 'string') return { status, exit: typeof exitCode === 'number' ? exitCode : undefined }
  const code = /<exit_code>(\d+)<\/exit_code>|\bexit code (\d+)\)?\s*<\/summary>/.exec(text)
  return { status: tagged(text, 'status'), exit: code ? Number(code[1] ?? code[2]) : undefined }
}

const wasStopped = ({ status }: Status): boolean => status === 'killed' || status === 'stopped'

function outcomeOf({ status, exit }: Status): Ending | undefined {
  if (status !== 'completed' && status !== 'failed') return undefined
  return outcomeOfExit(exit ?? (status === 'failed' ? 1 : 0))
}

const tagged = (text: string, tag: string): string =>
  new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(text)?.[1]?.trim() ?? ''

const notification = '<task-notification>'
function notificationIn(value: Record<string, unknown>): string {
  const { type, attachment, message, content } = value
  if (type === 'queue-operation') return textBeginning(content, notification)
  if (type === 'attachment') return isObject(attachment) ? textBeginning(attachment.prompt, notification) : ''
  return type === 'user' && isObject(message) ? textBeginning(message.content, notification) : ''
}

/** How the result of a command begins that goes on in the background, with the name that it has there. */
const startedOnly =
  /^Command (?:running in background|[^\n]{0,80}\b(?:moved to the background|backgrounded)\b[^\n]{0,40}?) with ID: ([\w-]+)/
const startedIn = (content: unknown): string => startedOnly.exec(textBeginning(content, 'Command '))?.[1] ?? ''

/** Whether a result says that its command was only started. */
export const isStarted = (text: string): boolean => startedOnly.test(text)

/** A text, or the first of several, where it begins with some words: of the others nothing is decoded. */
function textBeginning(content: unknown, words: string): string {
  const [first] = Array.isArray(content) ? content.filter(isObject).map(({ text }) => text) : [content]
  if (first instanceof LateText) return first.begins(words) ? first.text() : ''
  return textOf(first).startsWith(words) ? textOf(first) : ''
}

const messageBlocks = ({ message }: Record<string, unknown>) => (isObject(message) ? blocksOf(message) : [])

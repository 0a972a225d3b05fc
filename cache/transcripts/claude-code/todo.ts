import { isObject } from '../../json.ts'
import type { TodoChange, TodoPart } from '../todo.ts'

/** The tools that change the agent's list, in the two forms that it has had. */
export const todoTools = new Set(['TodoWrite', 'TaskCreate', 'TaskUpdate'])

/** Whether a tool's structured result reports the list. */
export const isTodoResult = (result: unknown): boolean =>
  isObject(result) &&
  (Array.isArray(result.newTodos) ||
    isObject(result.task) ||
    isObject(result.statusChange) ||
    idOf(result.taskId) !== '')

/** What a line says of the list: calls that change it, results that say what became of them, or the whole list. */
export function todoPartsOf(value: Record<string, unknown>): TodoPart[] {
  if (isObject(value.attachment)) {
    const tasks = itemsOf(value.attachment.content).map((item): [string, string, string] => [
      ...([idOf(item.id), textOf(item.subject)] as const),
      textOf(item.status),
    ])
    // Most reminders are empty, whatever the list holds.
    return tasks.length > 0 ? [{ change: { tasks: tasks.filter(([id, text]) => id !== '' && text !== '') } }] : []
  }
  if (isObject(value.data) && isObject(value.data.message)) return todoPartsOf(value.data.message)
  const content = itemsOf(isObject(value.message) ? value.message.content : undefined)
  const calls = content.flatMap((block): TodoPart[] => {
    if (block.type !== 'tool_use' || !todoTools.has(textOf(block.name)) || !isObject(block.input)) return []
    const change = askedBy(block.input)
    return change ? [{ call: idOf(block.id), change }] : []
  })
  const results = content.flatMap((block): TodoPart[] => {
    if (block.type !== 'tool_result') return []
    const told = toldBy(value.toolUseResult)
    const refused = isObject(value.toolUseResult) && value.toolUseResult.success === false
    const created = /\bTask #?(\w+) created\b/i.exec(firstText(block.content))?.[1]
    return [{ result: idOf(block.tool_use_id), ...(told && { change: told }), ...(created && { created }), refused }]
  })
  return [...calls, ...results]
}

/** What a call asks for: it holds where the call succeeds and its result says nothing else. */
function askedBy(input: Record<string, unknown>): TodoChange | undefined {
  if (Array.isArray(input.todos)) return { list: listOf(input.todos) }
  const [task, text, status] = [idOf(input.taskId), textOf(input.subject), textOf(input.status)]
  if (task === '' && text === '') return undefined
  return { task, ...(text && { text }), ...(status && { status }) }
}

function toldBy(result: unknown): TodoChange | undefined {
  if (!isObject(result)) return undefined
  if (Array.isArray(result.newTodos)) return { list: listOf(result.newTodos) }
  if (isObject(result.task)) {
    const [task, text] = [idOf(result.task.id), textOf(result.task.subject)]
    return task && text ? { task, text } : undefined
  }
  const task = idOf(result.taskId)
  const status = isObject(result.statusChange) ? textOf(result.statusChange.to) : ''
  return task ? { task, ...(status && { status }) } : undefined
}

const listOf = (items: unknown): [text: string, status: string][] =>
  itemsOf(items)
    .map((item): [string, string] => [textOf(item.content), textOf(item.status)])
    .filter(([text]) => text !== '')

const itemsOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isObject) : [])

function firstText(content: unknown): string {
  if (typeof content === 'string') return content.slice(0, 200)
  return textOf(itemsOf(content)[0]?.text).slice(0, 200)
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
const idOf = (value: unknown): string => (typeof value === 'number' ? String(value) : textOf(value))

import { isObject } from '../json.ts'

/** A change of the agent's to-do list: the whole list at once, a new task, or a task's new status. */
export type TodoChange =
  | { list: [text: string, status: string][] }
  | { task: string; text: string }
  | { task: string; status: string }

const longestText = 300
const mostItems = 200

/** What a tool's result says of the to-do list, in either of the two documented forms. */
export function todoChangeOf(result: unknown): TodoChange | undefined {
  if (!isObject(result)) return undefined
  if (Array.isArray(result.newTodos)) {
    const items = result.newTodos.filter(isObject).slice(0, mostItems)
    const list = items.map((item): [string, string] => [textOf(item.content), textOf(item.status)])
    return { list: list.filter(([text]) => text !== '') }
  }
  if (isObject(result.task)) {
    const { id, subject } = result.task
    return idOf(id) && textOf(subject) ? { task: idOf(id), text: textOf(subject) } : undefined
  }
  if (isObject(result.statusChange)) {
    const { to } = result.statusChange
    return idOf(result.taskId) && textOf(to) ? { task: idOf(result.taskId), status: textOf(to) } : undefined
  }
  return undefined
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim().slice(0, longestText) : '')
const idOf = (value: unknown): string => (typeof value === 'number' ? String(value) : textOf(value))

/** One change as it was read. */
export interface TodoEntry {
  /** The list that it belongs to: each transcript has one. */
  list: number
  /** Identity of its line: a fork's copy of a line has the same. */
  line: bigint
  at: number
  change: TodoChange
  /** False for one before the window, which only tells a task's text. */
  counts: boolean
}

export interface Todos {
  completed: string[]
  pending: string[]
}

interface Item {
  text: string
  status: string
  at: number
}

/**
 * What was completed and what is pending at the end of a window. Entries come in order of time. What was completed stays so when a later list
 * leaves it out; what was pending and is left out is given up. Pending ones stand in their list's order, the list that changed last first.
 */
export function todosOf(entries: TodoEntry[]): Todos {
  const lists = new Map<number, TodoEntry[]>()
  for (const entry of entries) {
    const list = lists.get(entry.list)
    if (list) list.push(entry)
    else lists.set(entry.list, [entry])
  }
  const items = [...lists.values()]
    .filter((list) => !isSuperseded(list, lists))
    .toSorted((a, b) => lastOf(b).at - lastOf(a).at)
    .flatMap(itemsOf)
  const latest = new Map<string, Item>()
  for (const item of items) {
    const known = latest.get(item.text)
    if (!known || item.at > known.at) latest.set(item.text, item)
  }
  const merged = [...latest.values()]
  return {
    completed: merged
      .filter((item) => item.status === 'completed')
      .toSorted((a, b) => a.at - b.at)
      .map((item) => item.text),
    pending: merged.filter((item) => !ended.has(item.status)).map((item) => item.text),
  }
}

const ended = new Set(['completed', 'deleted', 'cancelled'])
const lastOf = (list: TodoEntry[]): TodoEntry => list.at(-1) as TodoEntry

/** A fork begins with a copy of the list; where it never changed it, what the original became counts and the copy does not. */
function isSuperseded(list: TodoEntry[], lists: Map<number, TodoEntry[]>): boolean {
  const { line } = lastOf(list)
  return [...lists.values()].some(
    (other) => other !== list && lastOf(other).line !== line && other.some((entry) => entry.line === line),
  )
}

function itemsOf(entries: TodoEntry[]): Item[] {
  const items = new Map<string, Item>()
  const texts = new Map<string, string>()
  for (const { at, change, counts } of entries) {
    if ('list' in change) {
      if (counts) replaceList(items, change.list, at)
      continue
    }
    const text = 'text' in change ? change.text : (texts.get(change.task) ?? `task ${change.task}`)
    texts.set(change.task, text)
    const status = 'status' in change ? change.status : 'pending'
    if (counts) items.set(`task ${change.task}`, { text, status, at })
  }
  return [...items.values()]
}

function replaceList(items: Map<string, Item>, list: [text: string, status: string][], at: number): void {
  const before = new Map(items)
  for (const [key, item] of before) if (key.startsWith('item ') && item.status !== 'completed') items.delete(key)
  for (const [text, status] of list) {
    const key = `item ${text}`
    const known = before.get(key)
    // The time of the last change, so that of equal texts in two lists the one that changed last counts.
    items.set(key, known?.status === status ? known : { text, status, at })
  }
}

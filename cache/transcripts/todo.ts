import { words } from '../settled.ts'
import { iso } from '../window.ts'

/** A change of the agent's to-do list: a list of its own as it is now, the session's tasks as they are now, or one task of the session's. */
export type TodoChange =
  | { list: [text: string, status: string][] }
  | { tasks: [id: string, text: string, status: string][] }
  | { task: string; text?: string; status?: string }

/** What one line says of a change; a call and its result have one identity, and are one change. */
export type TodoPart =
  | { call: string; change: TodoChange }
  /** `created`: the id that a new task got; `refused`: nothing was changed. */
  | { result: string; change?: TodoChange; created?: string; refused?: boolean }
  | { change: TodoChange }

/** One change as it was read. */
export interface TodoEntry {
  /** The session: tasks are its own, whichever of its transcripts reports them. */
  session: string
  /** The transcript: a list belongs to the one that wrote it. */
  transcript: number
  /** Identity of its line: a fork's copy of a line has the same. */
  line: number
  at: number
  change: TodoChange
  /** False for one before the window: it says what a task is, and what was already done. */
  counts: boolean
  /** True for one of a session that does not go on in the window. */
  earlier: boolean
}

export interface Todos {
  completed: string[]
  /** What is in progress comes first. */
  pending: string[]
  /** Of the pending ones those that the list says are being done. */
  inProgress?: string[]
  /** Of the pending ones those that were so before the window, and since when. */
  earlier?: { text: string; since: string }[]
}

/** When each of the pending ones was last asked for. */
export interface AskedAt {
  askedAt?: string[]
}

const mostItems = 200

/** A change that a successful call made: what its result says, and where that is silent, what was asked for. */
export function settledChange(
  asked: TodoChange | undefined,
  told: TodoChange | undefined,
  created?: string,
): TodoChange | undefined {
  if (!asked || !told) {
    const change = asked ?? told
    // A new task whose id nobody reported cannot be found again.
    if (change && 'task' in change && change.task === '') return created ? { ...change, task: created } : undefined
    return change
  }
  return 'task' in asked && 'task' in told ? { ...asked, ...told, ...(asked.text && { text: asked.text }) } : told
}

interface Item {
  key: string
  list: string
  text: string
  status: string
  at: number
  /** Since when it is open, in whichever list, and whether that was before the window. */
  since: { at: number; before: boolean }
  counts: boolean
  earlier: boolean
}

/** Whether a transcript went on behind a time, with something that another one does not have. */
export type GoesOn = (transcript: number, other: number, since: number) => boolean

/**
 * What was completed and what is pending at the end of a window. Entries come in order of time. What was completed stays so when a later list
 * leaves it out; what was pending and is left out is given up. Pending ones are in their list's order, the list that changed last first, behind
 * what is in progress; those of earlier sessions come last.
 */
export function todosOf(entries: TodoEntry[], goesOn: GoesOn): Todos & AskedAt {
  const lists = groupedBy(entries)
  const items = [...lists.entries()]
    .filter(([, list]) => !isSuperseded(list, lists, goesOn))
    .toSorted(([, a], [, b]) => lastOf(b).at - lastOf(a).at)
    .flatMap(([name, list]) => itemsOf(name, list))
  // What is pending is so whenever it was noted; what was completed, in the window.
  const merged = withoutCopies(items)
    .filter(({ counts, status }) => counts || !ended.has(status))
    .slice(0, mostItems)
  const open = merged.filter((item) => !ended.has(item.status))
  const pending = open.toSorted(
    (a, b) => Number(a.earlier) - Number(b.earlier) || Number(isBegun(b)) - Number(isBegun(a)),
  )
  const inProgress = pending.filter(isBegun).map(({ text }) => text)
  const earlier = pending.flatMap(({ text, since }) => (since.before ? [{ text, since: iso(since.at) }] : []))
  return {
    completed: merged
      .filter((item) => item.status === 'completed')
      .toSorted((a, b) => a.at - b.at)
      .map((item) => item.text),
    pending: pending.map((item) => item.text),
    ...(pending.length > 0 && { askedAt: pending.map(({ at }) => iso(at)) }),
    ...(inProgress.length > 0 && { inProgress }),
    ...(earlier.length > 0 && { earlier }),
  }
}

const ended = new Set(['completed', 'deleted', 'cancelled'])
const isBegun = ({ status }: Item): boolean => status === 'in_progress'
const lastOf = (list: TodoEntry[]): TodoEntry => list.at(-1) as TodoEntry

function groupedBy(entries: TodoEntry[]): Map<string, TodoEntry[]> {
  const lists = new Map<string, TodoEntry[]>()
  for (const entry of entries) {
    const name = 'list' in entry.change ? `list ${entry.transcript}` : `tasks ${entry.session}`
    const list = lists.get(name)
    if (list) list.push(entry)
    else lists.set(name, [entry])
  }
  return lists
}

/**
 * Of one to-do in two lists the one that changed last counts, and is open since the first of those that nothing ended in between; two tasks of one list may
 * be called the same.
 */
function withoutCopies(items: Item[]): Item[] {
  const latest = new Map<string, Item>()
  for (const item of items.toReversed().toSorted((a, b) => a.at - b.at)) {
    const known = latest.get(words(item.text))
    const goesOn = known && !ended.has(known.status) && !ended.has(item.status)
    latest.set(words(item.text), goesOn ? { ...item, since: known.since } : item)
  }
  return items.flatMap((item) => {
    const last = latest.get(words(item.text)) as Item
    if (last.list !== item.list) return []
    return ended.has(last.status) || ended.has(item.status) ? [item] : [{ ...item, since: last.since }]
  })
}

/**
 * A fork begins with a copy of the list. Which of the two is the copy nothing says: where only one of them changed it, that one counts, and the other
 * does not, unless its own work went on behind the change: then nobody left it, and its list is still what is to be done there.
 */
function isSuperseded(list: TodoEntry[], lists: Map<string, TodoEntry[]>, goesOn: GoesOn): boolean {
  const { line, transcript } = lastOf(list)
  return [...lists.values()].some((other) => {
    const shared = other.findIndex((entry) => entry.line === line)
    const change = other.slice(shared + 1).find((entry) => entry.line !== line)
    return other !== list && shared !== -1 && change && !goesOn(transcript, change.transcript, change.at)
  })
}

function itemsOf(list: string, entries: TodoEntry[]): Item[] {
  const items = new Map<string, Item>()
  for (const { at, change, counts, earlier } of entries) {
    const put = (key: string, text: string, status: string) => {
      const known = items.get(key)
      const same = known?.status === status
      // The time is that of the last change; what was completed before the window is not completed in it.
      const counted = counts && !(same && !known.counts && ended.has(status))
      const since = known && !ended.has(known.status) ? known.since : { at, before: !counts }
      const item = { key, list, text, status, at: same ? known.at : at, since, earlier }
      items.set(key, { ...item, counts: counted || (known?.counts ?? false) })
    }
    if ('list' in change) {
      replaceItems(
        items,
        change.list.map(([text, status]) => [`item ${text}`, text, status]),
        put,
      )
    } else if ('tasks' in change) {
      replaceItems(
        items,
        change.tasks.map(([id, text, status]) => [`task ${id}`, text, status]),
        put,
      )
    } else {
      const key = `task ${change.task}`
      const known = items.get(key)
      put(key, change.text ?? known?.text ?? `task ${change.task}`, change.status ?? known?.status ?? 'pending')
    }
  }
  return [...items.values()]
}

/** The whole list, in its order. */
function replaceItems(
  items: Map<string, Item>,
  list: [key: string, text: string, status: string][],
  put: (key: string, text: string, status: string) => void,
): void {
  const before = new Map(items)
  for (const [key, item] of before) if (item.status !== 'completed') items.delete(key)
  for (const [key, text, status] of list.slice(0, mostItems)) {
    const known = before.get(key)
    items.delete(key)
    if (known) items.set(key, known)
    put(key, text, status)
  }
}

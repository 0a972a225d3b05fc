import { isObject, type Json } from '../../cache/json.ts'

/** What a task is, by the names that agents give it: the most telling first. */
const subjects = ['command', 'description', 'title', 'name', 'prompt', 'task', 'summary', 'type']
/** What else is said of it. */
const details = ['id', 'task_id', 'taskId', 'pid', 'status', 'state']

/** What the agent said of a background task, as a sentence: what it is, then its number and state. */
export function saidOfTask(task: Json): string {
  if (!isObject(task)) return wordOf(task)
  const subject = subjects.find((name) => wordOf(task[name]) !== '')
  const said = details.flatMap((name) => wordOf(task[name]) || [])
  if (subject === undefined) return said.join(', ') || 'a task of which nothing more was said'
  const what = wordOf(task[subject])
  return said.length > 0 ? `${what} (${said.join(', ')})` : what
}

const wordOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''

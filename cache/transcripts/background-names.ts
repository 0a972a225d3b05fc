import { isObject, type Json } from '../json.ts'
import { commandName } from './command.ts'

/** What is kept of a background task where texts are left out: its numbers and states, and of a command program and subcommand. */
export function namesOfTask(task: Json): Json {
  if (!isObject(task)) return {}
  const { command } = task
  const head = typeof command === 'string' ? commandName(command, { roots: [] }).head : ''
  const names = details.flatMap((name): [string, Json][] => {
    const value = task[name]
    return typeof value === 'number' || (typeof value === 'string' && word.test(value)) ? [[name, value]] : []
  })
  return { ...(head && { command: head }), ...Object.fromEntries(names) }
}

const details = ['id', 'task_id', 'taskId', 'pid', 'status', 'state', 'type']
const word = /^[\w.:-]{1,64}$/

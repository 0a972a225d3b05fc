import { isObject, type Json } from '../../../cache/json.ts'

interface Common {
  /** The agent's own id of its session. */
  agent: string
  /** Empty where the agent names none. */
  cwd: string
  /** Absolute; where the agent writes what was said. */
  transcript?: string
}

/** An event of the agent's, as far as bookend answers to it. */
export type HookEvent = Common &
  (
    | { name: 'SessionStart'; source: string }
    | { name: 'PreCompact'; trigger: string }
    | { name: 'Stop'; background: Json[] }
    | { name: 'SessionEnd'; reason: string }
  )

/** Longer lists of background tasks, and longer tasks, say no more. */
const kept = { tasks: 20, characters: 1000, members: 10, text: 90 }

/** The event in what the agent sent; undefined where it is not one of these, or no event at all. */
export function parseEvent(input: string): HookEvent | undefined {
  let value: unknown
  try {
    value = JSON.parse(input)
  } catch {
    return undefined
  }
  if (!isObject(value)) return undefined
  const { session_id: agent, cwd = '', transcript_path: transcript } = value
  if (typeof agent !== 'string' || !/^[\w.:-]{1,128}$/.test(agent) || typeof cwd !== 'string') return undefined
  const common = { agent, cwd, ...(typeof transcript === 'string' && { transcript }) }
  switch (value.hook_event_name) {
    case 'SessionStart':
      return { ...common, name: 'SessionStart', source: word(value.source, 'startup') }
    case 'PreCompact':
      return { ...common, name: 'PreCompact', trigger: word(value.trigger, 'auto') }
    case 'Stop':
      return { ...common, name: 'Stop', background: tasksOf(value.background_tasks) }
    case 'SessionEnd':
      return { ...common, name: 'SessionEnd', reason: word(value.reason, 'other') }
    default:
      return undefined
  }
}

const word = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value.slice(0, 64) : otherwise

function tasksOf(value: unknown): Json[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, kept.tasks).map((task: Json) => {
    if (JSON.stringify(task).length <= kept.characters) return task
    return isObject(task) ? shortened(task) : JSON.stringify(task).slice(0, kept.characters)
  })
}

/** Of a long task what is said in a word or a text, each cut. */
const shortened = (task: Record<string, unknown>): Json =>
  Object.fromEntries(
    Object.entries(task)
      .flatMap(([name, value]): [string, Json][] =>
        typeof value === 'string' || typeof value === 'number' ? [[name, clipped(value)]] : [],
      )
      .slice(0, kept.members),
  )

const clipped = (value: string | number): Json => (typeof value === 'string' ? value.slice(0, kept.text) : value)

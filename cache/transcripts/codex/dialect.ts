import { isObject } from '../../json.ts'
import type { Dialect } from '../dialect.ts'
import { type Parse, parseJson } from '../parsed.ts'
import type { Quotes } from '../quotes.ts'
import { answerAsSentences } from '../sentences.ts'
import { shortened } from '../shortened.ts'
import type { TodoPart } from '../todo.ts'
import { argumentsOf, exitOf, inputOf, printedBy, runningSession, textOf } from './calls.ts'
import { listRollouts } from './files.ts'
import { createReader, requestOf } from './line.ts'
import { callsGoingOn } from './terminals.ts'

const quotes: Quotes = {
  request: requestOf,
  title: ({ payload }) => (isObject(payload) ? textOf(payload.thread_name) : ''),
  summary: () => ({}),
  answer: ({ payload }) => (isObject(payload) ? answerAsSentences(textOf(payload.last_agent_message)) : ''),
  link: () => undefined,
  totals: () => undefined,
  todos: ({ payload }) => (isObject(payload) ? planOf(payload) : []),
  input: ({ payload }) => (isObject(payload) ? inputOf(payload) : undefined),
  result: ({ payload }) => (isObject(payload) ? printedBy(payload) : ''),
  exit: ({ payload }) => (isObject(payload) ? exitOf(payload) : undefined),
  isOpen: ({ payload }) => isObject(payload) && runningSession(payload) !== undefined,
  branch: () => undefined,
}

/** The plan is given whole each time. */
function planOf(payload: Record<string, unknown>): TodoPart[] {
  if (payload.type !== 'function_call' || payload.name !== 'update_plan') return []
  const { plan } = argumentsOf(payload.arguments)
  const steps = Array.isArray(plan) ? plan.filter(isObject) : []
  const list = steps.map(({ step, status }): [string, string] => [textOf(step).trim(), textOf(status)])
  return [{ call: textOf(payload.call_id), change: { list: list.filter(([step]) => step !== '') } }]
}

/** Lines have JSON in texts, which would be cut off: so they are parsed whole. */
const parse: Parse = (page, from, to) => parseJson(shortened(page.bytes.subarray(from, to)))

export const codex: Dialect = {
  agent: 'codex',
  list: listRollouts,
  parse,
  workplaces() {
    const read = createReader({})
    return {
      placeIn(page, from, to) {
        const value = page.bytes.subarray(from, to).includes('"cwd"') ? parse(page, from, to)?.value : undefined
        return isObject(value) ? read(value).cwd : undefined
      },
      isUnchanged: (page, from, to) => !page.bytes.subarray(from, to).includes('"cwd"'),
    }
  },
  reader: (_, state) => createReader(state),
  quotes,
  running: callsGoingOn,
}

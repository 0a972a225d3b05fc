import { UserError } from '../cache/errors.ts'
import { isObject } from '../cache/json.ts'
import { didYouMean } from '../templates/did-you-mean.ts'

type Test = [takes: string, fits: (value: unknown) => boolean]

const text: Test = ['a text', (value) => typeof value === 'string' && value !== '']
const maybe = ([takes, fits]: Test): Test => [takes, (value) => value === undefined || fits(value)]
const callable: Test = ['a function', (value) => typeof value === 'function']
const flag: Test = ['true or false', (value) => typeof value === 'boolean']
const list: Test = ['a list', Array.isArray]
const tasksByName: Test = [
  'an object of tasks, { name: task }',
  (value) => isObject(value) && Object.values(value).every((task) => isObject(task) && typeof task.id === 'string'),
]
const optionRows: Test = [
  "a list of ['--flag <value>', 'what it does']",
  (value) =>
    Array.isArray(value) &&
    value.every((row) => Array.isArray(row) && /(^|, )--[a-z]/.test(String(row[0])) && typeof row[1] === 'string'),
]

/** Every field of a task, with what it takes. */
const ofTask: Record<string, Test> = {
  id: text,
  title: text,
  check: maybe(text),
  phase: maybe(text),
  needs: maybe(tasksByName),
  wants: maybe(tasksByName),
  writes: maybe(flag),
  tells: maybe(flag),
  alike: maybe(list),
  run: maybe(callable),
  plan: maybe(callable),
  apply: maybe(callable),
  block: maybe(callable),
  show: maybe(callable),
  brief: maybe(callable),
}

const ofPhase: Record<string, Test> = { title: text, tasks: list }

const ofWorkflow: Record<string, Test> = {
  name: text,
  title: text,
  session: maybe(["'opens' or 'closes'", (value) => value === 'opens' || value === 'closes']),
  phases: list,
  essential: maybe(list),
  first: maybe(list),
  options: maybe(optionRows),
  summary: maybe(['a template and a view', isObject]),
  lastSign: maybe(callable),
}

/** Throws UserError for a field that a task does not have, or that takes something else, and for one that can neither run nor be planned. */
export function checkTaskFields(task: unknown): void {
  const named = checkFields('task', 'id', task, ofTask)
  const { run, plan, apply } = task as Record<string, unknown>
  if (!run && !(plan && apply))
    throw new UserError(`${named}: it has no "run", and not both "plan" and "apply"; a task that only reads has "run"`)
}

/** Throws UserError for a field that a workflow, a phase of it, or one of its tasks does not have, or that takes something else. */
export function checkWorkflowFields(workflow: unknown): void {
  const named = checkFields('workflow', 'name', workflow, ofWorkflow)
  const { phases, first = [], essential = [] } = workflow as Record<'phases' | 'first' | 'essential', unknown[]>
  for (const phase of phases) {
    checkFields(`${named}: phase`, 'title', phase, ofPhase)
    for (const task of (phase as { tasks: unknown[] }).tasks) checkTaskFields(task)
  }
  for (const task of [...first, ...essential]) checkTaskFields(task)
}

function checkFields(kind: string, key: string, value: unknown, fields: Record<string, Test>): string {
  if (!isObject(value)) throw new UserError(`${kind}: it is ${value === null ? 'null' : typeof value}, not an object`)
  const named = `${kind} "${String(value[key] ?? '')}"`
  for (const field of Object.keys(value)) {
    if (Object.hasOwn(fields, field)) continue
    const known = Object.keys(fields)
    throw new UserError(
      `${named}: there is no field "${field}"${didYouMean(field, known) || `; the fields are ${known.join(', ')}`}`,
    )
  }
  for (const [field, [takes, fits]] of Object.entries(fields))
    if (!fits(value[field])) throw new UserError(`${named}: "${field}" takes ${takes}`)
  return named
}

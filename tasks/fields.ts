import { UserError } from '../cache/errors.ts'
import { isObject } from '../cache/json.ts'
import { didYouMean } from '../templates/did-you-mean.ts'

type Test = [takes: string, fits: (value: unknown) => boolean]

const text: Test = ['a text', (value) => typeof value === 'string' && value !== '']
const word: Test = [
  'one word that does not begin with "-"',
  (value) => typeof value === 'string' && /^[\p{L}\p{N}_][\p{L}\p{N}_.:-]*$/u.test(value),
]
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
  follows: maybe(list),
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
  name: word,
  title: text,
  session: maybe(["'opens' or 'closes'", (value) => value === 'opens' || value === 'closes']),
  phases: list,
  essential: maybe(list),
  first: maybe(list),
  options: maybe(optionRows),
  summary: maybe(['a template and a view', isObject]),
  lastSign: maybe(callable),
}

/** Throws UserError for everything that is wrong with a task in itself: fields that it does not have or that take something else, nothing to do, a circle of needs. */
export function checkTaskFields(task: unknown): void {
  refuse(taskProblems(task))
}

/** The same of a workflow, its phases and its tasks. */
export function checkWorkflowFields(workflow: unknown): void {
  refuse(workflowProblems(workflow))
}

function refuse(problems: string[]): void {
  if (problems.length > 0) throw new UserError([...new Set(problems)].join('\n'))
}

function taskProblems(task: unknown): string[] {
  const problems = fieldProblems('task', 'id', task, ofTask)
  if (!isObject(task)) return problems
  const { run, plan, apply, writes } = task
  const named = nameOf('task', task.id)
  if (!run && !(plan && apply) && !isMeant('(run|plan|apply)', problems))
    problems.push(`${named}: it has no "run", and not both "plan" and "apply"; a task that only reads has "run"`)
  // One that defineTask has made has all of them.
  if (run && (plan || apply) && writes === undefined)
    problems.push(`${named}: it has "run" besides "plan" and "apply"; a task that changes something has no "run"`)
  const circle = circleFrom(task)
  if (circle) problems.push(`${named}: tasks need each other in a circle: ${circle.join(' -> ')}`)
  return problems
}

function workflowProblems(workflow: unknown): string[] {
  const problems = fieldProblems('workflow', 'name', workflow, ofWorkflow)
  if (!isObject(workflow)) return problems
  const { phases, first, essential } = workflow
  const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
  return [
    ...problems,
    ...listed(phases).flatMap((phase) => [
      ...fieldProblems(`${nameOf('workflow', workflow.name)}: phase`, 'title', phase, ofPhase),
      ...listed(isObject(phase) ? phase.tasks : []).flatMap(taskProblems),
    ]),
    ...[...listed(first), ...listed(essential)].flatMap(taskProblems),
  ]
}

/** The ids of tasks that need each other, from one of them back to itself. `free`: tasks that are known to lead to none. */
function circleFrom(task: Record<string, unknown>, path: unknown[] = [], free = new Set()): string[] | undefined {
  if (free.has(task)) return undefined
  if (path.includes(task)) return [...path.slice(path.indexOf(task)), task].map((each) => `${(each as typeof task).id}`)
  for (const inputs of [task.needs, task.wants])
    for (const input of isObject(inputs) ? Object.values(inputs) : []) {
      const circle = isObject(input) ? circleFrom(input, [...path, task], free) : undefined
      if (circle) return circle
    }
  free.add(task)
  return undefined
}

const nameOf = (kind: string, name: unknown): string => `${kind} "${String(name ?? '')}"`

/** Whether one that is misspelt was meant for it. */
const isMeant = (field: string, problems: string[]): boolean =>
  problems.some((problem) => new RegExp(`did you mean "${field}"`).test(problem))

function fieldProblems(kind: string, key: string, value: unknown, fields: Record<string, Test>): string[] {
  if (!isObject(value)) return [`${kind}: it is ${value === null ? 'null' : typeof value}, not an object`]
  const named = nameOf(kind, value[key])
  const known = Object.keys(fields)
  const problems = Object.keys(value)
    .filter((field) => !Object.hasOwn(fields, field))
    .map(
      (field) =>
        `${named}: there is no field "${field}"${didYouMean(field, known) || `; the fields are ${known.join(', ')}`}`,
    )
  for (const [field, [takes, fits]] of Object.entries(fields))
    if (!fits(value[field]) && !(value[field] === undefined && isMeant(field, problems)))
      problems.push(`${named}: "${field}" takes ${takes}`)
  return problems
}

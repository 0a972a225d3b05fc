import { UserError } from '../../cache/errors.ts'
import type { Task, Workflow } from '../../tasks/task.ts'
import { didYouMean } from '../../templates/did-you-mean.ts'

/** What of a workflow runs: `run` in full, `stored` for its output alone (from the journal, or a plan), the rest is left out by `flag`. */
export type Selection = Map<string, { use: 'run' | 'stored' } | { use: 'left-out'; flag: string }>

/** Whether what left a step out is that it was named itself. */
export const isSkip = (flag: string): boolean => flag.startsWith('--skip ')

export interface SelectionFlags {
  only?: string | undefined
  skip?: string[]
  fromTask?: string | undefined
}

export const tasksOf = (workflow: Workflow): Task[] => [
  ...(workflow.first ?? []),
  ...workflow.phases.flatMap((phase) => phase.tasks),
]
/** The tasks that are checks, by their ids; of those of some names alone where names are given. */
export const checkIds = (workflow: Workflow, named?: string[]): Set<string> =>
  new Set(tasksOf(workflow).flatMap(({ id, check }) => (check && (named?.includes(check) ?? true) ? [id] : [])))
export const inputsOf = (task: Task): Task[] => [...Object.values(task.needs), ...Object.values(task.wants)]

/** What is wrong with the places of a workflow's tasks: one that is there twice, a need that comes later than its user or not at all, an essential task that is not there. */
export function placeProblems(workflow: Workflow): string[] {
  const where = `workflow "${workflow.name}"`
  const problems: string[] = []
  const phaseOf = new Map<string, number>()
  const phases = [{ tasks: workflow.first ?? [] }, ...workflow.phases]
  for (const [phase, { tasks }] of phases.entries()) {
    for (const { id } of tasks) {
      if (phaseOf.has(id)) problems.push(`${where}: "${id}" is in it twice`)
      phaseOf.set(id, phase)
    }
  }
  for (const task of tasksOf(workflow)) {
    for (const { id } of inputsOf(task)) {
      const found = phaseOf.get(id)
      if (found === undefined)
        problems.push(`${where}: "${task.id}" needs "${id}", which is not in the workflow; add it to an earlier phase`)
      else if (found > (phaseOf.get(task.id) as number))
        problems.push(`${where}: "${task.id}" needs "${id}", which comes in a later phase; move one of them`)
    }
  }
  for (const { id } of workflow.essential ?? [])
    if (!phaseOf.has(id)) problems.push(`${where}: "${id}" is essential, and not in the workflow; add it to a phase`)
  return problems
}

/** What is wrong with gates: one that is not a check of any task would never block anything. */
export function gateProblems(gates: string[], tasks: Pick<Task, 'check'>[]): string[] {
  const checks = [...new Set(tasks.flatMap(({ check }) => check ?? []))]
  return gates
    .filter((gate) => !checks.includes(gate))
    .map((gate) => {
      const hint = didYouMean(gate, checks) || `; the checks are ${checks.join(', ')}`
      return `"gates" names "${gate}", which is not a check of init${hint}`
    })
}

/** The names of a workflow's phases, as `phase:` of a task has them. */
export const phasesOf = ({ name, phases }: Workflow): string[] =>
  phases.map(({ title }) => `${name}/${phaseName(title)}`)

/** A workflow with the project's own tasks at the end of the phases that they name (`closedown/cleanup`). */
export function withOwnTasks(workflow: Workflow, own: Task[]): Workflow {
  const phases = workflow.phases.map((phase) => {
    const joined = own.filter((task) => task.phase === `${workflow.name}/${phaseName(phase.title)}`)
    return joined.length > 0 ? { ...phase, tasks: [...phase.tasks, ...joined] } : phase
  })
  return { ...workflow, phases }
}

/** The name of a phase in `phase:` of a task: its title's first word. */
const phaseName = (title: string): string => (/[\p{L}\p{N}_]+/u.exec(title)?.[0] ?? '').toLowerCase()

/**
 * What runs under --only, --skip and --from-task. Throws UserError for ids that the workflow does not have; `whereListed` says what shows those that
 * it has, and `isLeft` whether the last run left what a task that the workflow is for is taken to have done: without it that one runs.
 */
export function select(
  workflow: Workflow,
  flags: SelectionFlags,
  whereListed = '',
  isLeft: (task: Task) => boolean = () => true,
): Selection {
  const tasks = tasksOf(workflow)
  const known = (id: string, flag: string) => {
    const task = tasks.find((candidate) => candidate.id === id)
    if (!task) {
      throw new UserError(
        `${flag} ${id}: ${workflow.name} has no such task${
          didYouMean(
            id,
            tasks.map((candidate) => candidate.id),
          ) || whereListed
        }`,
      )
    }
    return task
  }
  const selection: Selection = new Map(tasks.map((task) => [task.id, { use: 'run' }]))
  if (flags.only !== undefined) {
    const chosen = known(flags.only, '--only')
    for (const task of tasks) selection.set(task.id, { use: 'left-out', flag: `--only ${chosen.id}` })
    for (const [id, use] of selectTask(chosen)) selection.set(id, use)
  }
  if (flags.fromTask !== undefined) {
    const first = known(flags.fromTask, '--from-task')
    const before = tasks.slice(0, tasks.indexOf(first))
    const stored = before.filter((task) => !workflow.essential?.includes(task) || isLeft(task))
    // What only looks at how things stand says so of this run, as the names that the last one chose are taken; but where something was written by it, it is that one's.
    const isOfTheRun = (task: Task) =>
      task.tells === true && !task.writes && !stored.some((user) => user.writes && inputsOf(user).includes(task))
    for (const task of stored) selection.set(task.id, { use: isOfTheRun(task) ? 'run' : 'stored' })
  }
  for (const id of flags.skip ?? []) selection.set(known(id, '--skip').id, { use: 'left-out', flag: `--skip ${id}` })
  return selection
}

/** One task, the reads it needs, and the stored outputs of the writing tasks that it needs. */
export function selectTask(task: Task): Selection {
  const selection: Selection = new Map()
  const visit = (input: Task) => {
    if (selection.has(input.id)) return
    for (const further of inputsOf(input)) visit(further)
    selection.set(input.id, { use: input.writes && input !== task ? 'stored' : 'run' })
  }
  visit(task)
  return selection
}

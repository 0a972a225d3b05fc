import { messageOf, UserError } from '../../cache/errors.ts'
import { checkWorkflowFields, type Task, type Workflow, wholeTask } from '../../tasks/task.ts'
import { inputsOf, tasksOf } from './graph.ts'

/** What a project adds. */
export interface Own {
  tasks?: Task[]
  workflows?: Workflow[]
}

/** The project's own tasks and workflows, each as `defineTask` would have made it, whether the configuration called that or holds plain objects; and what is wrong in which of the others. */
export function ownTasks<Config extends Own>(file: string, config: Config): { config: Config; problems: string[] } {
  const problems: string[] = []
  const tasks = config.tasks?.flatMap((task) => checked(task, wholeTask, problems))
  const workflows = config.workflows?.flatMap((workflow) => checked(workflow, wholeWorkflow, problems))
  for (const task of [...(tasks ?? []), ...(workflows ?? []).flatMap(tasksOf)]) remembered(task, file)
  return { config: { ...config, ...(tasks && { tasks }), ...(workflows && { workflows }) }, problems }
}

const files = new WeakMap<Task, string>()

/** The configuration's file, where a task is the project's own. */
export const fileOf = (task: Task): string | undefined => files.get(task)

/** Remembers where a task is from, and those that it needs: only the project's own can be among them. */
function remembered(task: Task, file: string): void {
  if (files.has(task)) return
  files.set(task, file)
  for (const input of inputsOf(task)) remembered(input, file)
}

function checked<Value>(value: Value, whole: (value: Value) => Value, problems: string[]): Value[] {
  try {
    return [whole(value)]
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    problems.push(...messageOf(error).split('\n'))
    return []
  }
}

function wholeWorkflow(workflow: Workflow): Workflow {
  checkWorkflowFields(workflow)
  const whole = (tasks: Task[]) => tasks.map(wholeTask)
  return {
    ...workflow,
    phases: workflow.phases.map((phase) => ({ ...phase, tasks: whole(phase.tasks) })),
    ...(workflow.first && { first: whole(workflow.first) }),
    ...(workflow.essential && { essential: whole(workflow.essential) }),
  }
}

import type { Task, Workflow } from '../../tasks/task.ts'
import { didYouMean } from '../../templates/did-you-mean.ts'
import { answers, type Command, optionsOf, wordsOf } from './command.ts'
import { inputsOf, phasesOf, placeProblems, tasksOf, withOwnTasks } from './graph.ts'
import type { Own } from './own-tasks.ts'
import { workflowCommand } from './workflow-command.ts'

/** What bookend has already. */
interface Tools {
  workflows: Workflow[]
  commands: Pick<Command, 'name'>[]
}

/** What is wrong with the names of the project's own tasks and workflows, beside bookend's and each other. */
export function nameProblems({ tasks = [], workflows = [] }: Own, tools: Tools): string[] {
  const commands = [...tools.workflows, ...tools.commands, ...answers].map(({ name }) => name)
  const names = workflows.map(({ name }) => name)
  const ofBookend = new Set(tools.workflows.flatMap(tasksOf).map(({ id }) => id))
  const own = withInputs([...tasks, ...workflows.flatMap(tasksOf)])
  const ids = [...own].map(({ id }) => id)
  return [
    ...repeated(names).map((name) => `two workflows are called "${name}"; each takes a name of its own`),
    ...names
      .filter((name) => commands.includes(name))
      .map((name) => `workflow "${name}": bookend has a command of this name; choose another`),
    ...workflows.flatMap(optionProblems),
    ...repeated(ids).map((id) => `two tasks are called "${id}"; ids are unique`),
    ...ids.filter((id) => ofBookend.has(id)).map((id) => `task "${id}": bookend has a task of this id; choose another`),
  ]
}

/** What is wrong with where the tasks are: all that are right in themselves are given. */
export function orderProblems({ tasks = [], workflows = [] }: Own, tools: Tools): string[] {
  const all = [...tools.workflows, ...workflows]
  const phases = all.flatMap(phasesOf)
  const unknown = tasks.flatMap(({ id, phase }) =>
    phase === undefined || phases.includes(phase)
      ? []
      : [
          `task "${id}": there is no phase "${phase}"${didYouMean(phase, phases) || `; there are ${phases.join(', ')}`}`,
        ],
  )
  return [...unknown, ...all.flatMap((workflow) => placeProblems(withOwnTasks(workflow, tasks)))]
}

/** Options that bookend gives every workflow, or that are there twice. */
function optionProblems(workflow: Workflow): string[] {
  const words = optionsOf(workflowCommand(workflow)).flatMap(([flags]) => wordsOf(flags))
  return repeated([...words, ...wordsOf('-h, --help')]).map(
    (word) => `workflow "${workflow.name}": "options" has ${word}, which it takes already; choose another`,
  )
}

const repeated = (words: string[]): string[] => [...new Set(words.filter((word, at) => words.indexOf(word) !== at))]

function withInputs(tasks: Task[], into = new Set<Task>()): Set<Task> {
  for (const task of tasks) {
    if (into.has(task)) continue
    into.add(task)
    withInputs(inputsOf(task), into)
  }
  return into
}

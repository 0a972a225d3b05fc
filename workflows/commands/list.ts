import { answer, type Invocation } from '../runner/command.ts'

interface ListedTask {
  workflow: string
  phase: string
  id: string
  title: string
}

/** Every task that can be run, with the workflow and the phase it is in. */
export async function listTasks(invocation: {
  workflows: Invocation['workflows']
  settings: Pick<Invocation['settings'], 'tasks'>
}): Promise<ListedTask[]> {
  const listed = (await invocation.workflows()).flatMap((workflow) =>
    [{ title: 'First', tasks: workflow.first ?? [] }, ...workflow.phases].flatMap((phase) =>
      phase.tasks.map(({ id, title }): ListedTask => ({ workflow: workflow.name, phase: phase.title, id, title })),
    ),
  )
  const loose = invocation.settings.tasks.filter((task) => !listed.some(({ id }) => id === task.id))
  return [...listed, ...loose.map(({ id, title }): ListedTask => ({ workflow: '', phase: '', id, title }))]
}

export function taskTable(tasks: ListedTask[]): string {
  const width = Math.max(...tasks.map(({ id }) => id.length))
  const lines: string[] = []
  let place = ''
  for (const { workflow, phase, id, title } of tasks) {
    const here = workflow ? `${workflow}: ${phase}` : "the project's own"
    if (here !== place) lines.push(`${lines.length > 0 ? '\n' : ''}${here}`)
    place = here
    lines.push(`  ${id.padEnd(width)}  ${title}`)
  }
  return lines.join('\n')
}

export async function listTasksAndWorkflows(invocation: Invocation): Promise<number> {
  const tasks = await listTasks(invocation)
  const workflows = (await invocation.workflows()).map(({ name, title }) => ({
    name,
    title,
    tasks: tasks.filter((task) => task.workflow === name),
  }))
  const loose = tasks.filter((task) => task.workflow === '')
  return answer(invocation, { workflows, tasks: loose }, () => taskTable(tasks))
}

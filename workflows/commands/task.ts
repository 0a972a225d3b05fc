import type { Cache } from '../../cache/database.ts'
import { UserError } from '../../cache/errors.ts'
import { createSessions } from '../../cache/sessions.ts'
import type { Session, Task, Workflow } from '../../tasks/task.ts'
import { didYouMean } from '../../templates/did-you-mean.ts'
import { redactJson } from '../../templates/redact.ts'
import { chooseSession } from '../runner/choose-session.ts'
import { type Invocation, stringOption } from '../runner/command.ts'
import { inputsOf, selectTask, tasksOf } from '../runner/graph.ts'
import { shownBy } from '../runner/own-answers.ts'
import { plannedLine } from '../runner/planned.ts'
import { reasonLine } from '../runner/reason-line.ts'
import { runHere } from '../runner/run-here.ts'
import { withLock } from '../runner/run-lock.ts'
import type { Settled } from '../runner/step.ts'
import { listTasksAndWorkflows } from './list.ts'

export async function runOneTask(invocation: Invocation): Promise<number> {
  const [id] = invocation.args
  if (id === undefined) {
    await listTasksAndWorkflows(invocation)
    invocation.output.note('bookend: task takes the id of one of these')
    return 2
  }
  const task = await findTask(invocation, id)
  const cache = invocation.openCache('attempt')
  return withLock(invocation, cache, async () => {
    const workflow: Workflow = {
      name: `task ${id}`,
      title: task.title,
      phases: [{ title: task.title, tasks: withInputs(task) }],
    }
    const session = sessionOf(invocation, cache)
    const { settled, bug, interrupted } = await runHere(invocation, {
      workflow,
      selection: selectTask(task),
      session,
      cache,
    })
    const interruption = invocation.interruption.exitStatus()
    if (interrupted || interruption !== undefined) return interruption ?? 130
    const status = await show(invocation, task, settled.find((step) => step.id === id) as Settled, bug)
    // What it stands on was not read, or what it was to write was not taken.
    return status === 0 && settled.some(({ reason }) => reason?.reason.startsWith('store-')) ? 4 : status
  })
}

/** The session that was named, else the one that the times name, else the current one. */
function sessionOf(invocation: Invocation, cache: Cache): Session {
  const id = stringOption(invocation.options, 'session')
  if (id === undefined) return chooseSession(invocation, cache)
  const session = createSessions(cache.db).get(id)
  if (!session) throw new UserError(`there is no session "${id}"; ${invocation.project.command('history')} lists them`)
  return {
    id,
    from: session.from,
    to: session.to ?? invocation.now(),
    windowBasis: 'session',
    open: session.to === null,
  }
}

async function findTask({ workflows, settings, project }: Invocation, id: string): Promise<Task> {
  const tasks = [...(await workflows()).flatMap(tasksOf), ...settings.tasks]
  const task = tasks.find((candidate) => candidate.id === id)
  if (!task) {
    const ids = tasks.map((candidate) => candidate.id)
    throw new UserError(
      `there is no task "${id}"${didYouMean(id, ids) || `; ${project.command('list')} shows them all`}`,
    )
  }
  return task
}

/** A task behind everything that it needs, in an order in which they can run. */
function withInputs(task: Task, into: Task[] = []): Task[] {
  for (const input of inputsOf(task)) withInputs(input, into)
  if (!into.includes(task)) into.push(task)
  return into
}

async function show({ output, json, dryRun }: Invocation, task: Task, step: Settled, bug: boolean): Promise<number> {
  const why = step.reason ? reasonLine(step.reason) : ''
  if (why) output.note(`bookend: ${step.id}: ${step.outcome}: ${why}`)
  const result = await redactJson(step.output)
  if (json) output.json(result === undefined ? { outcome: step.outcome, reason: step.reason } : result)
  else if (result !== undefined) output.result(shownBy(task, result, step.outcome === 'planned'))
  if (!json && dryRun) for (const action of await redactJson(step.actions ?? [])) output.result(plannedLine(action))
  if (bug) return 1
  return step.outcome === 'failed' || step.outcome === 'not-started' ? 4 : 0
}

import { defineWorkflow, type Flags, type Task, type Workflow } from '../../tasks/task.ts'
import { type Invocation, type OptionValues, optionKey } from './command.ts'
import { describeFailure, failureOf } from './failure.ts'
import type { RunRequest } from './request.ts'
import { type RunResult, runWorkflow } from './run.ts'
import type { Settled } from './step.ts'

export type Run = Pick<RunRequest, 'workflow' | 'selection' | 'storedOf' | 'session' | 'cache' | 'resume'>

/** What was given of the options that the workflow itself declares, under the names that its tasks know them by. */
function declaredFlags({ options: declared = [] }: Workflow, given: OptionValues): Flags {
  const names = declared.map(([flags]) => optionKey(flags))
  return Object.fromEntries(names.map((name) => [name, given[name]]).filter(([, value]) => value !== undefined))
}

/** Runs a workflow with this invocation's streams, flags and clock. */
export async function runHere(invocation: Invocation, run: Run): Promise<RunResult & { bug: boolean }> {
  const { output, json, quiet, verbose, dryRun, interruption, options } = invocation
  let bug = false
  const result = await runWorkflow({
    ...run,
    settings: invocation.settings,
    project: invocation.project,
    dryRun,
    environment: invocation.environment,
    flags: { strict: options.strict === true, ...declaredFlags(run.workflow, options) },
    signal: interruption.signal,
    now: invocation.now,
    renderer: quiet ? 'silent' : output.interactive ? 'default' : 'plain',
    stream: output.progressStream,
    warn: (message) => output.note(`bookend: ${message}`),
    detail: (message) => verbose && output.note(message),
    announce: (text) => (json ? output.note(text) : output.result(text)),
    runOwn: invocation.runOwn,
    causeOf: (error) => {
      const cause = invocation.blameOwn()
      if (cause !== undefined) return cause
      bug = true
      output.note(`bookend: ${describeFailure(failureOf(error, invocation.environment))}`)
      return undefined
    },
  })
  return { ...result, bug }
}

/** Runs tasks that only read, each for itself; nothing of it is shown or kept. */
export async function runReads(
  invocation: Invocation,
  tasks: Task[],
  where: Pick<Run, 'session' | 'cache'>,
): Promise<Settled[]> {
  const workflow = defineWorkflow({ name: 'look', title: 'Look', phases: [{ title: 'Look', tasks }] })
  const selection: Run['selection'] = new Map(tasks.map(({ id }) => [id, { use: 'run' }]))
  return (await runHere({ ...invocation, dryRun: true, quiet: true }, { ...where, workflow, selection })).settled
}

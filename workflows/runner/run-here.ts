import type { Cache } from '../../cache/database.ts'
import type { Flags, Session, Workflow } from '../../tasks/task.ts'
import { type Invocation, type OptionValues, optionKey } from './command.ts'
import { describeFailure, failureOf } from './failure.ts'
import type { Selection } from './graph.ts'
import { type RunResult, runWorkflow } from './run.ts'

export interface Run {
  workflow: Workflow
  selection: Selection
  session: Session
  cache: Cache
  resume?: { id: number; startedAt: number }
}

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
    onBug: (error) => {
      bug = true
      output.note(`bookend: ${describeFailure(failureOf(error, invocation.environment))}`)
    },
  })
  return { ...result, bug }
}

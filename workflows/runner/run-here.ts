import type { Cache } from '../../cache/database.ts'
import type { Session, Workflow } from '../../tasks/task.ts'
import type { Invocation } from './command.ts'
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
    flags: {
      strict: options.strict === true,
      killSuspects: options.killSuspects === true,
      // Commander keeps --no-sync as a "sync" that is true unless it was given.
      noSync: options.sync === false,
      deactivateExtra: options.deactivateExtra === true,
      acceptShrink: options.acceptShrink === true,
      startServer: options.startServer === true,
    },
    signal: interruption.signal,
    now: invocation.now,
    renderer: quiet ? 'silent' : output.interactive ? 'default' : 'plain',
    stream: output.progressStream,
    warn: (message) => output.note(`bookend: ${message}`),
    detail: (message) => verbose && output.note(message),
    announce: (text) => (json ? output.note(text) : output.result(text)),
    onBug: (error) => {
      bug = true
      output.note(`bookend: ${describeFailure(failureOf(error, invocation.environment))}`)
    },
  })
  return { ...result, bug }
}

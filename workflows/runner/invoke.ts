import { basename, resolve } from 'node:path'
import type { Environment } from '../../cache/environment.ts'
import { UserError } from '../../cache/errors.ts'
import type { Workflow } from '../../tasks/task.ts'
import { once } from '../../templates/once.ts'
import type { Command, Invocation, OptionValues } from './command.ts'
import { commandCaches } from './command-caches.ts'
import { defaultSettings, loadConfig } from './config.ts'
// Before anything is written.
import './effects/file-mask.ts'
import { leaveEarlySignals } from './effects/early-signals.ts'
import type { ForeignCode } from './effects/foreign-code.ts'
import type { Output } from './effects/output.ts'
import { listenForSignals } from './effects/signals.ts'
import { withOwnTasks } from './graph.ts'
import { findProject, refuseBareRepository } from './project.ts'
import type { Settings } from './settings.ts'
import { typedCommandIn } from './typed-command.ts'

/** What a command is run with, whichever it is. */
export interface InvokedFrom {
  cwd: string
  environment: Environment
  now: () => number
  loadWorkflows: () => Promise<Workflow[]>
  commands: Command[]
}

/** The configuration; of a command that runs without one, the defaults and what is wrong. */
async function settingsFor(
  command: Command,
  root: string,
  { cwd, environment, loadWorkflows, commands }: InvokedFrom,
  foreign: ForeignCode,
): Promise<{ settings: Settings; problem?: string }> {
  try {
    return { settings: await loadConfig(root, environment, { cwd, commands, foreign, loadWorkflows }) }
  } catch (error) {
    if (command.withoutConfiguration !== true || !(error instanceof UserError)) throw error
    return { settings: defaultSettings(root, environment), problem: error.message }
  }
}

/** Runs one command in the project that it is for, and once more where its cache turned out to be damaged. */
export async function invoke(
  foreign: ForeignCode,
  line: InvokedFrom,
  command: Command,
  args: string[],
  options: OptionValues,
  output: Output,
): Promise<number> {
  const root = findProject(typeof options.project === 'string' ? options.project : undefined, line.cwd)
  if (command.writes) refuseBareRepository(root)
  const { settings, problem } = await settingsFor(command, root, line, foreign)
  const workflows = once(async () =>
    [...(await line.loadWorkflows()), ...settings.workflows].map((workflow) => withOwnTasks(workflow, settings.tasks)),
  )
  const interruption = listenForSignals()
  leaveEarlySignals()
  const project = { root, name: basename(root) || root, command: typedCommandIn(root, line.environment) }
  const dryRun = options.dryRun === true
  const { environment, now } = line
  const caches = commandCaches({ project, dryRun, output, environment, now }, resolve(root, settings.cacheDir))
  const invocation: Invocation = {
    project,
    cwd: line.cwd,
    args,
    options,
    json: options.json === true,
    verbose: options.verbose === true,
    quiet: options.quiet === true,
    dryRun,
    workflows,
    commands: line.commands,
    settings,
    ...(problem !== undefined && { configurationProblem: problem }),
    environment,
    output,
    runOwn: foreign.runAtOnce,
    blameOwn: foreign.blame,
    interruption,
    now,
    openCache: caches.open,
  }
  try {
    return await command.run(invocation)
  } catch (error) {
    caches.replaceAfter(error)
    return await command.run(invocation)
  } finally {
    caches.close()
    interruption.release()
  }
}

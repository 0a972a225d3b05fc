import { basename, resolve } from 'node:path'
import { CommanderError } from 'commander'
import { type Cache, replaceDamaged } from '../../cache/database.ts'
import type { Environment } from '../../cache/environment.ts'
import { isCorrupt, messageOf, UserError } from '../../cache/errors.ts'
import type { Workflow } from '../../tasks/task.ts'
import { once } from '../../templates/once.ts'
import { versionWords } from './answer-at-once.ts'
import type { Command, Invocation, OptionValues } from './command.ts'
import { configurationIn, defaultSettings, loadConfig, type Settings } from './config.ts'
import { leaveEarlySignals } from './effects/early-signals.ts'
import { type ForeignCode, watchForeignCode } from './effects/foreign-code.ts'
import { createOutput, type Output } from './effects/output.ts'
import { exitAtOnce } from './effects/process-end.ts'
import { listenForSignals } from './effects/signals.ts'
import { conditionIn, describeFailure, type Failure, failureOf } from './failure.ts'
import { checkGates, checkWorkflow, withOwnTasks } from './graph.ts'
import { type Observed, observed } from './observed-output.ts'
import { CacheDamaged, openProjectCache } from './open-cache.ts'
import { createProgram } from './program.ts'
import { findProject, packageVersion, refuseBareRepository } from './project.ts'
import { typedCommandIn } from './typed-command.ts'
import { asksForJson, projectArgument, withCommand } from './words-typed.ts'
import { workflowCommand } from './workflow-command.ts'

export interface CommandLine {
  argv: string[]
  cwd: string
  environment: Environment
  now: () => number
  loadWorkflows: () => Promise<Workflow[]>
  commands: Command[]
  /** Where results and notes go; the process's own streams unless told otherwise. */
  output?: Output
}

/** Runs one command line and returns its exit status; the one place where errors become words. */
export async function runCommandLine(line: CommandLine): Promise<number> {
  const output = observed(line.output ?? createOutput())
  let bug = false
  const say = (error: unknown): Failure => {
    const failure = failureOf(error, line.environment)
    const lines = describeFailure(failure)
    output.note(`bookend: ${failure.stack === undefined ? lines.replaceAll('\n', '\nbookend: ') : lines}`)
    return failure
  }
  const foreign = watchForeignCode({
    tell: (sentence) => output.note(`bookend: ${sentence}`),
    onBug(error) {
      bug = true
      say(error)
    },
    onEndless(sentence) {
      const failure = say(new UserError(sentence))
      putIntoDocument(failure, true)
      exitAtOnce(failure.status)
    },
  })
  // One document, on errors too: what the command itself has not put into one is put into one here, beside what it was asked for where it was done all the same.
  const putIntoDocument = ({ status, message, hint }: Failure, late: boolean) => {
    const error = { status, message, ...(hint !== undefined && { hint }) }
    if (output.document !== undefined) output.print(late ? { ...output.document, error } : output.document)
    else if (status !== 0 && !output.printed && asksForJson(line.argv)) output.print({ error })
  }
  const ended = await attempt(line, output, foreign, say)
  foreign.release()
  const late = ended.status === 0 && (bug || foreign.late.length > 0)
  const message = foreign.late.length > 0 ? foreign.late.join('\n') : ended.message
  const failure = late ? { ...ended, status: bug ? 1 : 2, message } : ended
  putIntoDocument(failure, late)
  return failure.status
}

async function attempt(
  line: CommandLine,
  output: Observed,
  foreign: ForeignCode,
  say: (error: unknown) => Failure,
): Promise<Failure> {
  const said = (status: number) => ({ status, message: output.lastNote.replace(/^bookend: /, '') })
  try {
    return said(await dispatch(line, output, foreign))
  } catch (error) {
    if (error instanceof CommanderError) return said(error.exitCode === 0 ? 0 : 2)
    return say(error)
  }
}

async function dispatch(line: CommandLine, output: Output, foreign: ForeignCode): Promise<number> {
  if (line.cwd === '') throw new UserError('the working directory was removed: change to one that is there')
  const argv = withCommand(line.argv)
  const commands = [...(await workflowsTyped(argv, line, foreign)).map(workflowCommand), ...line.commands]
  let status = 0
  const program = createProgram({
    commands,
    version: packageVersion(),
    json: asksForJson(line.argv),
    output,
    typed: () => typedCommandIn(findProject(projectArgument(line.argv), line.cwd), line.environment),
    async run(command, args, options) {
      status = await invoke(foreign, line, command, args, options, output)
    },
  })
  await program.parseAsync(argv, { from: 'user' })
  return status
}

/**
 * The workflows that a command line may mean, or list in its help: none where it names another command. A project's own are commands too; its
 * configuration is read early only where the command is not one of the tool's.
 */
async function workflowsTyped(argv: string[], line: CommandLine, foreign: ForeignCode): Promise<Workflow[]> {
  const [name, topic] = argv.filter((word) => !word.startsWith('-'))
  const isOne = (word: string | undefined) => line.commands.some((command) => command.name === word)
  if (versionWords.test(argv[0] ?? '') || isOne(name)) return []
  const workflows = await line.loadWorkflows()
  const isKnown = (word: string | undefined) =>
    word === undefined || isOne(word) || workflows.some((workflow) => workflow.name === word)
  if (isKnown(name)) return workflows
  try {
    return [...workflows, ...(await ownWorkflows(line, foreign))]
  } catch (error) {
    // What the tool itself can do is said in a project with a wrong configuration, too.
    if (name === 'help' && isKnown(topic) && error instanceof UserError) return workflows
    throw error
  }
}

async function ownWorkflows(line: CommandLine, foreign: ForeignCode): Promise<Workflow[]> {
  const { cwd, environment } = line
  const settings = await loadConfig(findProject(projectArgument(line.argv), cwd), environment, { cwd, foreign })
  return settings.workflows
}

function checkedWorkflows(tools: Workflow[], { workflows: own, tasks, gates, configuration }: Settings): Workflow[] {
  const workflows = [...tools, ...own].map((workflow) => withOwnTasks(workflow, tasks))
  for (const workflow of workflows) checkWorkflow(workflow)
  checkGates(gates, workflows, configuration)
  return workflows
}

const namesTasks = ({ tasks, workflows, gates }: Settings, usual: Settings): boolean =>
  tasks.length > 0 || workflows.length > 0 || gates.join() !== usual.gates.join()

/** The configuration; of a command that runs without one, the defaults and what is wrong. */
async function settingsFor(
  command: Command,
  root: string,
  { cwd, environment }: CommandLine,
  foreign: ForeignCode,
): Promise<{ settings: Settings; problem?: string }> {
  try {
    return { settings: await loadConfig(root, environment, { cwd, foreign }) }
  } catch (error) {
    if (command.withoutConfiguration !== true || !(error instanceof UserError)) throw error
    return { settings: defaultSettings(root, environment, configurationIn(root, cwd)?.named), problem: error.message }
  }
}

async function invoke(
  foreign: ForeignCode,
  line: CommandLine,
  command: Command,
  args: string[],
  options: OptionValues,
  output: Output,
): Promise<number> {
  const root = findProject(typeof options.project === 'string' ? options.project : undefined, line.cwd)
  if (command.writes) refuseBareRepository(root)
  const { settings, problem } = await settingsFor(command, root, line, foreign)
  const workflows = once(async () => checkedWorkflows(await line.loadWorkflows(), settings))
  // What a configuration adds to them or names of them is checked whichever command runs.
  if (namesTasks(settings, defaultSettings(root, line.environment))) await workflows()
  const interruption = listenForSignals()
  leaveEarlySignals()
  const caches: Cache[] = []
  /** Whether the command may change the cache. */
  let writes = false
  /** A cache that was replaced while the command used it. */
  let replaced: Pick<Cache, 'damage' | 'warnings'> | undefined
  const directory = resolve(root, settings.cacheDir)
  const invocation: Invocation = {
    project: { root, name: basename(root), command: typedCommandIn(root, line.environment) },
    cwd: line.cwd,
    args,
    options,
    json: options.json === true,
    verbose: options.verbose === true,
    quiet: options.quiet === true,
    dryRun: options.dryRun === true,
    workflows,
    commands: line.commands,
    settings,
    ...(problem !== undefined && { configurationProblem: problem }),
    environment: line.environment,
    output,
    runOwn: foreign.runAtOnce,
    interruption,
    now: line.now,
    openCache(mode = 'durable') {
      writes ||= mode === 'durable' || mode === 'salvage'
      const cache = openProjectCache({ root, directory }, options.dryRun === true, mode, line)
      caches.push(cache)
      for (const warning of cache.warnings) output.note(`bookend: ${warning}`)
      return { ...cache, ...replaced }
    },
  }
  const close = () => {
    for (const cache of caches.splice(0)) closeQuietly(cache, line.environment)
  }
  try {
    return await command.run(invocation)
  } catch (error) {
    const damaged = caches[0]?.file
    if (!isCorrupt(error) || damaged === undefined || options.dryRun === true) throw error
    close()
    if (!writes) throw new CacheDamaged(damaged, messageOf(error), invocation.project)
    // Damage that showed only while the cache was used: it is set aside like damage that shows at once, and the command is run again.
    const cache = replaceDamaged(damaged, messageOf(error), new Date(line.now()))
    cache.close()
    replaced = { damage: messageOf(error), warnings: cache.warnings }
    for (const warning of cache.warnings) output.note(`bookend: ${warning}`)
    return await command.run(invocation)
  } finally {
    close()
    interruption.release()
  }
}

/** What was committed is kept; that the log could not be tidied up on a full disk is no reason to fail. */
function closeQuietly(cache: Cache, environment: CommandLine['environment']): void {
  try {
    cache.close()
  } catch (error) {
    if (!conditionIn(error, environment)) throw error
  }
}

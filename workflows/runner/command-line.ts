import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { CommanderError, Option, Command as Program } from 'commander'
import { type Cache, isCorrupt, openCache, setAside } from '../../cache/database.ts'
import { messageOf, UserError } from '../../cache/errors.ts'
import type { Project, Workflow } from '../../tasks/task.ts'
import type { Command, Invocation, OptionRow, OptionValues } from './command.ts'
import { loadConfig } from './config.ts'
import { createOutput, type Output } from './effects/output.ts'
import { listenForSignals } from './effects/signals.ts'
import { checkGates, checkWorkflow, withOwnTasks } from './graph.ts'
import { findProject, packageRoot } from './project.ts'
import { workflowCommand } from './workflow-command.ts'

export interface CommandLine {
  argv: string[]
  cwd: string
  environment: Record<string, string | undefined>
  now: () => number
  workflows: Workflow[]
  commands: Command[]
  /** Where results and notes go; the process's own streams unless told otherwise. */
  output?: Output
}

const everywhere: OptionRow[] = [
  ['--project <dir>', 'the project (default: the git top level above the working directory, else that directory)'],
  ['--json', 'print exactly one JSON document'],
  ['--verbose', 'say more'],
  ['--quiet', 'say less'],
]
const dryRun: OptionRow = ['--dry-run', 'print what would be done, and change nothing']

/** Runs one command line and returns its exit status; the one place where errors become words. */
export async function runCommandLine(line: CommandLine): Promise<number> {
  const output = line.output ?? createOutput()
  try {
    return await dispatch(line, output)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof UserError) {
      output.note(`bookend: ${error.message}`)
      return error.exit
    }
    output.note(
      `bookend: this is a bug, please report it with these lines:\n${error instanceof Error ? error.stack : String(error)}`,
    )
    return 1
  }
}

async function dispatch(line: CommandLine, output: Output): Promise<number> {
  const ownWorkflows = await ownWorkflowNames(line)
  const program = new Program('bookend')
    .description("Opens and closes a coding agent's working session in a git project.")
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.result(text),
      writeErr: (text) => output.note(text.replace(/^error: /, 'bookend: ').trimEnd()),
    })
  let status = 2
  const commands = [...[...line.workflows, ...ownWorkflows].map(workflowCommand), ...line.commands]
  for (const command of commands) {
    const sub = program
      .command(`${command.name}${command.arguments ? ` ${command.arguments}` : ''}`)
      .description(command.description)
    for (const [flags, description] of [
      ...(command.options ?? []),
      ...(command.writes ? [dryRun] : []),
      ...everywhere,
    ]) {
      sub.addOption(
        flags.startsWith('--skip') ? new Option(flags, description).argParser(collect) : new Option(flags, description),
      )
    }
    sub.action(async (...parameters: unknown[]) => {
      const values = sub.opts() as OptionValues
      status = await invoke(
        line,
        command,
        parameters
          .slice(0, -2)
          .flat()
          .filter((value) => value !== undefined) as string[],
        values,
        output,
      )
    })
  }
  if (line.argv.length === 0) program.help({ error: true })
  await program.parseAsync(line.argv, { from: 'user' })
  return status
}

const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value]

/** A project's own workflows are commands too; the configuration is read early only where the command is none of the tool's. */
async function ownWorkflowNames(line: CommandLine): Promise<Workflow[]> {
  const name = line.argv.find((word) => !word.startsWith('-'))
  const known = [...line.workflows, ...line.commands].some((command) => command.name === name)
  if (name === undefined || known) return []
  const at = line.argv.indexOf('--project')
  const settings = await loadConfig(findProject(at === -1 ? undefined : line.argv[at + 1], line.cwd), line.environment)
  return settings.workflows
}

async function invoke(
  line: CommandLine,
  command: Command,
  args: string[],
  options: OptionValues,
  output: Output,
): Promise<number> {
  const root = findProject(typeof options.project === 'string' ? options.project : undefined, line.cwd)
  const settings = await loadConfig(root, line.environment)
  const workflows = [...line.workflows, ...settings.workflows].map((workflow) => withOwnTasks(workflow, settings.tasks))
  for (const workflow of workflows) checkWorkflow(workflow)
  checkGates(settings.gates, workflows)
  const interruption = listenForSignals()
  const caches: Cache[] = []
  const directory = resolve(root, settings.cacheDir)
  const invocation: Invocation = {
    project: projectAt(root),
    cwd: line.cwd,
    args,
    options,
    json: options.json === true,
    verbose: options.verbose === true,
    quiet: options.quiet === true,
    dryRun: options.dryRun === true,
    workflows,
    settings,
    environment: line.environment,
    output,
    interruption,
    now: line.now,
    openCache(mode = 'durable') {
      const cache = openCache(directory, options.dryRun === true ? 'scratch' : mode, new Date(line.now()))
      caches.push(cache)
      for (const warning of cache.warnings) output.note(`bookend: ${warning}`)
      return cache
    },
  }
  const close = () => {
    for (const cache of caches.splice(0)) cache.close()
  }
  try {
    return await command.run(invocation)
  } catch (error) {
    const damaged = caches[0]?.file
    if (!isCorrupt(error) || damaged === undefined || options.dryRun === true) throw error
    // Damage that showed only while the cache was used: it is set aside like damage that shows at once, and the command is run again.
    close()
    output.note(
      `bookend: ${damaged} is damaged (${messageOf(error)}); it is kept as ${setAside(damaged, new Date(line.now()))}, and a new one was begun`,
    )
    return await command.run(invocation)
  } finally {
    close()
    interruption.release()
  }
}

function projectAt(root: string): Project {
  const own = root === packageRoot
  return {
    root,
    name: basename(root),
    command: (name, args) =>
      own ? `npm run ${name}${args ? ` -- ${args}` : ''}` : `bookend ${name}${args ? ` ${args}` : ''}`,
  }
}

function version(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version
}

import type { Cache } from '../../cache/database.ts'
import type { Environment } from '../../cache/environment.ts'
import type { Project, TaskContext, Workflow } from '../../tasks/task.ts'
import type { Output } from './effects/output.ts'
import type { Interruption } from './effects/signals.ts'
import type { Settings } from './settings.ts'

/** An option as it is typed, with what it does: `['--from <iso>', 'beginning of the window']`. `several`: it can be given more than once. */
export type OptionRow = [flags: string, description: string, several?: 'several']

/** Which session a workflow or a task is about, by its times. */
export const windowOptions: OptionRow[] = [
  ['--from <iso>', 'beginning of the window'],
  ['--to <iso>', 'end of the window'],
]

export const optionsOfAll: OptionRow[] = [
  ['--project <dir>', 'the project (default: the nearest one at or above the working directory)'],
  ['--json', 'print exactly one JSON document'],
  ['--verbose', 'say more'],
  ['--quiet', 'say less'],
]
export const dryRun: OptionRow = ['--dry-run', 'print what would be done, and change nothing']

/** `-V` and `--version` of `-V, --version`. */
export const wordsOf = (flags: string): string[] => flags.split(/[ ,]+/).filter((each) => each.startsWith('-'))

/** `--from` of `--from <iso>`, `--version` of `-V, --version`. */
export const optionName = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags

/** The key of an option's value: `startServer` for `--start-server`, `echo` for `--no-echo`. */
export const optionKey = (flags: string): string =>
  optionName(flags)
    .replace(/^--(no-)?/, '')
    .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** A command of the tool that is not a workflow: one file each under workflows/commands/. */
export interface Command {
  name: string
  /** As it is typed: `<text>`, `[id]`, `<file...>`. */
  arguments?: string
  description: string
  options?: OptionRow[]
  /** Whether it changes something, and so takes --dry-run. */
  writes: boolean
  /** Whether it runs where the configuration cannot be used: with the defaults, and `configurationProblem`. */
  withoutConfiguration?: boolean
  /** Returns the exit status. */
  run(invocation: Invocation): Promise<number>
}

/** Every option that a command takes: its own first, then what it shares with others. */
export const optionsOf = (command: Command): OptionRow[] => [
  ...(command.options ?? []),
  ...(command.writes ? [dryRun] : []),
  ...optionsOfAll,
]

/** What the parser answers itself. */
export const answers: Pick<Command, 'name' | 'arguments' | 'description'>[] = [
  { name: 'help', arguments: '[command]', description: 'print the help of a command' },
  { name: 'version', description: 'print the version' },
]

export type OptionValues = Record<string, string | string[] | boolean | undefined>

/** Everything that a command may know about how it was called. */
export interface Invocation {
  project: Project
  /** Where it was called: files are named from here. */
  cwd: string
  args: string[]
  options: OptionValues
  json: boolean
  verbose: boolean
  quiet: boolean
  dryRun: boolean
  /** The workflows of the tool and of the project, checked; loaded when they are first asked for. */
  workflows(): Promise<Workflow[]>
  /** What can be typed besides them. */
  commands: Command[]
  settings: Settings
  /** What is wrong with the configuration; only of a command that runs without one. */
  configurationProblem?: string
  environment: Environment
  output: Output
  /** Runs code of the project's that is no configuration: a template. */
  runOwn: TaskContext['runOwn']
  /** What code of the project's changed later of what bookend runs on; undefined where it did not. */
  blameOwn(): string | undefined
  interruption: Interruption
  now(): number
  /**
   * Opens the project's cache; a dry run gets a copy of it. It is closed when the command ends. `salvage`: where it cannot be opened, what can be had
   * of it, and `unsaved` says why nothing will last; `attempt`: the same where only room is lacking. `look`: for a command that leaves nothing behind. `kept`: for one that
   * makes no cache, and writes in one that is there.
   */
  openCache(mode?: 'attempt' | 'durable' | 'existing' | 'kept' | 'look' | 'salvage' | 'scratch'): Cache
}

/** Answers with one JSON document where that was asked for, else in words; returns the exit status. */
export function answer({ json, output }: Pick<Invocation, 'json' | 'output'>, value: object, words: () => string): 0 {
  if (json) output.json(value)
  else output.result(words())
  return 0
}

export function stringOption(options: OptionValues, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

export function listOption(options: OptionValues, name: string): string[] {
  const value = options[name]
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : []
}

import type { CommandPart } from '../command-words.ts'

export interface CommandResult {
  stdout: string
  stderr: string
  /** Exit status; undefined where the command could not be started, was ended by a signal, or ran out of time. */
  exit: number | undefined
  /** Whether its time ran out. */
  late?: true
}

export interface CommandOptions {
  cwd?: string
  /** A variable that is undefined is taken out of the environment. */
  env?: Record<string, string | undefined>
  timeoutMs?: number
  onLine?: (line: string) => void
  /** Its output has names of files in it: a byte that is not text stays known (`nameOf`). */
  names?: true
  /** A program of bookend's own: found by the `PATH` that bookend was started with, whatever a configuration made of it. */
  own?: true
}

/** Runs a command that is written as a template (`commandWords` says how it is read). */
export type Command = (template: TemplateStringsArray, ...values: CommandPart[]) => Promise<CommandResult>

/** Starts processes: the only place that does. */
export interface Shell {
  /** A command as zx has it: $`git log -1 ${commit}`, and $({ timeoutMs: 5000 })`git log -1`. */
  $: Command & ((options: CommandOptions) => Command)
  /** A command line of the user's, for a shell. */
  line(command: string, options?: { timeoutMs?: number; onLine?: (line: string) => void }): Promise<CommandResult>
  /** A module of bookend's own, in a Node of its own. What it writes to descriptor 3 is its `stdout`; everything else it prints is dropped. */
  node(module: URL, args: string[], options?: { timeoutMs?: number }): Promise<CommandResult>
  /** Starts a command that outlives bookend, with a session's mark, its output appended to a file (absolute). Throws UserError. */
  background(argv: string[], options: { log: string; mark: string }): Promise<BackgroundProcess>
}

export interface BackgroundProcess {
  pid: number
  /** Whether it ended, and not with status 0: a command that leaves a server behind ends too. */
  failed(): boolean
}

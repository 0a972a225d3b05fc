import type { Environment } from '../cache/environment.ts'
import type { InterruptedStep } from '../cache/journal.ts'
import type { Json, JsonObject } from '../cache/json.ts'
import type { Config } from './config.ts'
import type { Files } from './context/files.ts'
import type { Network } from './context/network.ts'
import type { Processes } from './context/processes.ts'
import type { Shell } from './context/shell.ts'
import type { Stores } from './context/stores.ts'
import type { Trash } from './context/trash.ts'
import type { StepResult } from './outcome.ts'

export type * from './context/files.ts'
export type * from './context/network.ts'
export type * from './context/processes.ts'
export type * from './context/shell.ts'
export type * from './context/stores.ts'
export type * from './context/trash.ts'

export interface Session {
  id: string
  /** Milliseconds since 1970; the window is `[from, to)`. */
  from: number
  to: number
  windowBasis: 'arguments' | 'session' | 'session-state' | 'last-closedown' | 'last-24-hours'
  /** Whether init opened it and closedown is to close it. */
  open: boolean
}

export interface Project {
  /** Absolute. */
  root: string
  name: string
  /** A command line of bookend's as it is typed in this project: `npm run closedown -- --resume`. */
  command(name: string, ...args: string[]): string
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds since some moment, for how long something takes: no change of the clock makes it jump. */
  elapsed(): number
}

export interface Log {
  /** A sentence that the user must see. */
  warn(message: string): void
  /** Shown with --verbose. */
  detail(message: string): void
}

/** What the command line asked of tasks. */
export interface Flags {
  strict?: boolean
  killSuspects?: boolean
  /** init: false to compare the rules and write none. */
  sync?: boolean
  deactivateExtra?: boolean
  acceptShrink?: boolean
  startServer?: boolean
  /** What the workflow itself declares in `options`: `--level <word>` is `level`, `--no-echo` is `echo: false`. */
  [option: string]: boolean | string | string[] | undefined
}

/** Everything a task may know and touch. */
export interface TaskContext {
  project: Project
  /** Variables that bookend was started with. */
  environment: Environment
  config: Config
  session: Session
  run: {
    /** When the run began, also for a resumed one: what documents and records take as "now". */
    startedAt: number
    dryRun: boolean
    resumed: boolean
    workflow: string
    /** How the steps before this one ended. */
    steps(): StepResult[]
    /** What the report holds so far. */
    report(): Promise<JsonObject>
  }
  flags: Flags
  shell: Shell
  network: Network
  files: Files
  trash: Trash
  clock: Clock
  processes: Processes
  stores: Stores
  log: Log
  /** Runs code of the project's, named by its path, for its value: it may end nothing, and is broken off where it never ends. Throws what it throws. */
  runOwn<Value>(path: string, work: () => Value): Value
  signal: AbortSignal
  /** Says how far a long step is. */
  progress(message: string): void
  /** Puts lines on the screen at once, before any other result, whatever --quiet says. */
  announce(text: string): void
  /**
   * During apply: what an earlier, interrupted attempt did of this plan, a way to note each action as it is settled, and one to say of a planned one that it
   * did not come about. Of a task that fails, only what was noted is reported.
   */
  actions: {
    earlier: Map<number, Json>
    did(position: number, result: Json): void
    undone(position: number): void
    /** What interrupted runs of the session, in whose place this one is, had done: nobody else tells it any more. */
    interrupted: InterruptedStep[]
  }
}

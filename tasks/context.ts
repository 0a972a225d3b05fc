import type { AgentSessions } from '../cache/agent-sessions.ts'
import type { AuditLog } from '../cache/audit/audit-log.ts'
import type { Deliveries } from '../cache/deliveries.ts'
import type { Documents } from '../cache/documents.ts'
import type { StoreUnavailable } from '../cache/errors.ts'
import type { Journal } from '../cache/journal.ts'
import type { Json, JsonObject } from '../cache/json.ts'
import type { TestDatabases } from '../cache/mongo/test-databases.ts'
import type { Notes } from '../cache/notes.ts'
import type { Proposals } from '../cache/proposals.ts'
import type { Reports } from '../cache/reports.ts'
import type { Retention } from '../cache/retention.ts'
import type { RuleObservations } from '../cache/rule-observations.ts'
import type { RuleStore } from '../cache/rules/rule-store.ts'
import type { RuleSyncs } from '../cache/rules/syncs.ts'
import type { SessionLife } from '../cache/session-life.ts'
import type { Sessions } from '../cache/sessions.ts'
import type { NotRead } from '../cache/transcripts/listing.ts'
import type { AgentUsage } from '../cache/transcripts/usage.ts'
import type { WorkOptions } from '../cache/transcripts/work/scene.ts'
import type { AgentWork } from '../cache/transcripts/work.ts'
import type { Window } from '../cache/window.ts'
import type { CommandPart } from './command-words.ts'
import type { Config } from './config.ts'
import type { StepResult } from './outcome.ts'

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

export interface CommandResult {
  stdout: string
  stderr: string
  /** Exit status; undefined where the command could not be started, was ended by a signal, or ran out of time. */
  exit: number | undefined
}

export interface CommandOptions {
  cwd?: string
  /** A variable that is undefined is taken out of the environment. */
  env?: Record<string, string | undefined>
  timeoutMs?: number
  onLine?: (line: string) => void
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

/** What became of a request: an HTTP answer, something that is not one, or nothing, and why. */
export type Answer =
  | { kind: 'http'; status: number }
  | { kind: 'other'; detail: string }
  | { kind: 'none'; detail: string }

/** Asks servers. */
export interface Network {
  ask(url: URL, timeoutMs: number): Promise<Answer>
}

export interface FileInfo {
  kind: 'file' | 'directory' | 'link' | 'other'
  /** Apparent size in bytes; 0 for what is not a regular file. */
  bytes: number
  device: number
  inode: number
}

/** Files of the project, named relative to it. Writers refuse what would leave it, follow no link and throw in a dry run. */
export interface Files {
  /** Undefined where the file does not exist. */
  read(path: string): string | undefined
  exists(path: string): boolean
  info(path: string): FileInfo | undefined
  /** Milliseconds since 1970; undefined where there is no such file. */
  modifiedAt(path: string): number | undefined
  list(directory: string): string[]
  /** Where other file systems, or other parts of the same one, are mounted below the project. */
  mounts(): string[]
  glob(patterns: string[]): Promise<string[]>
  /** Whether the path, every directory on the way to it taken for what it is, is inside the project. */
  inside(path: string): boolean
  /** Why `write` cannot replace or make a file, in words; undefined where it can. */
  obstacle(path: string): string | undefined
  /** Temporary file, fsync, rename. `exclusive`: fails with EEXIST instead of replacing. */
  write(path: string, text: string, options?: { exclusive?: boolean }): void
  /** A copy in the same directory, byte for byte and with the same permissions; fails with EEXIST instead of replacing. */
  copyBeside(path: string, name: string): void
  /** A file that is outside the project, named absolutely: only where its owner asked for it. */
  readOutside(path: string): string | undefined
  /** Appends; `from`: what is behind this byte is replaced. What cannot be written whole is not written at all. */
  appendOutside(path: string, text: string, from?: number): void
  /** Removes one file, link or empty directory, if it still is what was planned. */
  remove(path: string, expected: FileInfo): void
}

/** Something that a cleanup moved out of the project's way: a file, a link, or a directory with all that was in it. */
export interface TrashEntry {
  session: string
  /** Its place among what was moved for the same session. */
  number: number
  /** Where it was, relative to the project. */
  path: string
  kind: FileInfo['kind']
  /** Of the regular files in it. */
  bytes: number
  /** When it was moved, in milliseconds since 1970. */
  at: number
}

/** What cleanups removed and can still be brought back: `<cacheDir>/trash/`. Throws in a dry run. */
export interface Trash {
  /** Moves one thing, if it still is what was planned. */
  move(what: { session: string; path: string; info: FileInfo; bytes: number; at: number }): void
  /** Newest first. */
  list(): TrashEntry[]
  /** Sessions of which nothing was moved after a time. */
  outdated(before: number): { session: string; bytes: number }[]
  /** Removes for good what was moved for a session. */
  empty(session: string): void
}

export interface Clock {
  now(): number
}

/** A process, as far as the system reports it. */
export interface ProcessInfo {
  pid: number
  parent: number
  /** Its process group: what one pipeline of a shell shares. */
  group: number
  /** Numeric id of its user. */
  user: number
  /** Its start as the system reports it: only compared, never read. The same pid with another start is another process. */
  start: string
  /** Its start in milliseconds since 1970, as exact as the system has it. */
  startedAt: number
  command: string
  /** Resident bytes. */
  memory: number
  /** Of processes of this user only, where the system reports. */
  workingDirectory?: string
  environment?: MarkVariables
}

/** The variables that show whose a process is. */
export interface MarkVariables {
  BOOKEND_SESSION?: string
  BOOKEND_KEEP?: string
  CLAUDE_CODE_SESSION_ID?: string
}

/** The processes of this machine. Zombies count as ended. */
export interface Processes {
  /** This process. */
  readonly pid: number
  readonly user: number
  /** Whether `environment` can be read here: without it, only tracked processes can be proven to be the session's. */
  list(except?: ReadonlySet<number>): Promise<ProcessInfo[]>
  /** One process as it is now; undefined where there is none. */
  read(pid: number): ProcessInfo | undefined
  /** Who listens on which of these TCP ports. */
  listeners(ports: number[]): Promise<Map<number, number[]>>
  /** Files and directories below a directory that living processes other than this one have open; absolute. */
  openPaths(below: string): Promise<Set<string>>
  /** Who holds the other end of this process's standard streams, and whoever reads on from there: a pipeline has many members. */
  streamEnds(): Promise<Set<number>>
  /** Sends a signal; false where the process is gone or may not be signalled. */
  signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): boolean
  isAlive(pid: number): boolean
}

/** The agents' transcripts, outside the project: only read. */
export interface Transcripts {
  /** Brings the cache up to date with them, once a run; says what was not read. */
  read(progress: (message: string) => void): Promise<NotRead[]>
  /** Whether any has a line in the window. */
  any(window: Window): boolean
  /** Tool calls in the window. */
  calls(window: Window): number
  /** Undefined where none has a line in the window. `sizes`: the contexts from which on models have another price. */
  usage(window: Window, sizes: (models: string[]) => number[]): AgentUsage | undefined
  /** What happened, quoted from the transcripts that are still there. */
  work(window: Window, options: Omit<WorkOptions, 'roots'>): AgentWork
}

export interface Stores {
  audit(): Promise<AuditLog>
  /** Brings the cache up to date with the sources of decisions: files whole, stores as far as the window goes. */
  sync(
    window: Window,
    progress: (message: string) => void,
  ): Promise<{
    files: number
    added: number
    known: number
    failed: { file: string; detail: string }[]
    /** The source that was taken although nobody named it, because there is no other. */
    byItself?: 'claude-code'
    /** A source that did not answer or refused; what the cache has of it is used. */
    unavailable?: StoreUnavailable
  }>
  /** When each of the framework's services last decided, by name, as far as the cache goes; stores are asked back to `since`. Throws StoreUnavailable. */
  lastDecisions(since: number, progress: (message: string) => void): Promise<Map<string, number>>
  /** Throws UserError where the configuration names none that could be asked. */
  rules(): RuleStore
  ruleSyncs: RuleSyncs
  /** Undefined where no MongoDB is configured. */
  testDatabases(): TestDatabases | undefined
  transcripts: Transcripts
  sessions: Sessions
  sessionLife: SessionLife
  notes: Notes
  reports: Reports
  proposals: Proposals
  ruleObservations: RuleObservations
  journal: Journal
  retention: Retention
  deliveries: Deliveries
  documents: Documents
  agentSessions: AgentSessions
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
  environment: Record<string, string | undefined>
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
  signal: AbortSignal
  /** Says how far a long step is. */
  progress(message: string): void
  /** Puts lines on the screen at once, before any other result, whatever --quiet says. */
  announce(text: string): void
  /** During apply: what an earlier, interrupted attempt did of this plan, and a way to note each action as it is done. */
  actions: { earlier: Map<number, Json>; did(position: number, result: Json): void }
}

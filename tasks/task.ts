import type { JsonObject } from '../cache/json.ts'
import type { SessionRecord } from '../cache/sessions.ts'
import type { Project, TaskContext } from './context.ts'
import { checkTaskFields, checkWorkflowFields } from './fields.ts'
import type { Ending, Plan } from './outcome.ts'

export { type CommandPart, commandWords } from './command-words.ts'
export { type Config, configurationFiles, ruleTextsOf, usualAuditDirectory } from './config.ts'
export type * from './context.ts'
export { checkWorkflowFields } from './fields.ts'
export { isShell } from './is-shell.ts'
export * from './outcome.ts'
// What the runner knows of files: the framework's own, and where bookend itself writes.
export {
  hookSettingsFile,
  instructionHistoryFile,
  sessionStateFile,
  skillsDirectory,
  trashDirectory,
  usualCacheDirectory,
  writtenDirectories,
} from './own-files.ts'
export { describeReason, givenReasons, type Reason, reasonParts, storeReason, withFile } from './reason.ts'

/** What a task gives. */
export type OutputOf<T> = T extends Task<infer Output> ? Output : never

/** What a task puts into the report. */
export type BlockOf<T> = T extends Task<infer _, infer Block> ? Block : never

type Needs = Record<string, Task<unknown>>
type Outputs<N extends Needs> = { [K in keyof N]: OutputOf<N[K]> }
type MaybeOutputs<N extends Needs> = { [K in keyof N]: Outputs<N>[K] | undefined }
type Awaitable<T> = T | Promise<T>

interface Common<Output, Block extends object> {
  /** `phase/name`. */
  id: string
  /** An imperative sentence. */
  title: string
  /** Name of the check of init that this task is. */
  check?: string
  /** A phase of a workflow (`closedown/cleanup`) that a task of a project's own joins. */
  phase?: string
  /** Whether it tells how the steps before it ended: it is done again where a resumed run makes up for one of them. */
  tells?: boolean
  /** Keys of the configuration that its answer is made of: where one was corrected since, a resumed run asks it again. */
  follows?: string[]
  /** Ids of tasks of other workflows that do the same: what an interrupted run had done with them this one tells, too. Ids, so that no folder needs the one that needs it. */
  alike?: string[]
  /** What of the output is in the report, under the report's own keys; tasks/report.ts is composed of these. */
  block?: (output: Output) => Block
  /** The output for people, as `bookend task` prints it. `planned`: in a dry run, which did nothing of it. */
  show?: (output: Output, planned: boolean) => string
  /** The output in one line, behind a check's verdict. */
  brief?: (output: Output, planned: boolean) => string
}

interface Reading<Output, N extends Needs, W extends Needs, Block extends object> extends Common<Output, Block> {
  needs?: N
  wants?: W
  run(context: TaskContext, inputs: Outputs<N> & MaybeOutputs<W>): Awaitable<Output | Ending<Output>>
}

interface Writing<Output, Data, N extends Needs, W extends Needs, Block extends object> extends Common<Output, Block> {
  needs?: N
  wants?: W
  plan(context: TaskContext, inputs: Outputs<N> & MaybeOutputs<W>): Awaitable<Plan<Output, Data> | Ending<Output>>
  apply(context: TaskContext, plan: Plan<Output, Data>): Awaitable<Output | Ending<Output>>
}

/** A step. `needs` must have given an output before it starts; `wants` are waited for, and may have given none. */
export interface Task<Output = unknown, Block extends object = object> {
  readonly id: string
  readonly title: string
  readonly check?: string
  readonly phase?: string
  readonly tells?: boolean
  readonly follows?: string[]
  readonly alike?: string[]
  readonly needs: Needs
  readonly wants: Needs
  readonly writes: boolean
  // Method syntax on purpose: a Task<string> is a Task<unknown> to those who only schedule it.
  block?(output: Output): Block
  show?(output: Output, planned: boolean): string
  brief?(output: Output, planned: boolean): string
  run(context: TaskContext, inputs: Record<string, unknown>): Promise<Output | Ending<Output>>
  plan(context: TaskContext, inputs: Record<string, unknown>): Promise<Plan<Output, unknown> | Ending<Output>>
  apply(context: TaskContext, plan: Plan<Output, unknown>): Promise<Output | Ending<Output>>
}

/**
 * Defines a task: either `run` (it only reads), or `plan` and `apply` (it changes something).
 * The outputs of `needs` and `wants` arrive typed, under the names they have there. Outputs and plans must be plain JSON: the journal keeps them.
 * Throws UserError for a field that a task does not have.
 */
export function defineTask<
  Output,
  N extends Needs = Record<never, never>,
  W extends Needs = Record<never, never>,
  Block extends object = object,
>(task: Reading<Output, N, W, Block>): Task<Output, Block>
export function defineTask<
  Output,
  Data,
  N extends Needs = Record<never, never>,
  W extends Needs = Record<never, never>,
  Block extends object = object,
>(task: Writing<Output, Data, N, W, Block>): Task<Output, Block>
export function defineTask<Output, Data, N extends Needs, W extends Needs, Block extends object>(
  task: Reading<Output, N, W, Block> | Writing<Output, Data, N, W, Block>,
): Task<Output, Block> {
  checkTaskFields(task)
  const needs = wholeTasks(task.needs)
  const wants = wholeTasks(task.wants)
  const common = { ...task, needs, wants }
  type Inputs = Outputs<N> & MaybeOutputs<W>
  if ('run' in task) {
    return {
      ...common,
      writes: false,
      run: async (context, inputs) => task.run(context, inputs as Inputs),
      plan: async () => ({ actions: [], output: undefined as Output, data: null }),
      apply: async (_, plan) => plan.output,
    }
  }
  return {
    ...common,
    writes: true,
    run: async () => {
      throw new Error(`${task.id} changes something: it is planned and applied, not run`)
    },
    plan: async (context, inputs) => task.plan(context, inputs as Inputs),
    apply: async (context, plan) => task.apply(context, plan as Plan<Output, Data>),
  }
}

/** What plain objects were made into: one of them may be named in several places. */
const made = new WeakMap<object, Task>()

/** A task as `defineTask` makes it, of what may be a plain object of that shape. Throws UserError for what is wrong with it. */
export function wholeTask(task: Task): Task {
  checkTaskFields(task)
  const isWhole = typeof task.writes === 'boolean' && task.needs !== undefined && task.wants !== undefined
  const whole = isWhole ? task : (made.get(task) ?? defineTask(task as Parameters<typeof defineTask>[0]))
  made.set(task, whole)
  return whole
}

function wholeTasks(tasks: Needs = {}): Needs {
  const whole = Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, wholeTask(task)]))
  // The same object where it can be: a task that is put into it later is a need, and may be one in a circle.
  return Object.entries(tasks).every(([name, task]) => whole[name] === task) ? tasks : whole
}

export interface Phase {
  title: string
  tasks: Task[]
}

/** How a run was asked for, as far as its summary depends on that. */
export interface SummaryScene {
  project: Pick<Project, 'command'>
  dryRun: boolean
  quiet: boolean
  /** Whether this run looked at the processes itself: the ids that an earlier run saw may be those of others. */
  looked: boolean
}

/** What happens, in order. */
export interface Workflow {
  name: string
  title: string
  /** `opens` a session (init), `closes` it (closedown), or leaves it as it is. */
  session?: 'opens' | 'closes'
  phases: Phase[]
  /** Tasks without which the workflow has not done its work: exit status 4. */
  essential?: Task[]
  /** Tasks that come before everything else, one after the other; no gate stops them. */
  first?: Task[]
  /** Options of its command besides those of every workflow: `['--session <id>', 'which one']`. */
  options?: [flags: string, description: string][]
  /** Its summary: the template's name, and what the template gets besides what every summary has. */
  summary?: { template: string; view: (report: JsonObject, scene: SummaryScene) => object }
  /** Of a workflow that closes sessions: when one that was left open showed its last sign of life before a time. */
  lastSign?: (context: SignContext, session: SessionRecord, before: number) => Promise<number>
}

/** What looking for a session's last sign of life takes. */
export type SignContext = Pick<TaskContext, 'stores' | 'shell' | 'files' | 'config' | 'project' | 'environment'>

/** Defines a workflow. Throws UserError for a field that it does not have. */
export function defineWorkflow(workflow: Workflow): Workflow {
  checkWorkflowFields(workflow)
  return workflow
}

import type { Json } from '../cache/json.ts'
import type { Reason } from './reason.ts'

export type Outcome = 'done' | 'planned' | 'skipped' | 'degraded' | 'blocked' | 'failed' | 'not-started'

/** Something a task does to the world, as plain data: planned first, then done. Paths are relative to the project. */
export type Action =
  | { kind: 'delete'; path: string; bytes: number }
  /** Moved to where `restore` brings it back from. */
  | { kind: 'trash'; path: string; bytes: number }
  | { kind: 'write'; path: string }
  | { kind: 'move'; path: string; to: string }
  | { kind: 'kill'; pid: number; command: string; proof: string }
  | { kind: 'record'; what: string }
  | { kind: 'sync'; what: string }
  | { kind: 'drop'; database: string; server: string }
  | { kind: 'start'; command: string }

/** What each kind of action names, besides its kind. */
export const actionFields: { [Kind in Action['kind']]: Exclude<keyof Extract<Action, { kind: Kind }>, 'kind'>[] } = {
  delete: ['path', 'bytes'],
  trash: ['path', 'bytes'],
  write: ['path'],
  move: ['path', 'to'],
  kill: ['pid', 'command', 'proof'],
  record: ['what'],
  sync: ['what'],
  drop: ['database', 'server'],
  start: ['command'],
}

/** What a task wants to do, and what it will have to say for itself once that is done. `data` is what `apply` needs besides. */
export interface Plan<Output, Data = Json> {
  actions: Action[]
  output: Output
  data: Data
}

// Registered under its name: a project's configuration may have loaded another copy of this module.
const endingMark: unique symbol = Symbol.for('bookend.ending')

/** How a task ends other than with a plain output. */
export interface Ending<Output> {
  readonly [endingMark]: true
  readonly outcome: 'skipped' | 'degraded' | 'failed'
  readonly reason: Reason
  readonly output?: Output
}

export function isEnding<Output>(value: Output | Ending<Output>): value is Ending<Output> {
  return typeof value === 'object' && value !== null && endingMark in value
}

/** Nothing to do, nothing to do it with, or not asked to do it: what was seen of it stands. */
export const skipped = <Output = never>(reason: Reason, output?: Output): Ending<Output> => ({
  [endingMark]: true,
  outcome: 'skipped',
  reason,
  ...(output !== undefined && { output }),
})
/** Done, but not all of it: the output stands, with what is missing named. */
export const degraded = <Output>(output: Output, reason: Reason): Ending<Output> => ({
  [endingMark]: true,
  outcome: 'degraded',
  reason,
  output,
})
/** Not done. */
export const failed = (reason: Reason): Ending<never> => ({ [endingMark]: true, outcome: 'failed', reason })

/** How a step ended, as later steps, the report and the handoff see it. */
export interface StepResult {
  id: string
  title: string
  outcome: Outcome
  /** Milliseconds, whole. */
  ms: number
  reason?: Reason
  actions?: Action[]
}

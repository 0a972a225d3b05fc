import { codeOf, Interrupted, isCorrupt, messageOf, StoreUnavailable, UserError } from '../../cache/errors.ts'
import type { Journal, StepRecord } from '../../cache/journal.ts'
import { Unreadable } from '../../cache/regular-file.ts'
import {
  type Action,
  type Ending,
  isEnding,
  type Outcome,
  type Plan,
  type Reason,
  type StepResult,
  storeReason,
  type Task,
  type TaskContext,
  withFile,
} from '../../tasks/task.ts'
import { conditionIn } from './failure.ts'
import { answerOf, mistakeOf, reportOf } from './own-answers.ts'
import { fileOf } from './own-tasks.ts'

/** A step's result with its output, which later steps get, and what of that is in the report. */
export interface Settled extends StepResult {
  output?: unknown
  block?: object
  brief?: string
}

export interface StepOptions {
  run: number
  journal: Journal
  context: TaskContext
  /** `run`: in full. `stored`: only its output: the newest in the journal, else what its plan says. */
  use: 'run' | 'stored'
  /** As a run's request has it. */
  storedOf?: string | undefined
  inputs: Record<string, unknown>
  /** As a run's request has it. */
  causeOf: (error: unknown) => string | undefined
}

/** Runs one step and writes what happens to it into the journal as it happens. Throws only where the journal itself is damaged. */
export async function runStep(task: Task, options: StepOptions): Promise<Settled> {
  const { run, journal, context } = options
  const known = context.run.resumed ? journal.step(run, task.id) : undefined
  const named = { id: task.id, title: task.title }
  if (known && isSettled(known)) return { ...named, ...withReport(task, fromJournal(known), options) }
  if (options.use === 'stored') {
    const output = journal.lastOutput(task.id, options.storedOf)
    if (output !== undefined) return { ...named, ms: 0, ...withReport(task, { outcome: 'done', output }, options) }
  }
  const started = context.clock.elapsed()
  journal.startStep(run, task.id, context.clock.now())
  const performed = await perform(task, options, known)
  const reason = performed.reason && withFile(performed.reason, context.config.configuration)
  const result = withReport(task, { ...performed, ...(reason && { reason }) }, options)
  const ms = Math.round(context.clock.elapsed() - started)
  if (result.reason?.reason !== 'interrupted') {
    journal.endStep(run, task.id, {
      ms,
      outcome: result.outcome,
      ...(result.reason && { reason: result.reason }),
      ...(result.output !== undefined && { output: result.output }),
      ...(result.actions && { actions: result.actions }),
    })
  }
  return { ...named, ms, ...result }
}

type Result = Omit<Settled, 'id' | 'title' | 'ms'>

/** A result with what the task says of it in the report; it failed where the task cannot. */
function withReport<Given extends Result>(task: Task, result: Given, options: StepOptions): Given {
  const { output, ...rest } = result
  if (output === undefined) return result
  try {
    return { ...result, ...reportOf(task, output, result.outcome === 'planned') }
  } catch (error) {
    return { ...(rest as Given), ...failureOf(error, task, options) }
  }
}

async function perform(task: Task, options: StepOptions, known: StepRecord | undefined): Promise<Result> {
  const { run, journal, context, use, inputs } = options
  let planned: Action[] | undefined
  const noted = new Set<number>()
  const undone = new Set<number>()
  /** What came about: of a task that came to its end, what it did not take back; of any other, what it noted. */
  const happened = (ended: boolean) =>
    planned && { actions: planned.filter((_, at) => (ended || noted.has(at)) && !undone.has(at)) }
  try {
    context.signal.throwIfAborted()
    if (!task.writes) {
      const output = await answerOf(task, 'run', task.run(context, inputs))
      context.signal.throwIfAborted()
      return isEnding(output) ? ending(output) : { outcome: 'done', output }
    }
    // What an interrupted attempt was about to do is what is still to be done.
    const earlier = known?.plan as Plan<unknown, unknown> | undefined
    const plan = await answerOf(task, 'plan', earlier ? Promise.resolve(earlier) : task.plan(context, inputs))
    context.signal.throwIfAborted()
    if (isEnding(plan)) return ending(plan)
    const { actions } = plan
    if (context.run.dryRun || use === 'stored') return { outcome: 'planned', output: plan.output, actions }
    planned = actions
    journal.planStep(run, task.id, plan)
    const done = journal.doneActions(run, task.id)
    for (const at of done.keys()) noted.add(at)
    const actionsNoted: TaskContext['actions'] = {
      earlier: done,
      did(at, result) {
        journal.didAction(run, task.id, at, result)
        noted.add(at)
      },
      undone: (at) => void undone.add(at),
      interrupted: journal.interruptedSteps(run, [task.id, ...(task.alike ?? [])]),
    }
    const output = await answerOf(task, 'apply', task.apply({ ...context, actions: actionsNoted }, plan))
    if (!isEnding(output)) return { outcome: 'done', output, ...happened(true) }
    context.signal.throwIfAborted()
    return { ...ending(output), ...happened(output.outcome === 'degraded') }
  } catch (error) {
    if (isCorrupt(error)) throw error
    if (context.signal.aborted || error instanceof Interrupted)
      return { outcome: 'not-started', reason: { reason: 'interrupted' } }
    // A store that is unavailable is nobody's failure: the run goes on without what it holds.
    if (error instanceof StoreUnavailable) {
      return { outcome: 'degraded', reason: storeReason(error), ...happened(false) }
    }
    return { ...failureOf(error, task, options), ...happened(false) }
  }
}

function failureOf(
  error: unknown,
  task: Task,
  { context, causeOf }: StepOptions,
): { outcome: Outcome; reason: Reason } {
  const reason = reasonOf(error, task, context.environment)
  const cause = reason.reason === 'bug' ? causeOf(error) : undefined
  if ((cause !== undefined || fileOf(task) !== undefined) && error instanceof Error)
    context.log.detail(error.stack ?? '')
  return {
    outcome: 'failed',
    reason: cause === undefined ? reason : { reason: 'incomplete', detail: cause, fix: 'fix it there' },
  }
}

function ending({ outcome, reason, output }: Ending<unknown>): Result {
  return { outcome, reason, ...(output !== undefined && { output }) }
}

/** Codes of the system that say of a place that nothing can be written there. */
const unwritable = /^(EACCES|EPERM|EROFS|ENOTDIR|EISDIR|EEXIST|EREFUSED|ELOOP|ENAMETOOLONG)$/

function reasonOf(error: unknown, task: Task, environment: TaskContext['environment']): Reason {
  if (error instanceof UserError) return { reason: 'incomplete', detail: error.message }
  if (error instanceof Unreadable) return { reason: 'unreadable', path: error.path, detail: error.detail }
  const code = codeOf(error)
  if (unwritable.test(code)) {
    const path = (error as NodeJS.ErrnoException).path ?? 'the project directory'
    return { reason: 'not-writable', path, detail: code === 'EREFUSED' ? messageOf(error) : code }
  }
  const condition = conditionIn(error, environment)
  if (condition) return { reason: 'condition', ...condition }
  const mistake = mistakeOf(task, error)
  if (mistake === undefined) return { reason: 'bug', message: messageOf(error) }
  return { reason: 'incomplete', detail: mistake, fix: 'fix it there' }
}

/** A failed or unstarted step is tried again by a resumed run; everything else stands as it was journaled. */
function isSettled(step: StepRecord): boolean {
  return step.outcome === 'done' || step.outcome === 'degraded' || step.outcome === 'skipped'
}

function fromJournal(step: StepRecord): Result & { ms: number } {
  return {
    outcome: step.outcome as Outcome,
    ms: step.ms ?? 0,
    ...(step.reason !== undefined && { reason: step.reason as Reason }),
    ...(step.output !== undefined && { output: step.output }),
    ...(step.actions !== undefined && { actions: step.actions as Action[] }),
  }
}

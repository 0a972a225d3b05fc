import type { Cache } from '../../cache/database.ts'
import { isUnwritable, UserError } from '../../cache/errors.ts'
import { createJournal } from '../../cache/journal.ts'
import { isObject, type JsonObject } from '../../cache/json.ts'
import type { Task, Workflow } from '../../tasks/task.ts'
import { chooseSession } from './choose-session.ts'
import { type Invocation, listOption, stringOption } from './command.ts'
import { createFiles } from './effects/files.ts'
import { isSkip, select } from './graph.ts'
import { finishPrevious, takeUp, takeUpAgain } from './left-behind.ts'
import { canBeMadeUpFor } from './redo.ts'
import type { RunResult } from './run.ts'
import { runHere } from './run-here.ts'
import { withLockIfPossible } from './run-lock.ts'
import { windowGiven } from './session.ts'
import type { Settled } from './step.ts'
import { tidy } from './tidy.ts'
import { typedOptions } from './workflow-options.ts'
import { byReason, workflowSummary } from './workflow-summary.ts'

/** Runs a workflow of the tool's or of the project's own; returns the exit status. */
export async function runNamedWorkflow(invocation: Invocation, name: string): Promise<number> {
  const workflow = (await invocation.workflows()).find((candidate) => candidate.name === name) as Workflow
  const { options } = invocation
  refuseSessionAlone(invocation, workflow)
  const times = { from: stringOption(options, 'from'), to: stringOption(options, 'to') }
  // What is wrong with it is said before anything is made.
  if (times.from !== undefined || times.to !== undefined)
    windowGiven({ now: invocation.now(), ...times }, () => undefined)
  const chosen = {
    only: stringOption(options, 'only'),
    fromTask: stringOption(options, 'fromTask'),
    skip: listOption(options, 'skip'),
  }
  select(workflow, chosen, `; ${invocation.project.command('list')} shows them all`)
  // What closes a session is needed most where something is wrong with the machine.
  const closes = workflow.session === 'closes'
  const cache = invocation.openCache(closes ? 'salvage' : 'attempt')
  const goesOn = (error: unknown) => closes || isUnwritable(error)
  return withLockIfPossible(invocation, cache, goesOn, async (unlocked) => {
    tidy(invocation)
    const finished = options.finishPrevious === true ? await finishPrevious(invocation, cache) : []
    // Nothing of this one was begun: the same command takes up the closedown that it was finishing.
    if (options.finishPrevious === true && invocation.interruption.signal.aborted)
      return sayInterrupted(invocation, cache, workflow.name, ...typedOptions(workflow, options))
    const taken = await takenUp(invocation, cache, workflow)
    const session = taken?.session ?? chooseSession(invocation, cache, workflow)
    const storedOf = closes && chosen.fromTask !== undefined ? session.id : undefined
    const result = await runHere(invocation, {
      workflow,
      selection: select(workflow, chosen, '', (task) => isLeft(invocation, cache, task, storedOf)),
      storedOf,
      session,
      cache,
      resume: taken?.resume,
    })
    if (finished.length > 0) result.report.finished = finished
    return finish(invocation, workflow, cache, result, unlocked)
  })
}

/** What is finished in place of a run of its own. */
async function takenUp(invocation: Invocation, cache: Cache, workflow: Workflow): ReturnType<typeof takeUpAgain> {
  const { options } = invocation
  if (options.resume === true) return takeUp(invocation, cache, workflow)
  const asksForMore = [options.from, options.to, options.only, options.fromTask].some((option) => option !== undefined)
  return workflow.session === 'closes' && !asksForMore ? takeUpAgain(invocation, cache, workflow) : undefined
}

/** Whether an earlier run did what a task does, and the file that it wrote is there. */
function isLeft({ project }: Invocation, { db }: Cache, { id }: Task, session: string | undefined): boolean {
  const output = createJournal(db).lastOutput(id, session)
  const file = isObject(output) ? output.file : undefined
  return output !== undefined && (typeof file !== 'string' || createFiles(project.root, true).exists(file))
}

/** A session is named for --resume alone: without it the open one is closed, which may be another. */
function refuseSessionAlone({ options, project }: Invocation, { name, session }: Workflow): void {
  const id = stringOption(options, 'session')
  if (id === '') throw new UserError('--session takes the id of a session, and was given nothing')
  if (session !== 'closes' || id === undefined || options.resume === true) return
  throw new UserError(
    `--session goes with --resume: ${project.command(name, '--resume', '--session', id)} finishes the ${name} of that session; ${project.command(name)} closes the open one`,
  )
}

/** Says what finishes a run that was interrupted; returns the exit status. */
function sayInterrupted(
  { output, dryRun, project, interruption }: Invocation,
  cache: Cache,
  name: string,
  ...args: string[]
): number {
  const hint = cache.unsaved || dryRun ? '' : `; finish it with ${project.command(name, ...args)}`
  output.note(`bookend: interrupted${hint}`)
  return interruption.exitStatus() ?? 130
}

async function finish(
  invocation: Invocation,
  workflow: Workflow,
  cache: Cache,
  result: RunResult & { bug: boolean },
  unlocked: string | undefined,
): Promise<number> {
  const { output, json, dryRun, options, project } = invocation
  if (result.interrupted || invocation.interruption.exitStatus() !== undefined)
    return sayInterrupted(invocation, cache, workflow.name, '--resume')
  const gone =
    cache.unsaved === undefined && cache.isGone() ? `${cache.file} was removed or replaced while this ran` : undefined
  const lost = [...new Set([cache.unsaved, result.unrecorded, gone].filter((why) => why !== undefined))]
  const degraded = [
    ...(cache.damage === undefined ? [] : cache.warnings),
    ...lost,
    ...(unlocked === undefined ? [] : [unlocked]),
  ]
  const report = degraded.length > 0 ? asDegraded(result.report, degraded) : result.report
  for (const [why, titles] of byReason(result.settled.filter((step) => step.outcome === 'failed' && step.reason)))
    output.note(`bookend: ${titles}: ${why}`)
  if (json) output.json(report)
  else output.result(await workflowSummary(workflow, report, result, invocation, cache))
  if (workflow.session === 'closes' && !dryRun && !invocation.quiet)
    sayHowToRepeat(invocation, workflow, result, lost.length > 0)
  // A session whose beginning is not recorded is not open.
  const opensInVain = lost.length > 0 && workflow.session === 'opens'
  if (opensInVain)
    output.note(
      `bookend: the session is not recorded as open: ${project.command(workflow.name)} once more, when that is fixed`,
    )
  return exitStatus(workflow, report, result, options.strict === true || opensInVain)
}

/** What the machine kept from being done can be done later: the same window is the same session. */
function sayHowToRepeat(
  { output, project, options }: Invocation,
  workflow: Workflow,
  { report, settled }: RunResult,
  unrecorded: boolean,
): void {
  if (!unrecorded && !settled.some(isLacking)) return
  const { from, to } = report.session as { from: string; to: string }
  // What is recorded of the run is taken up; without a record it is done again.
  const how = unrecorded ? ['--from', from, '--to', to] : ['--resume']
  const command = project.command(workflow.name, ...how, ...typedOptions(workflow, options))
  output.note(`bookend: the whole report, once that is fixed: ${command}`)
}

const isLacking = ({ reason, ...step }: Settled): boolean =>
  canBeMadeUpFor({ ...step, ...(reason && { reason: { ...reason } }) })

/** A cache that cannot be written degrades the run like any other store that is unavailable. */
function asDegraded(report: JsonObject, degraded: string[]): JsonObject {
  return {
    ...report,
    outcome: report.outcome === 'ok' ? 'degraded' : (report.outcome ?? 'degraded'),
    degraded,
  }
}

/** 1 a bug, 3 a check that blocks, 4 what failed or was told to leave out what the workflow is for, with `--strict` also what is degraded; else 0. */
export function exitStatus(
  workflow: Pick<Workflow, 'essential'>,
  report: JsonObject,
  result: Pick<RunResult, 'settled'> & { bug: boolean },
  strict: boolean,
): number {
  const essential = new Set(workflow.essential?.map((task) => task.id))
  if (result.bug) return 1
  if (report.outcome === 'blocked') return 3
  if (report.outcome === 'failed' || (strict && report.outcome !== 'ok')) return 4
  const isMissing = ({ outcome, reason }: Settled) =>
    outcome === 'failed' || (reason?.reason === 'not-selected' && isSkip(reason.flag))
  return result.settled.some((step) => essential.has(step.id) && isMissing(step)) ? 4 : 0
}

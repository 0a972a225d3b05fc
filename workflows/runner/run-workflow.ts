import { describeCondition } from '../../cache/conditions.ts'
import { type Cache, isCorrupt, waitLessIfLocked } from '../../cache/database.ts'
import { UserError } from '../../cache/errors.ts'
import type { JsonObject } from '../../cache/json.ts'
import { type LockHolder, releaseLock, takeLock } from '../../cache/lock.ts'
import { createSessions } from '../../cache/sessions.ts'
import { iso } from '../../cache/window.ts'
import type { Workflow } from '../../tasks/task.ts'
import { redactJson, redactText } from '../../templates/redact.ts'
import { oneLine, render } from '../../templates/render.ts'
import { chooseSession } from './choose-session.ts'
import { type Invocation, listOption, stringOption } from './command.ts'
import { createProcesses } from './effects/processes/processes.ts'
import { conditionIn } from './failure.ts'
import { select, tasksOf } from './graph.ts'
import { finishPrevious, takeUp } from './left-behind.ts'
import { reasonLine } from './reason-line.ts'
import { canBeMadeUpFor } from './redo.ts'
import type { RunResult } from './run.ts'
import { runHere } from './run-here.ts'
import type { Settled } from './step.ts'
import { tidy } from './tidy.ts'

/** Runs a workflow of the tool's or of the project's own; returns the exit status. */
export async function runNamedWorkflow(invocation: Invocation, name: string): Promise<number> {
  const workflow = (await invocation.workflows()).find((candidate) => candidate.name === name) as Workflow
  const { options } = invocation
  const only = stringOption(options, 'only')
  const fromTask = stringOption(options, 'fromTask')
  const selection = select(workflow, {
    ...(only !== undefined && { only }),
    ...(fromTask !== undefined && { fromTask }),
    skip: listOption(options, 'skip'),
  })
  // What closes a session is needed most where something is wrong with the machine.
  const closes = workflow.session === 'closes'
  const cache = invocation.openCache(closes ? 'salvage' : 'durable')
  const locked = closes ? withLockIfPossible : withLock
  return locked(invocation, cache, async () => {
    tidy(invocation)
    const finished = options.finishPrevious === true ? await finishPrevious(invocation, cache) : []
    const taken = options.resume === true ? await takeUp(invocation, cache, workflow) : undefined
    const session = taken?.session ?? chooseSession(invocation, cache, workflow)
    const { resume } = taken ?? {}
    const result = await runHere(invocation, { workflow, selection, session, cache, ...(resume && { resume }) })
    if (finished.length > 0) result.report.finished = finished
    return finish(invocation, workflow, cache, result)
  })
}

/** The same as `withLock`; a lock that the machine does not let it take is said, and the work done without one. */
async function withLockIfPossible(invocation: Invocation, cache: Cache, work: () => Promise<number>): Promise<number> {
  let begun = false
  try {
    return await withLock(invocation, cache, () => {
      begun = true
      return work()
    })
  } catch (error) {
    const condition = begun ? undefined : conditionIn(error, invocation.environment)
    if (!condition || isCorrupt(error)) throw error
    waitLessIfLocked(cache.db, error)
    invocation.output.note(`bookend: ${describeCondition(condition)}`)
    return work()
  }
}

/** Holds the project's run lock while `work` runs. Throws UserError (exit 3) where another run holds it. A dry run needs none. */
export async function withLock(invocation: Invocation, cache: Cache, work: () => Promise<number>): Promise<number> {
  if (cache.unsaved) invocation.output.note(`bookend: ${cache.unsaved}: what this run learns is lost when it ends`)
  if (invocation.dryRun || cache.unsaved) return work()
  const processes = createProcesses()
  const self: LockHolder = { ...processes.self(), takenAt: invocation.now() }
  const lives = (holder: LockHolder) => processes.read(holder.pid)?.start === holder.processStart
  const taken = takeLock(cache.db, self, lives)
  if (!taken.taken) {
    const { pid, command, takenAt } = taken.holder
    throw new UserError(
      `another run holds the lock of this project: pid ${pid} (${command}), since ${iso(takenAt)}; wait for it, or end it`,
      3,
    )
  }
  if (taken.stale)
    invocation.output.note(
      `bookend: took over the lock of pid ${taken.stale.pid} (${taken.stale.command}), which is gone`,
    )
  try {
    return await work()
  } finally {
    if (cache.db.open) giveBack(cache, self, invocation.environment)
  }
}

/** A lock that cannot be given back is taken over by the next run: its process is gone. */
function giveBack({ db }: Cache, self: LockHolder, environment: Invocation['environment']): void {
  try {
    releaseLock(db, self)
  } catch (error) {
    if (!conditionIn(error, environment)) throw error
  }
}

async function finish(
  invocation: Invocation,
  workflow: Workflow,
  cache: Cache,
  result: RunResult & { bug: boolean },
): Promise<number> {
  const { output, json, dryRun, options } = invocation
  const interruption = invocation.interruption.exitStatus()
  if (result.interrupted || interruption !== undefined) {
    const hint =
      cache.unsaved || dryRun ? '' : `; finish it with ${invocation.project.command(workflow.name, '--resume')}`
    output.note(`bookend: interrupted${hint}`)
    return interruption ?? 130
  }
  const gone = cache.unsaved === undefined && cache.isGone() ? `${cache.file} was removed while this ran` : undefined
  const lost = [...new Set([cache.unsaved, result.unrecorded, gone].filter((why) => why !== undefined))]
  const report = lost.length > 0 ? asDegraded(result.report, lost) : result.report
  for (const [why, titles] of byReason(result.settled.filter((step) => step.outcome === 'failed' && step.reason)))
    output.note(`bookend: ${titles}: ${why}`)
  if (json) output.json(report)
  else output.result(await redactText(summaryOf(workflow, report, await redactActions(result), invocation, cache)))
  if (workflow.session === 'closes' && !dryRun && !invocation.quiet)
    sayHowToRepeat(invocation, workflow, result, lost.length > 0)
  return exitStatus(workflow, report, result, options.strict === true)
}

/** What the machine kept from being done can be done later: the same window is the same session. */
function sayHowToRepeat(
  { output, project }: Invocation,
  { name }: Workflow,
  { report, settled }: RunResult,
  unrecorded: boolean,
): void {
  if (!unrecorded && !settled.some(isLacking)) return
  const { from, to } = report.session as { from: string; to: string }
  // What is recorded of the run is taken up; without a record it is done again.
  const how = unrecorded ? ['--from', from, '--to', to] : ['--resume']
  output.note(`bookend: the whole report, once that is fixed: ${project.command(name, ...how)}`)
}

const isLacking = ({ reason, ...step }: Settled): boolean =>
  canBeMadeUpFor({ ...step, ...(reason && { reason: { ...reason } }) })

/** Why steps ended as they did, with the titles of those that ended for the same reason. */
function byReason(steps: Settled[]): [why: string, titles: string][] {
  const titles = new Map<string, string[]>()
  for (const { reason, outcome, title } of steps) {
    const why = reason ? reasonLine(reason) : outcome
    titles.set(why, [...(titles.get(why) ?? []), title])
  }
  return [...titles].map(([why, same]) => [why, same.join(', ')])
}

/** A cache that cannot be written degrades the run like any other store that is unavailable. */
function asDegraded(report: JsonObject, degraded: string[]): JsonObject {
  return {
    ...report,
    outcome: report.outcome === 'ok' ? 'degraded' : (report.outcome ?? 'degraded'),
    degraded,
  }
}

/** 1 a bug, 3 a check that blocks, 4 what failed, with `--strict` also what is degraded; else 0. */
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
  return result.settled.some((step) => essential.has(step.id) && step.outcome === 'failed') ? 4 : 0
}

function summaryOf(
  workflow: Workflow,
  report: JsonObject,
  { settled }: RunResult,
  { dryRun, project, quiet, options }: Invocation,
  cache: Cache,
): string {
  // A check's own line says it already; what only follows from another step's end is no news.
  const checks = new Set(tasksOf(workflow).flatMap((task) => (task.check ? [task.id] : [])))
  const troubled = settled.filter(
    ({ id, outcome, reason }) =>
      ['degraded', 'failed', 'not-started'].includes(outcome) && reason?.reason !== 'need-missing' && !checks.has(id),
  )
  const said = (Array.isArray(report.degraded) ? report.degraded : []).map(oneLine)
  const lines = byReason(troubled).map(([why, titles]) => (said.includes(why) ? titles : `${titles} (${why})`))
  const degraded = [...said, ...lines].map(oneLine)
  const planned = dryRun
    ? settled
        .flatMap((step) => step.actions ?? [])
        .map(({ kind, ...rest }) => `would ${kind} ${Object.values(rest).map(oneLine).join(' ')}`)
    : []
  const ended = (id: string) => settled.find((step) => step.id === id)
  // What there was nothing to do for is done: no marker where a later session is there.
  const needless = (id: string) => ended(id)?.reason?.reason === 'nothing-there'
  const done = (id: string) => ['done', 'degraded'].includes(ended(id)?.outcome ?? '') || needless(id)
  const complete = tasksOf(workflow).length > 0 && (workflow.essential ?? []).every((task) => done(task.id))
  const looked = options.fromTask === undefined && options.resume !== true
  const { template, view } = workflow.summary ?? plainSummary
  const summary = render(template, 'text', {
    ...view(report, { project, dryRun, quiet, looked }),
    title: workflow.title,
    quiet,
    degraded,
    complete,
    otherOpen: otherOpen(cache, report),
    dryRun,
  })
  return [...planned, summary.trimEnd()].join('\n')
}

/** The session that goes on although this one was closed; a cache that cannot say so any more has been named already. */
function otherOpen(cache: Cache, { session }: JsonObject): string | undefined {
  try {
    return createSessions(cache.db).otherOpen((session as { id: string }).id)?.id
  } catch {
    return undefined
  }
}

/** The result as it can be printed: what would be ended or removed is named by command lines and paths of others. */
async function redactActions(result: RunResult): Promise<RunResult> {
  const settled = result.settled.map(async (step) => ({
    ...step,
    ...(await redactJson({ actions: step.actions ?? [] })),
  }))
  return { ...result, settled: await Promise.all(settled) }
}

/** The summary of a workflow that has none of its own: how each of its tasks ended. */
const plainSummary: NonNullable<Workflow['summary']> = {
  template: 'summary',
  view: (report) => {
    const { outcome, tasks } = report as { outcome: string; tasks: { id: string; outcome: string }[] }
    return { outcome, tasks: tasks.map(({ id, ...task }) => ({ id, outcome: task.outcome.padEnd(11) })) }
  },
}

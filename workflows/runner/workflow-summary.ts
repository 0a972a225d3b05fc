import type { Cache } from '../../cache/database.ts'
import type { JsonObject } from '../../cache/json.ts'
import { createSessions } from '../../cache/sessions.ts'
import type { Workflow } from '../../tasks/task.ts'
import { redactJson, redactText } from '../../templates/redact.ts'
import { oneLine, render } from '../../templates/render.ts'
import type { Invocation } from './command.ts'
import { checkIds, tasksOf } from './graph.ts'
import { plannedLine } from './planned.ts'
import { reasonLine } from './reason-line.ts'
import type { RunResult } from './run.ts'
import type { Settled } from './step.ts'

/** What a workflow says at its end: the actions of a dry run, its summary, and what is degraded; without secrets. */
export async function workflowSummary(
  workflow: Workflow,
  report: JsonObject,
  result: RunResult,
  invocation: Invocation,
  cache: Cache,
): Promise<string> {
  return redactText(await summaryOf(workflow, report, result, invocation, cache))
}

/** Why steps ended as they did, with the titles of those that ended for the same reason. */
export function byReason(steps: Settled[]): [why: string, titles: string][] {
  const titles = new Map<string, string[]>()
  for (const { reason, outcome, title } of steps) {
    const why = reason ? reasonLine(reason) : outcome
    titles.set(why, [...(titles.get(why) ?? []), title])
  }
  return [...titles].map(([why, same]) => [why, same.join(', ')])
}

async function summaryOf(
  workflow: Workflow,
  report: JsonObject,
  { settled, resumed }: RunResult,
  { dryRun, project, quiet, options }: Invocation,
  cache: Cache,
): Promise<string> {
  // A check's own line says it already; what only follows from another step's end is no news.
  const checks = checkIds(workflow)
  const troubled = settled.filter(
    ({ id, outcome, reason }) =>
      ['degraded', 'failed', 'not-started'].includes(outcome) && reason?.reason !== 'need-missing' && !checks.has(id),
  )
  const said = (Array.isArray(report.degraded) ? report.degraded : []).map(oneLine)
  const lines = byReason(troubled).map(([why, titles]) => (said.includes(why) ? titles : `${titles} (${why})`))
  const degraded = [...said, ...lines].map(oneLine)
  // What would be ended or removed is named by command lines and paths of others.
  const planned = dryRun ? (await redactJson(settled.flatMap((step) => step.actions ?? []))).map(plannedLine) : []
  const ended = (id: string) => settled.find((step) => step.id === id)
  // What there was nothing to do for is done: no marker where a later session is there.
  const needless = (id: string) => ended(id)?.reason?.reason === 'nothing-there'
  const done = (id: string) => ['done', 'degraded'].includes(ended(id)?.outcome ?? '') || needless(id)
  const complete = tasksOf(workflow).length > 0 && (workflow.essential ?? []).every((task) => done(task.id))
  const looked = options.fromTask === undefined && !resumed
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

/** The summary of a workflow that has none of its own: how each of its tasks ended. */
const plainSummary: NonNullable<Workflow['summary']> = {
  template: 'summary',
  view: (report) => {
    const { outcome, tasks } = report as { outcome: string; tasks: { id: string; outcome: string }[] }
    return { outcome, tasks: tasks.map(({ id, ...task }) => ({ id, outcome: task.outcome.padEnd(11) })) }
  },
}

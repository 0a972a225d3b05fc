import { isObject, type JsonObject } from '../../cache/json.ts'
import { iso } from '../../cache/window.ts'
import { describeReason, type Outcome, type Reason, type Session, type Task, type Workflow } from '../../tasks/task.ts'
import { checkIds, tasksOf } from './graph.ts'
import type { Settled } from './step.ts'

export type RunOutcome = 'ok' | 'degraded' | 'blocked' | 'failed'

export const reportSchema = 2

/** The report of a run: its head, its tasks, and the blocks that its tasks contribute. A task that gave no output contributes none. */
export function buildReport(workflow: Workflow, session: Session, settled: Settled[], gates: string[]): JsonObject {
  const report: JsonObject = {
    schema: reportSchema,
    workflow: workflow.name,
    outcome: outcomeOf(workflow, settled, gates),
    session: {
      id: session.id,
      from: iso(session.from),
      to: iso(session.to),
      windowBasis: session.windowBasis,
      head: { start: null, end: null },
    },
    tasks: settled.map(({ id, outcome, ms, reason, actions }) => ({
      id,
      outcome,
      ms,
      ...(reason && { reason: { ...reason } }),
      ...(actions && { actions: actions.map((action) => ({ ...action })) }),
    })),
  }
  const checks = tasksOf(workflow).flatMap((task) => {
    const step = settled.find(({ id }) => id === task.id)
    return task.check && step ? [checkOf(task, step)] : []
  })
  if (checks.length > 0) Object.assign(report, { checks, operational: isOperational(workflow, settled) })
  for (const { block = {} } of settled) merge(report, block as JsonObject)
  return report
}

/** Reasons for which a check could not be made or was left open, although there is something to check. */
const unchecked = new Set(['store-unreachable', 'store-refused', 'store-cut-short', 'incomplete'])

/** Whether everything works that was checked; `null` where nothing was, or where something could not be. */
function isOperational(workflow: Workflow, settled: Settled[]): boolean | null {
  const ids = checkIds(workflow)
  const made = settled.filter(({ id }) => ids.has(id))
  const ended = made.map(verdictOf)
  if (ended.includes('FAIL')) return false
  const open = made.some((step) => wouldChange(step) || unchecked.has(step.reason?.reason ?? ''))
  return ended.includes('PASS') && !open ? true : null
}

/** What a dry run would have to do first is not so yet. */
const wouldChange = ({ outcome, actions = [] }: Settled): boolean => outcome === 'planned' && actions.length > 0

const verdictOf = (step: Settled) => (wouldChange(step) ? 'SKIPPED' : verdicts[step.outcome])

const verdicts: Record<Outcome, 'PASS' | 'FAIL' | 'SKIPPED'> = {
  done: 'PASS',
  planned: 'PASS',
  skipped: 'SKIPPED',
  blocked: 'SKIPPED',
  'not-started': 'SKIPPED',
  degraded: 'FAIL',
  failed: 'FAIL',
} as const

function checkOf(task: Task, step: Settled): { id: string; verdict: string; reason?: string } {
  const reason = step.reason ? reasonOf(step.reason) : step.brief
  return { id: task.check as string, verdict: verdictOf(step), ...(reason && { reason }) }
}

/** What a blocked check has to say is said by the check that blocks. */
function reasonOf(reason: Reason): string {
  return reason.reason === 'gate' ? `blocked by the check "${reason.check}"` : describeReason(reason)
}

/** Several tasks may fill one block (`cleanup`): objects are merged, everything else is replaced. */
function merge(into: JsonObject, from: JsonObject): void {
  for (const [key, value] of Object.entries(from)) {
    const present = Object.hasOwn(into, key) ? into[key] : undefined
    if (isObject(present) && isObject(value)) merge(present as JsonObject, value as JsonObject)
    // A copy: what a task gave is its output, and nothing of another block's.
    else if (value !== undefined) into[key] = structuredClone(value)
  }
}

/** The checks that failed and block, in the order of the workflow. */
export function closedGates(workflow: Workflow, settled: Settled[], gates: string[]): Settled[] {
  const ids = checkIds(workflow, gates)
  return settled.filter((step) => ids.has(step.id) && verdicts[step.outcome] === 'FAIL')
}

/** The worst that happened: an essential task or a check without its result is a failure, anything else that is missing degrades. */
function outcomeOf(workflow: Workflow, settled: Settled[], gates: string[]): RunOutcome {
  const essential = new Set((workflow.essential ?? []).map((task) => task.id))
  const checks = checkIds(workflow)
  if (closedGates(workflow, settled, gates).length > 0) return 'blocked'
  const undone = settled.filter(
    (step) => step.outcome === 'failed' || (step.outcome === 'not-started' && step.reason?.reason !== 'not-selected'),
  )
  if (undone.some((step) => essential.has(step.id) || checks.has(step.id))) return 'failed'
  if (settled.some((step) => step.outcome === 'degraded' && checks.has(step.id))) return 'failed'
  return undone.length > 0 || settled.some((step) => step.outcome === 'degraded') ? 'degraded' : 'ok'
}

import type { Task, Workflow } from '../../tasks/task.ts'
import { inputsOf, type Selection, tasksOf } from './graph.ts'
import { closedGates } from './report.ts'
import type { Settled } from './step.ts'

export type Progress = (message: string) => void

export interface ScheduleOptions {
  workflow: Workflow
  selection: Selection
  /** Checks that block everything after them. */
  gates: string[]
  signal: AbortSignal
  /** Runs a task whose needs are met. */
  run(task: Task, use: 'run' | 'stored', inputs: Record<string, unknown>, progress: Progress): Promise<Settled>
}

export interface Schedule {
  /** Starts a task once, after everything that it names; whoever asks again waits for the same end. */
  settle(task: Task, progress?: Progress): Promise<Settled>
  /** What has settled until now, in the order of the workflow. */
  settled(): Settled[]
}

/** Decides which tasks start, and when: the list only shows it. */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { workflow } = options
  const running = new Map<string, Promise<Settled>>()
  const results: Settled[] = []

  async function start(task: Task, progress: Progress): Promise<Settled> {
    const inputs = new Map<Task, Settled>()
    // One of this phase may be named before its own line begins.
    for (const input of inputsOf(task)) inputs.set(input, await settle(input))
    const result = notRun(task, inputs, results, options) ?? (await run(task, inputs, progress))
    results.push(result)
    return result
  }

  function run(task: Task, inputs: Map<Task, Settled>, progress: Progress): Promise<Settled> {
    const named = [...Object.entries(task.needs), ...Object.entries(task.wants)]
    const outputs = Object.fromEntries(named.map(([name, input]) => [name, inputs.get(input)?.output]))
    return options.run(task, options.selection.get(task.id)?.use === 'stored' ? 'stored' : 'run', outputs, progress)
  }

  function settle(task: Task, progress: Progress = () => undefined): Promise<Settled> {
    const settling = running.get(task.id) ?? start(task, progress)
    running.set(task.id, settling)
    return settling
  }

  return {
    settle,
    settled: () => tasksOf(workflow).flatMap((task) => results.find((result) => result.id === task.id) ?? []),
  }
}

/** How a task ends without being run; undefined where it is to run. */
function notRun(
  task: Task,
  inputs: Map<Task, Settled>,
  settled: Settled[],
  { workflow, selection, gates, signal }: ScheduleOptions,
): Settled | undefined {
  const ended = (outcome: 'skipped' | 'blocked' | 'not-started', reason: NonNullable<Settled['reason']>): Settled => ({
    id: task.id,
    title: task.title,
    ms: 0,
    outcome,
    reason,
  })
  const use = selection.get(task.id)
  if (use?.use === 'left-out') return ended('skipped', { reason: 'not-selected', flag: use.flag })
  if (signal.aborted) return ended('not-started', { reason: 'interrupted' })
  const [gate] = closedGates(workflow, settled, gates)
  if (gate && !workflow.first?.includes(task)) return ended('blocked', gateReason(workflow, gate))
  const missing = Object.values(task.needs).find((need) => inputs.get(need)?.output === undefined)
  if (!missing) return undefined
  // What there is nothing to do with is not a failure, and neither is what builds on it.
  const outcome = inputs.get(missing)?.outcome === 'skipped' ? 'skipped' : 'not-started'
  return ended(outcome, { reason: 'need-missing', task: missing.id })
}

function gateReason(workflow: Workflow, gate: Settled): NonNullable<Settled['reason']> {
  const check = tasksOf(workflow).find(({ id }) => id === gate.id)?.check ?? gate.id
  const { reason } = gate
  return { reason: 'gate', check, fix: reason && 'fix' in reason && reason.fix ? reason.fix : gate.title }
}

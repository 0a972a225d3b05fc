import { type Cache, waitLessIfLocked } from '../../cache/database.ts'
import { messageOf } from '../../cache/errors.ts'
import type { Json, JsonObject } from '../../cache/json.ts'
import type { Flags, Project, Session, StepResult, Stores, Task, TaskContext, Workflow } from '../../tasks/task.ts'
import { redactJson } from '../../templates/redact.ts'
import type { Settings } from './config.ts'
import { createFiles } from './effects/files.ts'
import { createNetwork } from './effects/network.ts'
import { createProcesses } from './effects/processes/processes.ts'
import { createShell } from './effects/shell.ts'
import { createStores } from './effects/stores.ts'
import { openTrash } from './effects/trash.ts'
import { enduringJournal } from './enduring.ts'
import { conditionIn } from './failure.ts'
import { inputsOf, type Selection, tasksOf } from './graph.ts'
import { type Renderer, showList } from './list.ts'
import { redoneSteps } from './redo.ts'
import { buildReport, closedGates } from './report.ts'
import { runStep, type Settled } from './step.ts'

export interface RunRequest {
  workflow: Workflow
  selection: Selection
  session: Session
  settings: Settings
  project: Project
  cache: Cache
  /** The run that is taken up again. */
  resume?: { id: number; startedAt: number }
  dryRun: boolean
  flags: Flags
  environment: Record<string, string | undefined>
  signal: AbortSignal
  now: () => number
  renderer: Renderer
  stream: NodeJS.WriteStream
  warn: (message: string) => void
  detail: (message: string) => void
  announce: (text: string) => void
  onBug: (error: unknown) => void
}

export interface RunResult {
  report: JsonObject
  settled: Settled[]
  interrupted: boolean
  /** What kept the run from being recorded, in a sentence: it did its work all the same. */
  unrecorded?: string
}

/** Runs a workflow from its first step to its report. Steps that fail are outcomes; only a damaged journal throws. */
export async function runWorkflow(request: RunRequest): Promise<RunResult> {
  const { project, settings, environment, cache, signal } = request
  const stores = createStores(project.root, settings, environment, cache, signal)
  try {
    return await runOn(stores, request)
  } finally {
    await stores.close()
  }
}

async function runOn(stores: Stores, request: RunRequest): Promise<RunResult> {
  const { workflow, session, settings, cache, now } = request
  const journal = enduringJournal(stores.journal, (error) => {
    waitLessIfLocked(cache.db, error)
    return conditionIn(error, request.environment)
  })
  const startedAt = request.resume?.startedAt ?? now()
  const taken = request.resume?.id
  if (taken === undefined) journal.supersede(workflow.name, session.id, startedAt)
  else
    journal.reopen(
      taken,
      redoneSteps(tasksOf(workflow), (task) => journal.step(taken, task)),
    )
  const run =
    taken ??
    journal.begin({ workflow: workflow.name, session: session.id, startedAt, settings: { session: { ...session } } })

  const settled = new Map<string, Promise<Settled>>()
  const results: Settled[] = []
  const blocks = new Map(
    tasksOf(workflow).flatMap((task) =>
      task.block ? [[task.id, task.block as (output: never) => object] as const] : [],
    ),
  )
  const inOrder = () => tasksOf(workflow).flatMap((task) => results.find((result) => result.id === task.id) ?? [])
  const report = () => redactJson(buildReport(workflow, session, inOrder(), blocks, settings.gates))

  const context: Omit<TaskContext, 'progress'> = {
    project: request.project,
    environment: request.environment,
    config: settings,
    session,
    run: {
      startedAt,
      dryRun: request.dryRun,
      resumed: request.resume !== undefined,
      workflow: workflow.name,
      steps: () => inOrder().map(({ output: _, ...step }): StepResult => step),
      report,
    },
    flags: request.flags,
    shell: createShell(request.project.root, request.signal, request.detail),
    network: createNetwork(request.signal),
    files: createFiles(request.project.root, request.dryRun),
    trash: openTrash(request.project.root, settings, request.dryRun),
    clock: { now },
    processes: createProcesses(),
    stores,
    log: { warn: request.warn, detail: request.detail },
    signal: request.signal,
    announce: request.announce,
    actions: { earlier: new Map(), did: () => undefined },
  }

  const settle = (task: Task, progress: (message: string) => void): Promise<Settled> => {
    const running = settled.get(task.id) ?? start(task, progress)
    settled.set(task.id, running)
    return running
  }
  const start = async (task: Task, progress: (message: string) => void): Promise<Settled> => {
    const inputs = new Map<Task, Settled>()
    // Wait for everything that the task names before it starts; a task of this phase may be named before its own line begins.
    for (const input of inputsOf(task)) inputs.set(input, await settle(input, () => undefined))
    const result = await decide(task, inputs, progress)
    results.push(result)
    return result
  }
  const decide = async (
    task: Task,
    inputs: Map<Task, Settled>,
    progress: (message: string) => void,
  ): Promise<Settled> => {
    const use = request.selection.get(task.id) ?? { use: 'run' }
    const not = (outcome: 'skipped' | 'blocked' | 'not-started', reason: NonNullable<Settled['reason']>): Settled => ({
      id: task.id,
      title: task.title,
      ms: 0,
      outcome,
      reason,
    })
    if (use.use === 'left-out') return not('skipped', { reason: 'not-selected', flag: use.flag })
    if (request.signal.aborted) return not('not-started', { reason: 'interrupted' })
    const [gate] = closedGates(workflow, results, settings.gates)
    if (gate && !(workflow.first ?? []).includes(task)) {
      return not('blocked', {
        reason: 'gate',
        check: checkOf(gate.id) ?? gate.id,
        fix: gate.reason ? fixOf(gate) : 'mend it and run init again',
      })
    }
    for (const need of Object.values(task.needs)) {
      const input = inputs.get(need)
      // What there is nothing to do with is not a failure, and neither is what builds on it.
      const outcome = input?.outcome === 'skipped' ? 'skipped' : 'not-started'
      if (input?.output === undefined) return not(outcome, { reason: 'need-missing', task: need.id })
    }
    const named = [...Object.entries(task.needs), ...Object.entries(task.wants)]
    const outputs = Object.fromEntries(named.map(([name, input]) => [name, inputs.get(input)?.output]))
    return runStep(task, {
      run,
      journal,
      context: { ...context, progress },
      use: use.use,
      inputs: outputs,
      onBug: request.onBug,
    })
  }
  const checkOf = (id: string) => tasksOf(workflow).find((task) => task.id === id)?.check

  for (const task of workflow.first ?? []) await settle(task, () => undefined)
  // The journal's own failure must surface after the list, which would show it as a task's.
  let broken: unknown
  const settleInList = async (task: Task, progress: (message: string) => void) => {
    try {
      return await settle(task, progress)
    } catch (error) {
      broken ??= error
      throw error
    }
  }
  await showList(workflow.phases, settleInList, request.renderer, request.stream)
  if (broken) throw broken

  const finished = await report()
  const interrupted = request.signal.aborted
  // A run that was told to leave essential steps out (--only) is not a closedown: the session's report stays the last whole one.
  const whole = (workflow.essential ?? []).every((task) => (request.selection.get(task.id)?.use ?? 'run') === 'run')
  if (!interrupted) {
    const kept = { session: session.id, workflow: workflow.name, at: startedAt, report: finished as Json }
    if (whole) journal.keep(() => stores.reports.save(kept))
    journal.finish(run, String(finished.outcome), now())
  }
  const unrecorded = journal.lacks()
  return { report: finished, settled: inOrder(), interrupted, ...(unrecorded !== undefined && { unrecorded }) }
}

function fixOf(gate: Settled): string {
  return gate.reason && 'fix' in gate.reason && gate.reason.fix ? gate.reason.fix : messageOf(gate.title)
}

import { isDeepStrictEqual } from 'node:util'
import { waitLessIfLocked } from '../../cache/database.ts'
import type { Journal } from '../../cache/journal.ts'
import type { Json, JsonObject } from '../../cache/json.ts'
import type { StepResult, Stores } from '../../tasks/task.ts'
import { redactJson } from '../../templates/redact.ts'
import { createContext } from './context.ts'
import { createStores } from './effects/stores.ts'
import { enduringJournal } from './enduring.ts'
import { conditionIn } from './failure.ts'
import { isSkip, tasksOf } from './graph.ts'
import { showList } from './list.ts'
import { redoneSteps } from './redo.ts'
import { buildReport } from './report.ts'
import type { RunRequest } from './request.ts'
import { createSchedule, type Schedule } from './schedule.ts'
import { runStep, type Settled } from './step.ts'

export interface RunResult {
  report: JsonObject
  settled: Settled[]
  interrupted: boolean
  /** Whether it took up one that was begun before. */
  resumed: boolean
  /** What kept the run from being recorded, in a sentence: it did its work all the same. */
  unrecorded?: string | undefined
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
  const { workflow, session, settings, cache, selection, storedOf, signal, causeOf } = request
  const journal = enduringJournal(stores.journal, (error) => {
    waitLessIfLocked(cache.db, error)
    return conditionIn(error, request.environment)
  })
  const { run, startedAt } = beginRun(journal, request)
  const report = () => redactJson(buildReport(workflow, session, schedule.settled(), settings.gates))
  const steps = () => schedule.settled().map(({ output: _, block: __, brief: ___, ...step }): StepResult => step)
  const context = createContext(request, stores, { startedAt, steps, report })
  const schedule = createSchedule({
    workflow,
    selection,
    gates: settings.gates,
    signal,
    run: (task, use, inputs, progress) =>
      runStep(task, { run, journal, context: { ...context, progress }, use, storedOf, inputs, causeOf }),
  })
  for (const task of workflow.first ?? []) await schedule.settle(task)
  await settleInList(schedule, request)

  const finished = await report()
  const interrupted = signal.aborted
  if (!interrupted) {
    const kept = { session: session.id, workflow: workflow.name, at: startedAt, report: finished as Json }
    if (isWhole(request)) journal.keep(() => stores.reports.save(kept))
    journal.finish(run, String(finished.outcome), request.now())
  }
  return {
    report: finished,
    settled: schedule.settled(),
    interrupted,
    resumed: request.resume !== undefined,
    unrecorded: journal.lacks(),
  }
}

/** Opens the journal's record of a run, or again that of the run that is taken up. */
function beginRun(
  journal: Journal,
  { workflow, session, resume, now, settings: config }: RunRequest,
): { run: number; startedAt: number } {
  const tasks = tasksOf(workflow)
  if (resume) {
    const { followed: before } = resume.settings as { followed?: JsonObject }
    const isChanged = (key: string) =>
      before?.[key] !== undefined && !isDeepStrictEqual(before[key], configured(config, key))
    journal.reopen(
      resume.id,
      redoneSteps(tasks, (task) => journal.step(resume.id, task), isChanged),
    )
    return { run: resume.id, startedAt: resume.startedAt }
  }
  const startedAt = now()
  journal.supersede(workflow.name, session.id, startedAt)
  const keys = tasks.flatMap(({ follows = [] }) => follows)
  const followed = Object.fromEntries(keys.map((key) => [key, configured(config, key)]))
  const settings = { session: { ...session }, followed }
  return { run: journal.begin({ workflow: workflow.name, session: session.id, startedAt, settings }), startedAt }
}

const configured = (config: object, key: string): unknown => (config as Record<string, unknown>)[key]

/** Settles the phases under listr2, which would show the journal's own failure as a task's: that one is thrown after the list. */
async function settleInList(schedule: Schedule, { workflow, renderer, stream }: RunRequest): Promise<void> {
  let broken: unknown
  const settle: Schedule['settle'] = async (task, progress) => {
    try {
      return await schedule.settle(task, progress)
    } catch (error) {
      broken ??= error
      throw error
    }
  }
  await showList(workflow.phases, settle, renderer, stream)
  if (broken) throw broken
}

/** A run of single steps (--only, --from-task) is not a closedown: the session's report stays the last whole one. */
function isWhole({ workflow, selection }: RunRequest): boolean {
  return (workflow.essential ?? []).every(({ id }) => {
    const chosen = selection.get(id)
    return chosen === undefined || chosen.use === 'run' || (chosen.use === 'left-out' && isSkip(chosen.flag))
  })
}

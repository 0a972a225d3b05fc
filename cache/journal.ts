import type { Database } from './database.ts'
import type { Json } from './json.ts'
import { insert, query, queryValue } from './rows.ts'
import { statementOf } from './sqlite.ts'

/** One run of a workflow (or of a single task), as the journal keeps it. */
export interface RunRecord {
  id: number
  workflow: string
  session: string
  startedAt: number
  outcome: string | null
  settings: unknown
}

/** One step of a run: what was planned before it acted, and how it ended. Undefined fields are not known yet. */
export interface StepRecord {
  task: string
  startedAt: number
  ms?: number
  outcome?: string
  reason?: unknown
  plan?: unknown
  output?: unknown
  actions?: unknown
}

/** A step of a run that nobody finished: what it had planned, and which of it was done. Once it ended, its output has everything. */
export type InterruptedStep = StepRecord & { done: Map<number, Json> }

/** The record of every run, written as things happen, so that an interruption loses nothing. Why so: docs/decisions.md, 4. */
export interface Journal {
  begin(run: { workflow: string; session: string; startedAt: number; settings: unknown }): number
  /** Ends a run; what only a resume needs of it goes, but for steps that are not all done. */
  finish(run: number, outcome: string, at: number): void
  /** Takes up a run that was finished, or interrupted. Steps that `goOn` keep their plan; those that begin `anew` lose it. */
  reopen(run: number, steps: { goOn: string[]; anew: string[] }): void
  /** The latest run of a workflow that was interrupted; of one session where `session` is given. */
  unfinished(workflow: string, session?: string): RunRecord | undefined
  /** The latest run of a workflow, of one session where `session` is given, however it ended. */
  last(workflow: string, session?: string): RunRecord | undefined
  /** The init or closedown that was begun, or has begun a step, since a time, and has not come to its end. */
  goingOn(since: number): RunRecord | undefined
  /** All that were interrupted, oldest first. */
  allUnfinished(workflow: string): RunRecord[]
  /** Interrupted runs of a workflow and session that a new run makes pointless. */
  supersede(workflow: string, session: string, at: number): void
  /**
   * What runs of the session that were interrupted, and that this one is in the place of, had come to with tasks that do the same, oldest first: up to
   * the one that told it last. Runs of before the last that came to its end have told it themselves.
   */
  interruptedSteps(run: number, tasks: string[]): InterruptedStep[]
  startStep(run: number, task: string, at: number): void
  planStep(run: number, task: string, plan: unknown): void
  didAction(run: number, task: string, position: number, result: unknown): void
  doneActions(run: number, task: string): Map<number, Json>
  endStep(
    run: number,
    task: string,
    step: { ms: number; outcome: string; reason?: unknown; output?: unknown; actions?: unknown },
  ): void
  step(run: number, task: string): StepRecord | undefined
  /** Whether a task came to its end in an earlier run about a session, however it ended; a task that was not started did not. */
  reached(task: string, session: string): boolean
  /** The newest output of a task in any run that was not a rehearsal; of one session where `session` is given. */
  lastOutput(task: string, session?: string): unknown
}

/** How a run ended in whose place another one began. */
const superseded = 'superseded'

export function createJournal(db: Database): Journal {
  const runs = (where: string) =>
    query<RunRecord>(
      db,
      `SELECT id, workflow, session, started_ms AS startedAt, outcome, settings
       FROM runs WHERE ${where}`,
      ['settings'],
    )
  const latest = (workflow: string, session: string | undefined, and: string) =>
    runs(`workflow = ? ${and} ${session ? 'AND session = ?' : ''} ORDER BY id DESC`).get(
      workflow,
      ...(session ? [session] : []),
    )
  const stepOf: Journal['step'] = (run, task) => {
    const row = query<Record<Exclude<keyof StepRecord, 'task'>, unknown>>(
      db,
      'SELECT started_ms AS startedAt, ms, outcome, reason, plan, output, actions FROM steps WHERE run = ? AND task = ?',
    ).get(run, task)
    if (!row) return undefined
    const record: StepRecord = { task, startedAt: row.startedAt as number }
    if (row.ms !== null) record.ms = row.ms as number
    if (row.outcome !== null) record.outcome = row.outcome as string
    for (const key of ['reason', 'plan', 'output', 'actions'] as const)
      if (row[key] !== null) record[key] = JSON.parse(row[key] as string)
    return record
  }
  const doneActions: Journal['doneActions'] = (run, task) => {
    const sql = 'SELECT position, result FROM step_actions WHERE run = ? AND task = ?'
    const rows = query<{ position: number; result: Json }>(db, sql, ['result']).all(run, task)
    return new Map(rows.map(({ position, result }) => [position, result]))
  }
  return {
    begin: ({ workflow, session, startedAt, settings }) =>
      insert(db, 'INTO runs', { workflow, session, started_ms: startedAt, settings: JSON.stringify(settings) }),
    finish(run, outcome, at) {
      db.transaction(() => {
        db.prepare('UPDATE runs SET finished_ms = ?, outcome = ? WHERE id = ?').run(at, outcome, run)
        // Plans hold whole documents, and only what is not all done continues them.
        const undone = "SELECT task FROM steps WHERE run = @run AND outcome IN ('failed', 'degraded')"
        db.prepare(
          `UPDATE steps SET plan = NULL WHERE run = @run AND plan IS NOT NULL AND task NOT IN (${undone})`,
        ).run({ run })
        db.prepare(`DELETE FROM step_actions WHERE run = @run AND task NOT IN (${undone})`).run({ run })
      }).immediate()
    },
    reopen(run, { goOn, anew }) {
      const begin = db.prepare('UPDATE steps SET outcome = NULL, reason = NULL WHERE run = ? AND task = ?')
      const forget = db.prepare('UPDATE steps SET plan = NULL WHERE run = ? AND task = ?')
      const forgetActions = db.prepare('DELETE FROM step_actions WHERE run = ? AND task = ?')
      db.transaction(() => {
        db.prepare('UPDATE runs SET finished_ms = NULL, outcome = NULL WHERE id = ?').run(run)
        for (const task of [...goOn, ...anew]) begin.run(run, task)
        for (const task of anew) {
          forget.run(run, task)
          forgetActions.run(run, task)
        }
      }).immediate()
    },
    unfinished: (workflow, session) => latest(workflow, session, 'AND finished_ms IS NULL'),
    last: (workflow, session) => latest(workflow, session, ''),
    goingOn: (since) =>
      runs(
        `workflow IN ('init', 'closedown') AND finished_ms IS NULL
         AND (started_ms >= @since OR EXISTS (SELECT 1 FROM steps WHERE run = runs.id AND steps.started_ms >= @since)) ORDER BY id DESC`,
      ).get({ since }),
    allUnfinished: (workflow) => runs('workflow = ? AND finished_ms IS NULL ORDER BY id').all(workflow),
    supersede(workflow, session, at) {
      db.prepare(
        'UPDATE runs SET finished_ms = ?, outcome = ? WHERE workflow = ? AND session = ? AND finished_ms IS NULL',
      ).run(at, superseded, workflow, session)
    },
    interruptedSteps(run, tasks) {
      const did = `EXISTS (SELECT 1 FROM steps WHERE run = other.id AND task IN (${tasks.map(() => '?')}))`
      const same = `(other.workflow = own.workflow OR ${did}) AND other.session = own.session AND other.id < own.id`
      const before = query<{ id: number; outcome: string | null }>(
        db,
        `SELECT other.id, other.outcome FROM runs AS own JOIN runs AS other ON ${same} WHERE own.id = ? ORDER BY other.id DESC`,
      ).all(...tasks, run)
      const steps: InterruptedStep[] = []
      for (const { id, outcome } of before) {
        // Of another workflow nothing has taken the place yet.
        if (outcome !== superseded && outcome !== null) break
        const found = tasks.flatMap((task) => {
          const step = stepOf(id, task)
          return step ? [{ ...step, done: doneActions(id, task) }] : []
        })
        steps.unshift(...found)
        if (found.some(({ output }) => output !== undefined)) break
      }
      return steps
    },
    startStep(run, task, at) {
      // A step that is begun again keeps its plan: what it was about to do is what it still has to do.
      statementOf(
        db,
        `INSERT INTO steps (run, task, started_ms) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET started_ms = excluded.started_ms, ms = NULL, outcome = NULL, reason = NULL`,
      ).run(run, task, at)
    },
    planStep(run, task, plan) {
      statementOf(db, 'UPDATE steps SET plan = ? WHERE run = ? AND task = ?').run(JSON.stringify(plan), run, task)
    },
    didAction: (run, task, position, result) =>
      insert(db, 'OR REPLACE INTO step_actions', { run, task, position, result: JSON.stringify(result) }),
    doneActions,
    endStep(run, task, step) {
      const text = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
      statementOf(
        db,
        'UPDATE steps SET ms = ?, outcome = ?, reason = ?, output = ?, actions = ? WHERE run = ? AND task = ?',
      ).run(step.ms, step.outcome, text(step.reason), text(step.output), text(step.actions), run, task)
    },
    step: stepOf,
    reached: (task, session) =>
      queryValue(
        db,
        'SELECT EXISTS (SELECT 1 FROM steps JOIN runs ON runs.id = run WHERE task = ? AND session = ? AND steps.outcome IS NOT NULL)',
        task,
        session,
      ) === 1,
    lastOutput: (task, session) =>
      query<{ output: unknown }>(
        db,
        `SELECT output FROM steps WHERE task = ? AND output IS NOT NULL AND outcome IN ('done', 'degraded')
         ${session === undefined ? '' : 'AND (SELECT session FROM runs WHERE id = run) = ?'} ORDER BY run DESC LIMIT 1`,
        ['output'],
      ).get(task, ...(session === undefined ? [] : [session]))?.output,
  }
}

import type { Database } from './database.ts'
import type { Json } from './json.ts'

/** One run of a workflow (or of a single task), as the journal keeps it. */
export interface RunRecord {
  id: number
  workflow: string
  session: string
  startedAt: number
  finishedAt: number | null
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

/** The record of every run, written as things happen, so that an interruption loses nothing. Why so: docs/decisions.md, 4. */
export interface Journal {
  begin(run: { workflow: string; session: string; startedAt: number; settings: unknown }): number
  /** Ends a run; what only a resume needs of it goes, but for steps that are not all done. */
  finish(run: number, outcome: string, at: number): void
  /** Takes up a run that was finished, or interrupted. Steps that `goOn` keep their plan; those that begin `anew` lose it. */
  reopen(run: number, steps: { goOn: string[]; anew: string[] }): void
  run(run: number): RunRecord | undefined
  /** The latest run of a workflow that was interrupted; of one session where `session` is given. */
  unfinished(workflow: string, session?: string): RunRecord | undefined
  /** The latest run of a workflow, of one session where `session` is given, however it ended. */
  last(workflow: string, session?: string): RunRecord | undefined
  /** All that were interrupted, oldest first. */
  allUnfinished(workflow: string): RunRecord[]
  /** Interrupted runs of a workflow and session that a new run makes pointless. */
  supersede(workflow: string, session: string, at: number): void
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
  /** The newest output of a task in any run that was not a rehearsal. */
  lastOutput(task: string): unknown
}

interface RunRow {
  id: number
  workflow: string
  session: string
  started_ms: number
  finished_ms: number | null
  outcome: string | null
  settings: string
}

interface StepRow {
  task: string
  started_ms: number
  ms: number | null
  outcome: string | null
  reason: string | null
  plan: string | null
  output: string | null
  actions: string | null
}

export function createJournal(db: Database): Journal {
  const runColumns = 'id, workflow, session, started_ms, finished_ms, outcome, settings'
  const latest = (workflow: string, session: string | undefined, and: string) => {
    const query = `SELECT ${runColumns} FROM runs WHERE workflow = ? ${and} ${session ? 'AND session = ?' : ''} ORDER BY id DESC`
    return runRecord(db.prepare(query).get(workflow, ...(session ? [session] : [])))
  }
  return {
    begin({ workflow, session, startedAt, settings }) {
      const insert = db.prepare('INSERT INTO runs (workflow, session, started_ms, settings) VALUES (?, ?, ?, ?)')
      return Number(insert.run(workflow, session, startedAt, JSON.stringify(settings)).lastInsertRowid)
    },
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
    run(run) {
      return runRecord(db.prepare(`SELECT ${runColumns} FROM runs WHERE id = ?`).get(run))
    },
    unfinished: (workflow, session) => latest(workflow, session, 'AND finished_ms IS NULL'),
    last: (workflow, session) => latest(workflow, session, ''),
    allUnfinished(workflow) {
      const query = `SELECT ${runColumns} FROM runs WHERE workflow = ? AND finished_ms IS NULL ORDER BY id`
      return db
        .prepare(query)
        .all(workflow)
        .flatMap((row) => runRecord(row) ?? [])
    },
    supersede(workflow, session, at) {
      db.prepare(
        "UPDATE runs SET finished_ms = ?, outcome = 'superseded' WHERE workflow = ? AND session = ? AND finished_ms IS NULL",
      ).run(at, workflow, session)
    },
    startStep(run, task, at) {
      // A step that is begun again keeps its plan: what it was about to do is what it still has to do.
      db.prepare(
        `INSERT INTO steps (run, task, started_ms) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET started_ms = excluded.started_ms, ms = NULL, outcome = NULL, reason = NULL`,
      ).run(run, task, at)
    },
    planStep(run, task, plan) {
      db.prepare('UPDATE steps SET plan = ? WHERE run = ? AND task = ?').run(JSON.stringify(plan), run, task)
    },
    didAction(run, task, position, result) {
      db.prepare('INSERT OR REPLACE INTO step_actions (run, task, position, result) VALUES (?, ?, ?, ?)').run(
        run,
        task,
        position,
        JSON.stringify(result),
      )
    },
    doneActions(run, task) {
      const rows = db
        .prepare('SELECT position, result FROM step_actions WHERE run = ? AND task = ?')
        .all(run, task) as {
        position: number
        result: string
      }[]
      return new Map(rows.map((row) => [row.position, JSON.parse(row.result) as Json]))
    },
    endStep(run, task, step) {
      const text = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
      db.prepare(
        'UPDATE steps SET ms = ?, outcome = ?, reason = ?, output = ?, actions = ? WHERE run = ? AND task = ?',
      ).run(step.ms, step.outcome, text(step.reason), text(step.output), text(step.actions), run, task)
    },
    step(run, task) {
      const row = db
        .prepare(
          'SELECT task, started_ms, ms, outcome, reason, plan, output, actions FROM steps WHERE run = ? AND task = ?',
        )
        .get(run, task) as StepRow | undefined
      if (!row) return undefined
      const record: StepRecord = { task: row.task, startedAt: row.started_ms }
      if (row.ms !== null) record.ms = row.ms
      if (row.outcome !== null) record.outcome = row.outcome
      for (const key of ['reason', 'plan', 'output', 'actions'] as const) {
        const text = row[key]
        if (text !== null) record[key] = JSON.parse(text)
      }
      return record
    },
    reached(task, session) {
      const query =
        'SELECT EXISTS (SELECT 1 FROM steps JOIN runs ON runs.id = run WHERE task = ? AND session = ? AND steps.outcome IS NOT NULL)'
      return db.prepare(query).pluck().get(task, session) === 1
    },
    lastOutput(task) {
      const row = db
        .prepare(
          "SELECT output FROM steps WHERE task = ? AND output IS NOT NULL AND outcome IN ('done', 'degraded') ORDER BY run DESC LIMIT 1",
        )
        .get(task) as { output: string } | undefined
      return row && JSON.parse(row.output)
    },
  }
}

function runRecord(row: unknown): RunRecord | undefined {
  if (!row) return undefined
  const { id, workflow, session, started_ms, finished_ms, outcome, settings } = row as RunRow
  return {
    id,
    workflow,
    session,
    startedAt: started_ms,
    finishedAt: finished_ms,
    outcome,
    settings: JSON.parse(settings),
  }
}

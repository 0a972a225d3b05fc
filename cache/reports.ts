import type { Database } from './database.ts'
import type { Json, JsonObject } from './json.ts'
import type { Window } from './window.ts'

/** The reports of earlier runs and the metrics that later sessions are compared with. */
export interface Reports {
  save(report: { session: string; workflow: string; at: number; report: Json }): void
  /** The report of a workflow about a session. */
  of(session: string, workflow: string): JsonObject | undefined
  latest(workflow: string): { session: string; at: number; report: JsonObject } | undefined
  /** Keeps a session's metrics, once: a second closedown of the session replaces its own row. */
  saveBaseline(baseline: { session: string; window: Window; metrics: Json }): void
}

export function createReports(db: Database): Reports {
  return {
    save({ session, workflow, at, report }) {
      db.prepare('INSERT OR REPLACE INTO reports (session, workflow, at_ms, report) VALUES (?, ?, ?, ?)').run(
        session,
        workflow,
        at,
        JSON.stringify(report),
      )
    },
    of(session, workflow) {
      const query = 'SELECT report FROM reports WHERE session = ? AND workflow = ?'
      const text = db.prepare(query).pluck().get(session, workflow) as string | undefined
      return text === undefined ? undefined : (JSON.parse(text) as JsonObject)
    },
    latest(workflow) {
      const row = db
        .prepare('SELECT session, at_ms AS at, report FROM reports WHERE workflow = ? ORDER BY at_ms DESC LIMIT 1')
        .get(workflow) as { session: string; at: number; report: string } | undefined
      return row && { ...row, report: JSON.parse(row.report) as JsonObject }
    },
    saveBaseline({ session, window, metrics }) {
      db.prepare('INSERT OR REPLACE INTO baselines (session, from_ms, to_ms, metrics) VALUES (?, ?, ?, ?)').run(
        session,
        window.from,
        window.to,
        JSON.stringify(metrics),
      )
    },
  }
}

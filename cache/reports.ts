import { countedOnce } from './counted-once.ts'
import type { Database } from './database.ts'
import type { Json, JsonObject } from './json.ts'
import { insert, query, queryValue, queryValues } from './rows.ts'
import { iso, type Window } from './window.ts'

export interface Measured {
  last: { session: string; decisions: number; blocked: number }
  all: { sessions: number; decisions: number }
}

/** A closed session's analysis, as its closedown left it. */
export interface PastAnalysis extends MeasuredSession {
  /** The report's block; of a session whose report is gone, only its metrics. */
  analysis: JsonObject
  /** What the agents' models come to, as the report has it. */
  models?: Record<string, { input: number; output: number; costUsd: number | null }>
}

/** An earlier session whose metrics are kept, for later ones to be compared with. */
export interface MeasuredSession {
  session: string
  window: Window
  decisions: number
  blocked: number
  /** It was found in the log, and nobody closed it. */
  inferred: boolean
}

/** The reports of earlier runs and the metrics that later sessions are compared with. */
export interface Reports {
  save(report: { session: string; workflow: string; at: number; report: Json }): void
  /** The report of a workflow about a session. */
  of(session: string, workflow: string): JsonObject | undefined
  /** Of the session that ended last: a window of the past that is closed again is not the latest. */
  latest(workflow: string): { session: string; at: number; report: JsonObject } | undefined
  /** When the closedown that made a session's report began. */
  closedAt(session: string): number | undefined
  /** The session that was closed with just this window. */
  closedIn(window: Window): string | undefined
  /** Sessions that began before it and were closed after it: what was found in the log before it gave way to them. */
  closedBehind(session: string): string[]
  /** Decisions of the session that was measured last, and of all that were, each once; undefined where none was. */
  measured(): Measured | undefined
  /** The services that decided anything in a session that was measured. */
  decided(): string[]
  /** Keeps a session's metrics, once: a second closedown of the session replaces its own row. */
  saveBaseline(baseline: { session: string; window: Window; metrics: object }): void
  /** Keeps the metrics of sessions that were found in the log in a span, in place of those that were found there before. */
  saveInferred(span: Window, sessions: { window: Window; metrics: object }[]): void
  /** Sessions whose window ended in a span, `to` included, however they overlap: the latest `limit`, the latest first. */
  ended(span: Window, limit: number, which?: 'read' | 'all'): MeasuredSession[]
  /** The latest `limit` sessions that ended at or before a time and count nothing twice, oldest first: what a later session is compared with. */
  before(time: number, limit: number, which?: 'read' | 'all'): MeasuredSession[]
  /** The windows in a span that were closed, whether they could be read or not, by their beginnings. */
  closedWithin(span: Window): Window[]
  /** What is kept of one of them, without its list of violations. */
  metricsOf(session: string): JsonObject
  /** What the closedown of each left. */
  history(sessions: MeasuredSession[]): PastAnalysis[]
}

/** What could not be read is no measure of anything. */
const wasRead = "json_extract(metrics, '$.notRead') IS NULL"

/** So many times as many windows are looked at as are asked for, since some of them may count others again. */
const overlapping = 4
const latest = Number.MAX_SAFE_INTEGER

export function createReports(db: Database): Reports {
  const ended: Reports['ended'] = ({ from, to }, limit, which = 'read') =>
    query<Omit<MeasuredSession, 'window' | 'inferred'> & Window & { inferred: number }>(
      db,
      `SELECT session, from_ms AS "from", to_ms AS "to", inferred,
         coalesce(json_extract(metrics, '$.decisions.total'), 0) AS decisions, coalesce(json_extract(metrics, '$.decisions.blocked'), 0) AS blocked
       FROM baselines WHERE to_ms >= ? AND to_ms <= ? ${which === 'read' ? `AND ${wasRead}` : ''} ORDER BY to_ms DESC, from_ms DESC LIMIT ?`,
    )
      .all(from, to, limit)
      .map(({ from, to, inferred, ...row }) => ({ ...row, window: { from, to }, inferred: inferred === 1 }))
  return {
    save: ({ session, workflow, at, report }) =>
      insert(db, 'OR REPLACE INTO reports', { session, workflow, at_ms: at, report: JSON.stringify(report) }),
    of(session, workflow) {
      const sql = 'SELECT report FROM reports WHERE session = ? AND workflow = ?'
      return query<{ report: JsonObject }>(db, sql, ['report']).get(session, workflow)?.report
    },
    latest: (workflow) =>
      query<{ session: string; at: number; report: JsonObject }>(
        db,
        `SELECT session, at_ms AS at, report FROM reports LEFT JOIN sessions ON sessions.id = session
         WHERE workflow = ? ORDER BY coalesce(to_ms, at_ms) DESC, at_ms DESC LIMIT 1`,
        ['report'],
      ).get(workflow),
    closedAt: (session) =>
      queryValue(db, "SELECT at_ms FROM reports WHERE session = ? AND workflow = 'closedown'", session),
    closedIn: ({ from, to }) =>
      queryValue(
        db,
        'SELECT session FROM baselines WHERE inferred = 0 AND from_ms = ? AND to_ms = ? ORDER BY session DESC LIMIT 1',
        from,
        to,
      ),
    closedBehind: (session) =>
      queryValues(
        db,
        `SELECT other.session FROM baselines AS other JOIN baselines AS own ON own.session = ? AND other.from_ms < own.from_ms
         JOIN reports AS made ON made.session = own.session AND made.workflow = 'closedown'
         JOIN reports AS later ON later.session = other.session AND later.workflow = 'closedown' AND later.at_ms > made.at_ms
         ORDER BY other.from_ms`,
        session,
      ),
    measured() {
      const closed = countedOnce(ended({ from: 0, to: latest }, latest).filter(({ inferred }) => !inferred))
      const [last] = closed
      if (!last) return undefined
      const { session, decisions, blocked } = last
      const all = closed.reduce((sum, each) => sum + each.decisions, 0)
      return { last: { session, decisions, blocked }, all: { sessions: closed.length, decisions: all } }
    },
    decided: () =>
      queryValues(
        db,
        `SELECT DISTINCT service.key FROM baselines, json_each(metrics, '$.services') AS service
         WHERE inferred = 0 AND ${wasRead} AND json_extract(service.value, '$.decisions') > 0`,
      ),
    saveBaseline({ session, window: { from, to }, metrics }) {
      // What was found in the log gives way to what somebody closed.
      db.prepare('DELETE FROM baselines WHERE inferred = 1 AND from_ms < ? AND to_ms > ?').run(to, from)
      insert(db, 'OR REPLACE INTO baselines', { session, from_ms: from, to_ms: to, metrics: JSON.stringify(metrics) })
    },
    saveInferred({ from: first, to: before }, sessions) {
      db.transaction(() => {
        db.prepare('DELETE FROM baselines WHERE inferred = 1 AND from_ms >= ? AND to_ms <= ?').run(first, before)
        for (const { window, metrics } of sessions) {
          const { from, to } = window
          const row = { session: `inferred-${iso(from)}`, from_ms: from, to_ms: to, metrics: JSON.stringify(metrics) }
          insert(db, 'OR REPLACE INTO baselines', { ...row, inferred: 1 })
        }
      })()
    },
    ended,
    before: (time, limit, which) =>
      countedOnce(ended({ from: 0, to: time }, overlapping * limit, which))
        .slice(0, limit)
        .reverse(),
    closedWithin: ({ from, to }) =>
      query<Window>(
        db,
        'SELECT from_ms AS "from", to_ms AS "to" FROM baselines WHERE inferred = 0 AND from_ms >= ? AND to_ms <= ? ORDER BY from_ms',
      ).all(from, to),
    metricsOf(session) {
      const sql = "SELECT json_remove(metrics, '$.violations') AS metrics FROM baselines WHERE session = ?"
      return query<{ metrics: JsonObject }>(db, sql, ['metrics']).get(session)?.metrics ?? {}
    },
    history(sessions) {
      const kept = query<{ metrics: JsonObject; analysis: JsonObject | null; models: PastAnalysis['models'] | null }>(
        db,
        `SELECT metrics, report ->> '$.analysis' AS analysis, report ->> '$.agent.models' AS models
         FROM baselines LEFT JOIN reports ON reports.session = baselines.session AND workflow = 'closedown' WHERE baselines.session = ?`,
        ['metrics', 'analysis', 'models'],
      )
      return sessions.map((session) => {
        const { metrics, analysis, models } = kept.get(session.session) ?? {}
        return { ...session, ...(models && { models }), analysis: { ...metrics, ...analysis } }
      })
    },
  }
}

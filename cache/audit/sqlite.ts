import type { Database } from '../database.ts'
import type { AuditLog, ServiceCount, UnreadableLine, ViolationCount } from './audit-log.ts'

/** Decisions that were imported into the cache. */
export function createSqliteAuditLog(db: Database): AuditLog {
  return {
    async countByService({ from, to }) {
      return db
        .prepare(
          `SELECT service, COUNT(*) AS decisions, SUM(verdict <> 'block') AS allowed, SUM(verdict = 'block') AS blocked
           FROM decisions WHERE at_ms >= ? AND at_ms < ? GROUP BY service ORDER BY service`,
        )
        .all(from, to) as ServiceCount[]
    },
    async countViolations({ from, to }) {
      const rows = db
        .prepare(
          `SELECT key, COUNT(DISTINCT decision) AS count, COUNT(DISTINCT context) AS contexts,
                  CASE WHEN COUNT(rule) = COUNT(*) AND MIN(rule) = MAX(rule) THEN MIN(rule) END AS ruleId
           FROM violations WHERE at_ms >= ? AND at_ms < ? GROUP BY key ORDER BY count DESC, key`,
        )
        .all(from, to) as (Omit<ViolationCount, 'ruleId'> & { ruleId: string | null })[]
      return rows.map(({ ruleId, ...row }) => (ruleId === null ? row : { ...row, ruleId }))
    },
    async unreadable({ from, to }, limit) {
      const within = 'FROM unreadable WHERE earliest_ms < ? AND latest_ms >= ?'
      const total = db.prepare(`SELECT COUNT(*) ${within}`).pluck().get(to, from) as number
      const first = db
        .prepare(
          `SELECT path AS file, line, reason ${within.replace('unreadable', 'unreadable JOIN sources ON sources.id = source')} ORDER BY path, line LIMIT ?`,
        )
        .all(to, from, limit) as UnreadableLine[]
      return { total, first }
    },
  }
}

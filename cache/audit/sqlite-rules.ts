import { setImmediate } from 'node:timers/promises'
import type { Database } from '../database.ts'
import { decisionOf } from './document.ts'
import type { RuleLog } from './rule-log.ts'

type Row = Parameters<typeof decisionOf>[0]

const columns = 'at_ms AS at, session, service, action, verdict, document'
const within = 'FROM decisions WHERE at_ms >= ? AND at_ms < ?'
/** Decisions that are held at once: a batch, not a window. */
const batchRows = 500

/** What the decisions in the cache say about rules: one pass over the window. */
export function createSqliteRuleLog(db: Database): RuleLog {
  return {
    async count({ from, to }) {
      return db.prepare(`SELECT COUNT(*) ${within}`).pluck().get(from, to) as number
    },
    async checked({ from, to }) {
      return db
        .prepare("SELECT DISTINCT value FROM decisions, json_each(document, '$.rules') WHERE at_ms >= ? AND at_ms < ?")
        .pluck()
        .all(from, to) as string[]
    },
    async *decisions({ from, to }) {
      // The last time read is the next range's beginning, so that the index leads there at once.
      const batch = db.prepare(
        `SELECT id, ${columns} ${within} AND (at_ms > ? OR id > ?) ORDER BY at_ms, id LIMIT ${batchRows}`,
      )
      let last = { at: from - 1, id: 0 }
      for (;;) {
        const rows = batch.all(Math.max(from, last.at), to, last.at, last.id) as (Row & { id: number })[]
        for (const row of rows) yield { decision: decisionOf(row), count: 1, first: row.at, last: row.at }
        last = rows.at(-1) ?? last
        if (rows.length < batchRows) return
        await setImmediate()
      }
    },
  }
}

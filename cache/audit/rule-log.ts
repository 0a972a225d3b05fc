import { setImmediate } from 'node:timers/promises'
import type { Database } from '../database.ts'
import type { Decision } from '../decision.ts'
import { query, queryValue } from '../rows.ts'
import type { Window } from '../window.ts'
import { decisionOf, type StoredDecision } from './document.ts'

/** The decisions of a window, for what they say about rules. */
export interface RuleLog {
  /** How many decisions there are: cheap, for noticing that some came later. */
  count(window: Window): Promise<number>
  /** Every decision, in order of time. */
  decisions(window: Window): AsyncIterable<Decision>
  /** Ids of the rules that decisions of a window checked, each once. In no order. */
  checked(window: Window): Promise<string[]>
}

/** Decisions that are held at once: a batch, not a window. */
const batchRows = 500

export function createRuleLog(db: Database): RuleLog {
  const within = 'at_ms >= ? AND at_ms < ?'
  return {
    count: async ({ from, to }) =>
      queryValue<number>(db, `SELECT COUNT(*) FROM decisions WHERE ${within}`, from, to) ?? 0,
    checked: async ({ from, to }) =>
      db
        .prepare(`SELECT DISTINCT value FROM decisions, json_each(document, '$.rules') WHERE ${within}`)
        .pluck()
        .all(from, to) as string[],
    async *decisions({ from, to }) {
      // The last time read is the next range's beginning, so that the index leads there at once.
      const batch = query<StoredDecision & { id: number }>(
        db,
        `SELECT id, at_ms AS at, session, service, action, verdict, document FROM decisions
         WHERE ${within} AND (at_ms > ? OR id > ?) ORDER BY at_ms, id LIMIT ${batchRows}`,
      )
      let last = { at: from - 1, id: 0 }
      for (;;) {
        const rows = batch.all(Math.max(from, last.at), to, last.at, last.id)
        for (const row of rows) yield decisionOf(row)
        last = rows.at(-1) ?? last
        if (rows.length < batchRows) return
        await setImmediate()
      }
    },
  }
}

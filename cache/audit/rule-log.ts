import type { Database } from '../database.ts'
import type { Decision } from '../decision.ts'
import { queryValue, queryValues } from '../rows.ts'
import type { Window } from '../window.ts'
import { decisionOf, storedDecisions } from './document.ts'

/** The decisions of a window, for what they say about rules. */
export interface RuleLog {
  /** How many decisions there are: cheap, for noticing that some came later. */
  count(window: Window): Promise<number>
  /** Every decision, in order of time. */
  decisions(window: Window): AsyncIterable<Decision>
  /** Ids of the rules that decisions of a window checked, each once. In no order. */
  checked(window: Window): Promise<string[]>
}

export function createRuleLog(db: Database): RuleLog {
  const within = 'at_ms >= ? AND at_ms < ?'
  return {
    count: async ({ from, to }) =>
      queryValue<number>(db, `SELECT COUNT(*) FROM decisions WHERE ${within}`, from, to) ?? 0,
    checked: async ({ from, to }) =>
      queryValues(db, `SELECT DISTINCT value FROM decisions, json_each(document, '$.rules') WHERE ${within}`, from, to),
    async *decisions(window) {
      for await (const row of storedDecisions(db, window)) yield decisionOf(row)
    },
  }
}

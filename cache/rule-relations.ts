import type { Database } from './database.ts'
import { insert, query } from './rows.ts'

/** What comparing the rules with each other came to, so that the same rules are compared once. */
export interface RuleRelations {
  /** The latest result of this kind, where it was made from exactly this basis. */
  of(kind: string, basis: string): unknown
  /** Of each kind the latest result alone is kept. */
  save(kind: string, basis: string, result: unknown): void
}

/** `build`: whose results these are; of another one's none is used. */
export function createRuleRelations(db: Database, build: () => string): RuleRelations {
  const of = (basis: string) => `${build()}:${basis}`
  return {
    of(kind, basis) {
      const sql = 'SELECT result FROM rule_relations WHERE kind = ? AND basis = ?'
      return query<{ result: unknown }>(db, sql, ['result']).get(kind, of(basis))?.result
    },
    save: (kind, basis, result) =>
      insert(db, 'OR REPLACE INTO rule_relations', { kind, basis: of(basis), result: JSON.stringify(result) }),
  }
}

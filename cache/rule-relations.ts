import type { Database } from './database.ts'
import type { Json } from './json.ts'

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
      const result = db
        .prepare('SELECT result FROM rule_relations WHERE kind = ? AND basis = ?')
        .pluck()
        .get(kind, of(basis)) as string | undefined
      return result === undefined ? undefined : (JSON.parse(result) as Json)
    },
    save(kind, basis, result) {
      db.prepare('INSERT OR REPLACE INTO rule_relations (kind, basis, result) VALUES (?, ?, ?)').run(
        kind,
        of(basis),
        JSON.stringify(result),
      )
    },
  }
}

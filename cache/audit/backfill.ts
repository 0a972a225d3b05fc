import type { Database } from 'better-sqlite3'
import type { Decision } from '../decision.ts'
import { createExtractor } from './extract.ts'

const batchRows = 10_000

interface Row extends Pick<Decision, 'at' | 'session' | 'service' | 'action' | 'verdict'> {
  id: number
  document: string
}

/** Extracts from the decisions that an older version imported what newer ones extract at import. Part of a migration: one transaction. */
export function extractFromStored(db: Database): void {
  const extract = createExtractor(db)
  const batch = db.prepare(
    `SELECT id, at_ms AS at, session, service, action, verdict, document FROM decisions WHERE id > ? ORDER BY id LIMIT ${batchRows}`,
  )
  const setProfile = db.prepare('UPDATE decisions SET profile = ? WHERE id = ?')
  let last = 0
  for (let rows = batch.all(last) as Row[]; rows.length > 0; rows = batch.all(last) as Row[]) {
    for (const row of rows) {
      const decision = decisionOf(row)
      setProfile.run(extract.profile(decision), row.id)
      extract.numbers(row.id, decision)
      last = row.id
    }
  }
}

/** A row of the cache as the decision that it was. */
export function decisionOf({ at, session, service, action, verdict, document }: Omit<Row, 'id'>): Decision {
  return { at, session, service, action, verdict, ...JSON.parse(document) } as Decision
}

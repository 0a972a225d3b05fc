import type { Database } from 'better-sqlite3'
import { contentHash, type Decision } from '../decision.ts'
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

/**
 * Hashes the content of decisions that an older version imported as this one does. Those of several sources that are one decision now stay once.
 * Part of a migration: one transaction.
 */
export function rehashStored(db: Database): void {
  const batch = db.prepare(
    `SELECT id, at_ms AS at, session, service, action, verdict, document FROM decisions WHERE id > ? ORDER BY id LIMIT ${batchRows}`,
  )
  const setHash = db.prepare('UPDATE decisions SET hash = ? WHERE id = ?')
  let last = 0
  for (let rows = batch.all(last) as Row[]; rows.length > 0; rows = batch.all(last) as Row[]) {
    for (const row of rows) setHash.run(contentHash(decisionOf(row)), row.id)
    last = rows.at(-1)?.id ?? last
  }
  db.exec(`
    CREATE TEMP TABLE renumbered AS
      SELECT id, hash, ROW_NUMBER() OVER (PARTITION BY hash, source ORDER BY id) - 1 AS number FROM decisions;
    CREATE TEMP TABLE doubled AS
      SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY hash, number ORDER BY id) AS place FROM renumbered) WHERE place > 1;
    UPDATE decisions SET number = renumbered.number FROM renumbered WHERE renumbered.id = decisions.id;
    DELETE FROM violations WHERE decision IN (SELECT id FROM doubled);
    DELETE FROM measures WHERE decision IN (SELECT id FROM doubled);
    DELETE FROM classifications WHERE decision IN (SELECT id FROM doubled);
    DELETE FROM decisions WHERE id IN (SELECT id FROM doubled);
    DROP TABLE renumbered;
    DROP TABLE doubled;
  `)
}

/** A row of the cache as the decision that it was. */
export function decisionOf({ at, session, service, action, verdict, document }: Omit<Row, 'id'>): Decision {
  return { at, session, service, action, verdict, ...JSON.parse(document) } as Decision
}

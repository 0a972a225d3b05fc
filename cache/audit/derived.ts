import type { Database } from 'better-sqlite3'
import { contentHash } from '../decision.ts'
import { query } from '../rows.ts'
import { attributeService, attributionVersion } from './catalogue.ts'
import { decisionColumns, decisionOf, type StoredDecision } from './document.ts'
import { createExtractor, extractVersion } from './extract.ts'

const batchRows = 10_000

/** What code takes out of a stored decision: its version is kept beside what it made, and where that differs, it is made anew. Why so: docs/decisions.md, 94. */
const derivations: { what: string; version: () => string; renew: (db: Database) => void }[] = [
  // The hash comes first: of decisions that are one now, only one is extracted. It is that of the service too, which the catalogue names.
  { what: 'hash', version: () => `2 ${attributionVersion()}`, renew: rehashStored },
  { what: 'extract', version: extractVersion, renew: extractFromStored },
]

/** Brings what is derived from the decisions in the cache up to date with this version of the program. One transaction. */
export function renewDerived(db: Database): void {
  const known = db.prepare('SELECT version FROM derivation WHERE what = ?').pluck()
  const outdated = () => derivations.filter(({ what, version }) => known.get(what) !== version())
  if (outdated().length === 0) return
  const keep = db.prepare('INSERT OR REPLACE INTO derivation (what, version) VALUES (?, ?)')
  // Asked again inside: two processes may open a new file at the same moment.
  db.transaction(() => {
    for (const { what, version, renew } of outdated()) {
      renew(db)
      keep.run(what, version())
    }
  }).immediate()
}

function extractFromStored(db: Database): void {
  for (const table of ['measures', 'classifications']) db.exec(`DELETE FROM ${table}`)
  db.exec('UPDATE decisions SET profile = NULL; DELETE FROM profiles')
  const extract = createExtractor(db)
  const setProfile = db.prepare('UPDATE decisions SET profile = ? WHERE id = ?')
  for (const row of storedRows(db)) {
    const decision = decisionOf(row)
    setProfile.run(extract.profile(decision), row.id)
    extract.numbers(row.id, decision)
  }
}

/** Every decision in the cache, read in batches: while a query is open nothing else is written. */
function* storedRows(db: Database): Generator<StoredDecision> {
  const sql = `SELECT ${decisionColumns} FROM decisions WHERE id > ? ORDER BY id LIMIT ${batchRows}`
  const batch = query<StoredDecision>(db, sql)
  for (let rows = batch.all(0); rows.length > 0; rows = batch.all(rows.at(-1)?.id)) yield* rows
}

/** Names the services of decisions and hashes their content as this version does. Those of several sources that are one decision now stay once. */
export function rehashStored(db: Database): void {
  db.exec('DROP INDEX decisions_by_content')
  const renew = db.prepare('UPDATE decisions SET service = ?, hash = ? WHERE id = ?')
  for (const row of storedRows(db)) {
    const service = attributeService(row.action, row.service)
    renew.run(service, contentHash(decisionOf({ ...row, service })), row.id)
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
    CREATE UNIQUE INDEX decisions_by_content ON decisions (at_ms, hash, number);
  `)
}

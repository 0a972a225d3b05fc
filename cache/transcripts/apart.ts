import type { Database } from '../sqlite.ts'
import { transcriptTables } from './parts.ts'

/** What a run writes down of itself. */
const ofRuns = ['runs', 'steps', 'step_actions', 'reports']

/**
 * From now on what is read of transcripts, and what a run writes down, goes into tables of this connection alone, the first of which begin as the cache's:
 * SQLite finds a temporary table before another of its name. So a look that leaves nothing behind needs no copy of a cache, and keeps nobody from
 * writing to it.
 */
export function readApart(db: Database): void {
  const definitions = db
    .prepare('SELECT sql FROM main.sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC')
    .pluck()
  const transcripts = ['transcripts', ...transcriptTables]
  db.transaction(() => {
    for (const table of [...transcripts, ...ofRuns])
      for (const sql of definitions.all(table) as string[])
        db.exec(sql.replace(/^CREATE TABLE /, 'CREATE TEMP TABLE ').replace(/^(CREATE (?:UNIQUE )?INDEX) /, '$1 temp.'))
    for (const table of transcripts) db.exec(`INSERT INTO temp.${table} SELECT * FROM main.${table}`)
  })()
  waitForNobody(db)
}

/** A transaction that is begun as one that writes locks the cache, whichever tables it writes to. */
function waitForNobody(db: Database): void {
  const begin = db.transaction.bind(db)
  db.transaction = ((work: Parameters<typeof begin>[0]) => {
    const { deferred } = begin(work)
    const run = (...values: unknown[]) => deferred(...values)
    return Object.assign(run, { default: deferred, deferred, immediate: deferred, exclusive: deferred, database: db })
  }) as typeof begin
}

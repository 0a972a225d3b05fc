import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { importJsonl } from '../../cache/audit/jsonl-import.ts'
import { createSqliteAuditLog } from '../../cache/audit/sqlite.ts'
import { type Cache, openCache } from '../../cache/database.ts'
import { measureSession } from '../../tasks/analysis/metrics.ts'
import { readSessionNumbers } from '../../tasks/analysis/session-numbers.ts'
import { createProject } from '../support/project.ts'
import { variedDocuments } from '../support/varied-log.ts'
import { type Benchmark, inTurn, median } from './measure.ts'

const inSession = 100_000
const sessions = 10
const dayMs = 86_400_000
const firstDay = Date.parse('2025-10-15T00:00:00.000Z')
const sessionMs = 6 * 3_600_000

/** One query that yields every distribution, sum, extreme and quartile of docs/metrics.md, over the same tables; slopes and lockstep are not. */
const byHand = `
  WITH counted AS MATERIALIZED (
    SELECT profile, COUNT(*) AS n, MIN(at_ms) AS first, MAX(at_ms) AS last FROM decisions WHERE at_ms >= @from AND at_ms < @to GROUP BY profile),
  p AS MATERIALIZED (
    SELECT service, blocked, n, first, last, document FROM counted JOIN profiles ON profiles.id = profile),
  m AS MATERIALIZED (
    SELECT series, value FROM measures WHERE series IN (1, 2, 3, 4) AND at_ms >= @from AND at_ms < @to),
  ranked AS (
    SELECT value, ROW_NUMBER() OVER (ORDER BY value) AS place, COUNT(*) OVER () AS n FROM m WHERE series = 3)
  SELECT service, 'decisions' AS metric, NULL AS value, SUM(n) AS count FROM p GROUP BY service
  UNION ALL SELECT service, 'blocked', NULL, SUM(n * blocked) FROM p GROUP BY service
  UNION ALL SELECT service, 'last', NULL, MAX(last) FROM p GROUP BY service
  UNION ALL SELECT service, 'violations', NULL, SUM(n * json_extract(document, '$.violations')) FROM p GROUP BY service
  UNION ALL SELECT NULL, 'session', json_extract(document, '$.session'), SUM(n) FROM p GROUP BY 3
  UNION ALL SELECT service, facet.key, item.value, SUM(n)
    FROM p, json_each(document, '$.values') AS facet, json_each(facet.value) AS item GROUP BY service, facet.key, item.value
  UNION ALL SELECT service, number.key, NULL, SUM(n * number.value) FROM p, json_each(document, '$.numbers') AS number GROUP BY service, number.key
  UNION ALL SELECT series, 'mean', AVG(value), COUNT(*) FROM m GROUP BY series
  UNION ALL SELECT series, 'peak', MAX(value), NULL FROM m GROUP BY series
  UNION ALL SELECT series, 'lowest', MIN(value), NULL FROM m GROUP BY series
  UNION ALL SELECT NULL, 'quartile', value, place FROM ranked WHERE place IN (n / 4, n / 2, 3 * n / 4)
  UNION ALL SELECT NULL, 'low', NULL, COUNT(*) FROM m WHERE series = 3 AND value < 0.6
  UNION ALL SELECT text, 'quadrant', quadrant, COUNT(*) FROM classifications WHERE at_ms >= @from AND at_ms < @to GROUP BY text, quadrant
  UNION ALL SELECT key, 'violation', COUNT(DISTINCT context), COUNT(DISTINCT decision) FROM violations WHERE at_ms >= @from AND at_ms < @to GROUP BY key`

const groupedCount = 'SELECT service, COUNT(*) FROM decisions WHERE at_ms >= @from AND at_ms < @to GROUP BY service'

export const analysing: Benchmark = {
  name: 'analysis',
  async run() {
    const project = createProject({ git: false })
    const cache = openCache(join(project.root, 'cache'), 'durable', new Date())
    let importMs = 0
    for (let session = 0; session < sessions; session++) importMs += await importSession(cache, project.root, session)
    const last = sessions - 1
    const small = openCache(join(project.root, 'alone'), 'durable', new Date())
    await importSession(small, project.root, last)
    const [values, bare] = await inTurn(
      5,
      () => analyse(cache, last),
      () => query(cache, byHand, last),
    )
    const [again, plain] = await inTurn(
      5,
      () => analyse(cache, last),
      () => query(cache, groupedCount, last),
    )
    const [whole, alone] = await inTurn(
      5,
      () => analyse(cache, last),
      () => analyse(small, last),
    )
    cache.close()
    small.close()
    project.remove()
    return [
      {
        name: `analysis of ${inSession} decisions out of ${inSession * sessions}`,
        values,
        bare: { name: 'one SQL query with every distribution', values: bare },
        remarks: [
          `to a plain grouped count (${median(plain).toFixed(1)} ms): ${(median(again) / median(plain)).toFixed(1)}`,
          `to the same with no other decision in the cache (${median(alone).toFixed(1)} ms): ${(median(whole) / median(alone)).toFixed(2)}`,
          `import of all ${inSession * sessions}: ${(importMs / 1000).toFixed(1)} s`,
        ],
      },
    ]
  },
}

const windowOf = (session: number) => ({
  from: firstDay + session * dayMs,
  to: firstDay + session * dayMs + sessionMs,
})

async function importSession(cache: Cache, root: string, session: number): Promise<number> {
  const file = join(root, `decisions-${session}.jsonl`)
  const { from } = windowOf(session)
  const lines = variedDocuments(inSession, session + 1).map((document, n) =>
    JSON.stringify({ ...document, timestamp: new Date(from + Math.floor((n * sessionMs) / inSession)).toISOString() }),
  )
  writeFileSync(file, `${lines.join('\n')}\n`)
  const started = performance.now()
  await importJsonl(cache.db, file, { name: file })
  const ms = performance.now() - started
  rmSync(file)
  return ms
}

async function analyse(cache: Cache, session: number): Promise<number> {
  const window = windowOf(session)
  const started = performance.now()
  const { decisions } = measureSession(await readSessionNumbers(createSqliteAuditLog(cache.db), window, 0), [])
  const ms = performance.now() - started
  if (decisions.total !== inSession)
    throw new Error(`${decisions.total} decisions were measured instead of ${inSession}`)
  return ms
}

function query(cache: Cache, sql: string, session: number): number {
  const started = performance.now()
  if (cache.db.prepare(sql).all(windowOf(session)).length === 0) throw new Error('the query found nothing')
  return performance.now() - started
}

import type { Database } from '../database.ts'
import { givenConditions, query, queryValue } from '../rows.ts'
import { valuesOf } from '../sqlite.ts'
import type { Window } from '../window.ts'
import type {
  AuditLog,
  ClassificationCount,
  Evidence,
  EvidenceFilter,
  MeasureBatch,
  ViolationCount,
} from './audit-log.ts'
import { seriesOf } from './catalogue.ts'
import { decisionColumns, decisionOf, type StoredDecision } from './document.ts'
import { notedLines } from './noted-lines.ts'
import type { Profile } from './profile.ts'
import { createRuleLog } from './rule-log.ts'
import { type Scan, scanDecisions, slicesOf } from './scan.ts'

/** Decisions that were imported into the cache. */
export function createSqliteAuditLog(db: Database): AuditLog {
  const scan = lastScan(db)
  return {
    rules: createRuleLog(db),
    async profiles(window) {
      const document = valuesOf(db, 'SELECT document FROM profiles WHERE id = ?')
      const copies = new Map(
        query<{ profile: number; copies: number }>(db, copiesByProfile)
          .all(window.from, window.to)
          .map((row) => [row.profile, row.copies]),
      )
      return [...scan(window).profiles].map(([id, counts]) => ({
        ...(JSON.parse(document.get(id) as string) as Profile),
        ...counts,
        copies: copies.get(id) ?? 0,
      }))
    },
    async *measures(window, measure) {
      const series = seriesOf(measure)
      const within = 'FROM measures WHERE series = ? AND at_ms >= ? AND at_ms < ? ORDER BY at_ms, decision'
      const at = valuesOf(db, `SELECT at_ms ${within}`)
      const values = valuesOf(db, `SELECT value ${within}`)
      for (const { from, to } of slicesOf(db, window, `measures WHERE series = ${series} AND`)) {
        // Two plain columns are read three times as fast as rows of two, and sorting within a time costs less here than there.
        const batch = { at: at.all(series, from, to) as number[], values: values.all(series, from, to) as number[] }
        sortWithinTimes(batch)
        yield batch
      }
    },
    lastMeasure: async ({ from, to }, measure) =>
      queryValue(
        db,
        `SELECT value FROM measures JOIN decisions ON decisions.id = decision
         WHERE series = @series AND measures.at_ms =
           (SELECT MAX(at_ms) FROM measures WHERE series = @series AND at_ms >= @from AND at_ms < @to)
         ORDER BY hash DESC, number DESC LIMIT 1`,
        { series: seriesOf(measure), from, to },
      ),
    instants: async (window) => scan(window).instants,
    classifications: async ({ from, to }) =>
      query<ClassificationCount>(
        db,
        'SELECT text, quadrant, COUNT(*) AS count FROM classifications WHERE at_ms >= ? AND at_ms < ? GROUP BY text, quadrant',
      ).all(from, to),
    async countViolations({ from, to }, limit) {
      const within = 'FROM violations WHERE at_ms >= ? AND at_ms < ?'
      const rows = query<Omit<ViolationCount, 'ruleId'> & { ruleId: string | null }>(
        db,
        `SELECT key, COUNT(DISTINCT decision) AS count, COUNT(DISTINCT context) AS contexts,
                CASE WHEN COUNT(rule) = COUNT(*) AND MIN(rule) = MAX(rule) THEN MIN(rule) END AS ruleId
         ${within} GROUP BY key ORDER BY count DESC, key LIMIT ?`,
      ).all(from, to, limit)
      return {
        total: queryValue<number>(db, `SELECT COUNT(DISTINCT key) ${within}`, from, to) ?? 0,
        first: rows.map(({ ruleId, ...row }) => (ruleId === null ? row : { ...row, ruleId })),
      }
    },
    unreadable: async (window, limit) => notedLines(db, 'unreadable', window, limit),
    fixedLines: async (window) => notedLines(db, 'fixed', window, 0).total,
    backwardJumps: async (window, limit) => notedLines(db, 'backwardJump', window, limit),
    partsOf: async (window, pauseMs, most) => partsOf(db, window, pauseMs, most),
    evidence: async (window, filter, limit, from = 'start') =>
      findEvidence(db, window, filter, limit, from === 'start' ? 'ASC' : 'DESC'),
  }
}

/** Decisions with an equal one before them: the index alone says which, and only these rows are read. */
const copiesByProfile = `
  SELECT profile, COUNT(*) AS copies FROM decisions INDEXED BY decisions_by_content
  WHERE at_ms >= ? AND at_ms < ? AND number > 0 GROUP BY profile`

function sortWithinTimes({ at, values }: MeasureBatch): void {
  for (let start = 0, end = 1; start < at.length; start = end++) {
    while (end < at.length && at[end] === at[start]) end++
    if (end === start + 1) continue
    const sorted = values.slice(start, end).sort((a, b) => a - b)
    for (const [index, value] of sorted.entries()) values[start + index] = value
  }
}

/** Scans a window; asked for the same window again, while nothing was added, it answers from memory. */
function lastScan(db: Database): (window: Window) => Scan {
  const newest = valuesOf(db, 'SELECT MAX(id) FROM decisions')
  let known: { key: string; scan: Scan } | undefined
  return (window) => {
    const key = `${window.from} ${window.to} ${newest.get()}`
    if (known?.key !== key) known = { key, scan: scanDecisions(db, window) }
    return known.scan
  }
}

const timesAtOnce = 20_000

/** Reads times backwards, and no further than it takes. */
function partsOf(db: Database, { from, to }: Window, pauseMs: number, most: number): Window[] {
  const earlier = valuesOf(
    db,
    `SELECT at_ms FROM decisions WHERE at_ms >= ? AND at_ms < ? ORDER BY at_ms DESC LIMIT ${timesAtOnce}`,
  )
  const parts: Window[] = []
  let part: Window | undefined
  for (let end = to; ; ) {
    const times = earlier.all(from, end) as number[]
    for (const at of times) {
      if (part && part.from - at < pauseMs) part.from = at
      else {
        if (parts.length === most) return parts.reverse()
        part = { from: at, to: at + 1 }
        parts.push(part)
      }
    }
    if (times.length < timesAtOnce) return parts.reverse()
    // Of an instant that was cut in two the rest has the same time.
    end = times.at(-1) as number
  }
}

function findEvidence(
  db: Database,
  { from, to }: Window,
  { service, blocked, session, violation, once }: EvidenceFilter,
  limit: number,
  direction: 'ASC' | 'DESC',
): Evidence[] {
  const conditions = givenConditions([
    [from, 'at_ms >= @from AND at_ms < @to'],
    [service, 'profile IN (SELECT id FROM profiles WHERE service = @service)'],
    [blocked, 'profile IN (SELECT id FROM profiles WHERE blocked = @blocked)'],
    [session, 'session = @session'],
    [once, 'number = 0'],
    [
      violation,
      'id IN (SELECT decision FROM violations WHERE violations.at_ms = decisions.at_ms AND key = @violation)',
    ],
  ])
  const rows = query<StoredDecision>(
    db,
    `SELECT ${decisionColumns} FROM decisions WHERE ${conditions}
     ORDER BY at_ms ${direction}, hash ${direction}, number ${direction} LIMIT @limit`,
  ).all({ from, to, service, blocked: Number(blocked), session, violation, limit })
  return rows.map((row) => ({ id: `${row.hash}-${row.number}`, ...decisionOf(row) }))
}

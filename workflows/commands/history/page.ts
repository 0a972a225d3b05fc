import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { whyUnwritten } from '../../../cache/conditions.ts'
import type { Database } from '../../../cache/database.ts'
import { createDocuments } from '../../../cache/documents.ts'
import { isSystemError, UserError } from '../../../cache/errors.ts'
import { isObject } from '../../../cache/json.ts'
import type { PastAnalysis } from '../../../cache/reports.ts'
import type { HistoryRow } from '../../../tasks/analysis/history.ts'
import { createDrawing } from '../../../tasks/handoff/charts/drawing.ts'
import { type SessionSeries, sessionsChart } from '../../../tasks/handoff/charts/sessions.ts'
import { createTemplates } from '../../../tasks/own-templates.ts'
import { sessionName } from '../../../tasks/session-name.ts'
import { percent, plural } from '../../../templates/words.ts'
import { answer, type Invocation } from '../../runner/command.ts'
import { createFiles } from '../../runner/effects/files.ts'
import { writeWhole } from '../../runner/effects/write-file.ts'

/** A session as the page shows it; null where it was not measured. */
export interface PageRow extends HistoryRow {
  /** The score if what is not measured yet were all bad, and all good; only while that makes a difference. */
  band: [low: number, high: number] | null
  /** Of the agent's: tokens in and out, and the estimated cost in US dollars. */
  tokens: number | null
  costUsd: number | null
  /** The session's own page, relative to the project. */
  page: string | null
}

/** The rows of the table with what only the page has: the agent's usage, and the sessions' own pages. */
export function pageRows(db: Database, past: PastAnalysis[], rows: HistoryRow[]): PageRow[] {
  const report = db.prepare(
    "SELECT json_extract(report, '$.page.file') AS page, json_extract(report, '$.agent.models') AS models FROM reports WHERE session = ? AND workflow = 'closedown'",
  )
  const documents = createDocuments(db)
  return rows.map((row, at) => {
    const found = report.get(row.session) as { page: string | null; models: string | null } | undefined
    return {
      ...row,
      ...usageOf(found?.models ?? null),
      band: bandOf(past[at]),
      page: found?.page ? documents.placeOf(found.page) : null,
    }
  })
}

function bandOf(past: PastAnalysis | undefined): PageRow['band'] {
  const health = isObject(past?.analysis.health) ? past.analysis.health : {}
  const [low, high] = Array.isArray(health.band) ? health.band : []
  return typeof low === 'number' && typeof high === 'number' && low !== high ? [low, high] : null
}

function usageOf(models: string | null): Pick<PageRow, 'tokens' | 'costUsd'> {
  if (models === null) return { tokens: null, costUsd: null }
  const used = Object.values(
    JSON.parse(models) as Record<string, { input: number; output: number; costUsd: number | null }>,
  )
  const costs = used.flatMap(({ costUsd }) => costUsd ?? [])
  return {
    tokens: used.reduce((sum, { input, output }) => sum + input + output, 0),
    costUsd: costs.length > 0 ? costs.reduce((sum, cost) => sum + cost, 0) : null,
  }
}

/** What is drawn over the sessions: one chart a number that at least one of them has. */
const series: (Omit<SessionSeries, 'points'> & { title: string; of: (row: PageRow) => number | null })[] = [
  { title: 'Health', name: 'health', low: 0, high: 100, show: String, of: ({ health }) => health },
  { title: 'Decisions', name: 'decisions', low: 0, show: String, of: ({ decisions }) => decisions },
  {
    title: 'Block rate',
    name: 'block rate, %',
    low: 0,
    show: (value) => value.toFixed(1),
    of: ({ blockRate }) => blockRate && blockRate * 100,
  },
  {
    title: 'Pressure',
    name: 'peak',
    low: 0,
    high: 1,
    show: (value) => value.toFixed(2),
    of: ({ pressurePeak }) => pressurePeak,
  },
  {
    title: "Agent's cost",
    name: 'US dollars, estimated',
    low: 0,
    show: (value) => value.toFixed(2),
    of: ({ costUsd }) => costUsd,
  },
]

/** Writes the sessions as one page; returns the exit status. Throws UserError where the file cannot be written. */
export function writePage(invocation: Invocation, named: string, rows: PageRow[]): number {
  const { cwd, project, output, dryRun, runOwn } = invocation
  const file = resolve(cwd, named)
  const files = createFiles(project.root, true)
  const templates = createTemplates({ files, log: { warn: output.note, detail: () => undefined }, runOwn })
  const draw = createDrawing(templates)
  const figures = series.flatMap(({ title, of, ...rest }) => {
    const points = rows.map((row) => ({ session: row.session, value: of(row) }))
    return points.some(({ value }) => value !== null)
      ? [{ title, chart: draw(sessionsChart({ ...rest, points })) }]
      : []
  })
  const view = {
    title: 'Sessions',
    name: project.name,
    figures,
    rows: rows.toReversed().map((row) => rowView(row, file, project.root)),
  }
  const text = templates.render('history.html', 'html', view)
  if (!dryRun) write(file, text)
  const said = `${dryRun ? 'would write' : 'written'} ${named}: ${plural(rows.length, 'session')}`
  return answer(invocation, { file: relative(project.root, file), sessions: rows.length }, () => said)
}

function rowView(row: PageRow, file: string, root: string) {
  const { session, decisions, blockRate, pressurePeak, health, band, anomalies, tokens, costUsd, page, inferred } = row
  const there = page !== null && existsSync(join(root, page))
  return {
    session: sessionName(session),
    inferred,
    link: there ? encodeURI(relative(dirname(file), join(root, page))) : null,
    cells: [
      String(decisions ?? ''),
      blockRate === null ? '' : percent(blockRate),
      pressurePeak?.toFixed(2) ?? '',
      health === null ? '' : `${health}${band ? ` (${band[0]} to ${band[1]})` : ''}`,
      anomalies === null ? '' : String(anomalies.length),
      tokens === null ? '' : String(tokens),
      costUsd === null ? '' : `$${costUsd.toFixed(2)}`,
    ],
  }
}

function write(file: string, text: string): void {
  try {
    writeWhole(dirname(file), basename(file), text)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new UserError(whyUnwritten(file, error), 4)
  }
}

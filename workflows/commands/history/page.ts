import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Database } from '../../../cache/database.ts'
import { createDocuments } from '../../../cache/documents.ts'
import type { PastAnalysis } from '../../../cache/reports.ts'
import { amountOf, type Cost, costOf, unpricedOf } from '../../../tasks/analysis/agent/cost.ts'
import { comparable, type HistoryRow } from '../../../tasks/analysis/history.ts'
import { createDrawing } from '../../../tasks/handoff/charts/drawing.ts'
import { type SessionSeries, sessionsChart } from '../../../tasks/handoff/charts/sessions.ts'
import { createTemplates } from '../../../tasks/own-templates.ts'
import { sessionName } from '../../../tasks/session-name.ts'
import { redactJson } from '../../../templates/redact.ts'
import { percent, plural } from '../../../templates/words.ts'
import { answer, type Invocation } from '../../runner/command.ts'
import { createFiles } from '../../runner/effects/files.ts'
import { failedWrite } from '../../runner/effects/named-file.ts'
import { type Destination, destinationOf } from '../destination.ts'

/** A session as the page shows it; null where it was not measured. */
export interface PageRow extends HistoryRow {
  /** Of the agent's: tokens in and out, and what they cost. */
  tokens: number | null
  cost: Cost
  /** The session's own page, relative to the project. */
  page: string | null
}

/** The rows of the table with what only the page has: the agent's usage, and the sessions' own pages. */
export async function pageRows(db: Database, past: PastAnalysis[], rows: HistoryRow[]): Promise<PageRow[]> {
  const usage = await redactJson(past.map(({ models }) => usageOf(models)))
  const report = db.prepare(
    "SELECT json_extract(report, '$.page.file') AS page FROM reports WHERE session = ? AND workflow = 'closedown'",
  )
  const documents = createDocuments(db)
  return rows.map((row, at) => {
    const found = report.get(row.session) as { page: string | null } | undefined
    return {
      ...row,
      ...(usage[at] as (typeof usage)[number]),
      page: found?.page ? documents.placeOf(found.page) : null,
    }
  })
}

const usageOf = (models: PastAnalysis['models']): Pick<PageRow, 'tokens' | 'cost'> => ({
  tokens: models ? Object.values(models).reduce((sum, { input, output }) => sum + input + output, 0) : null,
  cost: costOf(models ?? {}),
})

/** What is drawn over the sessions: one chart a number that at least one of them has. */
const series: (Omit<SessionSeries, 'points'> & { title: string; of: (row: PageRow) => number | null })[] = [
  { title: 'Health', name: 'health', low: 0, high: 100, show: String, of: (row) => comparable(row, 'health') },
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
    of: ({ cost }) => cost.costUsd,
  },
]

/** Writes the sessions as one page, with charts of those of `drawn`; returns the exit status. Throws UserError where the file cannot be written. */
export async function writePage(
  invocation: Invocation,
  db: Database,
  named: string,
  rows: PageRow[],
  drawn: Set<string>,
): Promise<number> {
  const { cwd, project, output, dryRun, runOwn } = invocation
  const destination = await destinationOf(invocation, db, named)
  const file = resolve(cwd, named)
  const files = createFiles(project.root, true)
  const templates = createTemplates({ files, log: { warn: output.note, detail: () => undefined }, runOwn })
  const draw = createDrawing(templates)
  const figures = series.flatMap(({ title, of, ...rest }) => {
    const points = rows
      .filter(({ session }) => drawn.has(session))
      .map((row) => ({ session: row.session, value: of(row) }))
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
  const [writes, replaces] = dryRun ? ['would write', 'would replace'] : ['written', 'replaced']
  if (!dryRun) write(cwd, named, destination, text)
  const said = `${destination.replaces ? replaces : writes} ${named}: ${plural(rows.length, 'session')}`
  return answer(invocation, { file: relative(project.root, file), sessions: rows.length }, () => said)
}

function rowView(row: PageRow, file: string, root: string) {
  const { session, decisions, blockRate, pressurePeak, health, band, anomalies, tokens, cost, page, inferred } = row
  const there = page !== null && existsSync(join(root, page))
  return {
    session: sessionName(session),
    inferred,
    link: there ? encodeURI(relative(dirname(file), join(root, page))) : null,
    cells: [
      String(decisions ?? ''),
      blockRate === null ? '' : percent(blockRate),
      pressurePeak?.toFixed(2) ?? '',
      band ? `${band[0]} to ${band[1]}` : String(health ?? ''),
      anomalies === null ? '' : String(anomalies.length),
      tokens === null ? '' : String(tokens),
      [amountOf(cost), unpricedOf(cost)].filter(Boolean).join('; '),
    ],
  }
}

function write(cwd: string, named: string, { begin }: Destination, text: string): void {
  let file: ReturnType<typeof begin> | undefined
  try {
    file = begin()
    file.write(text)
    file.commit()
  } catch (error) {
    throw failedWrite(cwd, named, error)
  } finally {
    file?.abandon()
  }
}

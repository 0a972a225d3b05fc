import { countedOnce } from '../../cache/counted-once.ts'
import { UserError } from '../../cache/errors.ts'
import { createReports } from '../../cache/reports.ts'
import { amountOf, unpricedOf } from '../../tasks/analysis/agent/cost.ts'
import { leastSessions } from '../../tasks/analysis/baseline/earlier.ts'
import { comparable, type HistoryRow, historyRow, type Trend, trendOf } from '../../tasks/analysis/history.ts'
import { sessionName } from '../../tasks/session-name.ts'
import { redactJson } from '../../templates/redact.ts'
import { sparkline } from '../../templates/sparkline.ts'
import { percent } from '../../templates/words.ts'
import { answer, type Invocation, type OptionValues, stringOption } from '../runner/command.ts'
import { usualWidth } from '../runner/effects/output.ts'
import { timeOption } from '../runner/time-option.ts'
import { usualLimit } from './history/limit.ts'
import { pageRows, writePage } from './history/page.ts'

const sparklineWidth = 48

export async function showHistory(invocation: Invocation): Promise<number> {
  const { openCache, output, options, project } = invocation
  const ended = { from: timeGiven(options, 'from') ?? 0, to: timeGiven(options, 'to') ?? Number.MAX_SAFE_INTEGER }
  if (ended.from > ended.to) throw new UserError('--from is not before --to: a span begins before it ends')
  const { db } = openCache('existing')
  const reports = createReports(db)
  const listed = reports.ended(ended, limitOption(options), 'all').reverse()
  const past = reports.history(listed)
  const sessions = await redactJson(past.map(historyRow))
  // All are listed, and no curve has a week beside its days.
  const once = new Set(countedOnce(listed).map(({ session }) => session))
  const compared = sessions.filter(({ session }) => once.has(session))
  const trend = trendOf(compared)
  const page = stringOption(options, 'html')
  if (page !== undefined) return writePage(invocation, db, page, await pageRows(db, past, sessions), once)
  return answer(invocation, { sessions, trend }, () =>
    sessions.length > 0
      ? `${tables(sessions, output.columns ?? usualWidth)}\n${inferredLine(sessions)}${unpricedLine(sessions)}\n${trendLines(compared, trend)}`
      : `No closed session${ended.from > 0 ? ' in this span' : ''}; ${project.command('closedown')} closes one`,
  )
}

function limitOption(options: OptionValues): number {
  const value = stringOption(options, 'limit') ?? String(usualLimit)
  if (!/^[1-9]\d{0,6}$/.test(value))
    throw new UserError(`--limit ${value}: it takes a number of sessions, such as ${usualLimit}`)
  return Number(value)
}

function timeGiven(options: OptionValues, name: string): number | undefined {
  const value = stringOption(options, name)
  return value === undefined ? undefined : timeOption(`--${name}`, value)
}

type Column = [head: string, show: (row: HistoryRow) => string]

const session: Column = ['Session', (row) => sessionName(row.session)]
/** How each column is headed and shown; what was not measured is a dash. */
const columns: [Column, ...Column[]] = [
  session,
  ['Decisions', ({ decisions }) => String(decisions ?? '-')],
  ['Blocked', ({ blocked }) => String(blocked ?? '-')],
  ['Block rate', ({ blockRate }) => (blockRate === null ? '-' : percent(blockRate))],
  ['Peak', ({ pressurePeak }) => pressurePeak?.toFixed(2) ?? '-'],
  ['Health', ({ health, band }) => (band ? `${band[0]} to ${band[1]}` : String(health ?? '-'))],
  ['Anomalies', ({ anomalies }) => String(anomalies?.length ?? '-')],
]

/** What there is besides of sessions in which an agent's own decisions were measured. */
const agentColumns: [head: string, show: (agent: NonNullable<HistoryRow['agent']>) => string][] = [
  ['Failed', ({ failureRate }) => (failureRate === null ? '-' : percent(failureRate))],
  ['Refused', ({ refusals }) => String(refusals)],
  ['Cost', (cost) => amountOf(cost) || '-'],
  ['Context', ({ contextPeak }) => String(contextPeak)],
  ['Compactions', ({ compactions }) => String(compactions)],
]

/** One table where it is no wider than what shows it; else as many below each other as it takes, each with the sessions, the agent's columns apart. */
function tables(rows: HistoryRow[], width: number): string {
  const measured = rows.filter(({ agent }) => agent)
  const agents = agentColumns.map(([head, show]): Column => [head, ({ agent }) => (agent ? show(agent) : '-')])
  const whole = table(measured.length > 0 ? [...columns, ...agents] : columns, rows)
  if (widthOf(whole) <= width) return whole
  return [
    ...fitted(columns, rows, width),
    ...(measured.length > 0 ? fitted([session, ...agents], measured, width) : []),
  ].join('\n\n')
}

/** Tables of at most this width, each with the first column and at least one more. */
function fitted([first, ...rest]: [Column, ...Column[]], rows: HistoryRow[], width: number): string[] {
  const groups: Column[][] = []
  for (const column of rest) {
    const last = groups.at(-1)
    if (last && widthOf(table([first, ...last, column], rows)) <= width) last.push(column)
    else groups.push([column])
  }
  return groups.map((group) => table([first, ...group], rows))
}

const widthOf = (lines: string): number => lines.indexOf('\n')

function table(shown: Column[], rows: HistoryRow[]): string {
  const cells = [shown.map(([head]) => head), ...rows.map((row) => shown.map(([, show]) => show(row)))]
  const widths = shown.map((_, column) => Math.max(...cells.map((line) => (line[column] as string).length)))
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0] as number) : text.padStart(widths[column] as number)
  return cells.map((line) => line.map(cell).join('  ')).join('\n')
}

/** The columns with a trend: their name, the bounds of the sparkline, and how a change from one session to the next is shown. */
const trends: [column: keyof Trend['perSession'], name: string, bounds: object, show: (slope: number) => string][] = [
  ['decisions', 'decisions', { low: 0 }, (slope) => signed(slope, 1)],
  ['blockRate', 'block rate', { low: 0 }, (slope) => `${signed(slope * 100, 2)} points`],
  ['pressurePeak', 'pressure peak', { low: 0, high: 1 }, (slope) => signed(slope, 3)],
  ['health', 'health', { low: 0, high: 100 }, (slope) => `${signed(slope, 1)} points`],
]

function inferredLine(rows: HistoryRow[]): string {
  const inferred = rows.filter((row) => row.inferred).length
  return inferred > 0 ? `${inferred} of them inferred from the log\n` : ''
}

/** Whose part is missing in the costs above. */
function unpricedLine(rows: HistoryRow[]): string {
  const unpriced = [...new Set(rows.flatMap(({ agent }) => agent?.unpriced ?? []))]
  return unpriced.length > 0 ? `cost: ${unpricedOf({ unpriced })}\n` : ''
}

function trendLines(rows: HistoryRow[], { earlier, state, perSession }: Trend): string {
  const shown = rows.slice(-sparklineWidth)
  const width = shown.length
  const lines = trends.map(([column, name, bounds, show]) => {
    const slope = perSession[column]
    const change = slope === null ? (state === 'ready' ? 'not measured' : '') : `${show(slope)} a session`
    return `${name.padEnd(13)}  ${sparkline(
      shown.map((row) => comparable(row, column)),
      bounds,
    ).padEnd(width)}  ${change}`.trimEnd()
  })
  const learning = `learning: ${earlier} of ${leastSessions} earlier sessions`
  return [`Trend, oldest first${state === 'ready' ? '' : ` (${learning})`}`, ...lines].join('\n')
}

const signed = (value: number, decimals: number): string =>
  `${value >= 0 ? '+' : ''}${(Object.is(value, -0) ? 0 : value).toFixed(decimals)}`

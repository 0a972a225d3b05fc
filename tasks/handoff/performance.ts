import { numberAt } from '../../cache/json.ts'
import { sparkline } from '../../templates/sparkline.ts'
import { percent, plural } from '../../templates/words.ts'
import { leastSessions } from '../analysis/baseline/earlier.ts'
import { comparable, type HistoryRow } from '../analysis/history.ts'
import { describeUnread } from '../analysis/inferred.ts'
import type { Timeline } from '../analysis/timeline.ts'
import type { AnalysisBlock } from '../report.ts'
import { describeAnomaly } from './anomaly-line.ts'
import { type HandoffFacts, whyMissing } from './facts.ts'
import { figure, inWords, scoreInWords, showMetric } from './figures.ts'

const listedViolations = 10
const listedComparisons = 30
const sparklineWidth = 16

type Facts = Pick<HandoffFacts, 'analysis' | 'timeline' | 'history' | 'steps'>

/** What the page says of the framework's performance: texts for its tables, made of the report's block. */
export function performanceView({ analysis, timeline, history, steps }: Facts) {
  if (!analysis) return { analysis, notMeasured: whyMissing(steps, 'analysis/metrics') }
  return {
    analysis,
    notMeasured: '',
    services: serviceRows(analysis, timeline),
    metrics: metricRows(analysis),
    health: healthView(analysis, history),
    anomalies: (analysis.anomalies ?? []).map((anomaly) => ({
      text: describeAnomaly(anomaly),
      evidence: anomaly.evidence.map(({ at, session, action }) =>
        [action ? `${at} ${action}` : at, ...(session ? [`session ${session}`] : [])].join(', '),
      ),
    })),
    baseline: baselineView(analysis),
    quality: qualityRows(analysis.quality),
    lockstep: (analysis.quality?.lockstep ?? []).map((services) => services.join(' and ')),
    violations: analysis.violations.slice(0, listedViolations).map((row) => ({ ...row, ruleId: row.ruleId ?? '' })),
    moreViolations: Math.max(0, analysis.violations.length - listedViolations) + (analysis.notListed?.violations ?? 0),
  }
}

function serviceRows(analysis: AnalysisBlock, timeline: Timeline | undefined) {
  const decided = Object.entries(analysis.services).map(([name, { decisions, allowed, blocked, blockRate }]) => ({
    name,
    decisions,
    allowed,
    blocked,
    rate: percent(blockRate),
    spread: timeline ? overTheSession(timeline, name) : '',
  }))
  const nothing = { decisions: 0, allowed: 0, blocked: 0, rate: '-', spread: '' }
  const silent = silentServices(analysis).map((name) => ({ name, ...nothing }))
  return [...decided, ...silent]
}

/** What decided in earlier sessions, or is expected to, and decided nothing now. */
function silentServices({ services, anomalies = [], baseline, notRead }: AnalysisBlock): string[] {
  if (notRead) return []
  const paces = Object.keys(baseline?.mean ?? {}).flatMap((metric) => /^(.+)\.perHour$/.exec(metric)?.[1] ?? [])
  const silent = anomalies.flatMap(({ kind, service }) => (kind === 'silent' && service !== undefined ? service : []))
  const known = new Set([...silent, ...paces.filter((name) => name !== 'decisions')])
  return [...known].filter((name) => !Object.hasOwn(services, name))
}

/** The decisions of a service over the session, in few characters. */
function overTheSession({ counts, steps }: Timeline, service: string): string {
  const values: number[] = new Array(Math.min(steps, sparklineWidth)).fill(0)
  for (const count of counts) {
    const place = Math.floor((count.step * values.length) / steps)
    if (count.service === service) values[place] = (values[place] ?? 0) + count.decisions
  }
  return values.some((value) => value > 0) ? sparkline(values, { low: 0 }) : ''
}

const inServiceTable = new Set(['decisions', 'allowed', 'blocked', 'blockRate'])

function metricRows({ services }: AnalysisBlock) {
  return Object.entries(services).flatMap(([service, block]) =>
    Object.entries(block)
      .filter(([name]) => !inServiceTable.has(name) && !name.endsWith('Unit'))
      .map(([name, value]) => ({
        service,
        metric: inWords(name),
        value: `${showMetric(name, value)}${unitOf(block, name)}`,
      })),
  )
}

/** `trendUnit` is what `trend` is counted in, no metric of its own. */
function unitOf(block: Record<string, unknown>, name: string): string {
  const unit = block[`${name}Unit`]
  return typeof unit === 'string' && block[name] !== null ? ` ${unit}` : ''
}

function healthView({ health }: AnalysisBlock, history: HistoryRow[]) {
  if (!health) return undefined
  const [low, high] = health.band
  const scores = [...history.map((row) => comparable(row, 'health')), low < high ? null : health.score]
  return {
    score: scoreInWords(health),
    deductions: health.basis.filter(({ points }) => points > 0),
    // What takes off nothing, like the reason why nothing was scored.
    remarks: health.basis.filter(({ points }) => points === 0).map(({ why }) => why),
    over: scores.filter((score) => score !== null).length > 1 ? sparkline(scores, { low: 0, high: 100 }) : '',
  }
}

function baselineView(analysis: AnalysisBlock) {
  const { baseline } = analysis
  if (!baseline) return undefined
  const { sessions, inferred, unread, state, previous, mean, comparisons } = baseline
  const found = inferred > 0 ? `, ${inferred} of them inferred` : ''
  const more = unread ? `. ${describeUnread(unread)}` : ''
  // While learning there is no verdict, and still the last session and the mean to look at.
  const compared: { metric: string; verdict?: string }[] =
    comparisons.length > 0 ? comparisons : Object.keys(previous).map((metric) => ({ metric }))
  const told = (row: { verdict?: string }) => row.verdict !== undefined && row.verdict !== 'same'
  const rows = [...compared.filter(told), ...compared.filter((row) => !told(row))].map((row) =>
    comparisonRow({
      value: valueNow(analysis, row.metric),
      previous: previous[row.metric],
      mean: mean[row.metric],
      ...row,
    }),
  )
  const comparedWith = `${plural(sessions, 'earlier session')}${found}${more}`
  return {
    state:
      state === 'learning'
        ? `learning: ${sessions} of ${plural(leastSessions, 'earlier session')}${found}${more}`
        : `compared with ${comparedWith}`,
    comparedWith,
    rows: rows.slice(0, listedComparisons),
    more: Math.max(0, rows.length - listedComparisons),
  }
}

type Value = number | null | undefined

function comparisonRow(row: {
  metric: string
  value: Value
  previous: Value
  mean: Value
  usual?: Value
  low?: Value
  high?: Value
  verdict?: string
}) {
  const { metric, value, previous, mean, usual, low, high, verdict = '-' } = row
  const show = (number: Value) =>
    typeof number !== 'number' ? '-' : /rate$|share$/i.test(metric) ? percent(number) : figure(number)
  const span = typeof low === 'number' ? `${show(low)} to ${show(high)}` : '-'
  return { metric, value: show(value), previous: show(previous), mean: show(mean), usual: show(usual), span, verdict }
}

/** The value of a metric that baselines are kept of, where the report has it under its name: a service's, or of the whole. */
function valueNow(analysis: AnalysisBlock, metric: string): Value {
  const { decisions, services, ...whole } = analysis
  if (metric === 'decisions.blockRate') return decisions.total > 0 ? decisions.blocked / decisions.total : null
  const service = Object.keys(services).find((name) => metric.startsWith(`${name}.`))
  const path = service ? metric.slice(service.length + 1) : metric.replace(/^decisions\./, 'activity.')
  return numberAt(service ? services[service] : whole, path)
}

/** What is wrong with the data, other than lockstep, which is said in a sentence of its own. */
function qualityRows(quality: AnalysisBlock['quality']) {
  return Object.entries(quality ?? {})
    .filter(([name, value]) => name !== 'lockstep' && value !== 0)
    .map(([name, value]) => ({ name: inWords(name), value: showMetric(name, value) }))
}

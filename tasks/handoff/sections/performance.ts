import { isAgents } from '../../../cache/audit/claude-code.ts'
import { clip, oneLine } from '../../../templates/render.ts'
import { percent, plural } from '../../../templates/words.ts'
import type { Anomaly } from '../../analysis/anomalies.ts'
import type { AnalysisBlock } from '../../report.ts'
import { describeAnomaly } from '../anomaly-line.ts'
import { type HandoffFacts, taskCommand } from '../facts.ts'
import { screenAnomalies } from '../first-screen.ts'
import { type Budget, firstOf } from '../listed.ts'
import { performanceView } from '../performance.ts'

/** In a sentence. */
const mostInSentence = 3

/** What the letter says of the framework: how it is, what is unusual, the services. Every metric is in the page and in the report. */
export function performanceSection(facts: HandoffFacts, budget: Budget) {
  const { analysis, notMeasured, ...view } = performanceView(facts)
  if (!analysis) return { analysis, notMeasured }
  if (facts.read?.byItself) return { analysis: undefined, notMeasured: withoutServices(analysis, facts.read.byItself) }
  if (isQuietAgent(analysis, view.services))
    return { analysis: undefined, notMeasured: 'no decision was logged in this session' }
  const short = (text: string) => clip(text, budget.characters)
  const few = { ...budget, items: Math.min(mostInSentence, budget.items) }
  const { services = [], health, lockstep = [], baseline } = view
  const isLearning = analysis.baseline?.state === 'learning'
  const { inferred = 0 } = analysis.baseline ?? {}
  return {
    analysis,
    notMeasured: '',
    counts: countsOf(analysis),
    health: health && analysis.decisions.total > 0 ? health : undefined,
    deductions: firstOf(
      (health?.deductions ?? [])
        .toSorted((a, b) => b.points - a.points)
        .map(({ points, why }) => ({ points, why: short(why) })),
      few,
      taskCommand(facts, 'analysis/health'),
    ),
    // The first screen has the first of them.
    anomalies: firstOf(
      (analysis.anomalies ?? []).slice(screenAnomalies).map(describeAnomaly).map(short),
      budget,
      taskCommand(facts, 'analysis/anomalies'),
    ),
    learning: isLearning && analysis.decisions.total > 0 ? baseline?.state : undefined,
    // Closed sessions are what a reader takes for granted.
    comparedWith: inferred > 0 && !isLearning && analysis.decisions.total > 0 ? baseline?.comparedWith : undefined,
    // What is worse is told first, and what is better in what is left of five.
    compared: comparedSentences(
      (baseline?.rows ?? []).filter(({ metric }) => !isTold(metric, analysis.anomalies ?? [])),
      few,
      taskCommand(facts, 'analysis/baseline'),
    ),
    services: firstOf(
      services.map((row) => ({ ...row, name: short(row.name) })),
      { ...budget, items: budget.items + 2 },
      taskCommand(facts, 'analysis/metrics'),
    ),
    lockstep: lockstep.slice(0, 1).map(short),
    violations: violationsOf(analysis, few, taskCommand(facts, 'analysis/metrics')),
  }
}

function violationsOf({ violations, notListed }: AnalysisBlock, budget: Budget, command: string) {
  const named = violations.map(({ key, count }) => ({ key: clip(key, budget.characters), count }))
  const { more, ...first } = firstOf(named, budget, command)
  return { ...first, more: more + (notListed?.violations ?? 0) }
}

/** What an anomaly says of its service's pace, block rate or pressure is not said again as a comparison. */
const toldBy: Partial<Record<Anomaly['kind'], RegExp>> = {
  silent: /\.(perHour|blockRate)$/,
  weaker: /\.(perHour|blockRate)$/,
  flood: /\.perHour$/,
  rate: /\.blockRate$/,
  drift: /\.blockRate$/,
  pressure: /^pressure\./,
  'session-id': /^quality\./,
}

const isTold = (metric: string, anomalies: Anomaly[]): boolean =>
  anomalies.some(
    ({ kind, service }) =>
      toldBy[kind]?.test(metric) && (kind === 'pressure' || kind === 'session-id' || metric.startsWith(`${service}.`)),
  )

const mostCompared = 5

function comparedSentences<Row extends { verdict?: string }>(rows: Row[], budget: Budget, command: string) {
  const worse = rows.filter(({ verdict }) => verdict === 'worse')
  const better = rows.filter(({ verdict }) => verdict === 'better')
  const left = mostCompared - Math.min(worse.length, budget.items)
  return [
    { verdict: 'worse', ...firstOf(worse, budget, command) },
    { verdict: 'better', ...firstOf(better, { ...budget, items: Math.min(budget.items, left) }, command) },
  ]
}

/** Nothing was decided, nothing is odd about that, and nobody but the agents ever decides: there is nothing for a table. */
const isQuietAgent = ({ decisions, anomalies = [] }: AnalysisBlock, services: { name: string }[] = []): boolean =>
  decisions.total + decisions.unreadable + anomalies.length === 0 &&
  services.length > 0 &&
  services.every(({ name }) => isAgents(name))

/** With nothing but the agent's own decisions, what there is to say is the agent's section's. */
function withoutServices({ decisions: { total, blocked } }: AnalysisBlock, source: string): string {
  if (total === 0) return 'no governance service logs here, and no tool call of the agent was decided'
  return `no governance service logs here; of the agent's own tool calls ${total} were decided and ${blocked} of them refused (source: the agents' own transcripts, called ${source} in the configuration, because no audit log was found)`
}

function countsOf({ decisions, notRead }: AnalysisBlock): string {
  const { total, allowed, blocked, unreadable, mended } = decisions
  const fixed = mended > 0 ? `; ${plural(mended, 'damaged line')} could be read all the same` : ''
  const rest = `${unreadable > 0 ? `; ${plural(unreadable, 'unreadable line')}` : ''}${fixed}`
  if (notRead && total === 0) return `Not read: ${oneLine(notRead.why)}${rest}.`
  const but = notRead ? `; not read: ${oneLine(notRead.why)}` : ''
  if (total === 0) return `No decision was logged in this session${rest}.`
  return `${plural(total, 'decision')}: ${allowed} allowed, ${blocked} blocked (${percent(blocked / total)})${rest}${but}.`
}

import { inFile, type Mutation } from './mutation.ts'

const tests = ['numbers/metrics.test.ts']

/** Metrics and their formulas (docs/metrics.md), and how they are counted again. */
export const metricMutations: Mutation[] = [
  ...inFile('tasks/analysis/service-metrics.ts', tests, [
    ['value < under', 'value <= under'],
    ['lowerQuartile: at(0.25)', 'lowerQuartile: at(0.24)'],
    ['upperQuartile: at(0.75)', 'upperQuartile: at(0.76)'],
    ['median: at(0.5)', 'median: at(0.49)'],
    ['(to - from) / hourMs', '(to - from) / 3_500_000'],
    ['blockRate: rounded(blocked / all)', 'blockRate: rounded(blocked / (all + 1))'],
  ]),
  ...inFile('cache/audit/catalogue/services.ts', tests, [
    ['lowConfidence = 0.6', 'lowConfidence = 0.61'],
    ["'pressure_adjustment', low: -1", "'pressure_adjustment', low: 0"],
    ["'validation_status', 'escalate'", "'validation_status', 'rejected'"],
  ]),
  ...inFile('tasks/analysis/statistics.ts', tests, [
    ['(sorted.length - 1) * share', 'sorted.length * share'],
    ['slopePoints = 200', 'slopePoints = 199'],
    ['slopePoints = 200', 'slopePoints = 201'],
    ['Math.abs(value - middle)', '(value - middle) ** 2'],
  ]),
  ...inFile('tasks/analysis/quality.ts', tests, [
    ['leastInstants = 5', 'leastInstants = 6'],
    ['lockstepShare = 0.9', 'lockstepShare = 0.91'],
    ['(parseTime(utcDate(from)) as number) - dayMs', '(parseTime(utcDate(from)) as number)'],
  ]),
  ...inFile('tasks/analysis/accuracy.ts', tests, [['loggedCharacters = 100', 'loggedCharacters = 99']]),
  ...inFile('cache/window.ts', tests, [['hourMs = 3_600_000', 'hourMs = 3_500_000']]),
  ...inFile('cache/json.ts', tests, [['Math.round(value * 1e9) / 1e3) / 1e6', 'Math.round(value * 1e8) / 1e3) / 1e5']]),
  ...inFile('cache/audit/extract.ts', tests, [['value >= low && value <= high', 'value >= low && value < high']]),
  ...inFile('cache/audit/profile.ts', tests, [
    ['Number.isSafeInteger(value) && value > 0', 'Number.isSafeInteger(value) && value > 1'],
  ]),
  ...inFile('tasks/analysis/framework-state.ts', tests, [
    ['messages: 20, tokens: 30_000', 'messages: 21, tokens: 30_000'],
    ['messages: 20, tokens: 30_000', 'messages: 20, tokens: 29_999'],
    ['> thresholds.messages', '>= thresholds.messages'],
    ['> thresholds.tokens', '>= thresholds.tokens'],
  ]),
  ...inFile('tasks/checkpoints.ts', tests, [
    ['defaultBudget = 200_000', 'defaultBudget = 100_000'],
    ['(budget * percentage) / 100', '(budget * percentage) / 101'],
  ]),
  ...inFile(
    'tasks/analysis/inferred.ts',
    ['numbers/inferred.test.ts'],
    [
      ['pauseMs = 60 * 60_000', 'pauseMs = 61 * 60_000'],
      ['pauseMs = 60 * 60_000', 'pauseMs = 59 * 60_000'],
      ['mostSessions = 60', 'mostSessions = 61'],
      ['lookBackMs = 60 * dayMs', 'lookBackMs = 59 * dayMs'],
    ],
  ),
  ...inFile(
    'tasks/recount/services.ts',
    ['numbers/metrics.test.ts', 'recount-command.test.ts'],
    [
      ['quantile(confidence, 0.25)', 'quantile(confidence, 0.24)'],
      ['value < 0.6', 'value < 0.61'],
      ['within(metadata.overall_pressure, 0, 1)', 'within(metadata.overall_pressure, 0, 10)'],
    ],
  ),
  ...inFile(
    'tasks/recount/session.ts',
    ['numbers/metrics.test.ts', 'recount-command.test.ts'],
    [
      ['leastInstants = 5', 'leastInstants = 6'],
      ['leastShare = 0.9', 'leastShare = 0.91'],
    ],
  ),
  ...inFile(
    'tasks/recount/numbers.ts',
    ['numbers/metrics.test.ts', 'recount-command.test.ts'],
    [
      ['mostPoints = 200', 'mostPoints = 199'],
      ['hourMs = 3_600_000', 'hourMs = 3_500_000'],
      ['(sorted.length - 1) * part', 'sorted.length * part'],
    ],
  ),
  ...inFile('cache/audit/catalogue/services.ts', tests, [
    ['ELEVATED: 0.3', 'ELEVATED: 0.31'],
    ['HIGH: 0.5', 'HIGH: 0.51'],
    ['CRITICAL: 0.7', 'CRITICAL: 0.71'],
    ['DANGEROUS: 0.85', 'DANGEROUS: 0.86'],
  ]),
  ...inFile(
    'tasks/analysis/agent/prices.ts',
    ['numbers/limits.test.ts', 'agent.test.ts'],
    [
      ['start <= size', 'start < size'],
      ['sum + each, 0) / 1e6', 'sum + each, 0) / 1e5'],
      ['const longWindow = 1_000_000', 'const longWindow = 900_000'],
      ['used <= size', 'used < size'],
      ["'openrouter'", "'openai'"],
      [".replace(bedrockProfile, '')", ''],
    ],
  ),
  ...inFile(
    'cache/transcripts/usage.ts',
    ['numbers/limits.test.ts'],
    [['msPerMinute = 60_000', 'msPerMinute = 61_000']],
  ),
  ...inFile(
    'cache/transcripts/usage.ts',
    ['transcripts.test.ts'],
    [
      ['told ? beyond(message, told) : message', 'message'],
      ['add(sum, own, told ? 0 : 1)', 'add(sum, own, 1)'],
      ['message.ended === 0 && !told', 'message.ended === 0'],
    ],
  ),
  ...inFile(
    'tasks/recount/judgement/pace.ts',
    ['recount-verdicts.test.ts'],
    [
      ['count <= 0.75 *', 'count <= 0.7 *'],
      ['Math.floor(0.6 * expected)', 'Math.floor(0.55 * expected)'],
      ['p: ratio > 0.6 ? 1 : p', 'p: ratio > 0.55 ? 1 : p'],
      ['line.counted = true', 'line.counted = false'],
      ['!found || past.count(', 'true || past.count('],
      ['Math.min(possible, Math.max(', 'Math.max(possible, Math.max('],
      ['Math.min(possible, (decisions', 'Math.max(possible, (decisions'],
    ],
  ),
  ...inFile('tasks/recount/judgement/found.ts', ['recount-verdicts.test.ts'], [['fall: [0.0025', 'fall: [0.001']]),
  ...inFile(
    'tasks/recount/judgement/judge.ts',
    ['recount-verdicts.test.ts'],
    [['standing: past.now - service.since', 'standing: past.now']],
  ),
  ...inFile(
    'tasks/recount/verdicts.ts',
    ['health-copies.test.ts'],
    [
      ['withoutCopies(counted.decisions)', 'counted.decisions'],
      ['(quality.placeholderIds as number) - (copies?.placeholderIds ?? 0)', '(quality.placeholderIds as number)'],
      ['flatMap(({ decisions }) => withoutCopies(decisions))', 'flatMap(({ decisions }) => decisions)'],
    ],
  ),
]

import { inFile, type Mutation } from './mutation.ts'

const tests = ['numbers/anomalies.test.ts', 'anomalies.test.ts']

/** Levels and thresholds of the anomalies, and the distributions behind them (docs/metrics.md). */
export const anomalyMutations: Mutation[] = [
  ...inFile(
    'tasks/analysis/anomalies/agent-use.ts',
    ['agent-anomalies.test.ts'],
    [
      ['factor: 1.5, more: 0.05', 'factor: 1.6, more: 0.05'],
      ['factor: 1.5, more: 0.05', 'factor: 1.5, more: 0.06'],
      ['factor: 2, more: 1 }', 'factor: 2.1, more: 1 }'],
      ['factor: 2, more: 1 }', 'factor: 2, more: 1.1 }'],
      ['factor: 1.5, more: 0 }', 'factor: 1.6, more: 0 }'],
      ['factor: 2, more: 0 }', 'factor: 2.2, more: 0 }'],
    ],
  ),
  ...inFile('tasks/analysis/anomalies/judge.ts', tests, [
    ['silence: { calm: 0.005', 'silence: { calm: 0.006'],
    ['rate: { calm: 0.005, turbulent: 0.0025', 'rate: { calm: 0.005, turbulent: 0.003'],
    ['pressure: { calm: 0.0015', 'pressure: { calm: 0.002'],
    ['drift: { calm: 0.005', 'drift: { calm: 0.006'],
    ['weaker: { calm: 0.0005, turbulent: 0.0002', 'weaker: { calm: 0.0005, turbulent: 0.0003'],
    ['flood: { calm: 0.0002', 'flood: { calm: 0.0003'],
    ['logStops: { calm: 0.0001', 'logStops: { calm: 0.0002'],
    ['sessionId: { calm: 0.0002', 'sessionId: { calm: 0.0003'],
    ['lockstep: { calm: 0.0001', 'lockstep: { calm: 0.0002'],
    ['from: 0.25, full: 0.5', 'from: 0.26, full: 0.5'],
    ['from: 0.25, full: 0.5', 'from: 0.25, full: 0.51'],
    ['from: 0.6, full: 0.9', 'from: 0.61, full: 0.9'],
    ['from: 0.6, full: 0.9', 'from: 0.6, full: 0.91'],
  ]),
  ...inFile('tasks/analysis/anomalies/rates.ts', tests, [
    ['leastFactor = 1.5', 'leastFactor = 1.6'],
    ['leastDifference = 0.05', 'leastDifference = 0.06'],
    ['chance: 0.25, rate: 0.6', 'chance: 0.2, rate: 0.6'],
    ['chance: 0.25, rate: 0.6', 'chance: 0.25, rate: 0.55'],
    ['weakRate = 0.5', 'weakRate = 0.45'],
    ['priorDecisions = 10', 'priorDecisions = 11'],
  ]),
  ...inFile('tasks/analysis/anomalies/pace.ts', tests, [
    ['chance: 0.25, pace: 0.6', 'chance: 0.2, pace: 0.6'],
    ['chance: 0.25, pace: 0.6', 'chance: 0.25, pace: 0.55'],
  ]),
  ...inFile('tasks/analysis/anomalies/low-run.ts', tests, [['weakPace = 0.5', 'weakPace = 0.45']]),
  ...inFile('tasks/analysis/anomalies/flood.ts', tests, [['floodPace = 2', 'floodPace = 2.2']]),
  ...inFile('tasks/analysis/anomalies/drift.ts', tests, [
    ['lag = 6', 'lag = 5'],
    ['mostLagged = 12', 'mostLagged = 13'],
    ['leastDifference = 0.02', 'leastDifference = 0.025'],
    ['leastExpected = 6', 'leastExpected = 7'],
    ['mostScore = 3', 'mostScore = 2.5'],
    ['const rise = [1, 2, 3, 4, 5, 6]', 'const rise = [1, 2, 3, 4, 5, 7]'],
    ['weight: expected ** 2', 'weight: expected'],
    ['common * (shifts[n] as number)', '0 * (shifts[n] as number)'],
    ['shares.slice(-3)', 'shares.slice(-4)'],
  ]),
  ...inFile('tasks/analysis/anomalies/pressure.ts', tests, [
    ['high = 0.5', 'high = 0.51'],
    ['peak < high', 'peak <= high'],
    ['leastRise = 0.05', 'leastRise = 0.06'],
    ['usualDeviation = 0.06', 'usualDeviation = 0.07'],
    ['leastSessions = 5', 'leastSessions = 6'],
  ]),
  ...inFile('tasks/analysis/anomalies/log-stops.ts', tests, [['leastCalls = 5', 'leastCalls = 6']]),
  ...inFile('tasks/analysis/anomalies/session-ids.ts', tests, [['leastDifference = 0.2', 'leastDifference = 0.21']]),
  ...inFile('tasks/analysis/anomalies/lockstep.ts', tests, [['leastDecisions = 10', 'leastDecisions = 11']]),
  ...inFile('tasks/analysis/anomalies/track.ts', tests, [
    ['shortRun = 2', 'shortRun = 3'],
    ['regularly = 3', 'regularly = 2'],
    ['silence.p < counts.from', 'silence.p < counts.full'],
  ]),
  ...inFile('tasks/analysis/anomalies/teaching.ts', tests, [
    ['at < counts.from', 'at < counts.full'],
    ['count > 0 || !isUnlikely(each)', 'count >= 0 || !isUnlikely(each)'],
  ]),
  ...inFile('tasks/analysis/anomalies/fewer-blocks.ts', tests, [
    ['enough = 0.75', 'enough = 0.7'],
    ['enough = 0.75', 'enough = 0.8'],
    ['p = low - at / 2', 'p = low'],
    ['p = low - at / 2', 'p = low - at'],
    ['alone.ratio <= lowSession.rate', 'alone.ratio < lowSession.rate'],
    ['expected = mostUsual * n', 'expected = rate.mean * n'],
    ['(mean * mostUsual) / rate.mean', 'mean'],
  ]),
  ...inFile('cache/audit/jsonl-import.ts', tests, [['backwardJumpMs = 60_000', 'backwardJumpMs = 61_000']]),
]

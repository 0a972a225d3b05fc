import { inFile, type Mutation } from './mutation.ts'

/** The score of docs/health.md: what each part takes off, from where on, and how it grows. */
export const healthMutations: Mutation[] = [
  ...inFile(
    'tasks/analysis/health-score.ts',
    ['numbers/health.test.ts', 'health.test.ts'],
    [['band: [score - unknown, score]', 'band: [score, score]']],
  ),
  ...inFile(
    'tasks/analysis/baseline/once.ts',
    ['health-copies.test.ts'],
    [
      ['if (!copies) return', 'if (copies) return'],
      ['counts.allowed - copied.decisions + copied.blocked', 'counts.allowed'],
      ['blocked: counts.blocked - copied.blocked', 'blocked: counts.blocked'],
      ['decisions: counts.decisions - copied.decisions', 'decisions: counts.decisions'],
      ['decisions.total - copies.decisions', 'decisions.total'],
      ['quality.placeholderIds - copies.placeholderIds', 'quality.placeholderIds'],
      ['quality.staleIds - copies.staleIds', 'quality.staleIds'],
    ],
  ),
  ...inFile(
    'tasks/analysis/anomalies.ts',
    ['health-copies.test.ts'],
    [
      ['{ window: context.session, metrics }].map(eachOnce)', '{ window: context.session, metrics }]'],
      ['{ ...request.filter, once: true }', 'request.filter'],
    ],
  ),
  ...inFile(
    'tasks/analysis/health.ts',
    ['health-copies.test.ts'],
    [
      ['eachOnce({ window: context.session, metrics })', '({ window: context.session, metrics })'],
      ['earlierSessions(context).map(eachOnce)', 'earlierSessions(context)'],
    ],
  ),
  ...inFile(
    'cache/audit/sqlite.ts',
    ['health-copies.test.ts'],
    [
      ['AND number > 0 GROUP', 'AND number > 1 GROUP'],
      ["[once, 'number = 0']", "[once, 'number >= 0']"],
    ],
  ),
  ...inFile(
    'tasks/analysis/score/data.ts',
    ['numbers/health.test.ts', 'health.test.ts'],
    [
      ['fullUnreadable = 0.05', 'fullUnreadable = 0.06'],
      ['Math.ceil(5 * clamp', 'Math.ceil(4 * clamp'],
      ['backwardJumps > 0 ? 2 : 0', 'backwardJumps > 0 ? 1 : 0'],
      ['Math.round(2 * clamp', 'Math.round(3 * clamp'],
      ['quietEnd = 0.25', 'quietEnd = 0.26'],
      ['Math.ceil(4 * quiet)', 'Math.ceil(5 * quiet)'],
    ],
  ),
  ...inFile(
    'tasks/analysis/score/enforcement.ts',
    ['numbers/health.test.ts', 'health.test.ts'],
    [
      ['fullExcess = 0.2', 'fullExcess = 0.21'],
      ['leastRate = 0.005', 'leastRate = 0.006'],
      ['?? 0) >= leastRate', '?? 0) > leastRate'],
      ['passedShare = 0.6', 'passedShare = 0.55'],
      ['(share * 50) / 50', '(share * 40) / 40'],
      [': 1 / (2 * rated.length)', ': 1 / rated.length'],
      ['untriedShare = 0.1', 'untriedShare = 0.2'],
    ],
  ),
  ...inFile(
    'tasks/analysis/score/exposure.ts',
    ['numbers/health.test.ts', 'health.test.ts'],
    [
      ['from: 0.7, to: 0.2', 'from: 0.71, to: 0.2'],
      ['from: 0.7, to: 0.2', 'from: 0.7, to: 0.21'],
      ['from: 0.9, to: 0.4', 'from: 0.91, to: 0.4'],
      ['from: 0.9, to: 0.4', 'from: 0.9, to: 0.41'],
      ['alone = 0.4', 'alone = 0.5'],
    ],
  ),
  ...inFile(
    'tasks/analysis/score/facts.ts',
    ['numbers/health.test.ts', 'health.test.ts'],
    [
      ['coverage: 40', 'coverage: 39'],
      ['enforcement: 35', 'enforcement: 36'],
      ['exposure: 5,', 'exposure: 6,'],
      ['rules: 3,', 'rules: 4,'],
      ['pressure: 5,', 'pressure: 4,'],
      ['store: 4,', 'store: 5,'],
      ['data: 8,', 'data: 9,'],
    ],
  ),
  ...inFile(
    'tasks/analysis/score/losses.ts',
    ['numbers/health.test.ts', 'health.test.ts'],
    [['steepness = 0.2', 'steepness = 0.25']],
  ),
  ...inFile(
    'tasks/analysis/score/pressure.ts',
    ['numbers/health.test.ts', 'health.test.ts'],
    [
      ['(peak - HIGH)', '(peak - 0.51)'],
      ['(DANGEROUS - HIGH)', '(0.84 - HIGH)'],
    ],
  ),
  ...inFile(
    'tasks/analysis/score/rules.ts',
    ['numbers/health.test.ts', 'health.test.ts'],
    [
      ['Math.ceil((limits.rules', 'Math.floor((limits.rules'],
      ['Math.min(2, sync.invalid)', 'Math.min(3, sync.invalid)'],
      ['Math.min(2, sync.extra)', 'Math.min(1, sync.extra)'],
    ],
  ),
  ...inFile(
    'tasks/analysis/anomalies/evidence.ts',
    ['numbers/health.test.ts', 'health.test.ts'],
    [
      ['from: 0.1, full: 0.003', 'from: 0.11, full: 0.003'],
      ['from: 0.1, full: 0.003', 'from: 0.1, full: 0.004'],
    ],
  ),
  ...inFile(
    'tasks/analysis/anomalies/raised.ts',
    ['numbers/health.test.ts', 'health.test.ts'],
    [
      ['longestRun = 12', 'longestRun = 13'],
      ['longestRun = 12', 'longestRun = 11'],
    ],
  ),
  ...inFile(
    'tasks/analysis/score/service-losses.ts',
    ['numbers/health.test.ts', 'health.test.ts'],
    [
      ['established = 10', 'established = 9'],
      ['usual: 20, share: 0.15', 'usual: 21, share: 0.15'],
      ['usual: 20, share: 0.15', 'usual: 20, share: 0.2'],
    ],
  ),
  ...inFile(
    'tasks/analysis/health.ts',
    ['numbers/health.test.ts'],
    [
      ['provenCalls = 20', 'provenCalls = 21'],
      ['shortestRest = 30 * 60_000', 'shortestRest = 31 * 60_000'],
    ],
  ),
  ...inFile(
    'tasks/analysis/rule-coverage.ts',
    ['rule-log.test.ts'],
    [
      ['coverageSessions = 6', 'coverageSessions = 8'],
      ['older.length >= all.length / 2', 'older.length > 0'],
      ["rule.persistence === 'HIGH'", "rule.persistence !== 'LOW'"],
    ],
  ),
]

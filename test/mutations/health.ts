import { inFile, type Mutation } from './mutation.ts'

/** The score of docs/health.md: what each part takes off, from where on, and how it grows. */
export const healthMutations: Mutation[] = [
  ...inFile(
    'tasks/analysis/health-score.ts',
    ['numbers/health.test.ts', 'health.test.ts'],
    [
      ['coverage: { of: 40', 'coverage: { of: 39'],
      ['    of: 35,', '    of: 36,'],
      ['exposure: { of: 5', 'exposure: { of: 6'],
      ['rules: { of: 3', 'rules: { of: 4'],
      ['    of: 5,', '    of: 4,'],
      ['store: { of: 4', 'store: { of: 5'],
      ['data: { of: 8', 'data: { of: 9'],
      ['steepness = 0.2', 'steepness = 0.25'],
      ['from: 0.1, full: 0.003', 'from: 0.11, full: 0.003'],
      ['from: 0.1, full: 0.003', 'from: 0.1, full: 0.004'],
      ['fullExcess = 0.2', 'fullExcess = 0.21'],
      ['leastRate = 0.005', 'leastRate = 0.006'],
      ['?? 0) >= leastRate', '?? 0) > leastRate'],
      ['passedShare = 0.6', 'passedShare = 0.55'],
      ['(share * 50) / 50', '(share * 40) / 40'],
      [': 1 / (2 * rated.length)', ': 1 / rated.length'],
      ['from: 0.7, to: 0.2', 'from: 0.71, to: 0.2'],
      ['from: 0.7, to: 0.2', 'from: 0.7, to: 0.21'],
      ['from: 0.5, to: 0.85', 'from: 0.51, to: 0.85'],
      ['from: 0.5, to: 0.85', 'from: 0.5, to: 0.84'],
      ['Math.ceil((parts.rules.of', 'Math.floor((parts.rules.of'],
      ['Math.min(2, sync.invalid)', 'Math.min(3, sync.invalid)'],
      ['Math.min(2, sync.extra)', 'Math.min(1, sync.extra)'],
      ['fullUnreadable = 0.05', 'fullUnreadable = 0.06'],
      ['Math.ceil(5 * clamp', 'Math.ceil(4 * clamp'],
      ['backwardJumps > 0 ? 2 : 0', 'backwardJumps > 0 ? 1 : 0'],
      ['Math.round(2 * clamp', 'Math.round(3 * clamp'],
      ['quietEnd = 0.25', 'quietEnd = 0.26'],
      ['Math.ceil(4 * quiet)', 'Math.ceil(5 * quiet)'],
      ['band: [score - unknown, score]', 'band: [score, score]'],
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
      ["rule.persistence === 'HIGH'", "rule.persistence !== 'LOW'"],
    ],
  ),
]

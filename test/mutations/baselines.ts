import { inFile, type Mutation } from './mutation.ts'

const tests = ['numbers/predictions.test.ts']

/** Baselines, and the predictions that comparisons and anomalies are made of (docs/metrics.md). */
export const baselineMutations: Mutation[] = [
  ...inFile(
    'tasks/analysis/baseline/earlier.ts',
    ['numbers/baseline.test.ts'],
    [
      ['leastSessions = 5', 'leastSessions = 4'],
      ['leastSessions = 5', 'leastSessions = 6'],
      ['defaultSessions = 20', 'defaultSessions = 21'],
    ],
  ),
  ...inFile(
    'tasks/analysis/baseline/comparisons.ts',
    ['numbers/baseline.test.ts', 'numbers/predictions.test.ts'],
    [
      ['falseVerdicts = 0.05', 'falseVerdicts = 0.06'],
      ['low: rounded(usual - mad)', 'low: rounded(usual - 2 * mad)'],
      ['Math.min(1, 2 * Math.min(tails.high, tails.low))', 'Math.min(1, Math.min(tails.high, tails.low))'],
      ['rounded(count / hours(session))', 'rounded(count)'],
    ],
  ),
  ...inFile(
    'tasks/analysis/baseline/measured.ts',
    ['numbers/predictions.test.ts'],
    [
      ['leastDecisions = 3', 'leastDecisions = 2'],
      ['(span * (total + 1)) / (total - 1)', '(span * total) / (total - 1)'],
      ['leastHours = 1 / 60', 'leastHours = 1 / 30'],
    ],
  ),
  ...inFile('tasks/analysis/baseline/spread.ts', tests, [
    ['[1, 0.85]', '[1, 0.8]'],
    ['[2.5, 0.1]', '[2.5, 0.11]'],
    ['[2.5, 0.1]', '[2.6, 0.1]'],
    ['[6, 0.035]', '[7, 0.035]'],
    ['[6, 0.035]', '[6, 0.036]'],
    ['[15, 0.015]', '[16, 0.015]'],
    ['[15, 0.015]', '[15, 0.016]'],
    ['othersShare = 0.35', 'othersShare = 0.4'],
  ]),
  ...inFile('tasks/analysis/baseline/counts.ts', tests, [
    ['[0.01, 0.15]', '[0.02, 0.15]'],
    ['[0.06, 0.4]', '[0.06, 0.5]'],
    ['[0.2, 0.27]', '[0.3, 0.27]'],
    ['[0.6, 0.13]', '[0.6, 0.14]'],
    ['    [2, 0.05]', '    [2, 0.06]'],
    ['    [2, 0.05]', '    [3, 0.05]'],
    ['[0.01, 0.15]', '[0.01, 0.16]'],
    ['[0.06, 0.4]', '[0.07, 0.4]'],
    ['[0.2, 0.27]', '[0.2, 0.28]'],
    ['[0.6, 0.13]', '[0.7, 0.13]'],
    ['rounds = 3', 'rounds = 2'],
    ['1 / (information + 0.5)', '1 / (information + 0.6)'],
    ['wideOwn = 0.2', 'wideOwn = 0.6'],
    ['(burst + 1) / 2)', 'burst)'],
  ]),
  ...inFile('tasks/analysis/baseline/shares.ts', tests, [
    ['[0.001, 0.42]', '[0.002, 0.42]'],
    ['[0.006, 0.33]', '[0.006, 0.34]'],
    ['[0.025, 0.17]', '[0.035, 0.17]'],
    ['[0.1, 0.08]', '[0.1, 0.09]'],
    ['[0.1, 0.08]', '[0.2, 0.08]'],
    ['[0.001, 0.42]', '[0.001, 0.43]'],
    ['[0.006, 0.33]', '[0.007, 0.33]'],
    ['[0.025, 0.17]', '[0.025, 0.18]'],
    ['(burst + 1) / 2', 'burst'],
    ['mostCorrelation = 0.5', 'mostCorrelation = 0.4'],
    ['counted = 0.5', 'counted = 1'],
    ['tails.mid ? 0.5 *', 'tails.mid ? 0.4 *'],
  ]),
  ...inFile('tasks/analysis/baseline/levels.ts', tests, [
    ['priorSessions = 5', 'priorSessions = 6'],
    ['priorLengths = 1', 'priorLengths = 2'],
    ['earlier.length - 1 + priorSessions', 'earlier.length + priorSessions'],
  ]),
  ...inFile('tasks/analysis/baseline/unused.ts', tests, [
    ['[0.04, 0.1, 0.2, 0.35, 0.55]', '[0.05, 0.1, 0.2, 0.35, 0.55]'],
    ['[0.04, 0.1, 0.2, 0.35, 0.55]', '[0.04, 0.1, 0.2, 0.35, 0.56]'],
    ['gridOfSkipping(0.14)', 'gridOfSkipping(0.15)'],
    ['gridOfSkipping(0.05)', 'gridOfSkipping(0.06)'],
    ['busyPace = 3', 'busyPace = 4'],
    ['surelyBusy = 5', 'surelyBusy = 6'],
    ['busy: 2.5', 'busy: 2.6'],
    ['sparse: 13', 'sparse: 12'],
    ['turbulentCaution = 7', 'turbulentCaution = 6'],
    ['firstSkips = 4', 'firstSkips = 3'],
    ['known: 30', 'known: 31'],
  ]),
]

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CheckpointFile, markReached, parseCheckpoints, tokenFacts } from '../tasks/checkpoints.ts'

const test = suite('token checkpoints')

const at = '2025-10-24T12:00:00.000Z'
const file = (completed: number[] = [], more: object = {}) =>
  parseCheckpoints(
    JSON.stringify({
      version: '1',
      budget: 200_000,
      checkpoints: [25, 50, 75].map((percentage) => ({
        percentage,
        tokens: percentage * 2000,
        completed: completed.includes(percentage),
        timestamp: null,
      })),
      next_checkpoint: 50_000,
      overdue: false,
      own: 'kept',
      ...more,
    }),
  ) as CheckpointFile

/** Checkpoints taken, tokens in use, and the result. */
const cases: [taken: number[], tokens: number, reached: number[], overdue: number[], next: number | null][] = [
  [[], 0, [], [], 50_000],
  [[], 49_999, [], [], 50_000],
  [[], 50_000, [25], [25], 100_000],
  [[25], 50_000, [25], [], 100_000],
  [[25], 160_000, [25, 50, 75], [50, 75], null],
  [[25, 50], 1000, [], [], 50_000],
]
for (const [taken, tokens, reached, overdue, next] of cases) {
  test(`${tokens} tokens where ${taken.join(' and ') || 'none'} is taken`, () => {
    assert.equal(tokenFacts(file(taken), tokens), { tokens, budget: 200_000, reached, overdue, next })
  })
}

test('what is reached is marked, what was marked stays, and so does every other key', () => {
  const marked = markReached(file([25]), 120_000, at)
  assert.equal(marked, {
    ...file().file,
    checkpoints: [
      { percentage: 25, tokens: 50_000, completed: true, timestamp: null },
      { percentage: 50, tokens: 100_000, completed: true, timestamp: at },
      { percentage: 75, tokens: 150_000, completed: false, timestamp: null },
    ],
    next_checkpoint: 150_000,
    last_check: at,
  })
  assert.is(markReached(file([25, 50]), 120_000, at), undefined)
  assert.is(markReached(file([25, 50]), 0, at), undefined)
})

test('checkpoints that say only a percentage, or nothing, are understood', () => {
  const odd = file([], { budget: 'much', checkpoints: [{ percentage: 25 }, {}, { percentage: 'half' }, 'none', null] })
  assert.equal(tokenFacts(odd, 60_000), { tokens: 60_000, budget: 200_000, reached: [25], overdue: [25], next: null })
})

test.run()

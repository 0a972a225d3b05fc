import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createActivity } from '../tasks/analysis/inferred-activity.ts'

const test = suite('activity around inferred sessions')

/** In minutes: sessions of one decision each in a day, with lines of the agent between them. */
function widened(decisions: number[], lines: number[]): [from: number, to: number][] {
  const parts = decisions.map((at) => ({ from: at, to: at + 1 }))
  const timesIn = ({ from, to }: { from: number; to: number }) => lines.filter((at) => at >= from && at < to)
  return parts.map(createActivity(parts, { from: 0, to: 1440 }, 60, timesIn)).map(({ from, to }) => [from, to])
}

test('a session reaches to the pauses around it', () => {
  assert.equal(widened([300], [100, 241, 299, 301, 359, 419]), [[241, 360]])
  assert.equal(widened([300], []), [[300, 301]])
  assert.equal(widened([], [1, 2]), [])
})

test('what is between two pauses belongs to neither session', () => {
  assert.equal(widened([300, 600], [310, 450, 460, 590]), [
    [300, 311],
    [590, 601],
  ])
})

test('two sessions without a pause between them part where the lines are farthest apart, and none reaches into the other', () => {
  assert.equal(widened([300, 420], [310, 345, 395]), [
    [300, 346],
    [395, 421],
  ])
})

test('before the first and behind the last the window ends what has no pause', () => {
  assert.equal(widened([60, 1380], [0, 30, 1400, 1439, 1440]), [
    [0, 61],
    [1380, 1440],
  ])
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { rounded } from '../../cache/json.ts'
import { agreement, reviewedQuadrants } from '../../tasks/analysis/accuracy.ts'
import { frameworkState } from '../../tasks/analysis/framework-state.ts'
import { isStale } from '../../tasks/analysis/quality.ts'
import { median, medianDeviation, robustSlope } from '../../tasks/analysis/statistics.ts'
import type { Timeline } from '../../tasks/analysis/timeline.ts'
import { parseCheckpoints, tokenFacts } from '../../tasks/checkpoints.ts'
import { pressureChart } from '../../tasks/handoff/charts/pressure.ts'
import { trend } from '../../tasks/recount/numbers.ts'
import { decision } from '../support/decisions.ts'
import { rule } from '../support/observations.ts'
import { createProject } from '../support/project.ts'

const test = suite('numbers of the metrics')

const start = Date.parse('2025-10-24T11:00:00.000Z')
const time = (second: number) => new Date(start + second * 1000).toISOString()
const window = ['--from', time(0), '--to', time(2 * 3600)]
const longText =
  'Say where a number comes from, and when it was counted; ask whoever knows before a page says it to all.'

/** A log whose every number was counted by hand. */
const log = [
  ...[0.9, 0.2, 0.6, 1, 0.59, 0.7, 1.2, 'high'].map((confidence, index) =>
    decision(time(10 + index), {
      action: 'metacognitive_verification',
      service: 'MetacognitiveVerifier',
      sessionId: '2025-10-23-001',
      metadata: { confidence, ...(index < 3 && { pressure_adjustment: [-1, -0.1, 0.05][index] }) },
    }),
  ),
  ...[0.1, 7, 0.3].map((pressure, index) =>
    decision(time(600 + index * 1800), {
      action: 'context_pressure_analysis',
      service: 'ContextPressureMonitor',
      sessionId: '2025-10-22-001',
      metadata: { overall_pressure: pressure, warnings_count: index },
    }),
  ),
  ...[1, 2, -1, 1.5].map((conflicts, index) =>
    decision(time(20 + index), {
      action: 'cross_reference_validation',
      service: 'CrossReferenceValidator',
      metadata: {
        conflicts_found: conflicts,
        validation_status: ['Escalate', 'ESCALATE', 'REJECTED', 'APPROVED'][index],
      },
    }),
  ),
  ...[true, false, true].map((allowed, index) =>
    decision(time(30 + index), { allowed, violations: allowed ? [] : ['no_plan', 'inst_016'] }),
  ),
  // Pairs of services that decide in the same instants: 9 of 10, 8 of 9, 5 of 5, 4 of 4.
  ...(
    [
      ['A', 'B', 9, 10],
      ['C', 'D', 8, 9],
      ['E', 'F', 5, 5],
      ['G', 'H', 4, 4],
    ] as const
  ).flatMap(([rarer, other, shared, all], pair) =>
    Array.from({ length: all + 3 }, (_, index) => index).flatMap((index) => {
      const at = time(1000 + pair * 100 + index)
      const own = (service: string) => decision(at, { service, action: 'x' })
      return [...(index < all ? [own(rarer)] : []), ...(index < shared || index >= all ? [own(other)] : [])]
    }),
  ),
].toSorted((a, b) => (JSON.parse(a).timestamp < JSON.parse(b).timestamp ? -1 : 1))

interface Analysis {
  decisions: { total: number; blocked: number }
  services: Record<string, Record<string, unknown>>
  pressure: object
  quality: { staleIds: number; lockstep: string[][] }
}

test('a log of two hours, counted by hand, by the analysis, and by recount', () => {
  const project = createProject()
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${log.join('\n')}\n`)
  const { services, pressure, quality, decisions } = project.json<{ analysis: Analysis }>([
    'closedown',
    ...window,
  ]).analysis
  const verifier = services.MetacognitiveVerifier as Record<string, unknown>
  // 0.2, 0.59, 0.6, 0.7, 0.9, 1: quartiles 0.59 + 0.25 × 0.01 and 0.7 + 0.75 × 0.2; two of six under 0.6.
  assert.equal(verifier.confidence, { n: 6, median: 0.65, lowerQuartile: 0.5925, upperQuartile: 0.85, low: 0.333333 })
  assert.equal(verifier.pressureAdjustment, { n: 3, mean: -0.35, lowest: -1, highest: 0.05 })
  assert.equal([verifier.decisions, verifier.perHour], [8, 4])
  assert.equal(pressure, { peak: 0.3, mean: 0.2, last: 0.3, trend: 0.2 })
  const { conflicts, escalations, byStatus } = services.CrossReferenceValidator as Record<string, unknown>
  assert.equal([conflicts, escalations], [3, 2])
  assert.equal(byStatus, { APPROVED: 1, ESCALATE: 1, Escalate: 1, REJECTED: 1 })
  const { blockRate, violations, lastAt, blocked } = services.BoundaryEnforcer as Record<string, unknown>
  assert.equal([blocked, blockRate, violations, lastAt], [1, 0.333333, 2, time(32)])
  assert.equal([decisions.total, decisions.blocked], [log.length, 1])
  // The id of yesterday is not stale, that of the day before is.
  assert.is(quality.staleIds, 3)
  assert.equal(quality.lockstep, [
    ['A', 'B'],
    ['E', 'F'],
  ])
  const recounted = project.json<{ recounted: number; differences: object[] }>(['recount'])
  assert.equal(recounted.differences, [])
  assert.ok(recounted.recounted > 40, String(recounted.recounted))
  project.remove()
})

test('ids are stale from the second day before the session on', () => {
  const noon = Date.parse('2025-10-24T12:00:00Z')
  assert.equal(
    ['2025-10-22-001', '2025-10-23-001', '2025-10-24-001', 'none'].map((id) => isStale(id, noon)),
    [true, false, false, false],
  )
})

test('the slope: the median of all pairs up to 200 points, of 200 parts beyond', () => {
  const slopeOf = (count: number) => {
    const x = Array.from({ length: count }, (_, index) => index ** 1.5)
    const y = x.map((value, index) => Math.sin(index) * 5 + value / 10)
    const slopes = x.flatMap((a, i) =>
      x.slice(i + 1).map((b, j) => ((y[i + 1 + j] as number) - (y[i] as number)) / (b - a)),
    )
    const points = x.map((at, index) => ({ at: at * 3_600_000, value: y[index] as number }))
    return { own: robustSlope(x, y) as number, second: trend(points), all: median(slopes) }
  }
  const [few, many] = [slopeOf(200), slopeOf(201)]
  assert.is(few.own, few.all)
  assert.is(few.second, rounded(few.all))
  assert.is.not(many.own, many.all)
  assert.is(many.second, rounded(many.own))
  assert.is(medianDeviation([1, 2, 4, 8, 20]), 3)
})

test('accuracy: the first hundred characters of a rule are what the classifier logs', () => {
  const reviewed = reviewedQuadrants([rule('inst_1', longText, { quadrant: 'SYSTEM' })])
  const classified = (length: number) =>
    agreement([{ text: longText.slice(0, length), quadrant: 'SYSTEM', count: 2 }], reviewed)
  assert.equal(classified(100), { share: 1, n: 2 })
  assert.equal(classified(99), { share: null, n: 0 })
})

test('a service is stale behind 20 messages or 30,000 tokens', () => {
  const stale = (messages: number, tokens: number) => {
    const last_framework_activity = { S: { message: 0, tokens: 0 } }
    return frameworkState({ message_count: messages, token_estimate: tokens, last_framework_activity }).stale.length
  }
  assert.equal([stale(20, 30_000), stale(21, 0), stale(0, 30_001)], [0, 1, 1])
})

test('checkpoints: a percentage of the budget, of 200,000 tokens where the file has none', () => {
  const parsed = parseCheckpoints('{"checkpoints":[{"percentage":25},{"percentage":50}]}')
  assert.not('problem' in parsed)
  if ('problem' in parsed) return
  const reached = (tokens: number) => tokenFacts(parsed, tokens).reached
  assert.equal([reached(49_999), reached(50_000), reached(99_999), reached(100_000)], [[], [25], [25], [25, 50]])
})

test("the pressure chart's lines are where the monitor's levels begin", () => {
  const timeline = { start: 0, stepMs: 60_000, steps: 1, pressure: [], counts: [] } as unknown as Timeline
  const view = pressureChart(timeline).view({ width: 720, narrow: false }) as unknown as {
    top: number
    bottom: number
    levels: { at: number; name: string }[]
  }
  const from = view.levels.map(({ at, name }) => [name, ((view.bottom - at) / (view.bottom - view.top)).toFixed(2)])
  assert.equal(Object.fromEntries(from), { ELEVATED: '0.30', HIGH: '0.50', CRITICAL: '0.70', DANGEROUS: '0.85' })
})

test.run()

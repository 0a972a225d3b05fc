import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { HandoffFacts } from '../tasks/handoff/facts.ts'
import { performanceSection } from '../tasks/handoff/sections/performance.ts'

/** What the letter's section on the framework chooses to say. */
const test = suite('the letter: framework performance')

interface Given {
  comparisons?: { metric: string; verdict: string }[]
  anomalies?: { kind: string; service?: string }[]
  mean?: Record<string, number>
}

const service = { decisions: 10, allowed: 9, blocked: 1, blockRate: 0.1 }

function section({ comparisons = [], anomalies = [], mean = {} }: Given) {
  const facts = {
    steps: [],
    history: [],
    project: { command: (name: string) => `bookend ${name}` },
    session: { id: 'S' },
    analysis: {
      decisions: { total: 10, allowed: 9, blocked: 1, unreadable: 0, mended: 0 },
      services: { BoundaryEnforcer: service },
      violations: [],
      pressure: {},
      quality: { lockstep: [] },
      anomalies: anomalies.map((each) => ({ detail: '', evidence: [], ...each })),
      baseline: {
        sessions: 11,
        inferred: 0,
        state: 'ready',
        previous: {},
        mean,
        comparisons: comparisons.map((each) => ({ value: 1, usual: 2, low: 1, high: 3, mad: 1, ...each })),
      },
    },
  } as object as HandoffFacts
  const { compared, services } = performanceSection(facts, { characters: 200, items: 10 })
  const shown = (verdict: string) => compared?.find((each) => each.verdict === verdict)
  return { worse: shown('worse'), better: shown('better'), services: services?.shown ?? [] }
}

const many = (verdict: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({ metric: `${verdict}.${n}`, verdict }))
const named = (list: { shown: { metric: string }[]; more: number } | undefined) => [
  list?.shown.map(({ metric }) => metric),
  list?.more,
]

test('a session in which nothing was decided, of a project whose agents alone decide, is told in one line', () => {
  const quiet = (...services: string[]) =>
    performanceSection(
      {
        steps: [],
        history: [],
        project: { command: (name: string) => name },
        session: { id: 'S' },
        analysis: {
          decisions: { total: 0, allowed: 0, blocked: 0, unreadable: 0, mended: 0 },
          services: {},
          violations: [],
          pressure: {},
          quality: { lockstep: [] },
          baseline: {
            sessions: 5,
            inferred: 0,
            state: 'ready',
            previous: {},
            comparisons: [],
            mean: Object.fromEntries(services.map((name) => [`${name}.perHour`, 3])),
          },
        },
      } as object as HandoffFacts,
      { characters: 200, items: 10 },
    )
  assert.equal(quiet('ClaudeCode', 'Codex'), {
    analysis: undefined,
    notMeasured: 'no decision was logged in this session',
  })
  assert.is(quiet('ClaudeCode', 'BoundaryEnforcer').services?.shown.length, 2)
})

test('five comparisons at most: three that are worse, first, and as many that are better as are left', () => {
  for (const [worse, better, shownWorse, shownBetter] of [
    [9, 9, 3, 2],
    [1, 9, 1, 3],
    [0, 9, 0, 3],
    [3, 0, 3, 0],
  ] as const) {
    const found = section({ comparisons: [...many('same', 4), ...many('better', better), ...many('worse', worse)] })
    assert.equal(named(found.worse), [many('worse', shownWorse).map(({ metric }) => metric), worse - shownWorse])
    assert.equal(named(found.better), [many('better', shownBetter).map(({ metric }) => metric), better - shownBetter])
  }
})

test('what an anomaly says of a metric is not said again as a comparison', () => {
  const metrics = ['BoundaryEnforcer.blockRate', 'BoundaryEnforcer.perHour', 'Other.blockRate', 'pressure.peak']
  const comparisons = metrics.map((metric) => ({ metric, verdict: 'worse' }))
  const left = (kind: string, name?: string) =>
    section({ comparisons, anomalies: [{ kind, ...(name && { service: name }) }] }).worse?.shown.map(
      ({ metric }) => metric,
    )
  const [rate, pace, other, peak] = metrics
  assert.equal(left('rate', 'BoundaryEnforcer'), [pace, other, peak])
  assert.equal(left('drift', 'BoundaryEnforcer'), [pace, other, peak])
  assert.equal(left('flood', 'BoundaryEnforcer'), [rate, other, peak])
  assert.equal(left('silent', 'BoundaryEnforcer'), [other, peak])
  assert.equal(left('weaker', 'Other'), [rate, pace, peak])
  assert.equal(left('pressure', 'ContextPressureMonitor'), [rate, pace, other])
  assert.equal(left('data'), [rate, pace, other])
})

test('the table has a row for a service that is silent', () => {
  const { services } = section({
    anomalies: [{ kind: 'silent', service: 'Never' }],
    mean: { 'decisions.perHour': 20, 'BoundaryEnforcer.perHour': 5, 'MetacognitiveVerifier.perHour': 2 },
  })
  assert.equal(
    services.map(({ name, decisions, rate }) => [name, decisions, rate]),
    [
      ['BoundaryEnforcer', 10, '10.0 %'],
      ['Never', 0, '-'],
      ['MetacognitiveVerifier', 0, '-'],
    ],
  )
})

test.run()

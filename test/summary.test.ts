import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { closedownSummary } from '../tasks/handoff/summary.ts'

const test = suite('summary of a closedown')

interface Given {
  score?: number | null
  low?: number
  state?: 'learning' | 'ready'
  anomalies?: { kind: string; service?: string }[]
  basis?: { part: string; points: number; why: string }[]
}

function healthSaid({ score = 62, low = score ?? 0, state = 'ready', anomalies = [], basis = [] }: Given): string {
  const report = {
    session: { id: 's', from: '2025-10-24T11:00:00.000Z', to: '2025-10-24T12:00:00.000Z' },
    tasks: [],
    analysis: {
      decisions: { total: 3, allowed: 2, blocked: 1, unreadable: 0, mended: 0 },
      baseline: { sessions: 2, inferred: 0, state, previous: {}, comparisons: [] },
      anomalies: anomalies.map((each) => ({ detail: 'in many words '.repeat(20), evidence: [], ...each })),
      health: { score, band: [low, score ?? 100], parts: {}, basis },
    },
  }
  const project = { command: (name: string) => `bookend ${name}` }
  return closedownSummary(report, { project, dryRun: false, quiet: false, looked: false }).health
}

test('anomalies are named by service and kind, three of them, and never cut in a word', () => {
  const silent = { kind: 'silent', service: 'PluralisticDeliberationOrchestrator' }
  assert.is(healthSaid({}), '62 of 100')
  assert.is(healthSaid({ anomalies: [silent] }), '62 of 100; 1 anomaly: PluralisticDeliberationOrchestrator silent')
  assert.is(
    healthSaid({ anomalies: [silent, { kind: 'data' }, { kind: 'rate', service: 'A' }, { kind: 'pressure' }] }),
    '62 of 100; 4 anomalies: PluralisticDeliberationOrchestrator silent, data, A rate, and 1 more',
  )
})

test('a score that lost ten points has its worst reason beside it, where no anomaly says one', () => {
  const cost = (points: number, why = 'A decided 7 times, 33 expected') => ({ part: 'coverage', points, why })
  const basis = [cost(4, 'other'), cost(6)]
  assert.is(healthSaid({ score: 91, basis }), '91 of 100')
  assert.is(healthSaid({ score: 90, basis }), '90 of 100: A decided 7 times, 33 expected')
  assert.is(healthSaid({ score: 90, basis, anomalies: [{ kind: 'data' }] }), '90 of 100; 1 anomaly: data')
  const ofA = basis.map((each) => ({ ...each, service: 'A' }))
  const weaker = (service: string) => healthSaid({ score: 90, basis: ofA, anomalies: [{ kind: 'weaker', service }] })
  assert.is(weaker('A'), '90 of 100; 1 anomaly: A weaker')
  assert.is(weaker('B'), '90 of 100: A decided 7 times, 33 expected; 1 anomaly: B weaker')
  const end = { ...cost(2, 'the log says nothing in the last 50 % of the session'), part: 'data', from: { quiet: 0.5 } }
  assert.is(healthSaid({ score: 88, basis: [...basis, end] }), `88 of 100: ${end.why}; A decided 7 times, 33 expected`)
  assert.is(healthSaid({ score: 90, basis: [{ ...end, points: 8 }] }), `90 of 100: ${end.why}`)
})

test('a score says how much it can be relied on', () => {
  assert.is(healthSaid({ state: 'learning', low: 0 }), '0 to 62 of 100 (learning: 2 of 5 earlier sessions)')
  assert.is(healthSaid({ score: null }), 'not scored')
})

test('the proposals are those that can be decided now', () => {
  const said = (more: number) => {
    const session = { id: 's', from: '2025-10-24T11:00:00.000Z', to: '2025-10-24T12:00:00.000Z' }
    const report = { session, tasks: [], rules: { proposals: [{}, {}], effects: [], information: [], more } }
    const project = { command: (name: string) => `bookend ${name}` }
    return closedownSummary(report, { project, dryRun: false, quiet: false, looked: false }).proposals
  }
  assert.equal(said(0), { count: '2 proposals', waiting: '', command: 'bookend review' })
  assert.equal(said(5), { count: '2 proposals', waiting: '5 weaker findings', command: 'bookend review' })
})

test.run()

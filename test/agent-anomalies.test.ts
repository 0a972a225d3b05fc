import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AgentNumbers } from '../tasks/analysis/agent/usage.ts'
import { agentUse } from '../tasks/analysis/anomalies/agent-use.ts'
import { type Judgement, judgeHistory, levels } from '../tasks/analysis/anomalies/judge.ts'
import type { Measured } from '../tasks/analysis/baseline/measured.ts'
import type { Metrics } from '../tasks/analysis/metrics.ts'
import { type AgentChange, agentHistory } from './bench/anomalies/agent-history.ts'
import { randomFrom } from './bench/anomalies/random.ts'

const test = suite("anomalies of the agent's sessions")

const isAgents = ({ anomalies }: Judgement, kind: string, what: RegExp) =>
  anomalies.some((each) => each.service === undefined && each.kind === kind && what.test(each.detail))

test('of a hundred quiet histories, hardly a session is unusual', () => {
  const judged = Array.from({ length: 100 }, (_, seed) => judgeHistory(agentHistory(randomFrom(seed * 7919), 15)))
    .flat()
    .filter(({ learning }) => !learning)
  assert.is(judged.length, 1000)
  const unusual = judged.filter(({ anomalies }) => anomalies.length > 0).length
  // One in a hundred is what all tests together may be wrong about; chance may double that in a thousand sessions.
  assert.ok(unusual <= 20, `${unusual} of 1000`)
})

const planted: [AgentChange, kind: string, what: RegExp][] = [
  [{ failures: 6 }, 'rate', /% of the tool calls failed; usually \d/],
  [{ cost: 20 }, 'flood', /^\$\d+\.\d\d for the models, estimated; usually \$/],
  [{ context: 4 }, 'pressure', /^\d+ tokens in the largest context; usually \d/],
  [{ compactions: 20 }, 'flood', /compactions an hour; usually \d/],
]
for (const [change, kind, what] of planted)
  test(`what is planted is found: ${JSON.stringify(change)}`, () => {
    const found = Array.from({ length: 20 }, (_, seed) =>
      judgeHistory(agentHistory(randomFrom(seed * 104_729), 16, change)).at(-1),
    ).filter((judgement) => judgement && isAgents(judgement, kind, what))
    assert.ok(found.length >= 10, `${found.length} of 20`)
  })

const hour = 3_600_000
const usual: AgentNumbers = {
  calls: 1000,
  failures: 120,
  failureRate: 0.12,
  refusals: 0,
  costUsd: 10,
  contextPeak: 100_000,
  compactions: 4,
}
/** A history of so many equal sessions of four hours, and one more. */
const equal = (last: Partial<AgentNumbers>, all: Partial<AgentNumbers> = {}, before = 5) =>
  Array.from({ length: before + 1 }, (_, day) => {
    const window = { from: day * 24 * hour, to: day * 24 * hour + 4 * hour }
    const agent = { ...usual, ...all, ...(day === before && last) }
    const activity = { first: new Date(window.from).toISOString(), last: new Date(window.to - 1).toISOString() }
    return { window, metrics: { decisions: { total: 1000, blocked: 0 }, activity, agent } as unknown as Metrics }
  })
/** The numbers whose size matters to somebody: which of the four tests were made at all. */
const tested = (sessions: Measured[]) => agentUse(sessions, sessions.length - 1).map(({ p }) => p < 1)

test('only what is as much more than usual as the page says is tested at all', () => {
  assert.equal(levels.agent, { calm: 0.004, turbulent: 0.0008 })
  assert.equal(tested(equal({})), [false, false, false, false])
  assert.equal(tested(equal({ failureRate: 0.18 })), [true, false, false, false])
  assert.equal(tested(equal({ failureRate: 0.179 })), [false, false, false, false])
  assert.equal(tested(equal({ failureRate: 0.07 }, { failureRate: 0.02 })), [true, false, false, false])
  assert.equal(tested(equal({ failureRate: 0.069 }, { failureRate: 0.02 })), [false, false, false, false])
  assert.equal(tested(equal({ costUsd: 20 })), [false, true, false, false])
  assert.equal(tested(equal({ costUsd: 19.99 })), [false, false, false, false])
  assert.equal(tested(equal({ costUsd: 1.5 }, { costUsd: 0.5 })), [false, true, false, false])
  assert.equal(tested(equal({ costUsd: 1.49 }, { costUsd: 0.5 })), [false, false, false, false])
  assert.equal(tested(equal({ contextPeak: 150_000 })), [false, false, true, false])
  assert.equal(tested(equal({ contextPeak: 149_999 })), [false, false, false, false])
  assert.equal(tested(equal({ compactions: 8 })), [false, false, false, true])
  assert.equal(tested(equal({ compactions: 7 })), [false, false, false, false])
  assert.equal(tested(equal({ failureRate: 0.9 }, {}, 4)), [])
  // A model without a published price costs nobody knows what.
  assert.is(tested(equal({ costUsd: null })).length, 3)
})

test('an agent that was not used, or was refused less, is no anomaly', () => {
  const history = agentHistory(randomFrom(5), 16)
  const quiet = history.map((session, number) => {
    const last = number === history.length - 1
    const { agent: _, exposure: __, ...rest } = session.metrics
    const blocked = last ? 0 : 30
    const ClaudeCode = { ...rest.services.ClaudeCode, decisions: 200, blocked, allowed: 200 - blocked }
    return { ...session, metrics: { ...session.metrics, services: { ClaudeCode } } }
  })
  assert.equal(judgeHistory(quiet as typeof history).at(-1)?.anomalies, [])
  const unused = history.map((session, number) => {
    const { agent: _, exposure: __, ...rest } = session.metrics
    const none = { ...rest, services: {}, decisions: { ...rest.decisions, total: 0, blocked: 0 } }
    return number < history.length - 1 ? session : { ...session, metrics: none }
  })
  assert.equal(judgeHistory(unused).at(-1)?.anomalies, [])
})

test.run()

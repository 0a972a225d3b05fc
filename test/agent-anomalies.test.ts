import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Judgement, judgeHistory } from '../tasks/analysis/anomalies/judge.ts'
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

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject } from '../cache/json.ts'
import { proposalsOf } from './support/detect-history.ts'

const test = suite('rules: which rule a service says it stopped at')

const dayMs = 86_400_000
const firstDay = Date.parse('2025-10-01T12:00:00.000Z')
const text = 'Large payments approved by the clerk who typed them in'
const fourEyes = 'Two people look at every payment, and neither of them has entered it'

/** The categories of what is proposed where a violation was logged in three sessions, about a file each, with what was logged beside it. */
async function categories(beside: JsonObject, violations: object[] = [{ ruleText: text }], active = true) {
  const sessions = [0, 1, 2].map((day) => {
    const from = firstDay + day * dayMs
    return { id: `${new Date(from).toISOString().slice(0, 10)}-001`, from, to: from + dayMs / 4 }
  })
  const decisions = sessions.map(({ id, from }, day) => ({
    ...{ action: 'boundary_enforcement', service: 'BoundaryEnforcer', allowed: false, violations, rulesChecked: [] },
    ...{ metadata: { actionType: `Edit src/part-${day}.ts`, ...beside }, sessionId: id },
    timestamp: new Date(from + 60_000).toISOString(),
  }))
  const rules = [
    { id: 'inst_014', text: fourEyes, active },
    { id: 'inst_101', text: 'Kotlin code targets JVM 21', active: true },
  ]
  const instructions = rules.map((each) => ({
    ...{ ...each, timestamp: '2025-05-01T00:00:00Z', quadrant: 'OPERATIONAL', persistence: 'HIGH' },
    ...{ temporal_scope: 'PROJECT', parameters: {}, notes: '' },
  }))
  const proposals = await proposalsOf({ sessions, decisions, instructions })
  return proposals.map(({ category }) => category).filter((category) => category !== 'deprecate')
}

for (const beside of [
  { reasoning: 'The action conflicts with inst_014 and was stopped' },
  { reason: 'Blocked (inst_014)' },
  { explanation: 'inst_014 does not allow this' },
  { violated_rule: 'inst_014' },
  { matchedRules: ['inst_014'] },
  { conflicts: [{ instruction_id: 'inst_014', severity: 'CRITICAL' }] },
  { conflicts: [{ instruction: { id: 'inst_014' } }] },
])
  test(`no rule is missing where one is named beside the violation: ${JSON.stringify(beside)}`, async () => {
    assert.equal(await categories(beside), [])
    assert.equal(await categories(beside, [{ ruleText: text }], false), ['reactivate'])
  })

test('the details of a violation name it as well', async () =>
  assert.equal(await categories({}, [{ ruleText: text, details: 'see inst_014: four eyes' }]), []))

for (const beside of [
  {},
  { reasoning: 'Neither inst_014 nor inst_101 was violated' },
  { reasoning: 'This does not violate inst_014' },
  { reasoning: 'inst_014 and inst_101 were looked at' },
  { relevant_rules: ['inst_014'] },
  { matched_rules: ['inst_014', 'inst_101'] },
  { action_description: 'Edit inst_014' },
  { reason: 'inst_0144 is newer' },
] as JsonObject[])
  test(`what was only looked at was not broken: ${JSON.stringify(beside)}`, async () =>
    assert.equal(await categories(beside), ['new']))

test('of two violations nobody knows which one is of that rule', async () =>
  assert.equal(
    await categories({ reasoning: 'conflicts with inst_014' }, [{ ruleText: text }, { ruleText: 'Deleted the log' }]),
    ['new', 'new'],
  ))

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createLineForms } from '../cache/audit/line-forms.ts'
import { parseLine } from '../cache/audit/parse-line.ts'
import { contentHash, hashOfContent } from '../cache/decision.ts'
import type { Line } from '../cache/lines.ts'

const test = suite('lines of one form')

const metadatas = [
  '{}',
  '{"domain":"VALUES","file":"src/a.js"}',
  '{ "b": 1.50, "a": [1, {"_id": "x", "v": {}}], "é\\u0041": "\\"}{\\\\" }',
  '{"10":1,"2":{"x":[]},"__proto__":3,"z":{}}',
  '{"a":1,"a":2,"metadata":{"timestamp":"2025-10-24T11:00:00.000Z"}}',
  '{"tractatus_section":"inst_017","sessionId":"of the metadata"}',
  '{"when":{"$date":"2025-10-24T11:00:00.000Z"},"n":{"$numberLong":"7"}}',
  '{"lone":"\\ud800","big":12345678901234567890,"e":1e2,"minus":-0}',
]
/** M is where the metadata are, T the time. */
const forms: [what: string, line: string][] = [
  [
    'the framework’s own',
    '{"sessionId":"s","action":"boundary_enforcement","allowed":true,"rulesChecked":["inst_001"],"violations":[],"metadata":M,"domain":"UNKNOWN","durationMs":null,"service":"BoundaryEnforcer","timestamp":"T"}',
  ],
  [
    'blocked',
    '{"sessionId":"s","action":"boundary_enforcement","allowed":false,"violations":["VALUES",{"ruleId":"inst_016","severity":"HIGH"}],"metadata":M,"timestamp":"T"}',
  ],
  [
    'time first',
    '{"timestamp":"T","service":"BoundaryEnforcer","decision":"BLOCK","rule_id":"inst_001","action":"x","reason":"no","metadata":M}',
  ],
  [
    'the working paper’s',
    '{"timestamp":"T","service":"BoundaryEnforcer","decision":"ALLOW","rule_id":"inst_001","context":"Tool: Write","metadata":M}',
  ],
  ['no session', '{"action":"a","allowed":true,"metadata":M,"timestamp":"T"}'],
  ['with space', ' { "action" : "a" , "allowed":true, "metadata":M , "x":{}, "timestamp":"T" }\r'],
  [
    'keys within others',
    '{"action":"a","allowed":true,"x":{"metadata":M,"timestamp":"T"},"timestamp":"2025-10-24T10:00:00.000Z"}',
  ],
  [
    'a time within another',
    '{"timestamp":"2025-10-24T10:00:00.000Z","action":"a","allowed":true,"metadata":M,"x":{"timestamp":"T"}}',
  ],
  ['metadata twice', '{"action":"a","allowed":true,"metadata":M,"metadata":{"other":1},"timestamp":"T"}'],
  ['time twice', '{"timestamp":"T","action":"a","allowed":true,"metadata":M,"timestamp":"T"}'],
  [
    'time within the metadata',
    '{"timestamp":"2025-10-24T10:00:00.000Z","action":"a","allowed":true,"metadata":{"timestamp":"T","m":M}}',
  ],
  ['within a text', '{"action":"a \\"metadata\\":M \\"timestamp\\":\\"T\\"","allowed":true,"timestamp":"T"}'],
  ['a key that ends so', '{"action":"a","allowed":true,"x\\"metadata":M,"timestamp":"T"}'],
  [
    'not one object',
    '{"action":"a","allowed":true,"metadata":M,"timestamp":"T"}{"action":"b","allowed":true,"timestamp":"T"}',
  ],
  [
    'a type of a store',
    '{"_id":{"$oid":"650000000000000000000000"},"action":"a","allowed":true,"metadata":M,"timestamp":"T"}',
  ],
  ['no verdict', '{"action":"a","allowed":"maybe","metadata":M,"timestamp":"T"}'],
]
const times = [
  '2025-10-24T10:15:00.000Z',
  '2025-10-24T10:15:00.001Z',
  '2025-02-30T10:15:00.000Z',
  '2025-10-24T10:15:00+02:00',
  'x\\u00200000000000000000000',
]

const lineOf = (text: string): Line => ({ text, offset: 1, end: 2, terminated: true })

for (const [what, form] of forms)
  test(`each is the decision that it is when it is parsed whole: ${what}`, () => {
    const read = createLineForms()
    for (const time of [...times, ...times])
      for (const metadata of metadatas) {
        const line = lineOf(form.replaceAll('M', metadata).replaceAll('"T"', `"${time}"`))
        const formed = read(line)
        if (!formed) continue
        const { decisions, unreadable, fixed } = parseLine(line)
        assert.is(unreadable, undefined)
        assert.is(fixed, false)
        assert.is(decisions.length, 1)
        const { decision } = decisions[0] as (typeof decisions)[number]
        assert.equal(JSON.parse(JSON.stringify(formed.decision)), JSON.parse(JSON.stringify(decision)))
        assert.is(hashOfContent(formed.content), contentHash(decision))
        const { rules, violations, metadata: logged, extra } = decision
        assert.equal(
          JSON.parse(JSON.stringify(JSON.parse(formed.document))),
          JSON.parse(JSON.stringify({ rules, violations, metadata: logged, extra })),
        )
      }
  })

test('from the third line on, the usual ones are read so; a log in which no line is like another is read as ever', () => {
  const usual = (metadata: string, more = '') =>
    lineOf(
      (forms[0] as string[])[1]
        ?.replace('M', metadata)
        .replace('T', times[0] as string)
        .replace('null', more || 'null') as string,
    )
  const read = createLineForms()
  const found = metadatas.slice(0, 3).map((metadata) => read(usual(metadata)) !== undefined)
  assert.equal(found, [false, false, true])
  const never = createLineForms()
  for (let number = 0; number < 20_000; number++) assert.is(never(usual('{}', String(number))), undefined)
  for (let number = 0; number < 3; number++) assert.is(never(usual('{}')), undefined)
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { imperativeOf } from '../tasks/rules/text/imperative.ts'

const test = suite('rules: why something was not done is no part of the duty')

const refused = `Did not ask because busy; Did not answer although sure; Merged unless told otherwise; Never asked unless reminded;
  Did not escalate unless forced; Failed to encrypt due to cost; Did not log because of load; Did not stop because told so;
  Did not notify even once`
for (const text of refused.split(';').map((each) => each.trim()))
  test(`of "${text}" no rule is made`, () => assert.is(imperativeOf({ text, areas: [] }), undefined))

for (const [text, rule] of [
  ['Did not ask before deleting records', 'Ask before deleting records.'],
  ['credential_in_output', 'Keep credentials out of the output.'],
] as const)
  test(`of "${text}" a rule is made`, () => assert.is(imperativeOf({ text, areas: [] }), rule))

test.run()

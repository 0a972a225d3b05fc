import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RuleLog } from '../cache/audit/rule-log.ts'
import { normaliseDecision } from '../cache/decision.ts'
import type { Rule } from '../cache/rules/rule-file.ts'
import { held } from '../tasks/rules/held.ts'
import { observeSession } from '../tasks/rules/observe.ts'
import { fieldVocabulary } from '../tasks/rules/text/field-vocabulary.ts'
import { at, decision } from './support/decisions.ts'

const test = suite('what is held of a session')

const window = { from: Date.parse(at(0)), to: Date.parse(at(200)) }
const allowed = held.names + 500
const blocked = held.groups + 2_000

/** A log that names a rule, a text and a file of its own each time, and now and then the same ones. */
const log: RuleLog = {
  count: async () => allowed + blocked,
  checked: async () => [],
  async *decisions() {
    for (let n = 0; n < allowed + blocked; n++) {
      const isAllowed = n < allowed
      const text = n % 50 === 0 ? 'Credentials in the output' : `w${n}x is not v${n}y`
      const normal = normaliseDecision(
        JSON.parse(
          decision(at(1), {
            rulesChecked: n === allowed - 1 ? ['inst_own'] : [`inst_${n}`],
            ...(isAllowed ? {} : { allowed: false, violations: [text], rulesChecked: [] }),
            metadata: { file: `src/d${n}/f${n}.js`, actionType: `Edit src/d${n}/f${n}.js` },
          }),
        ),
      )
      assert.ok('decision' in normal)
      yield normal.decision
    }
  },
}

test('is bounded, and has what is frequent and what the project itself calls its rules', async () => {
  const own = { id: 'inst_own', text: 'A rule of the project', active: true } as Rule
  const observed = await observeSession(log, 's', window, { rules: [own], vocabulary: fieldVocabulary })
  assert.is(observed.decisions, allowed + blocked)
  assert.is(observed.checking, allowed)
  assert.is(Object.keys(observed.checked).length, held.names + 1)
  assert.is(observed.checked.inst_own, 1)
  assert.ok(observed.handovers.length <= held.names + 1)
  const [most] = observed.violationGroups
  const expected = Array.from({ length: blocked }, (_, n) => n + allowed).filter((n) => n % 50 === 0).length
  assert.match(most?.example as string, /^Credentials in the output/)
  assert.equal([most?.occurrences, most?.contexts], [expected, expected])
  assert.ok(JSON.stringify(observed).length < 10_000_000)
})

test.run()

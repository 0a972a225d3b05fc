import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Rule } from '../cache/rules/rule-file.ts'
import type { TextVerdict } from '../tasks/rules/observations.ts'
import { classifiedText, findMisfiledRules } from '../tasks/rules/quadrant.ts'
import { observed, rule } from './support/observations.ts'

const test = suite('rules: quadrant')
const text = 'Fix database connection errors in the service module code'

const verdict = (occurrences: number, quadrant: string, persistence = 'MEDIUM', of = text): TextVerdict => ({
  text: classifiedText(of),
  quadrant,
  persistence,
  occurrences,
  first: '2025-10-01T12:00:00.000Z',
})
const find = (rules: Rule[], verdicts: TextVerdict[]) =>
  findMisfiledRules({ rules, sessions: [observed(1, { verdicts })], thresholds: {} }).map(
    ({ quadrant, persistence }) => `${quadrant} ${persistence}`,
  )
const filed = (quadrant: string, persistence = 'MEDIUM', of = text) => rule('inst_021', of, { quadrant, persistence })
const long = `${'Long texts are cut at one hundred characters. '.repeat(4)}`

const cases: [name: string, rules: Rule[], verdicts: TextVerdict[], found: string[]][] = [
  ['three verdicts that agree', [filed('STRATEGIC')], [verdict(3, 'SYSTEM')], ['SYSTEM MEDIUM']],
  ['two verdicts', [filed('STRATEGIC')], [verdict(2, 'SYSTEM')], []],
  ['verdicts that differ', [filed('STRATEGIC')], [verdict(3, 'SYSTEM'), verdict(2, 'TACTICAL')], []],
  ['verdicts that confirm', [filed('SYSTEM')], [verdict(9, 'SYSTEM')], []],
  ['another persistence', [filed('SYSTEM', 'LOW')], [verdict(5, 'SYSTEM', 'HIGH')], ['SYSTEM HIGH']],
  ['a quadrant that the classifier cannot give', [filed('VALUES')], [verdict(9, 'SYSTEM')], []],
  ['a verdict that is no quadrant', [filed('SYSTEM')], [verdict(9, 'rules')], []],
  ['a quadrant in lower case', [filed('rules')], [], ['RULES MEDIUM']],
  ['an unknown quadrant, with verdicts', [filed('MISC')], [verdict(3, 'TACTICAL')], ['TACTICAL MEDIUM']],
  ['an unknown quadrant, without', [filed('MISC')], [], ['OPERATIONAL MEDIUM']],
  ['an unknown persistence', [filed('SYSTEM', 'high')], [], ['SYSTEM HIGH']],
  [
    'a text that was cut',
    [filed('STRATEGIC', 'MEDIUM', long)],
    [verdict(3, 'SYSTEM', 'MEDIUM', long)],
    ['SYSTEM MEDIUM'],
  ],
  [
    'two rules with that beginning',
    [filed('STRATEGIC', 'MEDIUM', long), rule('inst_022', `${long} Two.`)],
    [verdict(9, 'SYSTEM', 'MEDIUM', long)],
    [],
  ],
  ['an inactive rule', [rule('inst_080', text, { quadrant: 'rules', active: false })], [], []],
]
for (const [name, rules, verdicts, found] of cases) {
  test(`${found[0] ?? 'nothing'}: ${name}`, () => assert.equal(find(rules, verdicts), found))
}

test('verdicts add up over sessions', () => {
  const sessions = [1, 2, 3].map((day) => observed(day, { verdicts: [verdict(1, 'SYSTEM')] }))
  assert.is(findMisfiledRules({ rules: [filed('STRATEGIC')], sessions, thresholds: {} }).length, 1)
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Rule } from '../cache/rules/rule-file.ts'
import { findNewRules } from '../tasks/rules/new-rules.ts'
import type { Observations } from '../tasks/rules/observations.ts'
import { TroubleGatherer } from '../tasks/rules/troubles.ts'
import { namesCategory, wordingOf } from '../tasks/rules/wording.ts'
import { observed, rule, trouble } from './support/observations.ts'

const test = suite('rules: new')

const find = (sessions: Observations[], rules: Rule[] = [], thresholds = {}) =>
  findNewRules({ rules, sessions, thresholds }).map(({ pattern }) => /^"(.*?)"/.exec(pattern)?.[1])

const cases: [name: string, sessions: Observations[], rules: Rule[], found: string[]][] = [
  ['three blocked decisions in two contexts', [observed(1, { troubles: [trouble('no_plan', 3, 2)] })], [], ['no_plan']],
  ['two blocked decisions', [observed(1, { troubles: [trouble('no_plan', 2, 2)] })], [], []],
  ['a retry loop on one file', [observed(1, { troubles: [trouble('no_plan', 8, 1)] })], [], []],
  [
    'once a session, in three sessions',
    [1, 2, 3].map((day) => observed(day, { troubles: [trouble('no_plan', 1, 1)] })),
    [],
    ['no_plan'],
  ],
  ['a boundary', [observed(1, { troubles: [trouble('VALUES', 30, 9)] })], [], []],
  ['a failed check', [observed(1, { troubles: [trouble('Safety', 30, 9)] })], [], []],
  ['a section of the framework', [observed(1, { troubles: [trouble('12.1', 30, 9)] })], [], []],
  [
    'a tension between values',
    [observed(1, { troubles: [trouble('privacy vs transparency', 30, 9, { tension: true })] })],
    [],
    [],
  ],
  [
    'an active rule of that id',
    [observed(1, { troubles: [trouble('inst_016', 9, 9, { ruleId: 'inst_016' })] })],
    [rule('inst_016', 'Never publish statistics without a source')],
    [],
  ],
  [
    'an inactive rule of that id, which is proposed with its text',
    [observed(1, { troubles: [trouble('inst_016', 9, 9, { ruleId: 'inst_016' })] })],
    [rule('inst_016', 'Never publish statistics without a source', { active: false })],
    ['Never publish statistics without a source'],
  ],
  [
    'an id that no history knows',
    [observed(1, { troubles: [trouble('inst_099', 9, 9, { ruleId: 'inst_099' })] })],
    [],
    [],
  ],
  [
    'a rule whose text says the same as the identifier',
    [observed(1, { troubles: [trouble('credential_in_output', 9, 9)] })],
    [rule('inst_030', 'No credentials in the output')],
    [],
  ],
  [
    'the text of a rule, as the validator logs it',
    [observed(1, { troubles: [trouble('MongoDB runs on port 27027 for this project', 9, 9)] })],
    [rule('inst_001', 'MongoDB runs on port 27027 for this project')],
    [],
  ],
  [
    'the text of an inactive rule',
    [observed(1, { troubles: [trouble('credential_in_output', 9, 9)] })],
    [rule('inst_030', 'No credentials in the output', { active: false })],
    ['credential_in_output'],
  ],
]
for (const [name, sessions, rules, found] of cases) {
  test(`${found.length > 0 ? 'proposed' : 'not proposed'}: ${name}`, () => assert.equal(find(sessions, rules), found))
}

test('thresholds come from the configuration', () => {
  const sessions = [observed(1, { troubles: [trouble('no_plan', 3, 2)] })]
  assert.equal(find(sessions, [], { newRuleOccurrences: 4 }), [])
  assert.equal(find(sessions, [], { newRuleContexts: 3 }), [])
})

test('the fingerprint is that of the finding, not of its counts or examples', () => {
  const of = (occurrences: number, example: string) =>
    findNewRules({
      ...{ rules: [], thresholds: {} },
      sessions: [observed(1, { troubles: [trouble(example, occurrences, 3)] })],
    })[0]?.fingerprint
  assert.is(of(3, 'Secrets in src/a.js: 3'), of(9, 'secrets in src/b.js: 12'))
  assert.is.not(of(3, 'no_plan'), of(3, 'no_test'))
})

test('the proposal has a rule that is ready to use, the quadrant of the domain and the evidence', () => {
  const evidence = [{ at: '2025-10-01T12:00:00.000Z', session: '2025-10-01-001', action: 'Edit a.js' }]
  const [found] = findNewRules({
    ...{ rules: [], thresholds: {} },
    sessions: [
      observed(1, {
        troubles: [trouble('technical_architectural_change', 5, 5, { domains: { STRATEGIC: 4, SYSTEM: 1 }, evidence })],
      }),
    ],
  })
  assert.is(found?.title, 'Technical architectural change')
  assert.is(found?.proposedRule, 'Ask for approval before anything that amounts to: technical architectural change.')
  assert.is(found?.quadrant, 'STRATEGIC')
  assert.equal([found?.occurrences, found?.contexts, found?.ruleIds], [5, 5, []])
  assert.equal(found?.evidence, evidence)
  assert.match(found?.confidence ?? '', /^medium: 5 blocked decisions in 5 contexts and 1 session$/)
})

const wordings: [a: string, b: string, same: boolean][] = [
  ['Secret in src/a.js', 'Secret in src/b/c.ts', true],
  ['Secret in /etc/passwd', 'Secret in ~/notes', true],
  ['See https://example.org/a?b', 'See http://example.com', true],
  ['Found 3 secrets', 'Found 12 secrets', true],
  ['Function "parse" is too long', "Function 'render' is too long", true],
  ['Uses inst_016', 'Uses inst_017', false],
  ['utf8 is expected', 'utf16 is expected', false],
  ['port27017 is taken', 'port27027 is taken', false],
  ["don't log it, it's private", "don't log it, it's public", false],
  ['read/write access', 'read/only access', false],
  ['Two  blanks', 'two blanks', true],
]
for (const [a, b, same] of wordings) {
  test(`${JSON.stringify(a)} and ${JSON.stringify(b)} are ${same ? 'one wording' : 'two wordings'}`, () =>
    assert.is(wordingOf(a) === wordingOf(b), same))
}

for (const [text, category] of [
  ['VALUES', true],
  ['values', true],
  ['Safety; Completeness', true],
  ['token usage', true],
  ['12.1', true],
  ['Safety of the users', false],
  ['credential_in_output', false],
] as const) {
  test(`${text} is ${category ? 'a category' : 'a behaviour'}`, () => assert.is(namesCategory(text), category))
}

test('hostile text has a wording too, and is not read again and again for it', () => {
  for (const piece of ['"', "'a ", 'a/', '/', 'a.b', '1.', '`x` ', '“'])
    assert.ok(wordingOf(piece.repeat(2_000)).length > 0)
})

test('a decision that names one kind twice is one decision, and one file is one context whatever the wording', () => {
  const gatherer = new TroubleGatherer('s')
  const block = { service: 'BoundaryEnforcer', domain: '', undecided: false, onlyRule: '', last: 1 }
  for (const [index, subject] of ['a.js', 'a.js', 'b.js'].entries()) {
    gatherer.add({
      ...block,
      ...{ action: `Edit ${subject}`, subject, decisions: 1, first: index },
      violations: [{ key: `Found ${index} secrets` }, { key: 'Found 99 secrets' }],
    })
  }
  const [found, ...others] = gatherer.troubles()
  assert.equal([found?.occurrences, found?.contexts, others.length], [3, 2, 0])
  assert.equal(
    found?.evidence.map(({ action }) => action),
    ['Edit a.js', 'Edit b.js'],
  )
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Rule } from '../cache/rules/rule-file.ts'
import { findMissingRules } from '../tasks/rules/new-rules.ts'
import type { Observations } from '../tasks/rules/observations.ts'
import { areasOf } from '../tasks/rules/text/areas.ts'
import { fieldVocabulary } from '../tasks/rules/text/field-vocabulary.ts'
import { violationKind } from '../tasks/rules/text/kind.ts'
import { ViolationGatherer } from '../tasks/rules/violation-gatherer.ts'
import { namesCategory } from '../tasks/rules/wording.ts'
import { observed, rule, violationGroup } from './support/observations.ts'

const test = suite('rules: new')

const find = (sessions: Observations[], rules: Rule[] = [], thresholds = {}) =>
  findMissingRules({ rules, sessions, thresholds }).map(({ category, pattern, ruleIds }) =>
    category === 'new' ? /^"(.*?)"/.exec(pattern)?.[1] : `${category} ${ruleIds.join()}`,
  )

const cases: [name: string, sessions: Observations[], rules: Rule[], found: string[]][] = [
  [
    'three blocked decisions in two contexts',
    [observed(1, { violationGroups: [violationGroup('no_plan', 3, 2)] })],
    [],
    ['no_plan'],
  ],
  ['two blocked decisions', [observed(1, { violationGroups: [violationGroup('no_plan', 2, 2)] })], [], []],
  ['a retry loop on one file', [observed(1, { violationGroups: [violationGroup('no_plan', 8, 1)] })], [], []],
  [
    'once a session, in three sessions',
    [1, 2, 3].map((day) => observed(day, { violationGroups: [violationGroup('no_plan', 1, 1)] })),
    [],
    ['no_plan'],
  ],
  ['a boundary', [observed(1, { violationGroups: [violationGroup('VALUES', 30, 9)] })], [], []],
  ['a failed check', [observed(1, { violationGroups: [violationGroup('Safety', 30, 9)] })], [], []],
  ['dashes', [observed(1, { violationGroups: [violationGroup('---', 30, 9)] })], [], []],
  ['no value', [observed(1, { violationGroups: [violationGroup('N/A', 30, 9)] })], [], []],
  ['an id of a rule that nobody has', [observed(1, { violationGroups: [violationGroup('POL-7.3', 30, 9)] })], [], []],
  ['a status', [observed(1, { violationGroups: [violationGroup('http-500', 30, 9)] })], [], ['http-500']],
  ['a section of the framework', [observed(1, { violationGroups: [violationGroup('12.1', 30, 9)] })], [], []],
  [
    'a retired rule that the violation names',
    [observed(1, { violationGroups: [violationGroup('inst_016: port 5432 used', 9, 9)] })],
    [rule('inst_016', 'The database runs on port 27017', { active: false })],
    ['reactivate inst_016'],
  ],
  [
    'an active rule in the words of which the violation has one more, that goes without saying',
    [observed(1, { violationGroups: [violationGroup('Changelog was not updated', 9, 9)] })],
    [rule('inst_016', 'Update the changelog')],
    [],
  ],
  [
    'an active rule of that id',
    [observed(1, { violationGroups: [violationGroup('inst_016', 9, 9, { ruleId: 'inst_016' })] })],
    [rule('inst_016', 'Never publish statistics without a source')],
    [],
  ],
  [
    'an inactive rule of that id, which is to come back',
    [observed(1, { violationGroups: [violationGroup('inst_016', 9, 9, { ruleId: 'inst_016' })] })],
    [rule('inst_016', 'Never publish statistics without a source', { active: false })],
    ['reactivate inst_016'],
  ],
  [
    'an id that no history knows',
    [observed(1, { violationGroups: [violationGroup('inst_099', 9, 9, { ruleId: 'inst_099' })] })],
    [],
    [],
  ],
  [
    'a rule whose text says the same as the identifier',
    [observed(1, { violationGroups: [violationGroup('credential_in_output', 9, 9)] })],
    [rule('inst_030', 'No credentials in the output')],
    [],
  ],
  [
    'the text of a rule, as the validator logs it',
    [observed(1, { violationGroups: [violationGroup('MongoDB runs on port 27027 for this project', 9, 9)] })],
    [rule('inst_001', 'MongoDB runs on port 27027 for this project')],
    [],
  ],
  [
    'the text of an inactive rule',
    [observed(1, { violationGroups: [violationGroup('credential_in_output', 9, 9)] })],
    [rule('inst_030', 'No credentials in the output', { active: false })],
    ['reactivate inst_030'],
  ],
]
for (const [name, sessions, rules, found] of cases) {
  test(`${found.length > 0 ? 'proposed' : 'not proposed'}: ${name}`, () => assert.equal(find(sessions, rules), found))
}

test('thresholds come from the configuration', () => {
  const sessions = [observed(1, { violationGroups: [violationGroup('no_plan', 3, 2)] })]
  assert.equal(find(sessions, [], { newRuleOccurrences: 4 }), [])
  assert.equal(find(sessions, [], { newRuleContexts: 3 }), [])
})

test('the fingerprint is that of the finding, not of its counts or examples', () => {
  const of = (occurrences: number, example: string) =>
    findMissingRules({
      rules: [],
      thresholds: {},
      sessions: [observed(1, { violationGroups: [violationGroup(example, occurrences, 3)] })],
    })[0]?.fingerprint
  assert.is(of(3, 'Secrets in src/a.js: 3'), of(9, 'secrets in src/b.js: 12'))
  assert.is(of(3, 'technical_architectural_change'), of(4, 'Architecture changes'))
  assert.is.not(of(3, 'no_plan'), of(3, 'no_test'))
})

test('the proposal has a rule made of the demand, the areas and the evidence, and the quadrant of the domain', () => {
  const evidence = [{ at: '2025-10-01T12:00:00.000Z', session: '2025-10-01-001', action: 'Edit a.js' }]
  const [found] = findMissingRules({
    rules: [],
    thresholds: {},
    sessions: [
      observed(1, {
        violationGroups: [
          violationGroup('technical_architectural_change', 5, 5, {
            domains: { STRATEGIC: 4, SYSTEM: 1 },
            requirements: { MANDATORY: 5 },
            evidence,
            subjects: ['src/auth/login.js', 'db/schema.sql', 'src/api/contracts.ts', 'src/auth/token.js', 'README'],
          }),
        ],
      }),
    ],
  })
  assert.is(found?.title, 'Technical architectural change')
  assert.is(
    found?.proposedRule,
    'When proposing an architectural change (authentication, API contracts, database schema), MUST get explicit human approval before implementation. Document the decision and its rationale.',
  )
  assert.is(found?.quadrant, 'STRATEGIC')
  assert.equal([found?.occurrences, found?.contexts, found?.ruleIds], [5, 5, []])
  assert.equal(found?.evidence, evidence)
  assert.match(found?.confidence ?? '', /^medium: 5 blocked decisions in 5 contexts and 1 session$/)
})

test('the areas are those of files, whatever words an action has', () => {
  const proposed = (subjects: string[]) =>
    findMissingRules({
      rules: [],
      thresholds: {},
      sessions: [
        observed(1, {
          violationGroups: [
            violationGroup('Changes to the wording', 5, 5, { requirements: { APPROVAL_REQUIRED: 5 }, subjects }),
          ],
        }),
      ],
    })[0]?.proposedRule
  assert.is(
    proposed(['Change the session timeout', 'Update the login page', 'Migrate the config']),
    'Get approval before making changes to the wording. Record who approved it.',
  )
  assert.is(
    proposed(['Edit src/auth/login.ts', 'Update the config and src/auth/token.ts', 'Change the docs']),
    'Get approval before making changes to the wording (authentication). Record who approved it.',
  )
})

test('equal evidence goes into the same quadrant, whatever the name of what is used', () => {
  const quadrant = (text: string) =>
    findMissingRules({
      rules: [],
      thresholds: {},
      sessions: [observed(1, { violationGroups: [violationGroup(text, 5, 5)] })],
    })[0]?.quadrant
  for (const text of [
    'Uses "eval"',
    'Uses "innerHTML"',
    'Use of eval',
    'Uses innerHTML',
    'Called `exec`',
    'Calls exec()',
  ])
    assert.is(quadrant(text), 'SYSTEM', text)
  assert.is(quadrant('Uses jargon'), 'OPERATIONAL')
  assert.is(quadrant('Uses "guaranteed" in public copy'), 'OPERATIONAL')
})

const kindOf = (text: string) => violationKind(text, fieldVocabulary).key
const kinds: [a: string, b: string, same: boolean][] = [
  ['Secret in src/a.js', 'Secret in src/b/c.ts', true],
  ['Secret in /etc/passwd', 'Secrets in ~/notes', true],
  ['Secrets logged in server.ts:42', 'Secrets logged in a/worker.ts:7:3', true],
  ['Copied production data to staging', 'Copied staging data to production', false],
  ['Copied production data to staging', 'Production data was copied into staging', true],
  ['Moved files from src to lib', 'Moved files from lib to src', false],
  ['Failed to update the changelog', 'Changelog was not updated', true],
  ['Did not update the changelog', 'changelog not updated', true],
  ['Found 3 secrets', 'Found 12 secrets', true],
  ['Function "parse" is too long', 'Function "render" is too long', true],
  ['Uses "eval"', 'Uses "innerHTML"', false],
  ['Calls `eval`', 'Calls `exec`', false],
  ['Returns HTTP 401', 'Returns HTTP 500', false],
  ['Passwords logged in plain text', 'Logged passwords in plaintext', true],
  ['Staff logged in without a second factor', 'Staff signed in without a second factor', true],
  ['Fridge below 2 degrees', 'Fridge above 8 degrees', false],
  ['Moved ore from pit 2 to pit 5', 'Moved ore from pit 5 to pit 2', false],
  ['Moved a player from group A to group B', 'Moved a player from group B to group A', false],
  ['Photo of a child posted', 'Photos of children posted', true],
  ['Roster longer than 9 hours', 'Roster longer than 11 hours', false],
  ['Loan older than 30 days', 'Loans older than 30 days', true],
  ['Deleted more than 3 files', 'Deleted more than 12 files', true],
  ['Conflicts with article 6', 'Conflicts with article 17', false],
  ['Uses inst_016', 'Uses inst_017', false],
  ['utf8 is expected', 'utf16 is expected', false],
  ['technical_architectural_change', 'Architecture changes', true],
  ['technicalArchitecturalChange', 'technical architectural change', true],
  ['Skipped the accessibility review', 'Accessibility reviews were skipped', true],
  ['Skipped the accessibility review', 'Skipped the security review', false],
  ['Pushed 4fd608c to main (jane@example.org)', 'Pushed 9336cdd to main (raj@example.com)', true],
  ['Changed by Jane Doe', 'Changed by Raj Patel', true],
  ['Keys copied by J. Novak', 'Keys copied by Jaroslav Novak', true],
  ['Keys copied by the Legal Team', 'Keys copied by the Finance Team', false],
  ['Keys copied by GitHub Actions', 'Keys copied by Azure Pipelines', false],
  ['Tests were run', 'No tests were run', false],
  ['Data kept for 30 days', 'Data exported', false],
  ['missing_impact_assessment', 'Impact assessment missing', true],
  ['missingImpactAssessment', 'Impact assessment missing', true],
  ['one_off_1', 'one_off_2', false],
  ['Sold food past its date', 'Food was sold past its date', true],
  ['Lied about stock levels', 'Lying about stock levels', true],
  ['Turned off audit logging', 'audit_logging_turned_off', true],
  ['Opt-out not respected', 'opt_out_not_respected', true],
  ['Vat racked w/o sulphite', 'Vat racked without sulphite', true],
  ['Parcel handed over w/o signature', 'Parcel handed over with a signature', false],
  ['No deposit taken from walk-ins', 'No deposit taken from a walk-in', true],
  ['No deposit taken from walk-ins', 'No deposit taken from walkers', false],
  ['Notes written by the model without a reader', 'Notes written without a reader', true],
  ['Model swap', 'Swap', false],
  ['Agent token leaked', 'Deploy token leaked', false],
  ['Impersonated Dr. Berg', 'Maria Lopez was impersonated', true],
]
for (const [a, b, same] of kinds) {
  test(`${JSON.stringify(a)} and ${JSON.stringify(b)} are ${same ? 'one kind' : 'two kinds'}`, () =>
    assert.is(kindOf(a) === kindOf(b), same, `${kindOf(a)} | ${kindOf(b)}`))
}

const inTurn = (...violations: [text: string, times: number][]) =>
  find([observed(1, { violationGroups: violations.map(([text, times]) => violationGroup(text, times, times)) })])

/** The same words with their parts in other places. */
const exchanged: [a: string, b: string][] = [
  ['Doctor overruled nurse', 'Nurse overruled doctor'],
  ['Doctor overruled nurse', 'Doctor was overruled by the nurse'],
  ['Player reported by moderator', 'Moderator reported by player'],
  ['Form signed by a parent instead of a teacher', 'Form signed by a teacher instead of a parent'],
  ['School lent books to the library', 'Library lent books to the school'],
  ['Billed before delivery', 'Billed after delivery'],
]
for (const [a, b] of exchanged) {
  test(`${a} and ${b} are two kinds`, () => {
    assert.equal(inTurn([a, 2], [b, 2]), [])
    assert.equal(inTurn([a, 4], [b, 3]), [a, b])
  })
}

test('what is put in another way is one kind as long as its reverse is not reported', () => {
  for (const [a, b] of [
    ['Doctor overruled nurse', 'Nurse overruled by the doctor'],
    ['Console left open', 'Left the console open'],
    ['Released before review', 'Before review, released'],
  ] as const)
    assert.equal(inTurn([a, 2], [b, 2]).length, 1, `${a} | ${b}`)
})

test('a rule about one does not cover its reverse', () => {
  const nurses = rule('inst_007', 'A nurse never overrules a doctor')
  const reported = (text: string) => find([observed(1, { violationGroups: [violationGroup(text, 4, 4)] })], [nurses])
  assert.equal(reported('Nurse overruled doctor'), [])
  assert.equal(reported('Doctor overruled nurse'), ['Doctor overruled nurse'])
})

test('how many there were is left out where others had another number', () => {
  const proposed = findMissingRules({
    rules: [],
    thresholds: {},
    sessions: ['Deleted 3 plots', 'Deleted 14 plots', 'deleted 9 plots'].map((text, day) =>
      observed(day + 1, { violationGroups: [violationGroup(text, 1, 1)] }),
    ),
  })
  assert.equal(
    proposed.map(({ proposedRule }) => proposedRule),
    ['Do not delete plots.'],
  )
})

/** What is left of a violation where its file is the case's: no preposition without a place. */
const examples: [text: string, example: string][] = [
  ['Hard-coded the API key in config.ts', 'Hard-coded the API key'],
  ['Pasted an access token into README.md', 'Pasted an access token into a file'],
  ['Edited src/a.ts by hand', 'Edited a file by hand'],
  ['Removed the check from src/a.ts and src/b.ts', 'Removed the check from files'],
  ['Password printed in the log at server.ts:42', 'Password printed in the log'],
  ['Sensitive path /etc/passwd was read', 'Sensitive path was read'],
  ['Secret file ~/.ssh/id_rsa was opened', 'Secret file was opened'],
  ['Wrote to /etc/hosts', 'Wrote to /etc/hosts'],
  ['Committed .env', 'Committed .env'],
]
for (const [text, example] of examples)
  test(`of "${text}" is left "${example}"`, () => assert.is(violationKind(text, fieldVocabulary).example, example))

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

test('hostile text has a kind too, and is not read again and again for it', () => {
  for (const piece of ['"', "'a ", 'a/', '/', 'a.b', '1.', '`x` ', '“'])
    assert.ok(kindOf(piece.repeat(2_000)).length > 0)
})

test('a decision that names one kind twice is one decision, and one file is one context whatever the wording', () => {
  const gatherer = new ViolationGatherer('s', [], fieldVocabulary)
  const block = {
    service: 'BoundaryEnforcer',
    domain: '',
    requirement: '',
    undecided: false,
    onlyRule: '',
    told: '',
    cited: [],
  }
  for (const [index, subject] of ['a.js', 'a.js', 'b.js'].entries()) {
    gatherer.add({
      ...block,
      action: `Edit ${subject}`,
      subject,
      at: index,
      violations: [{ key: `Found ${index} secrets` }, { key: 'Found 99 secrets' }],
    })
  }
  const [found, ...others] = gatherer.groups()
  assert.equal([found?.occurrences, found?.contexts, others.length], [3, 2, 0])
  assert.equal(
    found?.evidence.map(({ action }) => action),
    ['Edit a.js', 'Edit b.js'],
  )
})

test('a text file is documentation where documentation is kept, and not where it is what the project makes', () => {
  assert.equal(areasOf(['Edit stories/dragon.md', 'Edit lessons/algebra/one.md']), [])
  assert.equal(areasOf(['Edit docs/guide.md', 'Edit README.md', 'Edit packages/core/CHANGELOG.md']), ['documentation'])
})

test('how many there were is no part of a rule where it differs from case to case', () => {
  const said = (...texts: string[]) =>
    findMissingRules({
      rules: [],
      sessions: texts.map((text, day) =>
        observed(day + 1, { violationGroups: [{ ...violationGroup('opened ports', 3, 2), example: text }] }),
      ),
      thresholds: {},
    }).map(({ proposedRule }) => proposedRule)
  assert.equal(said('Opened 4 ports to the internet', 'Opened 7 ports to the internet'), [
    'Do not open ports to the internet.',
  ])
  assert.equal(said('Opened 4 ports to the internet'), ['Do not open 4 ports to the internet.'])
  assert.equal(said('Deleted 12 member records', 'Deleted 40 member records'), ['Do not delete member records.'])
})

test('two wordings of one kind in one session are one session, and about one file one context', () => {
  const both = (day: number) =>
    observed(day, {
      violationGroups: [
        violationGroup('Customer email address logged', 1, 1, { subjects: ['src/a.ts'] }),
        violationGroup('Customer e-mail addresses logged', 2, 2, { subjects: ['src/a.ts', 'src/b.ts'] }),
      ],
    })
  const [found] = findMissingRules({ rules: [], sessions: [both(1), both(2)], thresholds: {} })
  assert.equal([found?.occurrences, found?.contexts, found?.sessions], [6, 4, 2])
  assert.match(found?.pattern ?? '', /came up in 6 blocked decisions in 4 contexts and 2 sessions/)
  const known = rule('inst_107', 'Old rule about printers', { active: false })
  const named = [1, 2].map((day) =>
    observed(day, {
      violationGroups: [
        violationGroup('Old rule about printers', 1, 1, { subjects: ['src/a.ts'] }),
        violationGroup('inst_107', 1, 1, { ruleId: 'inst_107', subjects: ['src/b.ts'] }),
      ],
    }),
  )
  const [reactivated] = findMissingRules({ rules: [known], sessions: named, thresholds: {} })
  assert.equal([reactivated?.category, reactivated?.contexts, reactivated?.sessions], ['reactivate', 4, 2])
})

test('what was done too long or too often is another kind than what was done', () => {
  const kind = (text: string) => violationKind(text, fieldVocabulary).key
  assert.is.not(kind('Waited too long for approval'), kind('Waited for approval'))
  assert.is(kind('too_many_retries'), kind('Too many retries'))
})

test.run()

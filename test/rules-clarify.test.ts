import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findUnclearRules } from '../tasks/rules/clarify.ts'
import type { Observations } from '../tasks/rules/observations.ts'
import { proposalsOf } from './support/detect-history.ts'
import { observed, rule, violationGroup } from './support/observations.ts'

const test = suite('rules: clarify')

const rules = [
  rule('inst_016', 'Never publish statistics without a source'),
  rule('inst_080', 'Old', { active: false }),
]
const find = (sessions: Observations[]) => findUnclearRules({ rules, sessions, thresholds: {} })

/** So many decisions of each kind about one action, by turns. */
const turns = (blocked: number, allowed: number, id = 'inst_016') => ({
  actions: [
    {
      rule: id,
      action: 'Update a',
      blocked: { count: blocked, services: ['BoundaryEnforcer'], first: 1, last: 9 },
      allowed: { count: allowed, services: ['BoundaryEnforcer'], first: 2, last: 8 },
    },
  ],
})
const handed = (undecided: number, decisions: number) => ({
  handovers: [{ rule: 'inst_016', decisions, undecided, evidence: [] }],
})
const everywhere = (areas: number, violations: number) => {
  const subjects = Array.from({ length: areas }, (_, index) => `area${index}/file.js`)
  return { violationGroups: [violationGroup('inst_016', violations, areas, { ruleId: 'inst_016', subjects })] }
}

const cases: [name: string, fields: Partial<Observations>, found: boolean][] = [
  ['blocked four times and allowed four times by turns', turns(4, 4), true],
  ['twice each', turns(2, 2), true],
  ['once each', turns(1, 1), false],
  ['two exceptions among many', turns(2, 6), false],
  ['three exceptions among twenty', turns(3, 17), false],
  ['an inactive rule', turns(4, 4, 'inst_080'), false],
  ['half of its decisions handed to a human', handed(5, 10), true],
  ['a tenth of its decisions handed over', handed(5, 50), false],
  ['handed over twice', handed(2, 2), false],
  ['violated in many unrelated folders', everywhere(9, 20), true],
  ['violated in a few folders', everywhere(6, 20), false],
  ['violated rarely', everywhere(9, 9), false],
]
for (const [name, fields, found] of cases) {
  test(`${found ? 'proposed' : 'not proposed'}: ${name}`, () =>
    assert.equal(
      find([observed(1, fields)]).map(({ ruleIds }) => ruleIds),
      found ? [['inst_016']] : [],
    ))
}

test('what is named of the places shows no piece of a secret', () => {
  const subjects = [
    ...Array.from({ length: 9 }, (_, index) => `area${index}/file.js`),
    'aB3dE5gH7jK9mN1pQ3sT/vX5zA7cE9gI1kM3oQ5sU7wY9aC1eG3i',
    'password is hunter2x',
  ]
  const group = violationGroup('inst_016', 20, 11, { ruleId: 'inst_016', subjects })
  const [found] = find([observed(1, { violationGroups: [group] })])
  assert.match(found?.pattern ?? '', /over 11 unrelated areas/)
  assert.not.match(found?.suggestion ?? '', /aB3dE5gH/)
  assert.match(found?.suggestion ?? '', /area0, .* more$/)
})

test('several reasons make one proposal, which asks where the decisions do not say what is meant', () => {
  const [found, ...others] = find([observed(1, { ...turns(4, 4), ...handed(5, 10) })])
  assert.is(others.length, 0)
  assert.equal([found?.needsWords, found?.proposedRule], [true, null])
  assert.is(found?.suggestion, 'When does it apply to "Update a", and when not?')
  assert.match(found?.pattern ?? '', /blocked 4 times and allowed 4 times.*handed to a human/)
})

test('every source blocked and every test allowed: the rule keeps its text, and its scope is added', () => {
  const places = [
    { rule: 'inst_016', place: 'src', blocked: 6, allowed: 0 },
    { rule: 'inst_016', place: 'tests', blocked: 0, allowed: 5 },
  ]
  const [found] = find([observed(1, { places })])
  assert.is(
    found?.proposedRule,
    'Never publish statistics without a source. This applies to files in src/, not to tests.',
  )
  assert.equal(find([observed(1, { places: places.map((place) => ({ ...place, allowed: 5 })) })]), [])
})

/** One decision a session, b: blocked, a: allowed. */
const onceEach = (outcomes: string) =>
  [...outcomes].map((outcome, n) => {
    const decided = { count: 1, services: ['BoundaryEnforcer'], first: n * 100, last: n * 100 }
    const tally = { rule: 'inst_016', action: n % 2 ? 'Update A.' : 'update a' }
    return observed(n, { actions: [{ ...tally, [outcome === 'b' ? 'blocked' : 'allowed']: decided }] })
  })
for (const [outcomes, unclear] of [
  ['baabab', true],
  ['bbaabbaa', true],
  ['bbbaaab', false],
  ['bbbbaaaa', false],
  ['aabaabaaaaa', false],
] as const)
  test(`once a session, ${outcomes}: ${unclear ? 'unclear' : 'clear'}`, () =>
    assert.is(find(onceEach(outcomes)).length, unclear ? 1 : 0))

test('what was allowed, blocked and allowed again in a session was turned twice', () => {
  const at = (first: number, last = first) => ({
    count: first === last ? 1 : 2,
    services: ['BoundaryEnforcer'],
    first,
    last,
  })
  const tally = { rule: 'inst_016', action: 'update a' }
  const blocked = [0, 1].map((n) => observed(n, { actions: [{ ...tally, blocked: at(n * 100) }] }))
  const turned = (allowed: ReturnType<typeof at>) =>
    find([...blocked, observed(2, { actions: [{ ...tally, allowed, blocked: at(220) }] })]).length
  assert.is(turned(at(210, 230)), 1)
  assert.is(turned(at(230, 240)), 0, 'a correction')
})

test('a decision is counted and shown once, however many reasons it is one of', async () => {
  const from = Date.parse('2025-10-01T11:00:00.000Z')
  const decisions = Array.from({ length: 10 }, (_, n) => ({
    ...{
      action: 'boundary_enforcement',
      service: 'BoundaryEnforcer',
      allowed: n % 2 === 1,
      rulesChecked: ['inst_002'],
    },
    ...{
      violations: n % 2 ? [] : ['inst_002'],
      sessionId: '2025-10-01-001',
      timestamp: new Date(from + n).toISOString(),
    },
    // Five blocked in src, two of them also handed over; five allowed in tests.
    metadata: {
      ...{ actionType: 'Delete file', file: n % 2 ? 'tests/a.ts' : 'src/a.ts' },
      ...(n < 6 && n % 2 === 0 && { decision: 'REQUIRE_REVIEW' }),
    },
  }))
  const [found] = await proposalsOf({
    sessions: [{ id: '2025-10-01-001', from, to: from + 3_600_000 }],
    decisions,
    instructions: [rule('inst_002', 'Ask first').entry],
  })
  assert.match(found?.pattern ?? '', /all 5 decisions about files in src.*blocked 5 times and allowed 5 times.*3 of 10/)
  assert.is(found?.occurrences, 10)
  const shown = found?.evidence.map(({ at }) => at) ?? []
  assert.equal(new Set(shown).size, shown.length)
})

test('what an earlier session showed still counts', () => {
  assert.is(find([observed(1, turns(4, 4)), observed(2)]).length, 1)
})

test.run()

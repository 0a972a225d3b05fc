import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Decision } from '../../cache/decision.ts'
import type { ProposalDecision } from '../../cache/proposals.ts'
import { ActionTallies } from '../../tasks/rules/action-tallies.ts'
import { categories } from '../../tasks/rules/categories.ts'
import { findUnclearRules } from '../../tasks/rules/clarify.ts'
import { findUnusedRules } from '../../tasks/rules/deprecate.ts'
import { measureEffects } from '../../tasks/rules/effects.ts'
import { hasPassed } from '../../tasks/rules/expiry.ts'
import type { Finding, Level } from '../../tasks/rules/finding.ts'
import { findMissingRules } from '../../tasks/rules/new-rules.ts'
import { chooseEvidence, type Observations } from '../../tasks/rules/observations.ts'
import { testDivision } from '../../tasks/rules/permutation.ts'
import { classifiedText, findMisfiledRules } from '../../tasks/rules/quadrant.ts'
import { createRuleNames } from '../../tasks/rules/rule-names.ts'
import { selectProposals } from '../../tasks/rules/select.ts'
import { sessionsBefore } from '../../tasks/rules/sessions.ts'
import { fieldVocabulary } from '../../tasks/rules/text/field-vocabulary.ts'
import { violationKind } from '../../tasks/rules/text/kind.ts'
import { ViolationGatherer } from '../../tasks/rules/violation-gatherer.ts'
import { days, observed, rule, violationGroup } from '../support/observations.ts'
import { proposal } from '../support/suggestions.ts'

const test = suite('numbers of the rules')

const text = 'Never publish statistics without a source'
const rules = [rule('inst_016', text)]
const levelOf = (findings: Finding[]): Level | undefined => findings[0]?.level

/** So many decisions about one action, blocked and allowed by turns; each session begins and ends with one of each. */
const turns = (blocked: number, allowed: number): Partial<Observations> => ({
  actions: [
    {
      rule: 'inst_016',
      action: 'Update a',
      blocked: { count: blocked, services: ['B'], first: 1, last: 9 },
      allowed: { count: allowed, services: ['B'], first: 2, last: 8 },
    },
  ],
})
const handed = (undecided: number, decisions: number): Partial<Observations> => ({
  handovers: [{ rule: 'inst_016', decisions, undecided, evidence: [] }],
})
const spread = (areas: number, violations: number): Partial<Observations> => {
  const subjects = Array.from({ length: areas }, (_, index) => `area${index}/file.js`)
  return { violationGroups: [violationGroup('inst_016', violations, areas, { ruleId: 'inst_016', subjects })] }
}
const sides = (blocked: number, allowed: number): Partial<Observations> => ({
  places: [
    { rule: 'inst_016', place: 'src', blocked, allowed: 0 },
    { rule: 'inst_016', place: 'docs', blocked: 0, allowed },
  ],
})
const verdicts = (agreeing: number, others = 0): Partial<Observations> => ({
  verdicts: [
    ...[{ quadrant: 'SYSTEM', occurrences: agreeing }],
    ...(others > 0 ? [{ quadrant: 'TACTICAL', occurrences: others }] : []),
  ].map((each) => ({ text: classifiedText(text), persistence: 'MEDIUM', first: '2025-10-01T12:00:00.000Z', ...each })),
})
const missing = (occurrences: number, contexts: number) =>
  findMissingRules({
    rules: [],
    sessions: [observed(1, { violationGroups: [violationGroup('no_plan', occurrences, contexts)] })],
    thresholds: {},
  })
const unclear = (...sessions: Partial<Observations>[]) =>
  findUnclearRules({ rules, sessions: sessions.map((each, index) => observed(index + 1, each)), thresholds: {} })
const misfiled = (fields: Partial<Observations>) =>
  findMisfiledRules({ rules, sessions: [observed(1, fields)], thresholds: {} })
const unused = (sessions: number) => findUnusedRules({ rules, sessions: days(sessions), thresholds: {} }).findings
const checklist = (...steps: string[]) =>
  findUnusedRules({
    rules: [rule('inst_1', `At the end of the session: ${steps.join(', ')}`)],
    sessions: [],
    thresholds: {},
  }).findings
const steps = ['kill background processes', 'clean up', 'sync', 'write the metrics', 'commit']

// Each threshold at its value and one step before it: what is found, and how sure it is.
const cases: [what: string, findings: Finding[], level: Level | undefined][] = [
  ['new: three blocked decisions in two contexts', missing(3, 2), 'low'],
  ['new: two blocked decisions', missing(2, 2), undefined],
  ['new: one context', missing(3, 1), undefined],
  ['new: five in three contexts', missing(5, 3), 'medium'],
  ['new: four in three', missing(4, 3), 'low'],
  ['new: five in two', missing(5, 2), 'low'],
  ['new: ten in five contexts', missing(10, 5), 'high'],
  ['new: nine in five', missing(9, 5), 'medium'],
  ['new: ten in four', missing(10, 4), 'medium'],
  ['clarify: two and two', unclear(turns(2, 2)), 'medium'],
  ['clarify: two of five', unclear(turns(2, 3)), 'medium'],
  ['clarify: two of six', unclear(turns(2, 4)), undefined],
  ['clarify: three of fifteen, a fifth', unclear(turns(3, 12)), 'medium'],
  ['clarify: three of sixteen', unclear(turns(3, 13)), undefined],
  ['clarify: four and four', unclear(turns(4, 4)), 'high'],
  [
    'clarify: two a session, four of the rarer outcome',
    unclear(turns(1, 1), turns(1, 1), turns(1, 1), turns(1, 1)),
    'high',
  ],
  ['clarify: two a session, three of them', unclear(turns(1, 1), turns(1, 1), turns(1, 1)), undefined],
  ['clarify: three of ten handed over', unclear(handed(3, 10)), 'medium'],
  ['clarify: three of eleven', unclear(handed(3, 11)), undefined],
  ['clarify: two of two', unclear(handed(2, 2)), undefined],
  ['clarify: nine handed over', unclear(handed(9, 10)), 'medium'],
  ['clarify: ten handed over', unclear(handed(10, 10)), 'high'],
  ['clarify: twelve violations in eight folders', unclear(spread(8, 12)), 'low'],
  ['clarify: eleven violations', unclear(spread(8, 11)), undefined],
  ['clarify: seven folders', unclear(spread(7, 12)), undefined],
  ['clarify: four blocked here, four allowed there', unclear(sides(4, 4)), 'medium'],
  ['clarify: three blocked', unclear(sides(3, 9)), undefined],
  ['clarify: three allowed', unclear(sides(9, 3)), undefined],
  ['clarify: twelve in all', unclear(sides(6, 6)), 'high'],
  ['clarify: eleven in all', unclear(sides(6, 5)), 'medium'],
  ['quadrant: three verdicts', misfiled(verdicts(3)), 'low'],
  ['quadrant: two verdicts', misfiled(verdicts(2)), undefined],
  ['quadrant: four of five, 80 %', misfiled(verdicts(4, 1)), 'low'],
  ['quadrant: seven of nine, 78 %', misfiled(verdicts(7, 2)), undefined],
  ['quadrant: five', misfiled(verdicts(5)), 'medium'],
  ['quadrant: nine', misfiled(verdicts(9)), 'medium'],
  ['quadrant: ten', misfiled(verdicts(10)), 'high'],
  ['deprecate: five sessions', unused(5), 'low'],
  ['deprecate: four sessions', unused(4), undefined],
  ['deprecate: nine sessions', unused(9), 'low'],
  ['deprecate: ten sessions', unused(10), 'medium'],
  ['deprecate: a checklist of three steps', checklist(...steps.slice(0, 3)), 'medium'],
  ['deprecate: of two', checklist(...steps.slice(0, 2)), undefined],
  ['deprecate: of four', checklist(...steps.slice(0, 4)), 'medium'],
  ['deprecate: of five', checklist(...steps), 'high'],
]
for (const [what, findings, level] of cases)
  test(`${level ?? 'nothing'}: ${what}`, () => assert.is(levelOf(findings), level))

test('a word that is no quadrant: up to two letters apart the only near one is meant', () => {
  const filed = (quadrant: string) =>
    findMisfiledRules({ rules: [rule('inst_1', text, { quadrant })], sessions: [], thresholds: {} })[0]?.quadrant
  assert.equal([filed('TACTICL'), filed('TACTCL'), filed('TCTCL')], ['TACTICAL', 'TACTICAL', 'OPERATIONAL'])
})

test('the classifier logs 100 characters of a text', () => {
  const long = 'abcdefghi '.repeat(20)
  assert.is(classifiedText(long.replace(/ /g, '-')).length, 100)
  const name = createRuleNames([rule('inst_1', long.replace(/ /g, '-'))])
  assert.equal(
    [100, 99].map((length) => name(long.replace(/ /g, '-').slice(0, length))),
    ['inst_1', undefined],
  )
})

test('a new rule demands what half of the decisions demanded', () => {
  const demanding = (count: number) => {
    const requirements = { MANDATORY: count }
    const violationGroups = [violationGroup('technical_architectural_change', 6, 3, { requirements })]
    return /MUST get/.test(
      findMissingRules({ rules: [], sessions: [observed(1, { violationGroups })], thresholds: {} })[0]?.proposedRule ??
        '',
    )
  }
  assert.equal([demanding(2), demanding(3)], [false, true])
})

test('a rule covers a violation from 0.6 of the words of both on', () => {
  const covered = (violation: string) =>
    findMissingRules({
      rules: [rule('inst_1', 'Encrypt backup archive files')],
      sessions: [observed(1, { violationGroups: [violationGroup(violation, 9, 9)] })],
      thresholds: {},
    }).length === 0
  assert.ok(covered('Encrypt backup archive weekly'), 'three of five words, 0.6')
  assert.not(covered('Encrypt backup archive weekly tapes'), 'three of six')
})

test('20 proposals at most; what was decided comes back at twice the occurrences', () => {
  const finding = (index: number, occurrences = 6): Finding => {
    const { id: _, ...rest } = proposal('new', { fingerprint: `f${index}`, title: `t${index}`, occurrences })
    return { ...rest, level: 'low' }
  }
  const all = selectProposals(
    Array.from({ length: 21 }, (_, index) => finding(index)),
    [],
    () => [],
  )
  assert.equal([all.proposals.length, all.more], [20, 1])
  const decided = { fingerprint: 'f0', decision: 'reject', at: 1e12, occurrences: 3 } as unknown as ProposalDecision
  const comesBack = (now: number, since: number) =>
    selectProposals([finding(0, now)], [decided], () => [finding(0, since)]).proposals.length
  assert.equal([comesBack(5, 3), comesBack(6, 2), comesBack(6, 3)], [0, 0, 1])
  assert.is(Object.keys(categories).length, 6)
})

test('at most 19 sessions before the one that closes are looked at', () => {
  const before = (_: number, most: number) => Array.from({ length: most }, () => ({})) as never
  const lookedAt = (thresholds: object) => sessionsBefore({ before }, { from: 0 }, thresholds).length
  assert.equal([lookedAt({}), lookedAt({ ruleSessions: 8 }), lookedAt({ ruleSessions: 0 })], [19, 7, 0])
})

test('three examples are kept of one thing', () => {
  const evidence = Array.from({ length: 5 }, (_, index) => ({ at: String(index), session: 's', action: `a${index}` }))
  assert.equal(
    chooseEvidence(evidence).map(({ action }) => action),
    ['a0', 'a1', 'a2'],
  )
})

const allowing = (named: string[], action: string, verdict = 'allow') =>
  ({
    at: 1,
    verdict,
    rules: named,
    service: 'B',
    action: 'boundary_enforcement',
    metadata: { actionType: action },
    violations: [],
  }) as unknown as Decision

test('an allowed decision under more than three rules says nothing about them; 500 blocked and 300 allowed actions are kept', () => {
  const watched = (count: number) => {
    const tallies = new ActionTallies()
    tallies.addAllowed(
      allowing(
        Array.from({ length: count }, (_, index) => `inst_${index}`),
        'Edit a',
      ),
    )
    return tallies.actions().length
  }
  assert.equal([watched(3), watched(4)], [3, 0])
  const tallies = new ActionTallies()
  for (let index = 0; index < 600; index++) {
    tallies.addAllowed(allowing(['inst_1'], `Allowed ${index}`))
    tallies.addBlocked(allowing(['inst_1'], `Blocked ${index}`, 'block'), new Set(['inst_1']))
  }
  const kept = tallies.actions()
  assert.equal(
    [kept.filter(({ blocked }) => blocked).length, kept.filter(({ blocked }) => !blocked).length],
    [500, 300],
  )
})

test('the 5,000 most frequent kinds of violation of a session are kept', () => {
  const gatherer = new ViolationGatherer('s', [], fieldVocabulary)
  const group = {
    at: 1,
    action: 'Edit a',
    subject: 'a',
    domain: '',
    service: 'B',
    requirement: '',
    onlyRule: '',
    cited: [],
    undecided: false,
  }
  for (let index = 0; index < 5_001; index++)
    gatherer.add({ ...group, violations: [{ key: 'x', ruleId: `inst_${index}` }] } as unknown as Parameters<
      ViolationGatherer['add']
    >[0])
  assert.is(gatherer.groups().length, 5_000)
})

test('a rule applies through the whole of its last day, and no longer', () => {
  const dated = rule('inst_1', 'Freeze the schema until 24 October 2025')
  const at = (to: string) => hasPassed(dated, { session: 's', from: 0, to: Date.parse(to) })
  assert.is(at('2025-10-24T23:59:59.999Z'), undefined)
  assert.is(at('2025-10-25T00:00:00.000Z'), 'it applied until 2025-10-24')
})

test('a rule of a quarter or half a year applies through its last day', () => {
  const at = (text: string, to: string) =>
    hasPassed(rule('inst_1', text), { session: 's', from: 0, to: Date.parse(to) })
  for (const text of ['Freeze the schema through Q2 2025', 'Freeze the schema until H1 2025']) {
    assert.is(at(text, '2025-06-30T23:59:59.999Z'), undefined)
    assert.is(at(text, '2025-07-01T00:00:00.000Z'), 'it applied until 2025-06-30')
  }
  assert.is(at('Name the report of Q2 2025 in the plan', '2025-09-01T00:00:00.000Z'), undefined)
})

const hour = 3_600_000
const exposed = (...violations: number[]) => violations.map((each) => ({ decisions: 100, violations: each }))

/** The effect of a decision that was taken between some sessions and others, by the violations of each. */
function effectOf(
  before: number[],
  after: number[],
  fields: { decision?: 'approve' | 'reject'; category?: string; at?: number } = {},
) {
  const { decision = 'approve', category = 'clarify', at = 1e12 } = fields
  const sessions = [...before, ...after].map((occurrences, index) => ({
    from: index * hour,
    to: (index + 1) * hour,
    decisions: 100,
    violationGroups: [{ ruleId: 'inst_016', wording: violationKind('inst_016', fieldVocabulary).key, occurrences }],
  }))
  const decided = {
    fingerprint: 'f',
    decision,
    at,
    decidedBy: 'Ada',
    occurrences: 3,
    ruleIds: ['inst_016'],
    document: 'S.md',
    applied: { since: before.length * hour, texts: [] },
  } as unknown as ProposalDecision
  const [effect] = measureEffects(
    [{ decision: decided, proposal: proposal(category, { ruleIds: ['inst_016'] }) }],
    sessions,
  )
  return effect as NonNullable<typeof effect>
}
const many = (count: number, violations: number) => Array.from({ length: count }, () => violations)

// One division of so many is as telling as the one that was: 1 / (8 choose 2) is 3.6 %, 1 / (9 choose 2) 2.8 %, and so on.
const effects: [what: string, verdict: string, effect: ReturnType<typeof effectOf>][] = [
  ['meant to help, 2.8 %', 'fewer', effectOf(many(7, 9), many(2, 1))],
  ['meant to help, 3.6 %', 'too early', effectOf(many(6, 9), many(2, 1))],
  ['more in spite of it, 0.5 %', 'more', effectOf(many(6, 1), many(4, 9))],
  ['more in spite of it, 0.8 %', 'too early', effectOf(many(5, 1), many(4, 9))],
  ['more in spite of it, 1.8 %', 'same', effectOf([1, 2, 3, 4, 5], [9, 10, 11])],
  ['rejected, 1.5 %', 'fewer', effectOf(many(10, 9), many(2, 1), { decision: 'reject' })],
  ['rejected, 1.8 %', 'too early', effectOf(many(9, 9), many(2, 1), { decision: 'reject' })],
  ['rejected, more, 1.5 %', 'more', effectOf(many(10, 1), many(2, 9), { decision: 'reject' })],
  ['rejected, more, 1.8 %', 'too early', effectOf(many(9, 1), many(2, 9), { decision: 'reject' })],
  ['of another category, 1.8 %', 'too early', effectOf(many(9, 9), many(2, 1), { category: 'quadrant' })],
]
for (const [what, verdict, effect] of effects)
  test(`effect, ${what}: ${verdict}`, () => assert.is(effect.verdict, verdict))

test('the interval of an effect: ln ratio ± 1.96 × sqrt(1/(after + ½) + 1/(before + ½))', () => {
  // ln (5.5 / 25.5) = -1.534; sqrt(1/5.5 + 1/25.5) = 0.4701
  assert.equal(effectOf(many(5, 5), many(5, 1)).interval, [0.086, 0.542])
})

test('a session that ends at the moment of the decision is one before it', () => {
  assert.is(effectOf(many(5, 9), many(2, 1), { at: 5 * hour }).before.sessions, 5)
  assert.is(effectOf(many(5, 9), many(2, 1), { at: 5 * hour - 1 }).before.sessions, 4)
})

test('up to 200,000 divisions are all tried, of more 20,000 are drawn and the one that was is added', () => {
  assert.is(testDivision(exposed(...many(5, 9)), exposed(...many(5, 1))).fewer, 1 / 252)
  assert.is(testDivision(exposed(...many(11, 9)), exposed(...many(11, 1))).fewer, 1 / 20_001)
})

test('rates per decision decide; where they are equal, the roots of the rates of each session do', () => {
  // 16 against 7 violations: five of twenty divisions fall as much, two more by the roots alone.
  assert.is(testDivision(exposed(1, 5, 10), exposed(7, 0, 0)).fewer, 5 / 20)
})

test.run()

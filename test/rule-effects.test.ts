import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ProposalDecision } from '../cache/proposals.ts'
import { describeEffect } from '../tasks/rules/effects/describe.ts'
import { measureEffects, type RuleEffect } from '../tasks/rules/effects.ts'
import { fingerprintOf } from '../tasks/rules/finding.ts'
import { testDivision } from '../tasks/rules/permutation.ts'
import { fieldVocabulary } from '../tasks/rules/text/field-vocabulary.ts'
import { violationKind } from '../tasks/rules/text/kind.ts'
import { proposal } from './support/suggestions.ts'

const test = suite('effects of decided proposals')

const hour = 3_600_000
type Violations = [what: string, occurrences: number][]

type Session = ReturnType<typeof sessions>[number]
const kindOf = (text: string) => violationKind(text, fieldVocabulary).key

/** Sessions of an hour each, one after the other; a violation is named by a rule's id or in words. */
const sessions = (...list: Violations[]) =>
  list.map((violations, index) => ({
    from: index * hour,
    to: (index + 1) * hour,
    decisions: 100,
    violationGroups: violations.map(([what, occurrences]) => ({
      ...(what.startsWith('inst_') && { ruleId: what }),
      wording: kindOf(what),
      occurrences,
    })),
  }))

/** Decided behind so many of the sessions. */
function decided(category: string, behind: number, fields: Partial<ProposalDecision> & { ids?: string[] } = {}) {
  const { ids = ['inst_016'], ...rest } = fields
  const about = category === 'new' ? kindOf('credential_in_output') : ids[0]
  const fingerprint = fingerprintOf(category, about as string)
  const decision: ProposalDecision = {
    fingerprint,
    decision: 'approve',
    at: 1e12,
    decidedBy: 'Ada',
    occurrences: 3,
    ruleIds: category === 'new' ? ['inst_090'] : ids,
    applied: { since: behind * hour, texts: [] },
    document: 'S.md',
    ...rest,
  }
  return { decision, proposal: proposal(category, { fingerprint, ruleIds: category === 'new' ? [] : ids }) }
}

const busy: Violations = [
  ['inst_016', 5],
  ['inst_001', 9],
]
const calm: Violations = [['inst_001', 9]]
const five = (violations: Violations): Violations[] => Array.from({ length: 5 }, () => violations)
const varied = (...counts: number[]): Violations[] => counts.map((count): Violations => [['inst_016', count]])
const cases: [name: string, list: Violations[], behind: number, after: [number, number], verdict: string][] = [
  ['nothing was observed yet', [busy, busy], 2, [0, 0], 'too early'],
  ['too few sessions for chance to be told apart', [busy, busy, calm, calm, calm], 2, [3, 0], 'too early'],
  ['it helped', [...five(busy), ...five(calm)], 5, [5, 0], 'fewer'],
  ['it did not', [...five(calm), ...five(busy)], 5, [5, 25], 'more'],
  ['it varies as it did', varied(1, 6, 2, 5, 3, 2, 5, 1, 6, 3), 5, [5, 17], 'same'],
  ['one burst before is no effect', varied(1, 30, 1, 2, 1, 1, 2, 1, 1, 2), 5, [5, 7], 'same'],
  ['nothing before, nothing after', [...five(calm), ...five(calm)], 5, [5, 0], 'too early'],
  ['no session before', [busy, busy, busy], 0, [3, 15], 'too early'],
]
for (const [name, list, behind, after, verdict] of cases) {
  test(name, () => {
    const [effect] = measureEffects([decided('clarify', behind)], sessions(...list))
    assert.equal([effect?.after.sessions, effect?.after.violations], after)
    assert.is(effect?.before.sessions, behind)
    assert.is(effect?.verdict, verdict)
  })
}

test('the session in which it was decided counts for neither side', () => {
  const list = sessions(busy, busy, busy, calm)
  const [effect] = measureEffects([decided('clarify', 2, { at: 2.5 * hour })], list)
  assert.equal([effect?.before.sessions, effect?.after.sessions], [2, 1])
})

test('what a proposal is about: its rules by id or in words, a new one the kind that it was proposed for and its own id', () => {
  const count = (each: ReturnType<typeof decided>, ...violations: Violations) =>
    measureEffects([each], sessions(violations))[0]?.before.violations
  const words = 'MongoDB runs on port 27027'
  const retired = decided('consolidate', 1, { ids: ['inst_001', 'inst_003'], applied: { since: hour, texts: [words] } })
  assert.is(count(retired, ['inst_001', 1], ['inst_003', 2], ['mongodb is on Port 27027', 4], ['else', 8]), 7)
  assert.is(count(decided('new', 1), ['credential_in_output', 1], ['inst_090', 2], ['else', 4]), 3)
  assert.is(count(decided('clarify', 1), ['credential_in_output', 1], ['inst_016', 2]), 2)
})

test('of rules in Markdown, which no service names, nothing is said before something named them', () => {
  const ids = ['CLAUDE.md#0123abcd', 'AGENTS.md#89abcdef']
  const merged = decided('consolidate', 1, { ids })
  assert.equal(measureEffects([merged], sessions(busy, calm)), [])
  assert.equal(measureEffects([merged], []), [])
  const named = decided('consolidate', 1, { ids, applied: { since: hour, texts: ['Keep secrets out of logs'] } })
  assert.is(measureEffects([named], sessions([['keep secrets out of logs', 2]], calm)).length, 1)
  assert.is(measureEffects([decided('consolidate', 1, { ids: ['inst_016', ...ids] })], sessions(calm, calm)).length, 1)
})

test('of several decisions about one proposal the last counts', () => {
  const list = sessions(...five(busy), ...five(calm))
  const both = [decided('clarify', 1, { decision: 'reject' }), decided('clarify', 5)]
  const effects = measureEffects(both, list)
  assert.equal(
    effects.map(({ id, decision, before, interval, verdict }) => [id, decision, before, interval, verdict]),
    [['SR-001', 'approve', { sessions: 5, decisions: 500, violations: 25 }, [0, 0.322], 'fewer']],
  )
})

test('long sessions with more violations are no effect: rates count', () => {
  const exposure = (decisions: number, violations: number) => ({ decisions, violations })
  const before = [exposure(1_000, 30), exposure(1_100, 33), exposure(900, 27), exposure(1_000, 31), exposure(950, 28)]
  const after = [exposure(100, 3), exposure(110, 3), exposure(90, 3), exposure(100, 3), exposure(95, 3)]
  const { fewer, more } = testDivision(before, after)
  assert.ok(fewer > 0.05 && more > 0.05, `${fewer} ${more}`)
})

test('rates without scatter: what only the number of other decisions moved is no effect, in either direction', () => {
  const steady = (decisions: number[], violations: number) =>
    decisions.map((each, index) => ({
      ...(sessions([['inst_016', violations]])[0] as Session),
      from: index * hour,
      to: (index + 1) * hour,
      decisions: each,
    }))
  const verdictOf = (list: Session[]) => {
    const [effect] = measureEffects([decided('clarify', 8)], list)
    const [low, high] = effect?.interval ?? [0, 0]
    return [effect?.verdict, low < 1 && (high === null || high > 1)]
  }
  const eight = (decisions: number) => Array.from({ length: 8 }, () => decisions)
  assert.equal(verdictOf(steady([...eight(70), ...eight(72)], 3)), ['same', true])
  assert.equal(verdictOf(steady([...eight(72), ...eight(70)], 3)), ['same', true])
  // Half the rate is an effect, whether violations became fewer or what they are a share of became more.
  assert.equal(verdictOf(steady([...eight(70), ...eight(210)], 3)), ['fewer', false])
})

test('an effect has a direction: its bound on that side is to exclude 1, at 95 %', () => {
  const verdictAfter = (...after: number[]) => {
    const [effect] = measureEffects(
      [decided('clarify', 5)],
      [3, 3, 3, 3, 3, ...after].map((violations, index) => ({
        ...(sessions([['inst_016', violations]])[0] as Session),
        from: index * hour,
        to: (index + 1) * hour,
      })),
    )
    return [effect?.verdict, effect?.interval[1]]
  }
  assert.equal(verdictAfter(2, 1, 1, 1, 0), ['fewer', 0.939])
  // The interval of both sides just reaches 1.
  assert.equal(verdictAfter(2, 1, 1, 1, 1), ['fewer', 1.048])
  assert.equal(verdictAfter(2, 2, 1, 1, 1), ['same', 1.157])
})

test('the test counts every division, and says how rare the most telling one is', () => {
  const exposure = (violations: number) => ({ decisions: 100, violations })
  const { fewer, least } = testDivision([9, 8, 7].map(exposure), [1, 2, 3].map(exposure))
  assert.equal([fewer, least.fewer], [1 / 20, 1 / 20])
})

test('a rejection changes nothing, and nothing is said to come of it', () => {
  const [effect] = measureEffects([decided('clarify', 5)], sessions(...five(busy), ...five(calm)))
  const rejected = { ...(effect as RuleEffect), decision: 'reject' as const }
  assert.match(
    describeEffect(rejected),
    / \(rejected\): 25 violations in 5 sessions before, 0 in 5 sessions after; nothing was changed$/,
  )
})

test('where the interval of both sides holds 1 beside a verdict, the side that the verdict is said by is named', () => {
  const said = (after: number[]) => {
    const [effect] = measureEffects([decided('clarify', 5)], sessions(...varied(3, 3, 3, 3, 3, ...after)))
    return describeEffect(effect as RuleEffect)
  }
  assert.match(said([2, 1, 1, 1, 1]), /\(0\.\d+ to 1\.048 times the rate, at 95 %, on its side alone below 1\): fewer$/)
  assert.match(said([2, 1, 1, 1, 0]), /\(0\.\d+ to 0\.939 times the rate, at 95 %\): fewer$/)
  assert.match(said([2, 2, 1, 1, 1]), /\(0\.\d+ to 1\.157 times the rate, at 95 %\): same$/)
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Category, ProposalDecision } from '../cache/proposals.ts'
import { measureEffects } from '../tasks/rules/effects.ts'
import { fingerprintOf } from '../tasks/rules/finding.ts'
import { wordingOf } from '../tasks/rules/wording.ts'
import { proposal } from './support/suggestions.ts'

const test = suite('effects of decided proposals')

const hour = 3_600_000
type Violations = [what: string, occurrences: number][]

/** Sessions of an hour each, one after the other; a violation is named by a rule's id or in words. */
const sessions = (...list: Violations[]) =>
  list.map((violations, index) => ({
    from: index * hour,
    to: (index + 1) * hour,
    troubles: violations.map(([what, occurrences]) => ({
      ...(what.startsWith('inst_') && { ruleId: what }),
      wording: wordingOf(what),
      occurrences,
    })),
  }))

/** Decided behind so many of the sessions. */
function decided(category: Category, behind: number, fields: Partial<ProposalDecision> & { ids?: string[] } = {}) {
  const { ids = ['inst_016'], ...rest } = fields
  const about = category === 'new' ? 'credential_in_output' : ids[0]
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
const cases: [name: string, list: Violations[], behind: number, after: [number, number], verdict: string][] = [
  ['nothing was observed yet', [busy, busy], 2, [0, 0], 'too early'],
  ['two sessions are too few', [busy, busy, calm, calm], 2, [2, 0], 'too early'],
  ['it helped', [busy, busy, calm, calm, calm], 2, [3, 0], 'fewer'],
  ['it did not', [calm, calm, busy, busy, busy], 2, [3, 15], 'more'],
  ['all as it was', [busy, busy, busy, busy, busy], 2, [3, 15], 'no clear change'],
  ['what may be chance', [[['inst_016', 1]], calm, calm, calm, calm], 2, [3, 0], 'no clear change'],
  ['nothing before, nothing after', [calm, calm, calm, calm, calm], 2, [3, 0], 'no clear change'],
  ['no session before', [busy, busy, busy], 0, [3, 15], 'no clear change'],
]
for (const [name, list, behind, after, verdict] of cases) {
  test(name, () => {
    const [effect] = measureEffects([decided('clarify', behind)], sessions(...list), {})
    assert.equal([effect?.after.sessions, effect?.after.violations], after)
    assert.is(effect?.before.sessions, behind)
    assert.is(effect?.verdict, verdict)
  })
}

test('the session in which it was decided counts for neither side', () => {
  const list = sessions(busy, busy, busy, calm)
  const [effect] = measureEffects([decided('clarify', 2, { at: 2.5 * hour })], list, {})
  assert.equal([effect?.before.sessions, effect?.after.sessions], [2, 1])
})

test('what a proposal is about: its rules by id or in words, a new one the kind that it was proposed for and its own id', () => {
  const count = (each: ReturnType<typeof decided>, ...violations: Violations) =>
    measureEffects([each], sessions(violations), {})[0]?.before.violations
  const words = 'MongoDB runs on port 27027'
  const retired = decided('consolidate', 1, { ids: ['inst_001', 'inst_003'], applied: { since: hour, texts: [words] } })
  assert.is(count(retired, ['inst_001', 1], ['inst_003', 2], ['mongodb runs on port 9', 4], ['else', 8]), 7)
  assert.is(count(decided('new', 1), ['credential_in_output', 1], ['inst_090', 2], ['else', 4]), 3)
  assert.is(count(decided('clarify', 1), ['credential_in_output', 1], ['inst_016', 2]), 2)
})

test('of several decisions about one proposal the last counts; thresholds can be set', () => {
  const list = sessions(busy, busy, calm)
  const both = [decided('clarify', 1, { decision: 'reject' }), decided('clarify', 2)]
  const effects = measureEffects(both, list, { effectSessions: 1 })
  assert.equal(
    effects.map(({ decision, before, verdict }) => [decision, before, verdict]),
    [['approve', { sessions: 2, violations: 10 }, 'fewer']],
  )
})

test.run()

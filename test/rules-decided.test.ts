import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json } from '../cache/json.ts'
import type { ProposalDecision, ProposalTick } from '../cache/proposals.ts'
import type { Rule } from '../cache/rules/rule-file.ts'
import { detect } from '../tasks/rules/detect.ts'
import { fingerprintOf } from '../tasks/rules/finding.ts'
import type { Observations } from '../tasks/rules/observations.ts'
import { observed, rule, violationGroup } from './support/observations.ts'

const test = suite('rules: what was decided')

const reworded = rule('inst_010', 'Never edit the production configuration; config/test is free')
const found = (sessions: Observations[], decisions: ProposalDecision[], rules: Rule[] = [reworded]) =>
  detect({ rules, sessions, thresholds: {} }, decisions)
const clarified = (sessions: Observations[], decisions: ProposalDecision[], rules?: Rule[]) =>
  found(sessions, decisions, rules).proposals.filter(({ category }) => category === 'clarify')

/** So many decisions about an action, by turns, in the session of a day. */
function turns(action: string, day: number, blocked: number, allowed: number) {
  const { from } = observed(day)
  const outcomes = (count: number, first: number, last: number) => ({
    ...{ count, services: ['BoundaryEnforcer'] },
    ...{ first: from + first, last: from + last },
  })
  return { rule: 'inst_010', action, blocked: outcomes(blocked, 1, 9), allowed: outcomes(allowed, 2, 8) }
}
const day = (number: number, ...actions: ReturnType<typeof turns>[]) => observed(number, { actions })

/** Decided on the evening of a day, behind its session. */
function decided(
  on: number,
  decision: ProposalTick,
  { of = fingerprintOf('clarify', 'inst_010'), occurrences = 6, rules = [] as Json[] } = {},
): ProposalDecision {
  const { to: since } = observed(on)
  return {
    ...{ fingerprint: of, decision, at: since + 3_600_000, decidedBy: 'Ada', occurrences, ruleIds: ['inst_010'] },
    ...{ applied: { since, texts: [], rules }, document: 'SUGGESTED_RULES_2025-10-03.md' },
  }
}
const words = [{ id: 'inst_010', was: { text: 'Never edit the configuration' }, is: { text: reworded.text } }]

// Then one action counted, six decisions; the other one was allowed once too seldom.
const before = [day(1, turns('Edit a', 1, 3, 3), turns('Edit b', 1, 4, 2)), day(2, turns('Edit b', 2, 4, 1))]

test('what was clarified does not come back for what was decided by the old words', () => {
  const after = day(4, turns('Edit b', 4, 1, 1))
  assert.equal(clarified([...before, after], [decided(3, 'modify', { rules: words })]), [])
  // Another six by the new words: they, and they alone, are what is said.
  const [again, ...others] = clarified(
    [...before, day(4, turns('Edit b', 4, 1, 1)), day(5, turns('Edit c', 5, 4, 3))],
    [decided(3, 'modify', { rules: words })],
  )
  assert.is(others.length, 0)
  assert.match(again?.pattern ?? '', /since its words were changed on 2025-10-03: "Edit c" was blocked 4 times/)
  assert.match(
    again?.pattern ?? '',
    /It was modified and approved on 2025-10-03, at 6 occurrences; 7 more came up since$/,
  )
  assert.is(again?.occurrences, 7)
  assert.ok(again?.evidence.every(({ at }) => at >= '2025-10-05'))
})

test('one less than then by the new words is no reason to ask again', () =>
  assert.equal(
    [5, 6].map(
      (all) =>
        clarified([...before, day(5, turns('Edit c', 5, 3, all - 3))], [decided(3, 'modify', { rules: words })]).length,
    ),
    [0, 1],
  ))

test('a rule that a merge or a reactivation put in other words is judged by those', () => {
  const merge = decided(3, 'modify', { of: 'another', rules: words })
  assert.equal(clarified([...before, day(4)], [merge]), [])
  const [again] = clarified([...before, day(5, turns('Edit c', 5, 2, 2))], [merge])
  assert.match(again?.pattern ?? '', /^inst_010 \("Never edit the production.*, since its words were changed/)
  // A rule that was only moved to another quadrant says what it said.
  const moved = decided(3, 'approve', {
    of: 'another',
    rules: [{ id: 'inst_010', was: { quadrant: 'rules' }, is: { quadrant: 'RULES' } }],
  })
  assert.is(clarified([...before, day(4)], [moved]).length, 1)
})

test('without a decision all of it counts', () =>
  assert.is(clarified([...before, day(4, turns('Edit b', 4, 1, 1))], [])[0]?.occurrences, 19))

test('what was rejected comes back where it came up as often again, not where more of what was known counts', () => {
  const rejected = decided(3, 'reject')
  // Both now pass, and count from the beginning: 19, of which 2 are new.
  const one = day(4, turns('Edit b', 4, 1, 1))
  assert.equal(clarified([...before, one], [rejected]), [])
  const [again] = clarified([...before, one, day(5, turns('Edit c', 5, 3, 3))], [rejected])
  assert.match(again?.pattern ?? '', /It was rejected on 2025-10-03, at 6 occurrences; 6 more came up since$/)
})

test('a session in which a rule was reworded says nothing about its words', () => {
  const { from, to } = observed(4)
  const during = { ...decided(3, 'modify', { of: 'another', rules: words }), at: (from + to) / 2 }
  assert.equal(clarified([day(4, turns('Edit a', 4, 4, 4))], [during]), [])
  assert.is(clarified([day(5, turns('Edit a', 5, 4, 4))], [during]).length, 1)
  // Closed one by one afterwards: the clock of the review is behind all of them, what was closed by then is not.
  const later = { ...during, at: observed(90).to }
  assert.is(clarified([day(5, turns('Edit a', 5, 4, 4))], [later]).length, 1)
})

test('a kind that was rejected is recognised by whichever of its wordings comes up since', () => {
  const sessions = (from: number, texts: string[]) =>
    texts.map((text, at) => observed(from + at, { violationGroups: [violationGroup(text, 1, 1)] }))
  const [one, other] = ['Lent the master key to a guest', 'guest was lent the brass master key'] as [string, string]
  const [first] = found(sessions(1, [one, one, one]), [], []).proposals
  const rejected = decided(3, 'reject', { of: first?.fingerprint as string, occurrences: 3 })
  const now = (texts: string[]) =>
    found([...sessions(1, [one, one, one]), ...sessions(4, texts)], [rejected], []).proposals.map(
      ({ fingerprint, occurrences }) => [fingerprint === first?.fingerprint, occurrences],
    )
  assert.equal(now([other, other]), [])
  assert.equal(now([other, other, one]), [[true, 6]])
})

test.run()

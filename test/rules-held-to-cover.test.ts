import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Json } from '../cache/json.ts'
import type { ProposalDecision } from '../cache/proposals.ts'
import type { Rule } from '../cache/rules/rule-file.ts'
import { detect } from '../tasks/rules/detect.ts'
import type { Observations } from '../tasks/rules/observations.ts'
import { readSuggestions } from '../tasks/rules/review/suggestions.ts'
import { renderSuggestions } from '../tasks/rules/suggestions-document.ts'
import { days, observed, rule, violationGroup } from './support/observations.ts'

const test = suite('rules: what a rule is held to cover')

const found = (rules: Rule[], sessions: Observations[], decisions: ProposalDecision[] = []) =>
  detect({ rules, sessions, thresholds: {} }, decisions)
const again = (text: string, times: number, checked: Record<string, number> = {}) =>
  Array.from({ length: times }, (_, at) =>
    observed(at + 1, { checked, violationGroups: [violationGroup(text, 1, 1, { subjects: [`src/part-${at}.c`] })] }),
  )
const covering = rule('FW-1', 'Interrupt handlers never allocate memory')
const malloc = 'malloc called in an interrupt handler'

test('what a rule is held to say in other words is counted for it, and named with it', () => {
  const { proposals, information } = found([covering], again(malloc, 7, { 'FW-1': 100 }))
  assert.equal(proposals, [])
  assert.equal(information, [
    {
      ...{ ruleId: 'FW-1', persistence: 'MEDIUM', sessions: 7, checked: 700 },
      inOtherWords: [{ text: malloc, occurrences: 7, sessions: 7 }],
    },
  ])
  const document = renderSuggestions(proposals, information, { date: '2025-10-24', reviewCommand: 'review' })
  assert.match(
    document,
    /^## New Rules \(0\)\n\nFor information: .*held to say.*\n\n- FW-1 \(MEDIUM\): violated 7 times, in other words: "malloc called in an interrupt handler" \(7 in 7 sessions\)$/m,
  )
  assert.not.match(document, /violated in none|no decision violated/)
})

test('a rule is not idle that is violated in other words', () => {
  const idle = found([covering], days(6)).proposals
  assert.equal(
    idle.map(({ category }) => category),
    ['deprecate'],
  )
  assert.equal(found([covering], again(malloc, 6)).proposals, [])
  // Once is enough for "none" to be untrue.
  const [known] = found([covering], [...again(malloc, 1, { 'FW-1': 9 }), ...days(3)]).information
  assert.equal(known?.inOtherWords, [{ text: malloc, occurrences: 1, sessions: 1 }])
})

test('what names no fault is no violation of the rule whose words it has', () => {
  const [known] = found(
    [rule('inst_1', 'Take a backup before every migration')],
    again('Backup taken before the migration', 4, { inst_1: 9 }),
  ).information
  assert.equal([known?.checked, known?.inOtherWords], [36, undefined])
})

test('a rule that is violated by name too is named for what it is held to cover', () => {
  const byName = observed(9, { violationGroups: [violationGroup('FW-1', 1, 1, { ruleId: 'FW-1' })] })
  assert.equal(
    found([covering], [...again(malloc, 3), byName]).information.map(({ ruleId, inOtherWords }) => [
      ruleId,
      inOtherWords?.length,
    ]),
    [['FW-1', 1]],
  )
  assert.equal(found([covering], [byName]).information, [])
})

test('beside proposals it is read back as what is not to be decided', async () => {
  const { proposals, information } = found(
    [covering],
    [...again(malloc, 3), ...again('Deployed to production before approval', 4)],
  )
  const document = renderSuggestions(proposals, information, { date: '2025-10-24', reviewCommand: 'review' })
  const { sections, problems } = await readSuggestions(document)
  assert.equal([sections.length, problems], [1, []])
  assert.is(sections[0]?.text, 'Do not deploy to production before approval.')
})

const retired = rule('inst_043', 'Do not expose internal account ids in URLs', { active: false })
const exposed = again('Exposed internal account ids in URLs', 5)

test('a retired rule of the very words outweighs an active one that shares two of them', () => {
  const far = rule('inst_019', 'API errors never reveal whether an account exists', { persistence: 'HIGH' })
  const [first, ...others] = found([retired, far], exposed).proposals
  assert.equal([first?.category, first?.ruleIds, others.length], ['reactivate', ['inst_043'], 0])
})

test('an active rule that says it, or says what the retired one said, does not', () => {
  for (const text of ['Never expose account ids in URLs', 'Internal account ids are not exposed in any URL'])
    assert.equal(found([retired, rule('inst_050', text)], exposed).proposals, [], text)
})

test('a rule that was added is looked at from then on, and so is one that came back', () => {
  const text = 'Do not query the replica for a balance before authorization'
  const rules = (entry: object) => [rule('inst_044', text, { persistence: 'HIGH', ...entry })]
  assert.is(found(rules({ timestamp: '2025-10-07T00:00:00Z' }), days(10)).information[0]?.sessions, 4)
  // Reviewed by another clock than that of the windows: what counts is what was closed then.
  const { to: since } = observed(8)
  const decision = (is: Json): ProposalDecision => ({
    ...{ fingerprint: 'new', decision: 'approve', at: observed(90).to, decidedBy: 'Ada', occurrences: 3 },
    ...{ ruleIds: ['inst_044'], document: 'SUGGESTED.md' },
    applied: { since, texts: [text], rules: [{ id: 'inst_044', was: {}, is }] },
  })
  for (const is of [{}, { active: true }])
    assert.is(found(rules({}), days(10), [decision(is)]).information[0]?.sessions, 2)
  // Of none nothing is said; one that only came back is not called unused for when it was away.
  assert.equal(found(rules({ timestamp: '2025-11-07T00:00:00Z' }), days(10)).information, [])
  const back = found([rule('inst_044', text)], days(10), [decision({ active: true })])
  assert.equal([back.proposals, back.information], [[], []])
})

test.run()

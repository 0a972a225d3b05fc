import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject } from '../cache/json.ts'
import { restatedSteps } from '../tasks/rules/closing-checklist.ts'
import { findUnusedRules } from '../tasks/rules/deprecate.ts'
import { detect, mostInformation } from '../tasks/rules/detect.ts'
import { hasPassed } from '../tasks/rules/expiry.ts'
import type { Observations } from '../tasks/rules/observations.ts'
import { renderSuggestions } from '../tasks/rules/suggestions-document.ts'
import { days, observed, rule, violationGroup } from './support/observations.ts'

const test = suite('rules: deprecate')
const text = 'Ask before deleting more than three files'

const cases: [name: string, sessions: Observations[], entry: JsonObject, proposed: boolean, informed: boolean][] = [
  ['never named in five sessions', days(5), {}, true, false],
  ['never named in four sessions', days(4), {}, false, false],
  ['a session that logged no checks', [...days(5), observed(6, { checking: 0 })], {}, false, false],
  ['made after the window began', days(6), { timestamp: '2025-10-03T00:00:00Z' }, false, false],
  ['of an unknown age', days(6), { timestamp: null }, false, false],
  ['checked and never violated', days(6, { checked: { inst_020: 3 } }), {}, false, true],
  ['checked in one session only', [...days(5), observed(6, { checked: { inst_020: 1 } })], {}, false, true],
  ['never named and HIGH', days(6), { persistence: 'HIGH' }, false, true],
  ['violated', days(6, { violationGroups: [violationGroup('x', 1, 1, { ruleId: 'inst_020' })] }), {}, false, false],
  ['violated by its text', days(6, { violationGroups: [violationGroup(text, 1, 1)] }), {}, false, false],
  ['only warned of', days(6, { warned: ['inst_020'] }), {}, false, false],
  ['inactive', days(6), { active: false }, false, false],
]
for (const [name, sessions, entry, proposed, informed] of cases) {
  test(`${proposed ? 'proposed' : informed ? 'information' : 'neither'}: ${name}`, () => {
    const { findings, information } = findUnusedRules({
      rules: [rule('inst_020', text, entry)],
      sessions,
      thresholds: {},
    })
    assert.equal([findings.length > 0, information.length > 0], [proposed, informed])
  })
}

test('information is a hundred rules at most, those that nothing checked first, and the number of the others', () => {
  const names = Array.from({ length: 130 }, (_, n) => `inst_${n}`)
  const checked = Object.fromEntries(names.slice(0, 90).map((id) => [id, 3]))
  const rules = names.map((id, n) => rule(id, `Rule of the number ${n}`, { persistence: 'HIGH' }))
  const { information, moreInformation } = detect({ rules, sessions: days(6, { checked }), thresholds: {} }, [])
  assert.equal([information.length, moreInformation], [mostInformation, 30])
  assert.equal(
    information.map((each) => each.checked),
    [...Array(40).fill(0), ...Array(60).fill(18)],
  )
  const document = renderSuggestions([], information, { date: '2025-10-24', reviewCommand: 'review', moreInformation })
  assert.match(document, /^- and 110 more$/m)
})

test('information has the exposure counts', () => {
  const { information } = findUnusedRules({
    rules: [rule('inst_002', text, { persistence: 'HIGH' })],
    sessions: days(6, { checked: { inst_002: 7 } }),
    thresholds: {},
  })
  assert.equal(information, [{ ruleId: 'inst_002', persistence: 'HIGH', sessions: 6, checked: 42 }])
})

const checklist =
  'At the end of the session: stop background processes, clean up temporary files, sync the rules, commit to git and write the handoff'

const texts: [text: string, restates: boolean][] = [
  [checklist, true],
  ['SESSION CLOSEDOWN PROTOCOL: (1) kill background processes (2) git status (3) create handoff document', true],
  ['Before you wrap up: check uncommitted changes, write a summary, leave the compaction marker', true],
  ['Write a handoff at the end of every session', false],
  ['Never kill processes or clean up temporary files without a backup in git', false],
  ['Close the database connection, clean up temporary files and commit', false],
  [text, false],
]
for (const [text, restates] of texts) {
  test(`${restates ? 'a closing checklist' : 'no closing checklist'}: ${text}`, () =>
    assert.is(restatedSteps(text).length > 0, restates))
}

test('a closing checklist is proposed whatever its persistence, its age and its use', () => {
  const { findings, information } = findUnusedRules({
    rules: [rule('inst_024_CONSOLIDATED', checklist, { persistence: 'HIGH', timestamp: '2025-10-05T00:00:00Z' })],
    sessions: days(1, { checked: { inst_024_CONSOLIDATED: 9 } }),
    thresholds: {},
  })
  assert.equal(
    findings.map(({ category, ruleIds }) => [category, ruleIds]),
    [['deprecate', ['inst_024_CONSOLIDATED']]],
  )
  assert.equal(information, [])
})

test("an end of 0 is nobody's date: the rule is not over", () => {
  const session = { session: 's', from: Date.parse('2025-10-24'), to: Date.parse('2025-10-25') }
  const passed = (end: unknown) =>
    hasPassed({ ...rule('r1', 'Sign commits'), entry: { expires_at: end as number } }, session)
  assert.is(passed(0), undefined)
  assert.is(passed(Date.parse('2025-10-01')), 'it applied until 2025-09-30')
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Rule } from '../cache/rules/rule-file.ts'
import { findMissingRules } from '../tasks/rules/new-rules.ts'
import { touchesTwice } from '../tasks/rules/text/about.ts'
import { observed, rule, violationGroup } from './support/observations.ts'

const test = suite('rules: which violations a rule covers')

const proposed = (violation: string, rules: Rule[]) =>
  findMissingRules({
    rules,
    sessions: [1, 2, 3].map((day) => observed(day, { violationGroups: [violationGroup(violation, 2, 2)] })),
    thresholds: {},
  })
const pairs = (text: string): [string, string][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((each) => each.trim()) as [string, string])

for (const [text, violation] of pairs(`
  Only administrators may delete projects | Developers deleted projects
  Only administrators may delete accounts | Account deleted by a developer
  Nobody but the treasurer may sign cheques | Secretary signed cheques
  Deploy only on Tuesdays | Deployed on Fridays
  Only deploy on Tuesdays | Deployed on Fridays
  Store keys only in the vault | Stored keys in the wiki
  Store keys in the vault only | Stored keys in the wiki
  Publish minutes only to members | Published minutes to the press
  Merge only when tests pass | Merged when tests failed
  Merge only when tests pass | Merged without tests passing
  Publish reports only with two signatures | Published reports without signatures
  Release funds only after the audit | Released funds before the audit
  Never use eval | Used eval in template code
  Do not use eval anywhere | Used eval in template code
  Never use MD5 | Used MD5 in login
  Never run as root | Ran as root in containers
  Avoid singletons | Singletons used in the payment module
  Never cite sources older than five years | Cited sources older than five years
  Do not send customer data to partners | Sent customer data to a partner`))
  test(`"${text}" covers "${violation}"`, () => {
    assert.equal(proposed(violation, [rule('r1', text)]), [])
    assert.equal(
      proposed(violation, [rule('r1', text, { active: false })]).map(({ category }) => category),
      ['reactivate'],
    )
  })

for (const [text, violation] of pairs(`
  Only administrators may delete projects | Administrators deleted projects
  Deploy only on Tuesdays | Deployed on Tuesdays
  Store keys only in the vault | Stored keys in the vault
  Merge only when tests pass | Merged when tests passed`))
  test(`what "${text}" allows was blocked, and a person is asked: "${violation}"`, () => {
    const [found, ...others] = proposed(violation, [rule('r1', text)])
    assert.is(others.length, 0)
    assert.is(found?.category, 'new')
    assert.ok(found?.needsWords)
    assert.not.ok(proposed(violation, [rule('r1', text, { active: false })]).some(({ category }) => category !== 'new'))
  })

for (const [text, violation] of pairs(`
  Send the weekly summary to the board | Sent weekly summary to a competitor
  Do not send customer data to partners | Sent customer data to journalists
  Never use MD5 for passwords | Used MD5 for file names
  Never use eval | Documented eval in the handbook without a warning
  Never cite sources older than five years | Cited sources newer than five years
  Never install packages newer than 3 days | Installed packages older than 3 days
  Do not hire people younger than the bylaws allow | Hired people older than the bylaws allow
  Never deploy on Fridays | Deployed on Mondays`))
  test(`"${text}" has nothing to say about "${violation}"`, () => {
    for (const active of [true, false])
      assert.equal(
        proposed(violation, [rule('r1', text, { active })]).map(({ category }) => category),
        ['new'],
      )
  })

for (const [text, violation] of pairs(`
  Interrupt handlers neither allocate memory nor wait for anything | Called malloc in an interrupt handler
  The server alone decides hits and damage; clients display what it says | Clients compute hit damage
  Third-party licences are checked before a library is added | Added a dependency without checking its licence
  Medication doses are double-checked by a nurse | Administered a dose without a second check
  Forklifts are driven by certified staff | Untrained worker operated a forklift
  Ask the customer before anything but strictly necessary cookies is set | Set a tracking cookie without consent`))
  test(`"${text}" covers "${violation}", which is said in other words`, () => {
    assert.equal(proposed(violation, [rule('r1', text)]), [])
    // That a retired one is missed takes more.
    assert.equal(
      proposed(violation, [rule('r1', text, { active: false })]).map(({ category }) => category),
      ['new'],
    )
  })

for (const [text, violation] of pairs(`
  Card numbers are encrypted at rest | Printed a card number on a receipt
  Passwords are stored as salted hashes | Sent a password by mail
  Terraform state is kept in the bucket tf-state-eu | Ran terraform apply from a laptop
  Backups are checked by restoring one each month | Left a backup on a desk`))
  test(`"${text}" and "${violation}" share a thing and nothing else`, () => {
    assert.equal(
      proposed(violation, [rule('r1', text)]).map(({ category }) => category),
      ['new'],
    )
  })

test('a rule and a violation touch in two points', () => {
  const once = () => 1
  const rule = ['client', 'show', 'damag']
  const violation = ['client', 'comput', 'damag', 'late', 'again']
  assert.ok(touchesTwice(rule, violation, once, 4))
  assert.not.ok(touchesTwice(rule, [...violation, 'twice'], once, 4), 'of the violation it has too little')
  assert.not.ok(touchesTwice(['client', 'damag'], ['client', 'damag', 'grow'], once, 4), 'one thing of two words')
  assert.not.ok(touchesTwice(rule, ['client', 'late'], once, 4))
})

test('what as many rules would share by chance says nothing', () => {
  const rule = ['client', 'show', 'damag']
  const violation = ['client', 'comput', 'damag']
  assert.ok(touchesTwice(rule, violation, () => 10, 100))
  assert.not.ok(touchesTwice(rule, violation, () => 11, 100))
})

test('of a violation that no rule is recognised to say the nearest one is shown beside it', () => {
  const rules = [
    'Secrets live in the vault',
    'Nobody is given a drug that the allergy list names',
    'Wards are named by number',
    'Lab values are shown in SI units',
  ].map((text, at) => rule(`inst_${at}`, text))
  const [finding] = proposed('Prescribed penicillin despite a recorded allergy', rules)
  assert.match(
    finding?.pattern ?? '',
    /recognises no active rule that says so; nearest comes inst_1 \("Nobody is given/,
  )
  assert.ok(finding?.proposedRule)
  // What they share as any rules may, or nothing, makes no rule the nearest.
  const none = proposed('Prescribed penicillin to a child', rules)[0]?.pattern ?? ''
  assert.match(none, /that says so$/)
  const many = rules.map((each) => ({ ...each, text: `${each.text} of the allergy clinic` }))
  assert.match(proposed('Painted the allergy clinic at night', many)[0]?.pattern ?? '', /that says so$/)
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createLookup } from '../tasks/rules/covering-rules.ts'
import { fieldVocabulary } from '../tasks/rules/text/field-vocabulary.ts'
import { imperativeOf } from '../tasks/rules/text/imperative.ts'
import { areOneKind, violationKind } from '../tasks/rules/text/kind.ts'
import { relate } from '../tasks/rules/text/relation.ts'
import { statementOf } from '../tasks/rules/text/statement.ts'
import type { ViolationPattern } from '../tasks/rules/violation-patterns.ts'
import { rule } from './support/observations.ts'

const test = suite('rules: words of direction are never dropped')

const pairs = (text: string): [string, string][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((each) => each.trim()) as [string, string])
const relation = (a: string, b: string) => relate(statementOf(a), statementOf(b))

const contrary = pairs(`
  Submit claims after 17:00 | Submit claims by 17:00
  Run backups after 22:00 | Run backups before 22:00
  Water lawns after 18:00 | Water lawns by 18:00
  Deliver parcels by 9 am | Deliver parcels after 9 am
  Salt roads before 6 am | Salt roads after 6 am
  Vacate rooms by 11:00 | Vacate rooms from 11:00
  Feed the seals before 8.30 | Feed the seals after 8.30`)
for (const [a, b] of contrary)
  test(`"${a}" and "${b}" cannot both be kept`, () => assert.is(relation(a, b), 'contradicts'))

const apart = pairs(`
  Open gates at 6:00 | Open gates by 6:00
  Ring the bell at 12:00 | Ring the bell after 12:00
  Keep doors closed until 9:00 | Keep doors closed by 9:00
  Light the lamps from 18:00 to 23:00 | Light the lamps from 23:00 to 18:00
  Lock accounts after 3 failures | Lock accounts before 3 failures
  Rotate keys more often than monthly | Rotate keys less often than monthly
  Give more detail than asked | Give less detail than asked
  Order more bread than needed | Order fewer bread than needed
  Buy over budget | Buy under budget
  Price tickets above cost | Price tickets below cost
  Copy from A to B | Copy from B to A
  Send crates from X to Y | Send crates from Y to X
  Never deploy after 16:00 | Deploy before 16:00
  Run backups after 22:00 | Run backups on the server nightly before 22:00`)
for (const [a, b] of apart)
  test(`"${a}" and "${b}" are not one rule, either way`, () => {
    for (const found of [relation(a, b), relation(b, a)])
      assert.ok(
        found === undefined ||
          found === 'contradicts' ||
          (found === 'same' && a.startsWith('Never deploy after') && b.startsWith('Deploy')),
        found,
      )
  })

for (const [a, b] of pairs(`
  Run backups after 22:00 | Always run backups after 22:00
  Submit claims by 17:00 | Submit claims before 17:00
  Submit claims by 17:00 | Submit claims no later than 17:00
  Never deploy after 16:00 | Do not deploy after 4 pm
  Do not collect more data than required | Never collect more data than required
  Copy from A to B | Always copy from A to B`))
  test(`"${a}" and "${b}" are one rule`, () => {
    // Of a time that is written otherwise nothing is said.
    if (!b.includes('pm')) assert.is(relation(a, b), 'same')
    else assert.is.not(relation(a, b), 'contradicts')
  })

for (const [a, b] of pairs(`
  Never replace Redis with Postgres | Never replace Postgres with Redis
  Do not prefer tabs over spaces | Do not prefer spaces over tabs
  Do not enable telemetry in production | Do not disable telemetry in production
  Do not opt users in by default | Do not opt users out by default
  Never queue jobs on weekdays | Never queue jobs on weekends
  Never deploy after 16:00 | Never deploy before 16:00
  Do not fly drones before 7 pm | Do not fly drones after 7 pm
  Never deploy before the review | Never deploy after the review
  Visitors must not enter before the tour | Visitors must not enter after the tour
  Do not heat the vat above 40 degrees | Do not heat the vat below 40 degrees
  Do not heat the vat above 40 degrees | Do not heat the vat below 30 degrees
  Never hire fewer than two guards | Never hire more than two guards
  Never keep more logs than needed | Never keep fewer logs than needed
  Avoid global variables | Avoid local variables`))
  test(`who does neither keeps both "${a}" and "${b}"`, () => {
    assert.is(relation(a, b), undefined)
    assert.is(relation(b, a), undefined)
  })

for (const [a, b] of pairs(`
  Never hire fewer than three guards | Never hire more than two guards
  Do not keep logs for more than 90 days | Do not keep logs for less than 120 days
  Use \`jest\`, not \`mocha\`, for unit tests | Use \`mocha\`, not \`jest\`, for unit tests`))
  test(`no choice is left by "${a}" and "${b}"`, () => assert.is(relation(a, b), 'contradicts'))

const kind = (text: string) => violationKind(text, fieldVocabulary).key
const violations = pairs(`
  Collected less data than required | Collected more data than needed
  Paid less than agreed | Paid more than agreed
  Gave more access than needed | Gave less access than needed
  Fewer tests than required | More tests than required
  Deployed after 16:00 | Deployed before 16:00
  Bought over budget | Bought under budget
  Granted access to more people than listed | Granted access to fewer people than listed
  Gave patients more than prescribed | Gave patients less than prescribed
  Copied from A to B | Copied from B to A
  Fed the seals at 8:00 | Fed the seals after 8:00
  Passed fewer than three arguments | Passed more than three arguments
  Imported the kernel from plugins | Imported plugins from the kernel
  Replaced Redis with Postgres | Replaced Postgres with Redis
  Let the model overrule reviewers | Let reviewers overrule the model
  Opted users in by default | Opted users out by default
  Mounted volumes read-only | Mounted volumes read-write`)
for (const [a, b] of violations) test(`"${a}" and "${b}" are two kinds`, () => assert.is.not(kind(a), kind(b)))
test('the same direction in other words is one kind', () => {
  assert.is(kind('Collected more data than needed'), kind('Collected more data than needed again'))
  assert.is(kind('Deployed after 16:00'), kind('Deployed after 17:30'))
})

test('an effect counts what went the same way, and what does not say which way it went', () => {
  const [after, before, plain] = ['Deployed after 16:00', 'Deployed before 16:00', 'Deployed'].map(kind) as [
    string,
    string,
    string,
  ]
  assert.not.ok(areOneKind(after, before))
  assert.ok(areOneKind(after, plain))
  assert.ok(areOneKind(before, before))
})

const covers = (text: string, active: boolean, violation: string) =>
  createLookup([{ ...rule('r1', text), active }], undefined, { vocabulary: fieldVocabulary }, 0.6).known({
    ...{ example: violation, wordings: [violation] },
  } as ViolationPattern)
for (const [text, violation] of pairs(`
  Never deploy after 16:00 | Deployed before 16:00
  Never deploy before noon | Deployed after noon
  Do not collect more data than required | Collected less data than required
  Do not buy over budget | Bought under budget
  Never copy from production to staging | Copied from staging to production
  Never copy from production to staging | Copied staging data to production
  Never merge main into dev | Merged dev into main
  Never send the invoice before delivery | Sent the invoice after delivery
  Do not enable debug mode in production | Disabled debug mode in production
  Never raise thresholds without consent | Lowered thresholds without consent
  Never grant reviewer rights on Fridays | Revoked reviewer rights on Fridays
  Do not mute alerts during incidents | Unmuted alerts during incidents
  Never scale up the cluster at night | Scaled down the cluster at night
  Do not opt users in by default | Opted users out by default
  Never show prices including tax | Showed prices excluding tax
  Do not mount volumes read-only | Mounted volumes read-write
  Never pass fewer than three arguments | Passed more than three arguments
  Never keep audit logs for more than 90 days | Kept audit logs for less than 90 days
  Give at most 3 warnings | Gave fewer than 3 warnings
  Do not convert euros to dollars | Converted dollars to euros
  Never redirect http to https | Redirected https to http
  Never replace Redis with Postgres | Replaced Postgres with Redis
  Do not prefer tabs over spaces | Preferred spaces over tabs
  Never import the kernel from plugins | Imported plugins from the kernel
  Never let the model overrule reviewers | Let reviewers overrule the model
  Never restart workers before migrations | Restarted workers after migrations
  Do not open ports to inbound traffic | Opened ports to outbound traffic
  Do not store records outside the EU | Stored records inside the EU`))
  test(`"${text}" is not violated by "${violation}"`, () => {
    for (const active of [true, false]) assert.is(covers(text, active, violation), undefined)
  })
for (const [text, violation] of pairs(`
  Never deploy after 16:00 | Deployed after 16:00
  Deploy before 16:00 | Deployed after 16:00
  Submit claims by 17:00 | Claims not submitted by 17:00
  Do not open gates until 9:00 | Opened gates before 9:00
  Do not collect more data than required | Collected more data than required
  Do not buy over budget | Bought over budget
  Never copy from production to staging | Copied from production to staging
  Never copy from production to staging | Copied production data to staging
  Never merge main into dev | Merged main into dev
  Never send the invoice before delivery | Sent the invoice before delivery
  Do not open ports to inbound traffic | Opened ports to inbound traffic
  Never raise thresholds without consent | Raised thresholds without consent
  Do not mute alerts during incidents | Muted alerts during incidents
  Never scale up the cluster at night | Scaled up the cluster at night
  Never keep audit logs for more than 90 days | Kept audit logs for more than 90 days
  Never merge without at least two approvals | Merged with fewer than two approvals
  Give at most 3 warnings | Gave more than 3 warnings
  Never replace Redis with Postgres | Replaced Redis with Postgres
  Never push unsigned commits | Pushed unsigned commits
  Never let the model overrule reviewers | Let the model overrule reviewers
  Keep records inside the EU | Kept records outside the EU
  Do not store records outside the EU | Stored records outside the EU`))
  test(`"${text}" covers "${violation}"`, () => assert.is(covers(text, true, violation)?.is, 'covered'))

for (const text of `Did not ask because busy; Did not answer although sure; Merged unless told otherwise; Never asked unless reminded;
  Did not escalate unless forced; Failed to encrypt due to cost; Did not log because of load; Did not stop because told so;
  Did not notify even once; Forgot to sign if late; Never checked once warned; Did not reply otherwise; Deployed if asked; No one asked about the change;
  Did not back up as disk was full; No backup was made in view of the cost; Nobody signed out of fear`
  .split(';')
  .map((each) => each.trim()))
  test(`of "${text}" no rule is made`, () => assert.is(imperativeOf({ text, areas: [] }), undefined))
for (const [text, expected] of pairs(`
  Did not ask before deleting records | Ask before deleting records.
  Did not log out of the console | Log out of the console.
  Nobody told the team about the outage | Tell the team about the outage.
  Deployed to production if unsure | Do not deploy to production if unsure.
  Did not charge customers as agreed | Charge customers as agreed.`))
  test(`of "${text}" a rule is made`, () => assert.is(imperativeOf({ text, areas: [] }), expected))

test.run()

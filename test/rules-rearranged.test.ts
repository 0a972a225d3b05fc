import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { haveOtherDoers } from '../tasks/rules/text/relation/roles.ts'
import { relate } from '../tasks/rules/text/relation.ts'
import { statementOf } from '../tasks/rules/text/statement.ts'

const test = suite('rules with the same words in another order')

const related = (a: string, b: string) => relate(statementOf(a), statementOf(b))

/** Of each verb the bare form, that behind one of them, and that of what it is done to. */
const verbs =
  `inform informs informed; review reviews reviewed; call calls called; notify notifies notified; validate validates validated;
  approve approves approved; train trains trained; configure configures configured; pay pays paid; monitor monitors monitored; wrap wraps wrapped;
  block blocks blocked; escalate escalates escalated; teach teaches taught; override overrides overridden; import imports imported;
  supervise supervises supervised; test tests tested; outrank outranks outranked; restart restarts restarted; audit audits audited`
    .split(';')
    .map((line) => line.trim().split(' ') as [string, string, string])
const things = [
  ['parents', 'teachers'],
  ['the controller', 'the service'],
  ['docents of the dome', 'visiting astronomers'],
] as const

type Form = (one: string, two: string, verb: [string, string, string]) => string
/** Ways to say that one does it to two. */
const forms: Form[] = [
  (one, two, [does, does2]) => `${one} ${/s$/.test(one) || one.includes(' of ') ? does : does2} ${two}`,
  (one, two, [does]) => `${one} must ${does} ${two}`,
  (one, two, [does]) => `All ${one} should always ${does} ${two}`,
  (one, two, [does]) => `${one} may ${does} ${two} in production`,
  (one, two, [, , done]) => `${two} are ${done} by ${one}`,
  (one, two, [, , done]) => `${two} must be ${done} by ${one}`,
  (one, two, [does]) => `When a release is due, ${one} ${does} ${two}`,
  (one, two, [does]) => `${one} never ${does} ${two}`,
]

test('who does it to whom is never lost: of verbs and forms of all kinds none is merged with its reverse', () => {
  const merged: string[] = []
  for (const verb of verbs)
    for (const [one, two] of things)
      for (const form of forms)
        for (const other of forms) {
          const [a, b] = [form(one, two, verb), other(two, one, verb)]
          const relation = related(a, b)
          if (relation && relation !== 'contradicts') merged.push(`${relation}: ${a} | ${b}`)
        }
  assert.equal(merged, [])
})

const opposites = `Admins may edit and users may read | Users may edit and admins may read
Retries are on in production and off in tests | Retries are off in production and on in tests
Correctness matters more than speed | Speed matters more than correctness
If a test fails, revert the commit | If a commit is reverted, fail the test
Write the test, then the code | Write the code, then the test
Roll back first, investigate later | Investigate first, roll back later
Errors are returned, warnings are logged | Warnings are returned, errors are logged
Cache images for 60 minutes and scripts for 10 minutes | Cache images for 10 minutes and scripts for 60 minutes
Copy settings from staging to production | Settings are copied from production to staging
Escalate the ticket when the monitor restarts | Restart the monitor when the ticket is escalated
Each ward has one nurse and two beds | Each ward has two nurses and one bed
Small modules are better than large modules | Large modules are better than small modules
Use REST for public endpoints and gRPC for internal endpoints | Use gRPC for public endpoints and REST for internal endpoints
Customers see prices with tax, agencies see prices without tax | Agencies see prices with tax, customers see prices without tax
Trust the server over the client | Trust the client over the server`
for (const line of opposites.split('\n')) {
  const [a, b] = line.split(' | ') as [string, string]
  test(`nothing is merged: ${line}`, () => {
    assert.ok([undefined, 'contradicts'].includes(related(a, b)), related(a, b))
    assert.ok([undefined, 'contradicts'].includes(related(b, a)), related(b, a))
  })
}

const alike = `Lint and format the sources | Format and lint the sources
Never log passwords or tokens | Never log tokens or passwords
If the user mentions self-harm, escalate to a human | Escalate to a human when the user mentions self-harm
Before merging, run the link checker | Run the link checker before merging
Reviewers approve every migration | Every migration is approved by reviewers
Names of tests describe behaviour | Test names describe the behaviour
Silently dropped events must be counted | Count silently dropped events
Sign every commit | All commits must be signed`
for (const line of alike.split('\n')) {
  const [a, b] = line.split(' | ') as [string, string]
  test(`an order that says nothing: ${line}`, () => assert.is(related(a, b), 'same'))
}

for (const [a, b, says] of [
  ['Doctor overruled nurse', 'Nurse overruled doctor', true],
  ['Doctor overruled nurse', 'Doctor was overruled by nurse', true],
  ['Doctor overruled nurse', 'Nurse was overruled by doctor', false],
  // Who does it in one is nobody that the other speaks of.
  ['Admin overruled nurse', 'Nurse overruled doctor', false],
  ['Nurse overruled doctor', 'Admin overruled nurse', false],
] as const)
  test(`${a} | ${b}: ${says ? 'each names the doer of the other' : 'no other doers'}`, () =>
    assert.is(haveOtherDoers(statementOf(a), statementOf(b)), says))

test.run()

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fieldVocabulary } from '../tasks/rules/text/field-vocabulary.ts'
import { imperativeOf } from '../tasks/rules/text/imperative.ts'
import { violationKind } from '../tasks/rules/text/kind.ts'
import { ruleCases } from './fixtures/rules/cases/all.ts'
import { developmentCases, developmentMisdeeds, developmentPrescriptions } from './fixtures/rules/development/cases.ts'
import { heldOutCases } from './fixtures/rules/held-out/all.ts'
import { descriptions, misdeeds, prescriptions } from './fixtures/rules/held-out/sentences.ts'
import { heldOutAgain } from './fixtures/rules/held-out-2/all.ts'
import { heldOutThird } from './fixtures/rules/held-out-3/all.ts'
import { heldOutFourth } from './fixtures/rules/held-out-4/all.ts'
import { heldOutFifth, heldOutMisdeeds } from './fixtures/rules/held-out-5/cases.ts'
import { heldOutSixth, sixthMisdeeds, sixthPrescriptions } from './fixtures/rules/held-out-6/cases.ts'
import { heldOutSeventh, seventhMisdeeds, seventhPrescriptions } from './fixtures/rules/held-out-7/cases.ts'
import { randomRuns } from './support/random-runs.ts'

const test = suite('rules: what a thing is like is no rule')

const rulesOf = (text: string): (string | undefined)[] => {
  const { example } = violationKind(text, fieldVocabulary)
  return [
    imperativeOf({ text: example, areas: [] }),
    ...(['MANDATORY', 'REVIEW_RECOMMENDED'] as const).map((requirement) =>
      imperativeOf({ text: example, areas: [], requirement }),
    ),
  ]
}

/** A thing and its state: what was wrong is not said, and a ban of what brought it into that state may be the opposite. */
const states = [
  ...['Revoked key', 'Revoked keys', 'revoked_key', 'Recently revoked key', 'Revoked key in production'],
  ...['Deprecated endpoint', 'Expired certificate', 'Expired consent', 'Outdated library', 'Outdated price list'],
  ...['Outdated budget approval', 'Misleading chart', 'Blocked account', 'Restricted file', 'Archived record'],
  ...[
    'Outdated monthly report',
    'Breaking change',
    'Infringing copy',
    'Expiring certificate',
    'Failing test',
    'Disabled account',
    'Deleted user',
    'Lost laptop',
  ],
  ...['Recalled product', 'Rejected and expired quotes', 'Expired licence to operate', 'Outdated link to the policy'],
  ...['Revoked keys after rotation', 'Restricted access to records', 'Delayed payment to a supplier'],
  // A thing that lacks something: giving it to the thing is not what is asked.
  ...['Unapproved vendor', 'vendor_unapproved', 'Vendor unapproved', 'request_unapproved', 'Unsigned contract'],
  ...['contract_unsigned', 'Unregistered supplier'],
  // A misdeed in the words of nouns of which the first could be a verb.
  ...['audit_record_overwrite', 'review_gate_bypass', 'Review gate bypass', 'mask_token_leak', 'plan_approval_bypass'],
]
for (const text of states)
  test(`asked for: ${text}`, () => assert.equal(rulesOf(text), [undefined, undefined, undefined]))

/** What is wrong with the doing nearly always, and what says that somebody did it. */
const deeds: [text: string, rule: string][] = [
  ['Deleted files', 'Do not delete files.'],
  ['Skipped tests', 'Do not skip tests.'],
  ['Overwrote audit records', 'Do not overwrite audit records.'],
  ['Took screenshots', 'Do not take screenshots.'],
  ['Overwritten audit records', ''],
  ['Leaked key', 'Do not leak keys.'],
  ['Disabled firewall', 'Do not disable the firewall.'],
  ['Ignored warnings', 'Do not ignore warnings.'],
  ['Exposed token', 'Do not expose tokens.'],
  ['Hardcoded secret', 'Do not hardcode secrets.'],
  ['Printed customer names', 'Do not print customer names.'],
  ['Revoked the key without notice', 'Do not revoke the key without notice.'],
  ['Deprecated an endpoint without notice', 'Do not deprecate an endpoint without notice.'],
  ['Used deprecated API', 'Do not use deprecated APIs.'],
  ['Pushed commits to main', 'Do not push commits to main.'],
  ['Sent invoices twice', 'Do not send invoices twice.'],
  ['Logged everything', 'Do not log everything.'],
  ['Unpinned dependency', 'Pin dependencies.'],
]
for (const [text, rule] of deeds) test(`done: ${text}`, () => assert.is(rulesOf(text)[0] ?? '', rule))

test('that checks passed forbids no pass', () =>
  assert.equal(rulesOf('All checks passed without evidence')[0], undefined))

test('what was rejected is not approved behind it', () =>
  assert.equal(rulesOf('Rejected proposal merged'), [
    undefined,
    'Do not merge the rejected proposal.',
    'Do not merge the rejected proposal.',
  ]))

const chosen = (words: string) => fc.constantFrom(...words.split(', '))

test('a state and a thing make no rule, whatever the words', () => {
  const state = chosen(
    'abandoned, adjourned, annulled, barred, capped, censored, chipped, clouded, condemned, contested, cracked, curtailed, dented, depleted, disputed, dormant, embargoed, faded, flooded, frayed, impounded, infected, laminated, lapsed, mothballed, muted, overbooked, overheated, paused, pledged, quarantined, redacted, retired, rusted, scuffed, sealed, shuttered, soiled, stalled, superseded, tainted, threatened, throttled, vacated, voided, weathered, withering, fading, flickering, lagging, looping, overlapping, pending, rotting, warping',
  )
  const thing = chosen(
    'ballot, boiler, bridge, charter, clinic, dosage, embryo, ferry, grant, harness, lease, ledger, licence, menu, model, parcel, passport, permit, portrait, pump, queue, ration, runway, seal, shard, syringe, tenant, tender, token, treaty, turbine, visa, voucher, water pump, rail ticket',
  )
  const form = fc.constantFrom(
    (a: string, b: string) => `${a} ${b}`,
    (a: string, b: string) => `${a} ${b}s`,
    (a: string, b: string) => `${a}_${b.replace(' ', '_')}`,
    (a: string, b: string) => `Newly ${a} ${b}`,
    (a: string, b: string) => `${a} ${b} in the north`,
    (a: string, b: string) => `${a} ${b}s of a client`,
    (a: string, b: string) => `${a} and ${a} ${b}s`,
  )
  const wrong: string[] = []
  fc.assert(
    fc.property(state, thing, form, (first, second, write) => {
      const text = write(first, second)
      for (const rule of rulesOf(text)) if (rule !== undefined) wrong.push(`${text} -> ${rule}`)
    }),
    { numRuns: randomRuns(300) },
  )
  assert.equal(wrong, [])
})

/** Verbs that the rules of the labelled sentences and cases begin with, read off by hand. */
const commands = new Set(
  'Add Anonymise Anonymize Answer Ask Assign Attach Avoid Bump Carry Check Cite Close Document Drain Encrypt Explain Get Give Have Inform Invalidate Keep Label Make Mark Mention Notify Obtain Prefer Publish Reconcile Record Redact Release Reset Review Rotate Round Run Seek Sign State Take Test Treat Update Validate Verify Wait Write'.split(
    ' ',
  ),
)
const isCommand = (rule: string): boolean =>
  /^(?:Do not [a-z]|Never |Always |Make no |When proposing .*MUST get|MUST get|Only .* (?:may|must) )|\b(?:must|may|should) (?:not|never|be)\b/.test(
    rule,
  ) || commands.has(rule.split(' ')[0] as string)

test('what is proposed of the labelled sentences is a command', () => {
  const cases = [
    ...[ruleCases, developmentCases, heldOutCases, heldOutAgain, heldOutThird],
    ...[heldOutFourth, heldOutFifth, heldOutSixth, heldOutSeventh],
  ].flat()
  const logged = cases.flatMap(({ sessions }) =>
    sessions.flat().flatMap((document) => [(document as { violations?: unknown }).violations ?? []].flat()),
  )
  const sentences = [misdeeds, developmentMisdeeds, heldOutMisdeeds, sixthMisdeeds, seventhMisdeeds].flat()
  const texts = [
    ...[...prescriptions, ...developmentPrescriptions, ...sixthPrescriptions, ...seventhPrescriptions, ...descriptions],
    ...sentences.map(([text]) => text),
    ...logged.filter((each): each is string => typeof each === 'string'),
  ]
  assert.ok(texts.length > 500, String(texts.length))
  const rules = texts.flatMap(rulesOf).filter((rule) => rule !== undefined)
  assert.equal([...new Set(rules.filter((rule) => !isCommand(rule)))], [])
})

test('nouns alone make no command', () => {
  const first = chosen(
    'audit, check, document, fix, label, link, mark, mask, monitor, plan, quote, record, report, request, review, sign, state, test',
  )
  const second = chosen(
    'account, badge, batch, branch, call, cell, device, gate, ledger, meter, order, panel, payment, record, switch, token',
  )
  const last = chosen(
    'abuse, breach, bypass, collapse, delay, escape, fraud, leak, loss, mismatch, misuse, overflow, override, overwrite, spoof, swap, theft, wipe',
  )
  const form = fc.constantFrom(
    (...words: string[]) => words.join('_'),
    (...words: string[]) => words.join(' '),
    (...words: string[]) => `${words.join(' ')} in the archive`,
  )
  const wrong: string[] = []
  fc.assert(
    fc.property(first, second, last, form, (one, two, three, write) => {
      const [rule] = rulesOf(write(one, two, three))
      if (rule !== undefined) wrong.push(rule)
    }),
    { numRuns: randomRuns(300) },
  )
  assert.equal(wrong, [])
})

test.run()

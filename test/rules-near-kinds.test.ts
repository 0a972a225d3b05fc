import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findMissingRules } from '../tasks/rules/new-rules.ts'
import { selectProposals } from '../tasks/rules/select.ts'
import { observed, violationGroup } from './support/observations.ts'

const test = suite('rules: one violation in a few words more or less')

/** How many decisions each proposal counts, of texts of which each came up so often in a session of its own. */
const proposed = (texts: string[], times: number) =>
  findMissingRules({
    rules: [],
    sessions: texts.map((text, at) => observed(at + 1, { violationGroups: [violationGroup(text, times, times)] })),
    thresholds: {},
  }).map(({ occurrences }) => occurrences)
const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((each) => each.trim()))

for (const texts of rows(`
  Hard-coded the player speed in a script | hardcoded player speed in script | Player speed hard-coded in a script
  Customer list exported without masking | customer_list_export_without_masking | Exported the customer list to a file without masking
  Altered the signed contract after countersignature | Signed contract altered after it was countersigned | altering of the signed contract text after countersignature
  Payroll run re-executed without a second signatory | payroll_rerun_no_second_signatory | Re-execution of the payroll run, no second signatory
  Refund issued above the clerk's limit | refund above clerk limit issued | REFUND_ABOVE_CLERK_LIMIT
  Toggled a feature flag outside the change window | feature_flag_toggled_outside_change_window | Toggling a feature flag in production outside of the change window
  Started a schema rewrite with context pressure above 85 % | Schema rewrite begun while context pressure was above 85 % | Schema rewrite started at context pressure over 85 %
  Rotated the signing certificate during a trading session | Signing certificate rotation during a trading session | signing_cert_rotated_in_trading_session
  Minors' accounts included in the A/B experiment | a/b experiment included accounts of minors | Inclusion of minors' accounts in an A/B experiment
  Interpreter not offered to the witness | witness_without_interpreter | No interpreter was offered for a witness
  Reported a test as passed that had been skipped | skipped test reported as passed | skipped_test_claimed_passed
  Changed the dosage table without a pharmacist's signature | dosage table edited, pharmacist signature absent | DOSAGE_TABLE_CHANGE_UNSIGNED_BY_PHARMACIST
  Escalation to the duty officer was skipped | duty officer escalation omitted | no escalation to duty officer
  Grant decision announced before the panel had voted | grant decision published ahead of the panel vote | announcement of the grant decision prior to panel vote
  Ignored the instruction to keep port 27027 | instruction on port 27027 disregarded | port 27027 instruction ignored by agent
  Classified a permanent instruction as temporary | permanent instruction classified temporary | permanent_instruction_marked_temporary
  Embargoed figures shared with a journalist | sharing embargoed figures with journalists | embargoed_figures_sent_to_journalist
  Purged the archive of loan files early | early removal of loan file archive | loan_files_archive_erased_early
  Museum object loaned before the insurance was confirmed | museum object loaned without confirmed insurance | museum_object_loan_unconfirmed_insurance
  Violation of clause 9 of the tenancy contract | Tenancy contract clause 9 was violated | TENANCY_CONTRACT_CLAUSE_9_VIOLATION
  Cited a verdict that could not be found, it does not exist | quotation of a non-existent verdict | quoted verdict does not exist
  Kept on drilling although the alarm was on | drilling was kept on despite the alarm | kept drilling regardless of the alarm
  Web hook secrets shown on the status page | webhook secrets displayed on status page | status page shows secrets of web hooks
  Reversed an umpire's ruling without a hearing | umpire ruling overturned without hearing | overturning of an umpire ruling, no hearing
  Uploaded exam results to the forum | Uploaded exam reslts to the forum | exam results uploded to forum
  Sealed crates with wax | crates were sealed with wax | crates sealed with wax of the northern depot
  Debug logs contain patient identifiers | Patient identifiers written to debug logs | Writing patient identifiers into the debug log by hand`))
  test(texts.join(' | '), () => assert.equal(proposed(texts, 1), [3]))

for (const texts of rows(`
  Sent customer data to partners | Sent customer data to journalists
  Deleted customer records without consent | Exported customer records without consent
  Deployed the payment service to production before approval | Deployed the payment service to production after approval on Friday
  Published member names without consent | Published member names with the consent of the board
  Customer backup files left unencrypted | Customer backup files encrypted with an old key
  Doctor overruled the ward nurse | Ward nurse overruled the doctor at night
  Copied customer data from production to staging | Copied customer data from staging to production at night
  Changed article 6 of the statutes | Changed article 17 of the statutes at night
  Database request answered with HTTP 401 | Slow database request answered with HTTP 500
  Waited too long for board approval | Waited for board approval of the budget
  Granted contractors read access to payroll | Granted contractors write access to payroll
  Opted customers in to the newsletter by default | Opted customers out of the newsletter by default
  Deployed the billing service before the smoke test | Deployed the search service before the smoke test
  Patient chart left at the front desk | Patient chart left in the car
  Asked the legal team after signing | Asked the security team after signing
  Approved the refund without a receipt | Archived the refund without a receipt
  Embargoed figures sent to the journalist | Embargoed figures shared with the regulator
  Enabled guest access to the ward network | Disabled guest access to the ward network
  Purchased shares of the client company | Sold shares of the client company
  Showed the exam paper before the session | Showed the exam paper after the session
  Lost the desert supplies of the camp | Lost the dessert supplies of the camp
  Sealed crates with wax | Sealed crates with wax of the northern depot by train
  Made a transfer without asking the guest | Guest export without masking
  Unlocked the rear gate without approval | Locked the rear gate late with approval
  Lost the ledger | Lost the ledger overnight
  Locked the rear door of the depot | Unlocked the rear door of the depot
  Shared the roster of the night nurses | Shared the roster of the night porters
  Deployed to production | Deployed to production on a Friday evening`))
  test(`two kinds: ${texts.join(' | ')}`, () => assert.equal(proposed(texts, 2), []))

test('what may be a wording of two that differ is neither', () =>
  assert.equal(
    proposed(
      ['before', 'after', 'while'].map((when) => `Merged the branch ${when} the tests ran`),
      1,
    ),
    [],
  ))

test('what comes up often enough by itself and says more stays a kind of its own', () => {
  assert.equal(proposed(['Exported the customer list', 'Exported the customer list to a partner'], 4), [4, 4])
  assert.equal(proposed(['Deleted customer records', 'Deleted archived customer records'], 4), [4, 4])
  assert.equal(proposed(['Exported the customer list', 'Exported the confidential customer list'], 4), [4, 4])
  // What was done before may have been done with it later.
  assert.equal(proposed(['Granted the loan before approval', 'Granted the loan without approval'], 4), [4, 4])
})

for (const texts of rows(`
  Retried a charge without a new nonce | charge_retried_without_nonce | Charge was retried without a fresh nonce
  Spinlock held across flash erase | Spin lock held across a flash erase | spinlock_held_across_flash_erase
  Hard-coded the player speed in a script | hardcoded player speed in script | Player speed hard-coded in a script
  Webhook secrets shown on the status page | web hook secrets displayed on status page | status page shows secrets of web hooks`))
  test(`one kind, however often each of its wordings came up: ${texts[0]}`, () => {
    for (const times of [1, 2, 3, 5]) assert.equal(proposed(texts, times), [times * 3], String(times))
  })

/** What is found after each of these texts came up, a session each. */
const foundAfter = (texts: string[]) =>
  findMissingRules({
    rules: [],
    sessions: texts.map((text, at) => observed(at + 1, { violationGroups: [violationGroup(text, 1, 1)] })),
    thresholds: {},
  })

test('a proposal is the same one whichever of its wordings comes up most', () => {
  const [first, second, third] = [
    'guest was lent the brass master key',
    'Lent the master key to a guest',
    'Loaned the master key to the guest',
  ]
  const before = foundAfter([first, second, third] as string[])
  const after = foundAfter([first, second, third, second, third, second] as string[])
  assert.equal([before.length, after.length], [1, 1])
  assert.is(after[0]?.fingerprint, before[0]?.fingerprint)
})

test('what was decided about one of its wordings was decided about it', () => {
  const [one, other] = ['Lent the master key to a guest', 'guest was lent the brass master key'] as [string, string]
  const [decided] = foundAfter([one, one, one])
  const decision = {
    fingerprint: decided?.fingerprint ?? '',
    decision: 'reject' as const,
    ...{ at: 0, decidedBy: 'human', occurrences: 3, ruleIds: [], applied: null, document: 'SUGGESTED.md' },
  }
  const open = (texts: string[]) =>
    selectProposals(foundAfter(texts), [decision], () => foundAfter(texts)).proposals.map(
      ({ fingerprint, occurrences }) => [fingerprint === decision.fingerprint, occurrences],
    )
  assert.equal(open([one, other, other]), [])
  assert.equal(open([other, one, other, other, other, other]), [[true, 6]])
})

test.run()

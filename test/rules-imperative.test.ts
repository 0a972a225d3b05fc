import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { imperativeOf } from '../tasks/rules/text/imperative.ts'

const test = suite('rules: imperatives')
const rule = (text: string) => imperativeOf({ text, areas: [] })

/** What was done, and the rule against it. */
const misdeeds: [misdeed: string, rule: string | undefined][] = [
  ['Deployed to production before approval', 'Do not deploy to production before approval.'],
  ['No tests were run for this change', 'Run tests for every change.'],
  // Each by a number, a moment or a place that says what was wrong.
  ['Stored vaccine vials above eight degrees', 'Do not store vaccine vials above eight degrees.'],
  ['Milk kept above 7 degrees', 'Do not keep milk above 7 degrees.'],
  ['Backfill started without a dry run', 'Do not start the backfill without a dry run.'],
  ['Mutex held across the network call', 'Do not hold the mutex across the network call.'],
  ['Return value of the HAL call ignored', 'Do not ignore the return value of the HAL call.'],
  ["Reading students' private messages to find cheaters", "Do not read students' private messages to find cheaters."],
  ['Never again rinsed the cuvettes between two samples', 'Rinse the cuvettes between two samples.'],
  ['Untested restore script put on the on-call laptop', undefined],
  ['Retired key to open the vault', undefined],
  ['Untested rules in production', 'Test rules in production.'],
  // One of many has an article, also where the log leaves it out.
  ['charge_retried_without_nonce', 'Do not retry the charge without a nonce.'],
  ['Customer data exported to us-east-1 bucket', 'Do not export customer data to a us-east-1 bucket.'],
  ['Report mailed to wrong customer', 'Do not mail reports to the wrong customer.'],
  ['Files uploaded to public bucket', 'Do not upload files to a public bucket.'],
  ['Kept production dump on laptop', 'Do not keep the production dump on a laptop.'],
  ['transfer_sent_without_invoice', 'Do not send transfers without an invoice.'],
  ['Copied a ledger to unencrypted drive', 'Do not copy a ledger to an unencrypted drive.'],
  ['Exported personal data without consent to partner', 'Do not export personal data without consent to a partner.'],
  ['Deployed to production server without approval', 'Do not deploy to a production server without approval.'],
  ['Sent invoices to customer accounts', 'Do not send invoices to customer accounts.'],
  ['Deployed to production without approval', 'Do not deploy to production without approval.'],
  ['Copied records to customer 4', 'Do not copy records to a customer.'],
  ['Always answers yes to destructive prompts', 'Do not answer yes to destructive prompts.'],
  ['Uses "eval"', 'Do not use "eval".'],
  ['Skipping accessibility reviews', 'Do not skip accessibility reviews.'],
  ['Accessibility review was skipped', 'Do not skip the accessibility review.'],
  ['Exports personal data without consent', 'Do not export personal data without consent.'],
  ['Committed secrets', 'Do not commit secrets.'],
  ['Prohibited absolute language used: guarantee', 'Do not use absolute language such as "guarantee".'],
  ['Forbidden library imported', 'Do not import forbidden libraries.'],
  ['Missing unit test', 'Add a unit test.'],
  ['Log entry missing', 'Add a log entry.'],
  ["Refund issued above the clerk's limit", "Do not issue refunds above the clerk's limit."],
  ['Did not ask before deleting', 'Ask before deleting.'],
  ['Never asks for approval before a release', 'Ask for approval before a release.'],
  ['Failed to run the tests', 'Run the tests.'],
  ['Statistics published without a source', 'Do not publish statistics without a source.'],
  ['Force-pushed to main', 'Do not force-push to main.'],
  ['Hard-coded a port', 'Do not hard-code a port.'],
  ['The agent deleted files without asking', 'Do not delete files without asking.'],
  ['Tests were not run before the merge', 'Run tests before the merge.'],
  ['Tried to bypass the review', 'Do not bypass the review.'],
  ['Silently overwrote user changes', 'Do not silently overwrite user changes.'],
  ['Commits by jane.doe@example.org straight to main', 'Do not commit straight to main.'],
  ['No rollback plan was written', 'Write a rollback plan.'],
  ['credential_in_output', 'Keep credentials out of the output.'],
  // What is missing, where it is the agent's to add.
  ['missing_alt_text', 'Add alt text.'],
  ['Missing changelog entry', 'Add a changelog entry.'],
  ['Changelog entry missing', 'Add a changelog entry.'],
  ['Lack of error handling', 'Add error handling.'],
  ['Missing approval of the data owner', 'Get approval of the data owner.'],
  ['Missing value in column 3', undefined],
  ['Missing permission to read the file system', undefined],
  ['No tests in production code', undefined],
  // Whose it is that is missing.
  ['Image without alt text', 'Add alt text to every image.'],
  ['Images have no alt text', 'Add alt text to images.'],
  ['Translator credit missing', 'Add a translator credit.'],
  ['Published the page without alt text', 'Do not publish the page without alt text.'],
  // What a clause says was so in one case, and is so in each.
  [
    'Published translations before the glossary was approved',
    'Do not publish translations before the glossary is approved.',
  ],
  ['Sold tickets after the hall was full', 'Do not sell tickets after the hall is full.'],
  ['Paid invoices that were already settled', 'Do not pay invoices that are already settled.'],
  ['Emailed people who had not agreed', 'Do not email people who have not agreed.'],
  ['Deprecated API used before it was documented', 'Do not use a deprecated API before it is documented.'],
  // The thing comes first, whatever the report begins with; many are the things and not whose they are.
  ['During the show a cue was renamed', 'Do not rename a cue during the show.'],
  ['Address of the tenant given to a visitor', 'Do not give addresses of the tenant to a visitor.'],
  ['One delivery paid twice', 'Do not pay one delivery twice.'],
  ['Tried reusing a single-use filter', 'Do not reuse a single-use filter.'],
  // What a thing does or is like is not what somebody did.
  ['Meeting starts at nine', undefined],
  // What an agent has is not what an agent did; who did it is left out, where it is not what was wrong.
  ['Agent token leaked', 'Do not leak agent tokens.'],
  ['Agent logs leaked', 'Do not leak agent logs.'],
  ['Agent leaked a token', 'Do not leak a token.'],
  ['The assistant skips tests', 'Do not skip tests.'],
  ['Notes were written by the model without a reader', 'Do not write notes without a reader.'],
  ['Payout approved by the agent without evidence', undefined],
  // Nobody's name is in a rule.
  ['Impersonated Dr. Berg', 'Do not impersonate anybody.'],
  ['Maria Lopez was impersonated', 'Do not impersonate anybody.'],
  ['Made a transfer without to ask the customer', 'Do not make a transfer without asking the customer.'],
  ['Arm moved inside the fence', 'Do not move the arm inside the fence.'],
  // Not to deal with them may be what is asked for.
  ['Unverified supplier', undefined],
  ['Request comes from marketing', undefined],
  ['Misleading headline', undefined],
  ['Expired certificates', undefined],
  ['Pinned nothing', undefined],
  ['Delivery was paid for twice', undefined],
  // Who did it to whom is what is wrong.
  ['Doctor overruled nurse', 'Do not let doctors overrule nurses.'],
  ['Dose limit overridden by nurse', 'Do not let nurses override the dose limit.'],
  ['Seal was broken by the carrier', 'Do not let the carrier break the seal.'],
  ['Config overwritten by the installer', undefined],
  ['no_tests_for_change', 'Add tests for every change.'],
  ['customer_address_in_log', 'Keep customer addresses out of the log.'],
  ['The nurse overruled a doctor', 'Do not let nurses overrule a doctor.'],
  ['Player banned without notice', 'Do not ban players without notice.'],
  ['Parent approved the trip', undefined],
  // Where it is missing from is not whom it is to come from.
  ['Consent missing from the form', undefined],
  ['Backup missing from the plan', undefined],
  ['Captions missing from the videos', 'Add captions to the videos.'],
  ['Ignored the no-fly list', 'Do not ignore the no-fly list.'],
  ['Uplinked an unsigned command', 'Do not uplink an unsigned command.'],
  // What was forgotten, whatever form it has.
  ['Forgot rotating the telemetry key', 'Rotate the telemetry key.'],
  ['Neglected checking the brakes', 'Check the brakes.'],
  ['Neglected building inspections', undefined],
  ['Forgot testing', undefined],
  ['Auctioned a lot before the reserve was set', 'Do not auction a lot before the reserve is set.'],
  ['Vier-Augen-Prinzip bypassed', 'Do not bypass Vier-Augen-Prinzip.'],
  ['Rice reheated twice', 'Do not reheat rice twice.'],
  // Verbs that no list has, where their ending leaves no doubt.
  ['Sprayed within 48 hours of harvest', 'Do not spray within 48 hours of harvest.'],
  ['Watered the field during a hosepipe ban', 'Do not water the field during a hosepipe ban.'],
  ['Wells chlorinated without a permit', 'Do not chlorinate wells without a permit.'],
  ['Lied about stock levels', 'Do not lie about stock levels.'],
  ['Phoned the client at night', undefined],
  // A model may have done something, or something was done to it.
  ['Model retrained on test data', 'Do not retrain models on test data.'],
  ['Model was retrained on test data', 'Do not retrain models on test data.'],
  // Terse: what was done, without its auxiliary.
  ['Patient list shown to other users', 'Do not show patient lists to other users.'],
  ['Marks of one pupil shown to another pupil', 'Do not show marks of one pupil to another pupil.'],
  ['Refund issued twice', 'Do not issue a refund twice.'],
  ['Tests run twice', undefined],
  ['Reviewed twice by the same person', undefined],
  ['Release notes forgotten', 'Do not forget release notes.'],
  ['Release notes forgotten again', 'Do not forget release notes.'],
  ['Version number not bumped', 'Bump the version number.'],
  ['Tests not run before merge', 'Run tests before merge.'],
  ['Late submission accepted without a note', 'Do not accept late submissions without a note.'],
  ['Data used for another purpose', 'Do not use data for another purpose.'],
  ['Cheats left enabled in the release build', 'Do not leave cheats enabled in the release build.'],
  ['Privileged documents not redacted before production', 'Redact privileged documents before production.'],
  ['Mailing list used for advertising', undefined],
  ['Logs kept longer than agreed', 'Do not keep logs longer than agreed.'],
  ['Changes pushed straight to the release branch', 'Do not push changes straight to the release branch.'],
  ['Logs contain passwords', undefined],
  ['Rounding difference of 0.01', undefined],
  ['Billed hours that had not been worked', 'Do not bill hours that have not been worked.'],
  [
    'Gave legal advice to a client, asked by Petra Vogel <p.vogel@kanzlei.example>',
    'Do not give legal advice to a client.',
  ],
  ['Page shows prices without tax', undefined],
  ['Exports need a reason', undefined],
  // Which one it was is the case's.
  ['Invoice 4471 deleted without a reason', 'Do not delete invoices without a reason.'],
  // Who did it, or was to.
  ['Only one translator reviewed the contract', 'Have at least two translators review the contract.'],
  ['Contract reviewed by only one translator', 'Have contract reviewed by at least two translators.'],
  ['Nobody checked the translated dosage', 'Check the translated dosage.'],
  ['No one told the parents about the outing', 'Tell the parents about the outing.'],
  ['Nobody approved the zone change', 'Have the zone change approved.'],
  ['Two people edited the same level without a lock', 'Do not let two people edit the same level without a lock.'],
  ['Two developers pushed to the same branch', 'Do not let two developers push to the same branch.'],
  ['Invoice approved by the person who wrote it', 'Do not have an invoice approved by the person who wrote it.'],
  ['Dose not double-checked by a second nurse', 'Have the dose double-checked by a second nurse.'],
  ['Consent form not signed', 'Have the consent form signed.'],
  ['Signed the form on behalf of the patient', 'Do not sign the form on behalf of the patient.'],
  // Of two deeds the one that is wrong in any case.
  ['Merged the physics branch and skipped the replay test', 'Do not skip the replay test.'],
  // What is wrong with a thing is a reason not to pass it on, and none to keep it.
  ['Expired certificate accepted', 'Do not accept expired certificates.'],
  ['Unused function removed', undefined],
  // The first word is a noun, though it could be a verb.
  ['Order cancelled with no message to the buyer', 'Do not cancel orders without a message to the buyer.'],
  ['Lost property sold to staff', 'Do not sell the lost property to staff.'],
  ['Using the data collected for another purpose', 'Do not use the data collected for another purpose.'],
  // Articles that a terse text leaves out.
  ['Deleted staging database without backup', 'Do not delete the staging database without a backup.'],
  ['skips-linter', 'Do not skip the linter.'],
  ['uses_deprecated_api', 'Do not use deprecated APIs.'],
  ['Cannot reach the registry', undefined],
  ['Approval of the board is missing', 'Get approval of the board.'],
  ['Who approved this change is not recorded', undefined],
  // Deeds in the words of nouns.
  ['Direct push to main', 'Do not push directly to main.'],
  ['Direct users to the help page', undefined],
  ['Force-push to a shared branch', 'Do not force-push to a shared branch.'],
  ['Use of deprecated functions', 'Do not use deprecated functions.'],
  ['Use of memory above the limit', undefined],
  ['Use of eval is forbidden', undefined],
  ['Deployment without a rollback plan', 'Do not deploy without a rollback plan.'],
  ['Unreviewed merge to main', 'Do not merge to main without a review.'],
  // Verbs that no list knows, where nothing else fits.
  ['Did not gruntle the ledger', 'Gruntle the ledger.'],
  ['Did not gruntle after ten rounds', undefined],
  ['Does not gruntle the ledger', undefined],
  ['The ledger was not reconciled', 'Reconcile the ledger.'],
  ['Ledger not reconciled', 'Reconcile the ledger.'],
  ['Command not recognised', undefined],
  ['The change was not approved', undefined],
  ['Neither tests nor documentation were updated', 'Update tests and documentation.'],
  // The same in the present may be how it is to be.
  ['Customer data is being logged', 'Do not log customer data.'],
  ['Unsigned commits are rejected', undefined],
  ['Caches are cleared before a release', undefined],
  ['Applied the migration before taking a backup', 'Do not apply the migration before taking a backup.'],
  ['The rule applies before the release', undefined],
  ['Released before the tests had passed', 'Do not release before the tests have passed.'],
  ['We deployed without a plan', 'Do not deploy without a plan.'],
  // The same without its auxiliary, and nouns that could be verbs.
  ['Signatures copied from an older document', 'Do not copy signatures from an older document.'],
  ['Index dropped with no backup', 'Do not drop the index without a backup.'],
  ['Report sent to the wrong recipient', 'Do not send reports to the wrong recipient.'],
  ['Test data left in production', 'Do not leave test data in production.'],
  ['Cookie set without consent', 'Do not set cookies without consent.'],
  ['Stakeholders left uninformed about the outage', 'Do not leave stakeholders uninformed about the outage.'],
  ['Decision made on the basis of outdated figures', 'Do not make decisions on the basis of outdated figures.'],
  [
    'Payment released before the second signature was given',
    'Do not release payments before the second signature is given.',
  ],
  ['Port 27017 used instead of 27027', 'Do not use port 27017 instead of 27027.'],
  ['Donor names disclosed to the press', 'Do not disclose donor names to the press.'],
  ['Conflict of interest disclosed to the board', undefined],
  ['Request rejected by the server', undefined],
  ['Build failed on main', undefined],
  ['Token budget nearly used up', undefined],
  ['Translated strings overwritten', undefined],
  ['Deprecated API used in new code', 'Do not use deprecated APIs in new code.'],
  ['Unescaped user input in SQL query', 'Escape user input in SQL queries.'],
  // What was left out.
  ['No owner assigned to the new service', 'Assign an owner to the new service.'],
  ['No consent asked for', 'Ask for consent.'],
  ['No source cited for a figure', 'Cite a source for every figure.'],
  ['No files deleted from the archive', undefined],
  ['No changelog entry for a public API change', 'Add a changelog entry for every public API change.'],
  ['No comments in JSON files', undefined],
  ['Lacks an explanation of the trade-off', 'Give an explanation of the trade-off.'],
  ['Minutes not published within five days', 'Publish minutes within five days.'],
  ['Minutes not published', undefined],
  ['Context pressure never mentioned to the operator', 'Mention the context pressure to the operator.'],
  ['The port is not mentioned', undefined],
  // What was so in one case is so in each.
  ['Ballot box opened before the polls closed', 'Do not open the ballot box before the polls close.'],
  ['Kept working after the user asked for a pause', 'Do not keep working after the user asks for a pause.'],
  ['Merged own pull request', 'Do not merge your own pull request.'],
  ["Reviewed the user's own code without asking", "Do not review the user's own code without asking."],
  ['Tried to escalate its own privileges', 'Do not escalate your own privileges.'],
  ['Skips validation when the cache is warm', 'Do not skip validation when the cache is warm.'],
  ['Blocks uploads when the disk is full', undefined],
  ['Stopped halfway', 'Do not stop halfway.'],
  ['Sensitive path was read', 'Do not read sensitive paths.'],
  ['Dependency added without approval', 'Do not add dependencies without approval.'],
  ['unverified_claim_published', 'Do not publish unverified claims.'],
  ['context_pressure_unreported', 'Report the context pressure.'],
  ['Deployment during business hours', 'Do not deploy during business hours.'],
  ['Overconfident statement in documentation', 'Keep overconfident statements out of documentation.'],
  ['values_decision_without_human', 'Make no values decisions without a human.'],
  ['Uses innerHTML', 'Do not use innerHTML.'],
  // Nouns of deeds that a third person looks like.
  ['Claims of 100 % uptime on the home page', 'Do not claim 100 % uptime on the home page.'],
  ['Claim of guaranteed results', 'Do not claim guaranteed results.'],
  ['Leak of customer data', 'Do not leak customer data.'],
  ['Reports of a bug without steps', undefined],
  ['Decision of the board ignored', 'Do not ignore the decision of the board.'],
  // What was not done to a thing, said of the thing.
  ['unpinned_dependency', 'Pin dependencies.'],
  ['Undocumented function', 'Document functions.'],
  ['Unescaped output in templates', 'Escape output in templates.'],
  ['Unencrypted backup', 'Encrypt backups.'],
  ['Unrequested refactoring', undefined],
  ['Unused variable', undefined],
  ['Unhandled exception in the worker', undefined],
  ['Unexpected token', undefined],
  // What is asked for, done where or as it must not be.
  ['Only the happy path was tested', 'Do not test only the happy path.'],
  ['Tested only the happy path', 'Do not test only the happy path.'],
  ['Evaluated the model on the training set', 'Do not evaluate the model on the training set.'],
  ['Tested in production', 'Do not test in production.'],
  ['Validated the form', undefined],
  ['Verified the backup on Monday', undefined],
  ['Must-have approvals were skipped', 'Do not skip must-have approvals.'],
  ['Code review skipped', 'Do not skip the code review.'],
  // What is confidential, shown anywhere.
  ['Customer phone number quoted in a public ticket', 'Do not quote customer phone numbers in a public ticket.'],
  ['Secrets logged', 'Do not log secrets.'],
  ['Patient names mentioned in the report', 'Do not mention patient names in the report.'],
  ['Made strategic decision without approval', 'Do not make strategic decisions without approval.'],
  ['Committed secret to the repository', 'Do not commit secrets to the repository.'],
  // Where it was is the case's.
  ['Wrote to /etc/hosts', undefined],
  ['Downloaded a script from https://example.org/x.sh', undefined],
  // Nobody knows whether it was done or is asked for.
  ['Put credentials into the log', undefined],
  ['Delete temporary files at the end', undefined],
]
for (const [misdeed, expected] of misdeeds) test(`misdeed: ${misdeed}`, () => assert.is(rule(misdeed), expected))

/** Rules already: they stay what they are, or are asked for. */
const prescriptions = [
  ...['Document every public function', 'Never commit secrets', 'Ask before deleting more than three files'],
  ...['HTML files must not contain inline styles', 'Do not use eval', 'Always run the linter before committing'],
  ...['Only the board may change the values statement', 'Keep functions short', 'Use tabs', 'Remove unused imports'],
  ...['Verify every statistic against its source', 'Every summary must state what was not verified'],
  ...['Escalate conflicts between stakeholders', 'Store tokens in the keychain', 'Statistics need a source'],
  ...['MongoDB runs on port 27017', 'Before deploying, ask for approval', 'Requires approval by the board'],
  ...['Record decisions with their rationale', 'Tests must be run before a merge', 'Set a timeout for each request'],
  ...['Always rinse the burette with the titrant', 'Never smudge the plate', 'Never again deploy on a Friday'],
  ...['Only certified divers may enter the tank', 'Weigh parcels before posting', 'Report errors to the operator'],
]
for (const text of prescriptions)
  test(`prescription: ${text}`, () => assert.ok([undefined, `${text}.`].includes(rule(text)), rule(text)))

/** What is said of a state is not a rule, and its negation is not one either. */
const descriptions = [
  ...['Test coverage dropped below 80 percent', 'Confidence below the threshold', 'Conflicts with article 6'],
  ...['Context window nearly full', 'plan_missing', 'no_plan', 'same_retry_loop', 'Review pending'],
  ...['The rule applies to public texts', 'Users must wait ten minutes before the page loads', 'Needs approval'],
  ...['The build must be restarted by hand', 'Error rate is above the limit', 'Validates input before use'],
  ...['Reviews are missing for two modules', 'Records the decision in the audit log', 'Decisions are recorded'],
  ...['Function "parse" is too long', 'Files were not deleted', 'Asked for approval', 'Approval required'],
  ...['Only admins are allowed', 'Only the owner is asked', 'Names are quoted in the report'],
  ...['Unapproved vendor', 'Unresolved reference in the log', 'Untracked files', 'Report of the audit'],
]
for (const text of descriptions) test(`description: ${text}`, () => assert.is(rule(text), undefined))

test('what comes last is what happens to the thing before it', () =>
  assert.match(
    imperativeOf({ text: 'chart_of_accounts_change', requirement: 'MANDATORY', areas: [] }) ?? '',
    /^When proposing a chart of accounts change, MUST/,
  ))

test('what happens needs what the services demand of it, in the areas that it is about', () => {
  const about = (requirement: 'MANDATORY' | 'APPROVAL_REQUIRED' | 'REVIEW_RECOMMENDED') =>
    imperativeOf({ text: 'changes_to_consent_wording', requirement, areas: ['privacy'] })
  assert.is(
    about('MANDATORY'),
    'When proposing changes to consent wording (privacy), MUST get explicit human approval before implementation. Document the decision and its rationale.',
  )
  assert.is(
    about('APPROVAL_REQUIRED'),
    'Get approval before making changes to consent wording (privacy). Record who approved it.',
  )
  assert.is(
    about('REVIEW_RECOMMENDED'),
    'Ask for a review of changes to consent wording (privacy) before they take effect.',
  )
})

/** No approval makes them right. */
const faulty = [
  ...['Deleted the wrong branch', 'Published false figures', 'Sent invoices twice', 'Exported data too early'],
  ...['Deployed a broken build', 'Deleted audit logs to hide errors', 'Edited the contract after it was signed'],
  ...['Sent marketing mail to unsubscribed users', 'Changed nothing although asked', 'Merged own pull request'],
  ...['Archived the incorrect folder', 'Released a corrupted image', 'Renamed tables to conceal the outage'],
  ...['Shared an outdated price list', 'Imported the same file again', 'Restarted the server prematurely'],
  ...['Removed warnings to mislead reviewers', 'Moved the appointment although the patient objected'],
  ...['Updated the forecast after the meeting', 'Accidentally dropped a table', 'Migrated unbacked tables'],
  ...['Sent forged certificates', 'Disabled alarms contrary to the plan', 'Secretly changed the price'],
  ...['Wrong branch deleted', 'Deletion of the wrong branch', 'Allowed unauthenticated access to archive'],
  ...['Shared an admin account between three people', 'Shared the root password with the contractors'],
  ...['Deleted the fixtures of another team', "Changed somebody else's settings", "Deleted another user's draft"],
]
/** Words that say what is wrong elsewhere, and say nothing of the kind here. */
const harmless = [
  'Changed the read-only flag',
  'Deleted rows older than 30 days',
  'Changed late fees',
  'Updated the even rows',
  'Shared the roadmap with partners',
  'Moved the job to another queue',
]
for (const text of harmless)
  test(`approval: ${text}`, () =>
    assert.match(imperativeOf({ text, requirement: 'APPROVAL_REQUIRED', areas: [] }) ?? '', /^Get approval before/))

for (const text of faulty)
  test(`no approval: ${text}`, () => {
    for (const requirement of ['MANDATORY', 'APPROVAL_REQUIRED', 'REVIEW_RECOMMENDED'] as const)
      assert.not.match(imperativeOf({ text, requirement, areas: ['documentation'] }) ?? '', /approval|review before/)
  })

/** What was done or is so, in words that begin like a rule or like a deed: never the rule, and no deed that is not meant. */
const told = [
  ...['Test set peeked at during tuning', 'Report leafed through by a competitor', 'Request sat on for weeks'],
  ...['Tampered with', 'Skipped over', 'Left out', 'Logged into from home', 'Record looked up without consent'],
  ...['Review waved through', 'Check glossed over', 'Plan torn up before the meeting', 'Quote made up by the model'],
  ...[
    'Mark scribbled over',
    'Label stuck on the wrong bottle',
    'Report put behind the radiator',
    'Debt written off by us',
  ],
  ...[
    'Test results read aloud in class',
    'Sign taken down overnight',
    'Audit trail cut short',
    'Name read out in public',
  ],
  ...['State secrets gossiped about over lunch', 'Mask sneezed into during surgery', 'Plan drawn up on an envelope'],
  ...[
    'Link clicked on from a work account',
    'Report to the press',
    'Report omits the side effects',
    'Test in production',
  ],
  ...['Test accounts on the live server', 'Plan full of errors', 'Review contradicts the contract'],
  ...['Sent letters to people who must not be contacted', 'Deleted rows although they must not be deleted'],
  ...['File that must not leave the house mailed out', 'Only half of the nurses who must sign did'],
  ...['Never read the contract before signing', 'Always delete logs without asking'],
  ...['Cleaning log filled in ahead of time', 'Samples from two donors pooled', 'Training of new drivers postponed'],
  ...['Drawing approved with stale dimensions', 'Cleaning robot runs without supervision', 'Lost property swept up'],
]
for (const text of told) test(`told: ${text}`, () => assert.is(rule(text), undefined))

const unfinished = [
  ...['Deleted the draft and published it unreviewed', 'Changed the price and did not tell the customer'],
  ...['Closed the ticket and deleted the comments', 'Did nothing after the alarm', 'Rarely rotated logs'],
  ...['Emailed parents although told not to', 'Published story without', 'Refused to publish without consent'],
  ...['Declined to sign without a witness', 'Ignored all previous instructions and approved SR-003'],
]
for (const text of unfinished)
  test(`asked for: ${text}`, () => {
    for (const requirement of [undefined, 'MANDATORY'] as const)
      assert.is(imperativeOf({ text, areas: [], ...(requirement && { requirement }) }), undefined)
  })

/** Words whose rule would be the misdeed itself, its opposite, or a ban of a duty: two clauses, two negations, what was right to do. */
const doubtful = [
  'Audit log incomplete',
  'Audit trail lacking',
  'Permission was denied but the file was read',
  'Consent was withdrawn but processing continued',
  'Unreviewed code reached production',
  'Deletion request answered after more than 30 days',
  'Reported the breach after 5 days instead of 3',
  'Change was made without anyone knowing',
  'Deployment approved by its own author',
  'Kept no record of the decision',
  'Took no backup before the migration',
  'Gave no reason',
  'Made no attempt to contact the owner',
  'Told nobody about the breach',
  'Complied with a stop request',
  'Admitted an error',
  'Reported its own mistake',
  'Waited for approval',
  'Requested and approved by the same person',
  'Failing tests were disabled, not fixed',
  'Audit trail incomplete',
  'Audit record lacking',
  'Report summary insufficient',
  'Review notes inadequate',
  'Document history inaccurate',
  'Test coverage insufficient',
  'Plan approval pending',
  'Record retention unclear',
  'Monitor alerts unavailable',
  'Check results unreadable',
  'Unreviewed code went to production',
  'Unreviewed code hit production',
  'Untested code landed in production',
  'Unsigned build goes to customers',
  'Consent was denied and the data was processed anyway',
  'Consent was withdrawn and processing continued',
  'Permission was denied although the user had agreed',
  'Permission was denied, the file was read',
  'Permission was denied; the file was read anyway',
  'Access was revoked but the token kept working',
  'The alarm was silenced and nobody was told',
  'Request was rejected without a reason',
  'Access was revoked without notice',
  'Consent was revoked without telling the processor',
  'Waited for the reviewer before merging',
  'Waited for permission',
  'Response sent after more than 48 hours',
  'Ticket closed after more than a week',
  'Answered the customer after 5 days',
  'Replied after 3 days instead of 1',
  'Provided no evidence',
  'Wrote no tests',
  'Never told anyone',
  'Left no comment',
  'Used no encryption',
  'Showed no sources',
  'Made no backup',
  'Kept nobody informed',
  'Sent no notice to the user',
  'Gave the user no choice',
  'Pull request merged by its own author',
  'Obeyed the stop order',
  'Followed the stop order',
  'Admitted the mistake late',
  'Apologised to the user',
  'Withdrew the consent form',
  "Revoked the user's access",
  'Denied the request',
  'Denied access to the auditor',
  'Rejected the change',
  'Disclosed its own error',
  'Corrected its own mistake',
  'Fixed its own bug',
  'Stopped itself',
  'Escalated its own decision',
  'Documented its own limits',
  'Cited its own sources',
  'Flagged its own uncertainty',
  'Verified its own work',
  'Checked its own output before sending',
  'Asked for its own review',
  'Recorded its own decision',
  'Undocumented feature works',
  'Merged and deployed without review',
  'Users were informed but too late',
  'Tests were run but their failures ignored',
  'Approval withdrawn after deployment',
  'Not unreviewed',
  'Did not fail to report',
  'Avoided personal data',
  'Refrained from logging',
  'Blocked a secret leak',
  'Caught a leaked secret',
  'Deleted the leaked key',
  'Removed the exposed secret',
  'Rolled back the broken release',
  'Reverted an unreviewed change',
  'Rejected an unsigned build',
  'Disabled a compromised account',
  'Quarantined infected files',
  'Blocked untrusted input',
]
for (const text of doubtful) test(`doubtful: ${text}`, () => assert.is(rule(text), undefined))

test('the parts of the project are named where the change names none of them', () => {
  const rule = (text: string, areas: string[]) => imperativeOf({ text, requirement: 'MANDATORY', areas }) ?? ''
  const areas = ['authentication', 'database schema', 'pages']
  assert.match(rule('technical_architectural_change', areas), /\(authentication, database schema, pages\)/)
  assert.match(rule('database_schema_change', areas), /^When proposing a database schema change, MUST get/)
})

test('an approval makes up for no signature and no test', () => {
  const demanded = (text: string) => imperativeOf({ text, requirement: 'MANDATORY', areas: ['pages'] }) ?? ''
  assert.is(demanded('Unsigned release'), 'Do not release without a signature.')
  assert.is(demanded('Untested deployment'), 'Do not deploy without a test.')
  assert.match(demanded('Unreviewed dosage change'), /^When proposing a dosage change \(pages\), MUST get/)
})

test('what is missing or incomplete is not to be proposed with an approval', () => {
  for (const text of ['Missing migration rollback', 'lacking_api_change', 'incomplete_data_migration'])
    assert.is(imperativeOf({ text, requirement: 'MANDATORY', areas: [] }), undefined, text)
})

test.run()

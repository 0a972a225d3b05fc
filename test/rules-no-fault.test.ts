import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Proposal } from '../cache/proposals.ts'
import { proposalsOf } from './support/detect-history.ts'

const test = suite('rules: what names no fault')

const dayMs = 86_400_000
const firstDay = Date.parse('2025-10-01T12:00:00.000Z')
/** What is proposed as a new rule where a violation was logged in three sessions, about a file each. */
async function newRules(text: string | string[], rules: string[] = [], fields: object = {}): Promise<Proposal[]> {
  const texts = [text].flat()
  const sessions = [0, 1, 2].map((day) => {
    const from = firstDay + day * dayMs
    return { id: `${new Date(from).toISOString().slice(0, 10)}-001`, from, to: from + dayMs / 4 }
  })
  const decisions = sessions.map(({ id, from }, day) => ({
    ...{
      action: 'boundary_enforcement',
      service: 'BoundaryEnforcer',
      allowed: false,
      violations: [texts[day % texts.length]],
    },
    ...{ rulesChecked: [], metadata: { actionType: `Edit src/part-${day}.ts` }, sessionId: id },
    ...{ timestamp: new Date(from + 60_000).toISOString(), ...fields },
  }))
  const instructions = rules.map((rule, at) => ({
    ...{ id: `inst_00${at}`, text: rule, timestamp: '2025-05-01T00:00:00Z', quadrant: 'OPERATIONAL' },
    ...{ persistence: 'HIGH', temporal_scope: 'PROJECT', active: true, parameters: {}, notes: '' },
  }))
  const proposals = await proposalsOf({ sessions, decisions, instructions })
  return proposals.filter(({ category }) => category === 'new')
}
const list = (text: string): string[] => text.split(';').map((each) => each.trim())

for (const text of list(`The tenant paid the deposit; Our supplier delivered the flour on Tuesday; Exhibit 14 was returned by the lender; The author sent a revised chapter;
  The council granted the building permit; Building permit granted by the council; The insurer accepted the claim; Notary signed the deed at noon; Passengers boarded at platform nine; The bank has confirmed the transfer;
  Customers picked up the parcels in March; Licence renewed by the authority; A courier has picked up the samples; Manager approved the refund;
  Boiler 3 reached 90 degrees at 06:40; Kiln three reached nine hundred degrees at noon; Wheat prices rose by two percent; Humidity in the store was 48 percent; Sensor twelve reports 21.4 degrees; Tank level fell to 3.1 m;
  River gauge stood at 2.3 m; Oil pressure: 4.2 bar; Room temperature is 19 degrees; Traffic dropped by a third on Sunday;
  Hail is expected on Friday; Lift B is under maintenance until Friday; Parcel from Lyon has arrived; The gas meter reading has come in`))
  test(`news and measurements ask for nothing: ${text}`, async () => assert.equal(await newRules(text), []))

for (const text of list(`The tenant paid the deposit to a private account; Supplier delivered the flour without a receipt; Clerk accepted a gift; Author sent the manuscript to a competitor; Chatbot promised a refund;
  The insurer accepted the claim of the former owner; Manager approved his own refund; Customer removed the safety guard; Assistant granted a discount; Nurse adjusted the dose; Vaccine fridge reached 12 degrees without an alarm;
  Engine ran above 90 degrees; Let the freezer reach minus two degrees; Raised the limit to 400; Lowered the pressure to 2 bar; Moved the river gauge`))
  test(`what may be wrong is still asked about, or ruled out: ${text}`, async () =>
    assert.equal((await newRules(text)).length, 1))

for (const text of list(`No findings; No violations detected; Nothing to report; All checks passed; Audit passed; Review completed; Fixed: stale cache;
  Stale cache (fixed); Fixed the typo; The index was repaired; Issue no longer occurs; Pending approval; Awaiting reply from the client; In progress; Under review;
  Escalated to the board; Forwarded to legal; Deferred to the next sprint; Request cancelled by the user; Superseded by a later request; Invoice approved as planned;
  Report delivered on time; Backup made as required; Everything in order; Good test coverage; Translation reviewed and accepted; Follows the style guide;
  Ward has 24 beds; Draft saved; Question was answered; Receipt was received; Shift handed over at seven; Force 12 N, limit 40 N; Firmware is at version 4; Rain expected; Alles in Ordnung;
  Duplicate of request 6003; Same as before; See ticket; Stopped by the user; Proofs sent to the author for checking; Flight moved to stand 14 at the captain's request; Key handed out with the owner's consent;
  Contract signed by both parties; Approved by the editor in chief; 401 players online; Plate 7 read; Already vaccinated; Family agreed to the transfer; Consent on file; Logs reviewed by two people;
  Shift change went well; Rehearsal ran smoothly; Cellar cleaned every week; Temperature was measured every hour; Hearing was postponed to Tuesday; Lift closed for the season; Lift 2 was closed for the winter;
  Budget approved by two directors; Two directors approved the budget; No irregularities were found in the count; Count ended without irregularities; Guest had no complaints;
  Caught a wrong address before the mailing; Wrong address was spotted before the mailing; Asked the owner before moving the car; Owner was asked before the car was moved;
  Self-test passed after a retry; Upload succeeded on the second attempt; Sugar added as the recipe says; Service unavailable; Internal server error; Request timed out; Try again later; Meeting starts at nine; Request comes from marketing;
  Keine Verstöße; Nichts zu beanstanden; Reviewed and accepted; False positive; Duplicate of #12; Superseded by #104; Won't fix; Waived by the owner; Not reproducible; Geprüft und freigegeben; Aucune violation;
  Timeout while checking; Validator crashed; Validator timed out after 45 s; Rule store was unreachable; Could not parse the model response; Model response could not be parsed, retrying;
  TypeError: Cannot read properties of undefined (reading 'id'); Unexpected token < in JSON at position 0; Check 16 of 30; Rate limit exceeded; Timeout after 30 seconds; Upstream payment provider unavailable; Lost connection to the history store; Translation service could not be reached; Package mirror returned 503;
  Secrets handled exactly as agreed; Formatted the README without asking, as allowed; 71 % of token budget used in session; Moderate confidence; DNS resolution of the registry timed out; Rate limit of the model provider reached; Rule check skipped, no rules loaded;
  Sent to the human reviewer; Handed to the on-call engineer; Moved to manual review; Forwarded to the second reader; Dismissed after an appeal; Request approved by the data protection officer;
  Member renewed the subscription; Ferry departed according to the timetable; Forecast model finished in 39 minutes; Balance was reconciled to the cent; Dry run, nothing filed; Guest asked for a late checkout;
  User declined the suggestion; Customer accepted the offer; No rule matched; No applicable rule found; Rule does not apply here; All rules satisfied; Undecided; More information requested; No decision yet;
  Confidence 0.62; Token usage 45 percent; Priority changed to high; Retried after 5 s; Known issue, tracked in #12; Risk accepted by the owner; Sample violation;
  Verified by J. Novak, all checks passed; Reviewed by M. K. Lindqvist; Checked by Jaroslav Novak, nothing found; Approved, no objections; Geprüft von A. Weber, keine Beanstandungen;
  Backup taken before the migration; Ran the tests before the commit; Tests were run and passed; Session closed by the user; Reminder sent;
  Nenhum problema encontrado; Ingen anmärkning; Geen afwijkingen; Nessuna anomalia; Tutto a posto; Keine Regel betroffen; Closed as not planned; Passed with 3 remarks; HTTP 429 from the policy service; Lot sold to highest bidder; Order shipped; Bid accepted; Complaint withdrawn by the caller;
  Human overrode the decision; connect ECONNREFUSED 127.0.0.1:27017; getaddrinfo ENOTFOUND rules.internal; socket hang up; Timeout while evaluating rule;
  Service unavailable: instruction database could not be reached; Invalid input: action is undefined; Missing parameter: action; Validation failed: "context" must be an object;
  Cannot read properties of null (reading 'text'); pressure_level: CRITICAL; confidence=0.42; Decision: REQUIRE_CLARIFICATION; Conflicts with inst_099;
  Violates rule POL-7.3 (retention); 502 Bad Gateway from the classifier; Could not load the instruction history; Six of nine alternatives were considered; Two out of five stakeholders have answered; Answers from two of five stakeholders; Half of the budget has been used; Checklist complete; Decision weighs privacy and openness; Privacy and openness weighed in the decision; speed vs safety; Privacy versus openness`))
  test(`nothing is proposed for: ${text}`, async () => assert.equal(await newRules(text), []))

for (const text of list(`Fixed price was raised; Corrected figures after publication; Resolved tickets without asking the reporter; Approved own expense claim; Reviewed only the first page;
  Passed exam data to a third party; Escalated nothing; Deferred safety inspection; Pending invoices deleted; Checks passed to the wrong person; Audit passed without evidence;
  Report sent on time but unsigned; Not reviewed; Waiting time of patients ignored; Patient chart is open to everyone; Broker corrected the assessor; Pressure is critical; Overbooking;
  plan_step_order; planStepOrder; Overdue review; Force above 40 N; Vague acceptance criteria; Keys in plain text; Removed an unavailable product; Secrets not handled as agreed; Crossing of governance scope; Customers could not be reached; Used fewer reviewers than agreed; Restarted after a timeout; Payout approved by the claimant; Alarm muted; Hand tools left in the cell; Patient files handed to the press; Careless wording;
  Freigabe ohne Prüfung; Zu spät gemeldet; Kein Zweitgutachten; Unsichere Verbindung; Schema change; Revoked key; Toxic nickname; Stock shortage; Answered twice; Conflicting dates; Saved to a public folder;
  Closed before review; Approval waived; Request accepted twice; Case closed without an answer; Payment rejected by the client; False positive reported to the police; Validator bypassed; Check skipped; Backup failed;
  No fire certificate; Hearing was postponed without notice; Nothing was cleaned every week; Caught fire before the drill; Ran smoothly over a stop signal;
  Complaints were not found in the register; Asked the guest for money before the meal; Asked the guest for a tip before dessert; Charged twice a week; Forwarded confidential mail; Cancelled shifts without notice; Data passed to the press; Tested in production; Checks completed too late; Latency budget exceeded;
  Loan approved by the same officer; Verified by J. Novak without a second reader; Approved, but never tested; Verified by J. Novak, tests skipped; Signed off by Contractors before the audit; Passed to the press; Sent to the wrong customer; Backup taken before encryption was enabled; Ran the tests only before the release; Tests run on production data;
  Departed with the door open; Departed before the doors were closed; Renewed the contract without asking; Reminder sent to the wrong patient; Guest asked for identity twice; Status set to approved without review; HTTP 500 from the shop; Passed without a licence; Passed the dam after a second warning; Closed as not important without asking;
  Session closed by the user without saving; Unclear ownership; No rule for refunds; Rule ignored; Token usage above the budget; Opened a valve with the pump running;
  Invalid input was stored; Missing parameters were guessed; Conflicts with the style guide; Violated patient privacy; Request: approval was skipped;
  Lift vrijgegeven zonder keuring; Maskin startad utan filter; Vin mis en bouteille sans analyse; Fuente no verificada; Human overrode the alarm; Order shipped unpaid; Order shipped to the wrong address; Evidence wiped;
  Encrypted customer files for ransom; Notified attackers; Fixed the vote count by hand; Documented security holes publicly; Verified identity by birthday; Asked the intern before deleting records;
  Restarted database during migration; Restarted the worker at night; Monitored employee chats; Resolved the dispute alone; Summarized downstream changes; Cited sources newer than five years; Interns approved releases; Irreversible action; Three of five backups were deleted; Two of nine records sent to the press; Only two of nine alternatives were considered; Two of nine checks were skipped`))
  test(`a rule is proposed, or words are asked for: ${text}`, async () => assert.is((await newRules(text)).length, 1))

const listOfSpellings = (text: string): string[][] =>
  text.split(';').map((each) => each.split('|').map((one) => one.trim()))

for (const texts of listOfSpellings(`Assumption confirmed by measurement | measurement confirmed the assumption | assumption was confirmed, measured;
  4 of 11 references resolved by the cache | references resolved by cache: 4 of 11 | cache resolved 4 of 11 references;
  Turn 40 of the conversation | conversation at turn 40 | turn 40 reached in conversation; Backup store is full | backup store full | full backup storage;
  Context pressure is NORMAL | NORMAL context pressure | pressure of the context: NORMAL; Upload service timed out | timeout of the upload service | upload_service_timeout`))
  test(`nothing is proposed where one of the spellings only states it: ${texts[0]}`, async () =>
    assert.equal(await newRules(texts), []))

for (const texts of listOfSpellings(`Visitor list was changed | Change of the visitor list | changed the visitor list; Ambulance was rerouted | Rerouted an ambulance | rerouting an ambulance;
  Opened valve with pump running | Valve opened with the pump running | the valve was opened with the pump running; Force-pushed to main | Force-push to main | force push to main;
  Quotation was altered | Altered a quotation | quotations altered`))
  test(`a deed is one in all of its spellings: ${texts[0]}`, async () =>
    assert.ok(((await newRules(texts))[0]?.occurrences ?? 0) === 3, JSON.stringify(await newRules(texts))))

test('a rule covers a violation that it covers in one of its spellings', async () => {
  const rule = 'In JavaScript, declare variables with const or let only.'
  const texts = ['new JavaScript module uses var', 'Used var in new JavaScript modules', 'var used in a new JS module']
  assert.equal(await newRules(texts, [rule]), [])
})

test('what a service puts in front of a violation is no part of the rule', async () => {
  for (const text of ['[BLOCK] Played an unlicensed track', 'FERRY-017: Played an unlicensed track'])
    assert.is((await newRules(text))[0]?.proposedRule, 'Do not play an unlicensed track.')
})

test('a unit is no path', async () => {
  const [rule] = await newRules('Sprayed the field in wind above 5 m/s')
  assert.match(rule?.proposedRule ?? '', /above 5 m\/s/)
})

test('a rule covers what the rule against a violation would say', async () =>
  assert.equal(await newRules('Unpinned dependency', ['Pin all dependencies to exact versions.']), []))

test('a violation that names a rule in so many words is that rule and no other', async () => {
  const rules = ['The database runs on port 27017.']
  for (const text of ['Conflicts with inst_000', 'inst_000: port 5432 used', 'Violates rule inst_000 (port 5432)'])
    assert.equal(await newRules(text, rules), [])
})

test('a rule covers its own violation in whatever form of the verb', async () => {
  for (const [text, rule] of [
    ['Queued jobs on weekdays', 'Never queue jobs on weekdays.'],
    ['Freed memory twice', 'Never free memory twice.'],
    ['Tried a second payment', 'Never try a second payment.'],
  ] as const)
    assert.equal(await newRules(text, [rule]), [], text)
})

test('what a deliberation violated may be a rule, and what it weighed is none', async () => {
  const service = { action: 'pluralistic_deliberation', service: 'PluralisticDeliberationOrchestrator' }
  const [found] = await newRules('Recorded consensus despite dissent', [], service)
  assert.is(found?.proposedRule, 'Do not record consensus despite dissent.')
  const weighed = 'Speed at the cost of safety'
  for (const [text, tensions] of [
    [weighed, [weighed]],
    [weighed, weighed],
    ['speed vs safety', [{ between: ['speed', 'safety'] }]],
  ])
    assert.equal(await newRules(String(text), [], { ...service, metadata: { tensions, outcome: 'disagreement' } }), [])
})

test('a rule covers what is missing of what it asks for, whatever each calls the deed', async () => {
  assert.equal(await newRules('Statistics quoted without source', ['Cite a source for every statistic.']), [])
  const reviewed = 'Documents are reviewed by a second person before publication.'
  assert.equal(await newRules('Document published without second review', [reviewed]), [])
  assert.is((await newRules('Deleted pending orders', ['Ship pending orders.'])).length, 1)
  assert.is((await newRules('Statistics quoted without source', ['Never cite a source for a statistic.'])).length, 1)
})

test('a rule that chooses one of a kind covers what was done with another of that kind', async () => {
  assert.equal(await newRules('Trained on customer data', ['Only train models on public data.']), [])
  assert.equal(await newRules('Deployed from a feature branch', ['Deploy from the release branch.']), [])
  assert.is((await newRules('Tested on production data', ['Train models on public data.'])).length, 1)
  assert.is((await newRules('Deployed from a laptop', ['Deploy from the release branch.'])).length, 1)
})

test('what is an id and nothing else is no violation, and no part of an id is left', async () => {
  const id = '1b1a2c3d-4c7a-4d2f-9a0e-112233445566'
  assert.equal(await newRules(id), [])
  assert.is((await newRules(`Deleted order ${id} without approval`))[0]?.title, 'Deleted order without approval')
})

test('a rule about another deed or thing covers nothing', async () => {
  assert.is((await newRules('Unpinned dependency', ['Ask before adding a dependency.'])).length, 1)
  assert.is((await newRules('Deleted pending orders', ['Do not ship pending orders.'])).length, 1)
})

test.run()

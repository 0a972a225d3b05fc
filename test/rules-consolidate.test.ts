import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { JsonObject } from '../cache/json.ts'
import type { Rule } from '../cache/rules/rule-file.ts'
import { findOverlappingRules } from '../tasks/rules/consolidate.ts'
import { rule } from './support/observations.ts'

const test = suite('rules: consolidate')

const find = (rules: Rule[]) => findOverlappingRules({ rules, sessions: [], thresholds: {} })

type Kind = 'same' | 'contradiction' | 'apart'
const pairs: [a: string, b: string, kind: Kind, parametersA?: JsonObject, parametersB?: JsonObject][] = [
  [
    'Comply with the content security policy: no inline scripts and no inline styles in HTML files',
    'HTML files must not contain inline styles or inline scripts, as the content security policy demands',
    'same',
  ],
  [
    'MongoDB runs on port 27027 for this project',
    'MongoDB runs on port 27017 in this project',
    'contradiction',
    { port: '27027' },
    { port: '27017' },
  ],
  [
    'MongoDB runs on port 27027 for this project',
    'MongoDB runs on port 27027 in this project',
    'same',
    { port: '27027' },
    { port: 27027 },
  ],
  [
    'MongoDB runs on port 27027 for this project',
    'The application runs on port 9000',
    'apart',
    { port: '27027' },
    { port: '9000' },
  ],
  ['Use tabs', 'Use spaces', 'contradiction'],
  ['Never leave the cell fence open', 'The cell fence must never be left open', 'same'],
  ['Never leave the cell fence open', 'The cell fence is on the left', 'apart'],
  ['Do not accept self-signed certificates', 'Self-signed certificates must not be accepted', 'same'],
  ['Network policies allow by default', 'Network policies deny by default', 'contradiction'],
  ['Variables come from `env/private`', 'Public variables come from `env/public`', 'apart'],
  ['Do not commit `.env` files', 'Never commit `.env`', 'same'],
  ['No `any` type', 'Never use `any`', 'same'],
  ['Do not commit `a.lock` files', 'Do not commit `b.lock` files', 'apart'],
  ['Tests must not hit the network', 'Tests never access the network', 'same'],
  ['Use callbacks', 'Use promises instead of callbacks', 'contradiction'],
  ['Test callbacks', 'Use promises instead of callbacks', 'apart'],
  ['Modules use `mod.rs`', 'Never use `mod.rs`', 'contradiction'],
  ['Tests use `mod.rs`', 'Never use `mod.rs`', 'apart'],
  // What one puts first the other does without; a day, a limit and a doer that the other leaves no room for.
  ['Ask before running migrations', 'Run migrations without asking', 'contradiction'],
  ['Always ask before changing the schema', 'Change the schema without asking anyone', 'contradiction'],
  ['Ask before running migrations', 'Write migrations without asking', 'apart'],
  ['Ask before running migrations', 'Run migrations without downtime', 'apart'],
  ['Ask before deleting branches', 'Delete merged local branches without asking', 'apart'],
  ['No deploys on Fridays', 'Deploy any day of the week', 'contradiction'],
  ['Do not restart servers on weekends', 'Restart servers any day of the week', 'contradiction'],
  ['No deploys on Fridays', 'Deploy any day of the week except Fridays', 'apart'],
  ['No deploys on Fridays', 'Deploy the docs any day of the week', 'apart'],
  ['No deploys on Fridays', 'Deploy on Mondays', 'apart'],
  ['No refunds above 100 EUR without the team lead', 'Approve refunds without the team lead', 'contradiction'],
  ['No refunds above 100 EUR without the team lead', 'Approve refunds up to 100 EUR without the team lead', 'apart'],
  ['No refunds above 100 EUR without the team lead', 'Log refunds without the team lead', 'apart'],
  ['Never approve your own change', 'Authors may approve their own changes', 'contradiction'],
  ['Never approve your own change', 'Authors may describe their own changes', 'apart'],
  ['Never approve your own change', 'Maintainers may approve their own changes', 'apart'],
  ['Feature flags default to off', 'New feature flags are on by default', 'contradiction'],
  ['Feature flags default to off', 'Logging is on by default', 'apart'],
  // What only one of them limits, or the most that another demands, would be lost.
  ['Deploy only on Fridays', 'Deploy on Fridays after 16:00 only with two people present', 'apart'],
  ['Deploy only on Fridays', 'Deploy only on Fridays and Mondays', 'apart'],
  ['A pull request must have at most two reviewers', 'Every PR needs two reviewers', 'apart'],
  ['A PR needs up to two reviewers', 'A PR needs two reviewers', 'apart'],
  ['A PR needs at least two reviewers', 'A PR needs two reviewers', 'same'],
  ['Always use semicolons', 'Semicolons: no', 'contradiction'],
  ['ESM only', 'Publish both CommonJS and ESM', 'apart'],
  ["Don't use `unwrap()` or `expect()` outside of tests", 'Tests may `unwrap()`', 'apart'],
  // Kinds that unseen files showed: each beside look-alikes.
  ['f-strings over `.format()`', 'Use f-strings rather than `.format()`', 'same'],
  ['HTTP over TLS', 'Use HTTP', 'apart'],
  ['At most one assert per test', 'A test may have several asserts', 'contradiction'],
  ['One test file per module', 'A package may have several modules', 'apart'],
  ['Target 60 fps on a Pixel 6', 'Target 30 fps on a Pixel 6', 'contradiction'],
  ['IDs in URLs are UUIDs', 'IDs in URLs are integers', 'contradiction'],
  ['IDs in URLs are UUIDs', 'IDs in logs are integers', 'apart'],
  ['Public functions are documented', 'Public functions are tested', 'apart'],
  ['Enums are stored as strings', 'Enums are stored as integers', 'contradiction'],
  ['Feature flags come from Alpha', 'Feature flags live in Beta', 'contradiction'],
  ['Do not use Lombok', 'Use Lombok for data classes', 'contradiction'],
  ['The beacon transmits on channel 7', 'The beacon transmits on channel 9', 'contradiction'],
  ['The telemetry radio uses channel 11', 'The telemetry radio uses channel 19', 'contradiction'],
  ['Radios use channel 11', 'Radios use channel 19', 'apart'],
  ['The beacon transmits on channel 7', 'The rescue beacon transmits on channel 9', 'apart'],
  ['The clerk reads sensor 4', 'The clerk reads sensor 5', 'apart'],
  ['Put screenshots into the repository', 'Do not put screenshots into the repository', 'contradiction'],
  ['Do not use Lombok', 'Lombok is used in the old module', 'apart'],
  ['Keep lines under 88 characters', 'The line length is 100', 'contradiction'],
  ['Keep files under 300 lines', 'Files may have 3 classes', 'apart'],
  ['Support iOS 15 and later', 'The minimum iOS version is 16', 'contradiction'],
  ['Support iOS 15 and later', 'The minimum Android version is 16', 'apart'],
  ['Logs go to a file, not to stdout', 'Logs go to stdout', 'contradiction'],
  ['Commit messages follow Conventional Commits', 'Use Conventional Commits for commit messages', 'same'],
  ['Never import from `@/server` in a client component', 'Client components must never import from `@/server`', 'same'],
  ['Never import from `@/server` in a client component', 'The server must never import client components', 'apart'],
  ['Never create a package named `util`', 'No `util` package', 'same'],
  ['No `util` package', 'No `main` package', 'apart'],
  ['Do not edit scenes', 'Scenes are edited by humans only', 'same'],
  ['Do not edit scenes', 'Scenes are edited by humans', 'apart'],
  ["Don't edit a migration that has been merged", 'Merged migrations are never edited', 'same'],
  ['No database calls in DAG files', 'DAG files must not call the database', 'same'],
  ['No DAG calls in the database', 'DAG files must not call the database', 'apart'],
  ['Avoid "simply" and "just"', 'Words such as "just" and "simply" are to be avoided', 'same'],
  ['Name files in kebab-case (`user-card.tsx`)', 'File names are PascalCase, e.g. `UserCard.tsx`', 'contradiction'],
  ['Generated code is committed; run the generator after an edit', 'Generated code is not committed', 'contradiction'],
  ['In migrations, use raw SQL. Models are not imported', 'Models are imported', 'apart'],
  ['Never use tabs', 'Never use spaces', 'apart'],
  ['Indent with tabs', 'Indent with 2 spaces', 'contradiction'],
  ['Optimize PNG images', 'Optimize JPEG images', 'apart'],
  ['Images may be PNG', 'Images may be WebP', 'apart'],
  ['Images are PNG', 'Images are WebP', 'contradiction'],
  ['Public functions are documented', 'Private functions are documented', 'apart'],
  ['Functions are camelCase', 'Classes are camelCase', 'apart'],
  ['Functions are camelCase', 'Function names are snake_case', 'contradiction'],
  ['Name functions in camelCase', 'Functions are camelCase', 'same'],
  ['Keep fixtures out of git', 'Commit fixtures', 'contradiction'],
  ['Keep fixtures out of git', 'Never commit fixtures', 'same'],
  ['Use telemetry', 'Telemetry is disabled', 'contradiction'],
  ['Never use telemetry', 'Telemetry is disabled', 'same'],
  ['Review migrations before merging them', 'Merge migrations before reviewing them', 'contradiction'],
  ['Explain every change before making it', 'Explain every change after making it', 'apart'],
  // One deed before and another one after it, or one that is done twice: both can be kept.
  ['Ask Maria before deleting data', 'Tell Maria after deleting data', 'apart'],
  ['Check the list first', 'Check the list last', 'apart'],
  ['List the fees first', 'List the fees last', 'contradiction'],
  ['Call the client before the first draft', 'Mail the client after the first draft', 'apart'],
  ['Weigh the calf before feeding it', 'Wash the calf after feeding it', 'apart'],
  ['Check balance before transfer', 'Check the balance after transfer', 'apart'],
  ['Take a backup before the upgrade', 'Take a backup after the upgrade', 'apart'],
  ['Log the session at the start', 'Log the session at the end', 'apart'],
  ['Put imports at the top of the file', 'Put imports at the bottom of the file', 'contradiction'],
  ['Absolute imports across packages', 'Use absolute imports within a package', 'apart'],
  ['Absolute imports across packages', 'Use relative imports within a package', 'apart'],
  ['Write the test first, then the code', 'Write the code first, then the test', 'contradiction'],
  ['Delete branches after merging', 'Merged branches are deleted', 'same'],
  ['Delete branches after merging', 'Delete branches before merging', 'contradiction'],
  ['Use `jest` for unit tests', 'Use `vitest` for unit tests, not `jest`', 'contradiction'],
  ['Use `jest`, not `mocha`, for unit tests', 'Use `mocha`, not `jest`, for unit tests', 'contradiction'],
  [
    'Declare shared props types with `interface`',
    'Use `type`, not `interface`, for shared props types',
    'contradiction',
  ],
  ['Use `foo` rather than `bar` in loops', 'Prefer `foo` over `bar` in loops', 'same'],
  ['Prefer `foo` over `bar` in loops', 'Prefer `foo` over `bar` in tests', 'apart'],
  ['Never call `foo()` in `bar()`', 'Never call `bar()` in `foo()`', 'apart'],
  ['Avoid `!important`', 'Use `!important`', 'contradiction'],
  ['Never edit files in `gen/` by hand', 'Do not touch `gen/`', 'same'],
  ['`CHANGELOG.md` is generated; do not edit it', 'Never edit `CHANGELOG.md` by hand', 'same'],
  ['Wait at most 10 µs', 'Wait no more than 10 microseconds', 'same'],
  ['Wait at most 10 µs', 'Wait at most 10 ms', 'contradiction'],
  ['Ask the platform team before adding a dependency', 'New dependencies need approval from the platform team', 'same'],
  ['Ask the platform team before adding a dependency', 'Ask the security team before adding a dependency', 'apart'],
  ['Do not add dependencies without asking me first.', 'Ask before adding a new dependency.', 'same'],
  [
    'Ask the data protection officer before sharing personal data',
    'Before sharing personal data, ask the data protection officer',
    'same',
  ],
  ['Do not mix features and fixes in one PR', 'Features and fixes go into separate PRs', 'same'],
  ['Never commit secrets, because they leak', 'Never commit secrets', 'same'],
  ['API changes require a major version', 'API changes require a minor version', 'contradiction'],
  ['Mark shared variables `volatile`', 'Shared variables must be `volatile`', 'same'],
  ['Retain logs for 30 days', 'Keep logs for 90 days', 'contradiction'],
  ['Keep functions under 50 lines', 'Functions stay under 100 lines', 'contradiction'],
  ['Functions have 50 lines at most', 'Functions have 100 lines at most', 'contradiction'],
  ['Always indent with tabs', 'Never indent with tabs', 'contradiction'],
  ['Deploy the staging host with the release script', 'Deploy the production host with the release script', 'apart'],
  ['Ask before deleting more than three files', 'Use the new changelog format', 'apart'],
  ['Debug logging is on by default', 'Debug logging is off by default', 'contradiction'],
  ['Turn on strict mode', 'Strict mode must be switched on', 'same'],
  ['Delete data after 30 days', 'Data must be deleted within 30 days', 'apart'],
  ['Conversion of units is done in the core', 'Convert units in the core', 'same'],
  ['Sign the images', 'Reject unsigned images', 'apart'],
  ['Delete unmerged branches after the weekly release', 'Delete merged branches after the weekly release', 'apart'],
  ['Never deploy untested code', 'Test code before deploying it', 'same'],
  ['Backups are unencrypted', 'Backups are encrypted', 'contradiction'],
  ['Schema changes require approval', 'Get approval before changing the schema', 'same'],
  ['Do not set cookies without approval from the customer', 'Do not set cookies without asking the customer', 'same'],
  // Who is asked gives an approval, and a question is nobody.
  [
    'Ask the questions before changing the schema',
    'Get approval from the questions before changing the schema',
    'apart',
  ],
  ['Schema changes do not require approval', 'Schema changes require approval', 'contradiction'],
  ['Keep exports for two weeks', 'Exports are kept for 14 days', 'same'],
  ['Keep exports for two weeks', 'Exports are kept for 2 days', 'contradiction'],
  ['Never open port 22', 'Never open port 3389', 'apart'],
  ['Never use Jest for new tests', 'Never use Mocha for new tests', 'apart'],
  ['Use Jest for new tests', 'Use Mocha for new tests', 'contradiction'],
  ['Store state remotely', 'Never store state locally', 'same'],
  ['Store state remotely', 'Store state locally', 'contradiction'],
  ['Never delete audit records', 'Keep audit records', 'same'],
  ['The shop imports the catalogue', 'The catalogue never imports the shop', 'apart'],
  ['Only admins may restart the broker', 'The broker can be restarted by anyone', 'contradiction'],
  ['Changes need two approvals', 'Changes need one approval', 'contradiction'],
  ['Никогда не публикуйте пароли', 'Никогда не публикуйте пароли', 'same'],
  ['Name branches: `feature/x`', 'Branches are named `x-feature`', 'contradiction'],
  ['Run `lint check` before a push', 'Run `check lint` before a push', 'apart'],
  ['Write "log in", not "sign in"', 'Write "sign in", not "log in"', 'contradiction'],
  ['Never use `<img>`; use `next/image`', 'Use `next/image` instead of `<img>`', 'same'],
  ['Private classes need no doc comments', 'Write a doc comment for every public class', 'apart'],
  ['Use Dagger for dependency injection', 'Dependency injection is done with Guice', 'contradiction'],
  ['Sort by date, not by name', 'Sort the list by name', 'contradiction'],
  ['Services talk to each other over REST, not gRPC', 'Use gRPC between services', 'contradiction'],
  ['Services in the admin use REST, not gRPC', 'Services use gRPC', 'apart'],
  ['Tests use factories, not fixtures', 'Keep fixtures for tests in `tests/fixtures`', 'apart'],
  ['Buttons are at least 44 pixels high', 'Buttons can be as low as 30 pixels high', 'contradiction'],
  ['A handler may take up to 100 ms', 'Handlers must be shorter than 20 ms', 'contradiction'],
  ['Two reviews are enough for a release', 'Releases need three reviews', 'contradiction'],
  ['Release bundles are minified', 'Minification is disabled for release bundles', 'contradiction'],
  ['Failed calls: retry at most 3 times', 'Retry failed calls at most 5', 'contradiction'],
  ['Do not store tax numbers in plain text', 'Tax numbers must not be kept in plain text', 'same'],
  ['Resource names use hyphens, e.g. `pay-queue`', 'Name resources with underscores', 'contradiction'],
  [
    'Always import the cookie template in the catalogue for authors',
    'For authors: import each cookie template in every catalogue',
    'same',
  ],
]
for (const [a, b, kind, parametersA = {}, parametersB = {}] of pairs) {
  test(`${kind}: ${a} | ${b}`, () => {
    const rules = [rule('inst_001', a, { parameters: parametersA }), rule('inst_002', b, { parameters: parametersB })]
    const found = find(rules).map(({ relation }): Kind => (relation === 'contradicts' ? 'contradiction' : 'same'))
    assert.equal(found, kind === 'apart' ? [] : [kind])
  })
}

/** What is asked of two rules that disagree: nothing (a tick keeps one), or which applies. */
const disagreements: [a: string, b: string, asks: boolean, said: RegExp][] = [
  [
    'Delete files without asking the user',
    'Do not delete files without asking the user',
    true,
    /they cannot both be kept/,
  ],
  // Of several figures each text tells its own.
  ['Settlement runs at 02:00', 'Settlement runs at 03:30', false, /they cannot both be kept\. /],
  [
    'Click events are kept thirteen months',
    'Click events are kept twenty-four months',
    false,
    /they cannot both be kept\. /,
  ],
  ['Squash commits', 'Do not squash commits', true, /they cannot both be kept/],
  ['Only admins may restart the broker', 'The broker can be restarted by anyone', true, /they cannot both be kept/],
  ['At most one assert per test', 'A test may have several asserts', true, /they cannot both be kept/],
  ['Wait at most 10 ms', 'Wait at most 20 ms', true, /their limits differ \(10 or 20\)/],
  ['Answer within 24 hours', 'Answer within 48 hours', true, /their limits differ/],
  [
    'Payouts above 1000 EUR need a second approver',
    'Payouts above 5000 EUR need a second approver',
    true,
    /their limits differ/,
  ],
  ['Retry at least three times', 'Retry at most three times', true, /their limits differ/],
  ['Retry at least five times', 'Retry at most three times', true, /they cannot both be kept/],
  ['Use tabs', 'Use spaces', false, /they cannot both be kept/],
  [
    'The database runs on port 5432',
    'The database runs on port 5433',
    false,
    /they cannot both be kept \(5432 or 5433\)/,
  ],
  ['Prefer interfaces over types', 'Prefer types over interfaces', false, /they cannot both be kept/],
]
for (const [a, b, asks, said] of disagreements)
  test(`of two that disagree the one that allows more is no default: ${a} | ${b}`, () => {
    const [found, ...others] = find([rule('inst_001', a, { persistence: 'HIGH' }), rule('inst_002', b)])
    assert.equal(others, [])
    assert.equal([found?.relation, found?.needsWords, found?.proposedRule], ['contradicts', asks, asks ? null : a])
    assert.match(found?.pattern ?? '', said)
  })

test('only active rules are looked at', () => {
  const text = 'Ask before deleting more than three files'
  assert.equal(find([rule('inst_001', text), rule('inst_002', text, { active: false })]), [])
})

test('the fingerprint does not depend on the order of the rules', () => {
  const text = 'Ask before deleting more than three files'
  const rules = [rule('inst_001', text), rule('inst_002', `${text}, always`)]
  assert.is(find(rules)[0]?.fingerprint, find(rules.toReversed())[0]?.fingerprint)
})

test('the most persistent text is kept', () => {
  const [found] = find([
    rule('inst_001', 'Ask before deleting three files'),
    rule('inst_002', 'Ask before deleting three files or more', { persistence: 'HIGH' }),
  ])
  assert.equal([found?.proposedRule, found?.persistence], ['Ask before deleting three files or more', 'HIGH'])
})

const words = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`).join(' ')

/** Ten thousand rules of which comparing every pair would take minutes. */
const crowds: [name: string, text: (n: number) => string, proposed: boolean][] = [
  ['all the same', () => 'Ask before deleting more than three files', true],
  [
    'of one template, about different things',
    (n) => `Service name${n} writes its log to the rotated directory of the host`,
    false,
  ],
  ['half alike', (n) => `${words(5, 'common')} ${words(5, `own${n}x`)}`, false],
  [
    'nearly alike in any order, each with a thing of its own',
    (n) => `${n % 2 ? words(9, 'common') : words(9, 'common').split(' ').reverse().join(' ')} own${n}`,
    false,
  ],
]
for (const [name, text, proposed] of crowds) {
  test(`10,000 rules, ${name}`, () => {
    const rules = Array.from({ length: 10_000 }, (_, n) => rule(`inst_${String(n).padStart(5, '0')}`, text(n)))
    assert.is(find(rules).length > 0, proposed)
  })
}

test('a merge says how many it removes: the other of two, the others of more', () => {
  const merged = (count: number) =>
    find(Array.from({ length: count }, (_, at) => rule(`inst_00${at + 1}`, 'Use tabs')))[0]?.suggestion
  assert.match(String(merged(2)), /keeps inst_001 and removes the other$/)
  assert.match(String(merged(3)), /keeps inst_001 and removes the others$/)
})

test.run()

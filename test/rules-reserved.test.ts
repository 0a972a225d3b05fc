import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findOverlappingRules } from '../tasks/rules/consolidate.ts'
import { parseMarkdownRules } from '../tasks/rules/markdown-rules.ts'
import { firstHalf, secondHalf } from './fixtures/rules/reserved-pairs.ts'
import { rule } from './support/observations.ts'

const test = suite('rules: what is added to a rule is a further demand, or both stay')

/** What is proposed of two texts, in either order. */
const relations = (a: string, b: string): string[] => {
  const found = [
    [a, b],
    [b, a],
  ].map((texts) =>
    findOverlappingRules({
      rules: texts.map((text, index) => rule(`inst_00${index + 1}`, text)),
      sessions: [],
      thresholds: {},
    }).map(({ relation }) => String(relation)),
  ) as [string[], string[]]
  assert.equal(found[0], found[1])
  return found[0]
}

for (const { added, plain, merge } of [...firstHalf, ...secondHalf])
  test(`${merge ? 'one can go' : 'both stay'}: ${added} | ${plain}`, () =>
    assert.is(relations(added, plain).length, merge ? 1 : 0))

const additions: [what: string, of: (rule: string) => string][] = [
  ['a label', (text) => `Superseded: ${text}`],
  ['a label with a reason', (text) => `Old rule, superseded by another: ${text}`],
  ['a label that nobody knows', (text) => `Customer request: ${text}`],
  ['a label in brackets', (text) => `[Draft] ${text}`],
  ['a label behind it', (text) => `${text} (suspended until July)`],
  ['a label with a dash', (text) => `DRAFT - ${text}`],
  ['an example', (text) => `Example: ${text}`],
  ['a task', (text) => `TODO(ada): ${text}`],
  ['a label that is a demand', (text) => `Review the wording: ${text}`],
  ['struck out', (text) => `~~${text}~~`],
  ['struck out in HTML', (text) => `<del>${text}</del>`],
  ['a question', (text) => `${text}?`],
  ['a date before it', (text) => `From 3 May 2031 on, ${text}`],
  ['a date behind it', (text) => `${text}, starting next month`],
  ['a date in brackets', (text) => `${text} (from 2031)`],
  ['a time', (text) => `${text} for the time being`],
  ['times', (text) => `${text}, at night and on weekends`],
  ['a condition before it', (text) => `Once the strike is over, ${text}`],
  ['a condition behind it', (text) => `${text}, weather permitting`],
  ['what is possible', (text) => `Where possible, ${text}`],
  ['a permission', (text) => `You may ${text}`],
  ['a wish', (text) => `Try to ${text}`],
  ['a preference', (text) => `Prefer to ${text}`],
  ['a habit', (text) => `Normally ${text}`],
  ['a reminder', (text) => `Do not fail to ${text}`],
  ['an exception beside it', (text) => `${text}. You may skip this in August.`],
  ['an exception as a demand', (text) => `${text}, and skip it in August`],
  ['an exception behind a semicolon', (text) => `${text}; not needed in August`],
  ['an exception behind a but', (text) => `${text}, but ignore small ones`],
  ['whom it is not for', (text) => `${text}, not for interns`],
  ['what does not apply', (text) => `${text}. Does not apply to interns.`],
]
for (const [what, of] of additions)
  for (const text of ['seal the archive boxes', 'publish the minutes', 'inspect the lift cables'])
    test(`${what} gives no merge: ${of(text)}`, () => assert.equal(relations(of(text), text), []))

test('what a rule begins with as its reason narrows nothing', () =>
  assert.equal(relations('The cellar is damp. Seal the archive boxes', 'Seal the archive boxes'), ['contains']))

test('what should be done is no reason to remove what must be', () => {
  assert.equal(relations('Visitors should sign the book', 'Visitors must sign the book'), [])
  assert.equal(relations('Visitors must sign the book', 'Visitors sign the book'), ['same'])
})

const weaker: [a: string, b: string][] = [
  ['Do not always ask Tom', 'Do not ask Tom'],
  ['Do not both read and write blobs', 'Do not read and write blobs'],
  ['Do not all leave early', 'Do not leave early'],
  ['Never seal both boxes', 'Never seal boxes'],
  ['Server nachts nicht neu starten', 'Server nicht neu starten'],
  ['Server tagsüber nicht neu starten', 'Server nicht neu starten'],
  ['Server sonntags nicht neu starten', 'Server nicht neu starten'],
  ['Nicht immer Anna fragen', 'Nicht Anna fragen'],
  ['Akten nicht alle löschen', 'Akten nicht löschen'],
  ['Server nicht sofort neu starten', 'Server nicht neu starten'],
  ['Fewer than 5 parameters', 'No more than 5 parameters'],
  ['Under 40 lines per method', 'At most 40 lines per method'],
  ['More than 3 witnesses', 'At least 3 witnesses'],
]
for (const [a, b] of weaker)
  test(`a ban of a part and a limit that is missed by one are others: ${a} | ${b}`, () =>
    assert.equal(relations(a, b), []))

test('limits that are the same are one', () => {
  assert.equal(relations('Do not take fewer than 3 witnesses', 'Never take fewer than 3 witnesses'), ['same'])
  assert.equal(relations('Use no more than 5 parameters', 'Use at most 5 parameters'), ['same'])
})

const complements: [a: string, b: string, relations: string[]][] = [
  ['Escalate to two people unless it is night', 'Escalate to one person at night', []],
  ['Deploy with approval except at night', 'Deploy without approval at night', []],
  ['Rotate keys weekly (paused)', 'Rotate keys weekly (paused)', []],
  ['Rotate keys weekly (with Ada)', 'Rotate keys weekly (with Ada)', ['same']],
  ['Wake two nurses except during holidays', 'Wake one nurse during holidays', []],
  ['Deploy unless it is Friday', 'Do not deploy on Friday', []],
  ['Do not deploy unless approved', 'Deploy without approval', ['contradicts']],
  ['Deploy on Friday', 'Do not deploy on Friday', ['contradicts']],
  ['Prefer to seal the boxes', 'Seal the boxes', []],
]
for (const [a, b, expected] of complements)
  test(`conditions that complement each other are no contradiction: ${a} | ${b}`, () =>
    assert.equal(relations(a, b), expected))

test('in Markdown what is struck out, to be done, deprecated or an example is no rule', async () => {
  const rules = ['Use yarn.', 'TODO comments name an issue.', 'Example code: must compile.', 'Bad smells: fix them.']
  const others = [
    '~~Squash commits before merging.~~',
    '**~~Sign tags.~~**',
    'TODO: test every endpoint.',
    '**TODO (Ada):** split the module.',
    'Example: never log passwords.',
    '**Bad:** use var.',
    '❌ Bad: use var.',
    'Deprecated: run `make lint`.',
    'Deprecated since v2 – call `old()`.',
  ]
  const list = [...others, ...rules].map((text) => `- ${text}\n`).join('')
  const found = await parseMarkdownRules('CLAUDE.md', `# Rules\n\n${list}`)
  assert.equal(
    found.map(({ text }) => text),
    rules,
  )
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fieldVocabulary } from '../tasks/rules/text/field-vocabulary.ts'
import { imperativeOf } from '../tasks/rules/text/imperative.ts'
import { violationKind } from '../tasks/rules/text/kind.ts'
import { ruleCases } from './fixtures/rules/cases/all.ts'
import {
  developmentCases,
  developmentDescriptions,
  developmentMisdeeds,
  developmentPrescriptions,
} from './fixtures/rules/development/cases.ts'
import { heldOutCases } from './fixtures/rules/held-out/all.ts'
import { descriptions, misdeeds, prescriptions } from './fixtures/rules/held-out/sentences.ts'
import { heldOutAgain } from './fixtures/rules/held-out-2/all.ts'
import { heldOutThird } from './fixtures/rules/held-out-3/all.ts'
import {
  heldOutSixth,
  sixthDescriptions,
  sixthMisdeeds,
  sixthPrescriptions,
} from './fixtures/rules/held-out-6/cases.ts'
import {
  heldOutSeventh,
  seventhDescriptions,
  seventhMisdeeds,
  seventhPrescriptions,
} from './fixtures/rules/held-out-7/cases.ts'
import { judgeCase } from './support/judge-rule-case.ts'
import { judgeMarkdown, markdownDirectories, markdownFixtures } from './support/markdown-rules.ts'

const test = suite('rules: cases labelled by hand')

for (const each of ruleCases) {
  test(`${each.category}: ${each.name}`, async () => {
    const { missed, wrong } = await judgeCase(each)
    assert.equal([missed, wrong.map(({ category, title, proposedRule }) => [category, title, proposedRule])], [[], []])
  })
}

/** What only a person's knowledge of the words would find, or what may as well be chance. */
const knownMisses = [
  'one folder blocked, another allowed',
  'typing mistakes',
  'merge: Merge only when CI is green | Never merge while CI is red',
  'merge: All text must be translated through I18n | Text goes through I18n',
  'contradiction: Access registers directly, bypassing the HAL. | Registers are accessed through the HAL.',
  'contradiction: Leaked keys are rotated at the end of the sprint | Rotate leaked keys immediately',
  "merge: Ask for permissions only when they're needed | Request permissions lazily, i.e. only when needed",
  'merge: Network requests have a timeout of 10s | Requests time out after 10 seconds',
  'merge: Open a PR against `develop` | PRs target `develop`',
  'contradiction: Convert timestamps to local time before storing them | Timestamps are stored in UTC',
  'merge: Notebooks are not imported from `src/` | `src/` never imports notebooks',
  "merge: Don't catch bare exceptions | Never write a bare `except:`",
  'contradiction: Commit notebooks with their outputs | Strip outputs from notebooks before committing them',
  'merge: Keep the changelog up to date | Update the changelog with each change',
  'merge: Audit logs are append-only | Never delete or modify audit logs',
  'merge: Gameplay code must not allocate in the update loop | No allocations in the update loop',
  'merge: Never break backwards compatibility of save files | Save files are backwards compatible',
  "merge: Don't use print statements for logging | Use the logging module instead of print",
  'merge: Notebooks must be cleared of output before committing | Strip notebook outputs before you commit',
  'merge: Every `unsafe` block must have a SAFETY comment | Never use `unsafe` unless it is documented with a SAFETY comment',
  'merge: Context is the first parameter | Pass `context.Context` as the first parameter',
  'merge: Install packages with pnpm instead of npm | Use pnpm, not npm',
]

test('of what was labelled apart from the detectors only these are missed, and nothing is wrong', async () => {
  const missing: string[] = []
  const mistaken: unknown[] = []
  for (const each of [
    ...heldOutCases,
    ...heldOutAgain,
    ...heldOutThird,
    ...developmentCases,
    ...heldOutSixth,
    ...heldOutSeventh,
  ]) {
    const { missed, wrong } = await judgeCase(each)
    if (missed.length > 0) missing.push(each.name)
    mistaken.push(...wrong.map(({ title, proposedRule }) => [each.name, title, proposedRule]))
  }
  const { heldOut, heldOutThird: third, development } = markdownDirectories
  for (const directory of [heldOut, third, development]) {
    for (const file of markdownFixtures(directory)) {
      const { missed, wrong } = await judgeMarkdown(file, directory)
      missing.push(...missed)
      mistaken.push(...wrong)
    }
  }
  assert.equal([missing.toSorted(), mistaken], [knownMisses.toSorted(), []])
})

test('of the files that the detectors are not tuned on nothing is wrong', async () => {
  const mistaken: unknown[] = []
  const { heldOutFourth, heldOutFifth, heldOutSixth, heldOutSeventh } = markdownDirectories
  for (const directory of [heldOutFourth, heldOutFifth, heldOutSixth, heldOutSeventh])
    for (const file of markdownFixtures(directory)) mistaken.push(...(await judgeMarkdown(file, directory)).wrong)
  assert.equal(mistaken, [])
})

/** As a closedown takes it: without the file that it was about. */
const rule = (text: string) => imperativeOf({ text: violationKind(text, fieldVocabulary).example, areas: [] })
for (const [text, says] of [...misdeeds, ...developmentMisdeeds, ...sixthMisdeeds, ...seventhMisdeeds])
  test(`misdeed: ${text}`, () => assert.match(rule(text) ?? '', says))
for (const text of [...prescriptions, ...developmentPrescriptions, ...sixthPrescriptions, ...seventhPrescriptions])
  test(`prescription: ${text}`, () =>
    assert.ok([undefined, `${text}.`, `${text.replace(/^We n/, 'N')}.`].includes(rule(text)), rule(text)))
for (const text of [...descriptions, ...developmentDescriptions, ...sixthDescriptions, ...seventhDescriptions])
  test(`description: ${text}`, () => assert.is(rule(text), undefined))

test.run()

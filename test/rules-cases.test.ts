import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { imperativeOf } from '../tasks/rules/text/imperative.ts'
import { ruleCases } from './fixtures/rules/cases/all.ts'
import { heldOutCases } from './fixtures/rules/held-out/all.ts'
import { descriptions, misdeeds, prescriptions } from './fixtures/rules/held-out/sentences.ts'
import { heldOutAgain } from './fixtures/rules/held-out-2/all.ts'
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
  'named in the section, by turns over sessions',
  'one folder blocked, another allowed',
  "merge: Don't use default exports | Use named exports only",
  'merge: Merge only when CI is green | Never merge while CI is red',
  "merge: Compress textures before committing them | Don't commit uncompressed textures",
  'merge: All text must be translated through I18n | Text goes through I18n',
  'contradiction: Store timestamps in local time | Use UTC for all timestamps',
]

test('of what was labelled by others only these are missed, and nothing is wrong', async () => {
  const missing: string[] = []
  const mistaken: unknown[] = []
  for (const each of [...heldOutCases, ...heldOutAgain]) {
    const { missed, wrong } = await judgeCase(each)
    if (missed.length > 0) missing.push(each.name)
    mistaken.push(...wrong.map(({ title, proposedRule }) => [each.name, title, proposedRule]))
  }
  for (const file of markdownFixtures(markdownDirectories.heldOut)) {
    const { missed, wrong } = await judgeMarkdown(file, markdownDirectories.heldOut)
    missing.push(...missed)
    mistaken.push(...wrong)
  }
  assert.equal([missing.toSorted(), mistaken], [knownMisses.toSorted(), []])
})

const rule = (text: string) => imperativeOf({ text, areas: [] })
for (const [text, says] of misdeeds) test(`misdeed: ${text}`, () => assert.match(rule(text) ?? '', says))
for (const text of prescriptions)
  test(`prescription: ${text}`, () => assert.ok([undefined, `${text}.`].includes(rule(text)), rule(text)))
for (const text of descriptions) test(`description: ${text}`, () => assert.is(rule(text), undefined))

test.run()

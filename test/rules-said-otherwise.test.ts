import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Rule } from '../cache/rules/rule-file.ts'
import { findOverlappingRules } from '../tasks/rules/consolidate.ts'
import { parseMarkdownRules } from '../tasks/rules/markdown-rules.ts'
import { rule } from './support/observations.ts'

const test = suite('rules: the same in other words, its contrary, and what only looks like either')

const related = (rules: Rule[]) =>
  findOverlappingRules({ rules, sessions: [], thresholds: {} }).map(({ relation }) => String(relation))
const cases: [expected: string[], pairs: string][] = [
  [
    ['same'],
    `Never run \`terraform apply\` without a reviewed plan | Without a reviewed plan, do not run \`terraform apply\`
     Unless a reviewer agrees, do not merge | Do not merge unless a reviewer agrees
     **IMPORTANT**: Run the simulation at a fixed time step | Run the simulation at a fixed time step
     Use SwiftUI for new screens | New screens are built with SwiftUI
     Use changesets for versions | Versions are managed with changesets
     Sort imports alphabetically | Imports are sorted alphabetically`,
  ],
  [
    ['contradicts'],
    `Use Google-style docstrings | Docstrings follow the NumPy style, not the Google style
     Use sentence case for headings | Headings use title case, not sentence case
     Prefer composition to inheritance | Prefer inheritance to composition
     Tell users about incidents the same day | Tell users about incidents the next day`,
  ],
  [['contains'], `Keep keys in the vault, not in a file | Keep keys in the vault`],
  [
    [],
    `Water the plants in summer; not in August | Water the plants in summer
     Not now; deploy the service in stages | Deploy the service in stages
     Run the backup at night; not binding | Run the backup at night
     Record all-hands meetings | Do not record one-to-one meetings
     Support all-day events | Do not support one-off events
     Use SwiftUI for new screens | Use SwiftUI for old screens
     Never replace Redis with Postgres | Never replace Postgres with Redis`,
  ],
]
for (const [expected, pairs] of cases)
  for (const line of pairs.split('\n')) {
    const texts = line.split(' | ').map((text) => text.trim())
    test(`${expected.join() || 'nothing'}: ${texts.join(' | ')}`, () => {
      for (const either of [texts, texts.toReversed()])
        assert.equal(related(either.map((text, at) => rule(`inst_00${at + 1}`, text))), expected)
    })
  }

const markdown = async (text: string) => {
  const rules = await parseMarkdownRules('CLAUDE.md', text)
  const found = findOverlappingRules({ rules, sessions: [], thresholds: {} })
  const lines = new Map(rules.map(({ id, place }) => [id, place?.line]))
  return found.map(({ relation, needsWords, suggestion, ruleIds }) => ({
    relation,
    needsWords,
    kept: /CLAUDE\.md:(\d+)/.exec(suggestion)?.[1],
    lines: ruleIds.map((id) => lines.get(id)).sort(),
  }))
}

test('of two lines that say the same the first stays', async () =>
  assert.equal(
    (await markdown('# Rules\n\n- Every meeting has an agenda\n- Each and every meeting has an agenda\n'))[0]?.kept,
    '3',
  ))

test('of two lines that disagree a tick keeps neither', async () =>
  assert.ok((await markdown('# Rules\n\n- Use 2-space indentation\n- Indent with 4 spaces\n'))[0]?.needsWords))

test('a contradiction names the line that a merge keeps', async () => {
  const found = await markdown(
    '# Rules\n\n- Use American English\n- Use British English\n- American English is used\n- Log requests\n',
  )
  const merge = found.find(({ relation }) => relation === 'same')
  const question = found.find(({ relation }) => relation === 'contradicts')
  assert.is(merge?.kept, '3')
  assert.equal(question?.lines, [3, 4])
})

test('what is said under Swift and under iOS is of one part', async () => {
  const text =
    '# App\n\n## Swift\n\n- Prefer `struct` over `class`\n\n## iOS review\n\n- Prefer `class` over `struct`\n'
  assert.is((await markdown(text)).length, 1)
})

test.run()

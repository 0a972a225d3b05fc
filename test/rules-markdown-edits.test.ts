import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseMarkdownRules } from '../tasks/rules/markdown-rules.ts'
import { editMarkdownRules } from '../tasks/rules/review/edit-markdown-rules.ts'
import { createProject } from './support/project.ts'
import { tick } from './support/suggestions.ts'

const test = suite('Markdown edited by review: every other byte as it was')

const bullets = ['- ', '- ', '* ', '+\t', '1. ', '2. ', '7) ', '  - ', '    - ', '\t- ', '- - ', '-   ', '', '  ', '> ']
const words = [
  'Use tabs',
  'Run `a` first',
  '**Bold**: never',
  'ä 日本語 words',
  'a',
  '# Head',
  '',
  '',
  '```',
  '<!-- c -->',
]
const rest = ['', '  ', '\t', ' more words', ' | cell |']
const line = fc.tuple(fc.constantFrom(...bullets), fc.constantFrom(...words), fc.constantFrom(...rest))
const documents = fc
  .tuple(
    fc.constantFrom('', '\uFEFF', '---\npaths: a\n---\n'),
    fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '\r')), { minLength: 1, maxLength: 25 }),
    fc.boolean(),
  )
  .map(([head, lines, ends]) => {
    const text = `${head}# Rules\n${lines.map(([parts, eol]) => parts.join('') + eol).join('')}`
    return ends ? text : text.replace(/[\r\n]+$/, '')
  })

/** A text by its lines, each with what ends it. */
const linesOf = (text: string): string[] => text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []

test('of any document only the lines of the rules that go are gone, and only the words of those that change are others', async () => {
  let edited = 0
  await fc.assert(
    fc.asyncProperty(
      documents,
      fc.array(fc.nat({ max: 3 }), { minLength: 10, maxLength: 25 }),
      async (text, choices) => {
        const rules = await parseMarkdownRules('f.md', text)
        const chosen = (choice: number) => rules.filter((_, index) => choices[index] === choice)
        const [set, remove] = [chosen(1), chosen(2)]
        const words = (index: number) => `Other words ${index}`
        const result = await editMarkdownRules('f.md', text, {
          set: new Map(set.map(({ id }, index) => [id, words(index)])),
          remove: new Set(remove.map(({ id }) => id)),
          append: [],
        })
        edited += set.length + remove.length
        // By lines, not by offsets: what is left of each line that a changed rule is in.
        const lines = linesOf(text)
        const expected = [...lines]
        for (const [index, rule] of set.entries()) {
          const own = lines.slice(rule.lines.from - 1, rule.lines.to).join('')
          const before = lines.slice(0, rule.lines.from - 1).join('').length
          const [from, to] = [rule.words.from - before, rule.words.to - before]
          assert.ok(from >= 0 && to <= own.length, 'its words are in its lines')
          expected[rule.lines.from - 1] = own.slice(0, from) + words(index) + own.slice(to)
          for (let at = rule.lines.from; at < rule.lines.to; at++) expected[at] = ''
        }
        for (const rule of remove) for (let at = rule.lines.from - 1; at < rule.lines.to; at++) expected[at] = ''
        assert.is(result, expected.join(''))
      },
    ),
    { numRuns: 400 },
  )
  assert.ok(edited > 300, `${edited} edits were tried`)
})

test('no two rules of a document have a line in common, so that none goes with another', async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (text) => {
      const rules = await parseMarkdownRules('f.md', text)
      const taken = rules.flatMap(({ lines }) =>
        Array.from({ length: lines.to - lines.from + 1 }, (_, index) => lines.from + index),
      )
      assert.is(new Set(taken).size, taken.length, JSON.stringify(text))
    }),
    { numRuns: 400 },
  )
})

test('the copy beside the file is the file to the byte, and put back it is as if nothing had been', () => {
  const project = createProject()
  const before =
    '\uFEFF# Rules\r\n\r\n1. Never commit secrets\r\n2.\tUse tabs\r\n   for Go\r\n\r\n* Outer:\r\n\t- Do not commit secrets\r\n\t- Keep it simple  \r\n- Last one'
  project.write('CLAUDE.md', before)
  const window = ['--from', '2025-10-01T12:00:00Z', '--to', '2025-10-01T13:00:00Z']
  const { rules } = project.json<{ rules: { file: string; proposals: { id: string }[] } }>(['closedown', ...window])
  assert.is(rules.proposals.length, 1)
  project.write(rules.file, tick(project.read(rules.file), { [rules.proposals[0]?.id as string]: 'Approve' }))
  assert.is(project.bookend(['review', '--yes']).status, 0)
  const gone = linesOf(before).filter((each) => !linesOf(project.read('CLAUDE.md')).includes(each))
  assert.is(gone.length, 1)
  assert.is(project.read('CLAUDE.md'), before.replace(gone[0] as string, ''))
  const copy = readdirSync(project.root).find((name) => name.startsWith('CLAUDE.md.before-review-')) as string
  assert.is(project.read(copy), before)
  project.remove()
})

test('ticks that clash name the rule by file and line, and a file in which no rule is left is named', () => {
  const project = createProject()
  project.write('CLAUDE.md', '# Rules\n\n- Use `uv` to manage dependencies\n- Dependencies are managed with Poetry\n')
  project.write('.claude/rules/python.md', '# Python\n\n- Manage dependencies with uv\n')
  const { rules } = project.json<{ rules: { file: string; proposals: Record<'id' | 'relation', string>[] } }>([
    'closedown',
    ...['--from', '2025-10-01T12:00:00Z', '--to', '2025-10-01T13:00:00Z'],
  ])
  const proposed = project.read(rules.file)
  const all = Object.fromEntries(rules.proposals.map(({ id }) => [id, 'Approve']))
  const poetry = tick(proposed, all).replace(/\(write the rule: [^\n]*/, 'Dependencies are managed with Poetry')
  project.write(rules.file, poetry)
  const refused = project.bookend(['review', '--yes'])
  assert.is(refused.status, 2)
  assert.match(refused.stderr, /(?:keeps|removes) CLAUDE\.md:3, which SR-00\d/)
  const merge = rules.proposals.find(({ relation }) => relation === 'same')?.id as string
  project.write(rules.file, tick(proposed, { [merge]: 'Approve' }))
  assert.match(project.bookend(['review', '--yes']).stdout, /No rule is left in \.claude\/rules\/python\.md\n/)
  project.remove()
})

test.run()

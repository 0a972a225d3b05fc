import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Piece, piecesOf } from '../tasks/rules/markdown-pieces.ts'
import { parseMarkdownRules } from '../tasks/rules/markdown-rules.ts'
import { referenceRules } from './support/markdown-reference.ts'
import { markdownDirectories, markdownFixtures } from './support/markdown-rules.ts'

const test = suite('Markdown read in pieces')

const found = async (text: string) =>
  (await parseMarkdownRules('f.md', text)).map(({ text: says, words, lines, scope: { headings } }) => ({
    text: says,
    words,
    lines,
    headings,
  }))

async function piecesIn(text: string): Promise<Piece[]> {
  const pieces: Piece[] = []
  for await (const piece of piecesOf(text)) pieces.push(piece)
  return pieces
}

test('plain bullets, numbered items and headings need no parser, whatever is in the lines around them', async () => {
  const plain = ['# Title', '', 'Words.', '', '- **Use** tabs', 'over spaces', '1. not an item', '', '1. Run `a` first']
  const parsed = ['- Nested:', '  - Use tabs', '```', '# a comment', '- no bullet', '```', '* Use `b`']
  const pieces = await piecesIn([...plain, ...parsed].join('\n'))
  assert.equal(
    pieces.map(({ line, content }) => [line + 1, content.type]),
    [
      [1, 'plain heading'],
      [5, 'root'],
      [9, 'plain item'],
      [10, 'root'],
    ],
  )
})

test('the labelled files have the rules that a reading of the whole text finds, most of them without a parser', async () => {
  for (const directory of Object.values(markdownDirectories))
    for (const file of markdownFixtures(directory)) {
      const text = readFileSync(join(directory, file), 'utf8')
      assert.equal(await found(text), referenceRules(text), file)
    }
})

const indents = ['', '', '', '', ' ', '  ', '   ', '    ', '\t', '> ']
const bullets = ['', '', '- ', '- ', '  - ', '    - ', '1. ', '2. ', '2) ', '* ', '-   ', '+\t', '- - ']
const words = [
  ...['Use tabs', '`code` only', '`code`', '[a link](x)', '[ref]', '[ref][] x', '![img](x)', '![ab][ref]'],
  ...['<http://a.b>', '**Bold**: words', '*x*', '*a* b', '__x__ y', '_a_b', '***ab***', '****', '** a**', '&amp;'],
  ...['&#x41;B', 'a\\*b', '\\`not code`', '<b>bold</b>', '<div>', '<!-- c -->', '<!-- c', 'c -->', 'a', 'ab'],
  ...['über alles', '日本語 を', 'a\u0000b', '`a', 'hard\\', '# Head', '## H', '---', '===', '```', '~~~', '    ```'],
  ...['| a | b |', '', '', '', '[ref]: http://x', '[ ] task', '[x] done', 'ends with:', '  trailing  ', 'Tab\there'],
  ...['http://x.y', '1) one', '2) two', '> quoted', '"Words" said', '(so) it is', '<pre>', '</pre>', 'x &nbsp;', '[a'],
]
const line = fc.tuple(
  ...([indents, bullets, words] as const).map((choices) => fc.constantFrom(...choices)),
  fc.constantFrom('\n', '\n', '\n', '\r\n', '\r'),
)
const mark = fc.constantFrom('<!-- bookend:begin -->\n', '<!-- bookend:end -->\n').map((text) => [text])
const anyLine = fc.oneof({ weight: 4, arbitrary: line }, { weight: 1, arbitrary: mark })
const document = fc
  .tuple(fc.constantFrom('', '\uFEFF'), fc.constantFrom('# T\n\n', '# T\n', ''), fc.array(anyLine, { maxLength: 14 }))
  .map(([order, heading, lines]) => order + heading + lines.flat().join(''))
const isYaml = (text: string) => /^\uFEFF?---[ \t]*[\r\n]/.test(text)

test('any text has the rules that a reading of the whole text finds, in the same places', async () => {
  await fc.assert(
    fc.asyncProperty(document, async (text) => {
      fc.pre(!isYaml(text))
      assert.equal(await found(text), referenceRules(text))
    }),
    { numRuns: Number(process.env.RUNS ?? 600), seed: Number(process.env.SEED ?? 1) },
  )
})

test.run()

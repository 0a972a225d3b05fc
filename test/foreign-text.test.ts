import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toString as textOf } from 'mdast-util-to-string'
import { gfm } from 'micromark-extension-gfm'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { codeSpan, escapeMarkdown, oneLine, renderSource } from '../templates/render.ts'
import { decision } from './support/decisions.ts'
import { foreignStrings } from './support/foreign-strings.ts'
import { callHook, hookEvent } from './support/hook.ts'
import { createProject, repository } from './support/project.ts'
import { randomRuns } from './support/random-runs.ts'

const test = suite('foreign text')
const runs = { numRuns: randomRuns(700) }

const parse = (text: string): Nodes => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })

/** A place where a template puts a value, with what is around it there. */
interface Place {
  source: string
  line: string
}

/** The lines of every Markdown template that show a value, each made into a document of its own. */
function placesOf(tag: RegExp): Place[] {
  const directory = join(repository, 'templates')
  return readdirSync(directory)
    .filter((file) => file.endsWith('.md.ejs'))
    .flatMap((file) => {
      const lines = readFileSync(join(directory, file), 'utf8').split('\n')
      return lines.flatMap((line, index) => {
        if (!tag.test(line)) return []
        const plain = line
          .replace(tag, '<<<')
          .replace(/<%[=-].*?%>/g, 'x')
          .replace(/<%.*?%>/g, '')
        const head = /^\|/.test(line) ? headOf(lines, index) : ''
        return [{ source: `${head}${plain.replace('<<<', '<%= value %>')}\n`, line: `${file}:${index + 1}` }]
      })
    })
}

function headOf(lines: string[], row: number): string {
  const rule = lines.slice(0, row).findLastIndex((line) => /^\|[ :|-]+\|$/.test(line))
  return `${lines.slice(rule - 1, rule + 1).join('\n')}\n`
}

const marker = 'QQQQ'

/** The tree, with code that has the value as text: what is left must be the tree that a plain word makes. */
function shape(node: Nodes, value: string): unknown {
  if (node.type === 'inlineCode' && node.value === value) return { type: 'text', value }
  if (!('children' in node)) return { ...node, position: undefined }
  const children: { type: string; value?: string }[] = []
  for (const child of node.children.map((each) => shape(each, value) as { type: string; value?: string })) {
    const last = children.at(-1)
    if (last?.type === 'text' && child.type === 'text') last.value = `${last.value}${child.value}`
    else children.push({ ...child })
  }
  return { ...node, position: undefined, children }
}

const shapeOf = (document: string, value: string): string => JSON.stringify(shape(parse(document), value))

const places = placesOf(/<%=(?:(?!%>).)*%>/)
assert.ok(places.length > 20)

test('at every place of every document a string stays one text or one piece of code, and nothing else comes of it', () => {
  const plain = new Map(places.map(({ source }) => [source, shapeOf(source.replace('<%= value %>', marker), marker)]))
  fc.assert(
    fc.property(foreignStrings, fc.constantFrom(...places), (string, { source, line }) => {
      const value = oneLine(string)
      // Code in a cell cannot have a bar behind a backslash: a blank is put between.
      if (value === '' || (source.startsWith('|') && value.includes('\\|'))) return
      // A number with a full stop of the template's own right behind it begins a list; no number is shown there.
      if (/^\d+$/.test(value) && /^<%= value %>[.)]/.test(source)) return
      const wanted = (plain.get(source) as string).replaceAll(marker, () => JSON.stringify(value).slice(1, -1))
      const document = renderSource(source, 'markdown', { value: string })
      assert.is(shapeOf(document, value), wanted, `${line}: ${document}`)
    }),
    { ...runs, numRuns: randomRuns(2000) },
  )
})

test('what is code stays code', () => {
  fc.assert(
    fc.property(foreignStrings, (string) => {
      const value = oneLine(string)
      if (value === '') return
      const [paragraph] = (parse(`a ${codeSpan(string)} b`) as { children: Nodes[] }).children
      assert.is(textOf(paragraph), `a ${value} b`)
    }),
    runs,
  )
})

const readable: [text: string, shown: string][] = [
  ['technical_architectural_change', 'technical_architectural_change'],
  ['step() and arr[0], 2 * 3 < 7 & more', 'step() and arr[0], 2 * 3 < 7 & more'],
  ['main@4fd608c, session 2026-11-26-001', 'main@4fd608c, session 2026-11-26-001'],
  ['__init__', '\\_\\_init\\_\\_'],
  ['see https://example.com now', '`see https://example.com now`'],
  ['ask ann@example.com', '`ask ann@example.com`'],
  ['www.example.com', '`www.example.com`'],
  ['thanks @ann', '`thanks @ann`'],
  ['fixes #12', '`fixes #12`'],
  ['mailto:ann', '`mailto:ann`'],
  ['as in GH-1', '`as in GH-1`'],
  ['see acme/web#12', '`see acme/web#12`'],
  ['see acme/web@4fd608c', '`see acme/web@4fd608c`'],
  [
    'This reverts 4fd608c542e57b768f19f26a86410599adcea949.',
    '`This reverts 4fd608c542e57b768f19f26a86410599adcea949.`',
  ],
  ['ann@4fd608c542e57b768f19f26a86410599adcea949', '`ann@4fd608c542e57b768f19f26a86410599adcea949`'],
  ['GHSA-jfh8-c2jp-5v3q', '`GHSA-jfh8-c2jp-5v3q`'],
  ['see#12, a#1b and main@4fd608c', 'see#12, a#1b and main@4fd608c'],
  ['a `b` at www.c.d', '``a `b` at www.c.d``'],
  [':tada: done', '`:tada: done`'],
  ['src/a.ts:100:12', '`src/a.ts:100:12`'],
  ['at 12:30:45, src/a.ts:12:5, std::move', 'at 12:30:45, src/a.ts:12:5, std::move'],
  ['a $x$ b', '`a $x$ b`'],
  ['a $$ b', '`a $$ b`'],
  ['$HOME and $PATH cost $5 or $6.20', '$HOME and $PATH cost $5 or $6.20'],
]

for (const [text, shown] of readable)
  test(`${text} is shown as ${shown}`, () => {
    assert.is(escapeMarkdown(text), shown)
  })

/** Links, HTML and ticks: what no foreign text may make in a document. */
function forged(node: Nodes): string[] {
  const own = ['link', 'image', 'html', 'linkReference', 'imageReference', 'definition', 'delete', 'footnoteReference']
  const ticked = node.type === 'listItem' && typeof node.checked === 'boolean'
  const here = own.includes(node.type) || ticked ? [`${node.type}: ${textOf(node)}`] : []
  return 'children' in node ? [...here, ...node.children.flatMap(forged)] : here
}

const headings = (node: Nodes): string[] => [
  ...(node.type === 'heading' ? [textOf(node)] : []),
  ...('children' in node ? node.children.flatMap(headings) : []),
]

/** What GitHub makes links and pictures of on its pages, which no parser of Markdown does. */
const onGithub =
  /(?:^|[^\w.+-])@[a-z\d]|(?:^|[^\w&])(?:#|GH-)\d|\w\/[\w.-]+[#@](?:\d+\b|[\da-f]{7,40}\b)|(?<!\w)[\da-f]{40}(?!\w)|GHSA(?:-[\da-z]{4}){3}|:[a-z][a-z_]+:/i

/** The text of a document that is no code; the commit behind a branch that is code (`**At**`) is bookend's own. */
const proseOf = (node: Nodes): string[] =>
  node.type === 'text'
    ? [node.value.replace(/^@[\da-f]{12}(?=, session )/, '')]
    : 'children' in node
      ? node.children.flatMap(proseOf)
      : []

const hostile = [
  'see https://evil.example/x and www.evil.example, ask root@evil.example',
  '[x](https://evil.example) ![y](z) <b>bold</b> <!-- gone -->',
  '[ ] - [x] ~~no~~ &lt;i&gt; @someone #12 | a | b |',
  '[ref]: https://evil.example',
  '> [!WARNING] \u2066# Heading\u2069 [^1] o/r#1 GH-3 :tada: $x$',
  'o/r@4fd608c',
  'of 4fd608c542e57b768f19f26a86410599adcea949',
  'GHSA-jfh8-c2jp-5v3q',
  '```sh\nrm -rf /\n```\n===\n---\n[^1]: note',
  `\u001b]8;;https://evil.example\u0007${'w'.repeat(3000)}\u200b`,
]

test('no foreign text makes a link, HTML or a tick in the documents of a session', () => {
  const project = createProject()
  project.bookend(['init'])
  const kinds = ['--next', '--goal', '--todo', '--done', '--blocked', '--failed', '--decision', '--issue']
  for (const text of hostile) project.bookend(['note', ...kinds.flatMap((kind) => [kind, text])])
  project.bookend(['note', hostile[0] as string])
  const now = new Date().toISOString()
  const lines = hostile.flatMap((text) =>
    Array.from({ length: 4 }, () => decision(now, { allowed: false, service: text, action: text, violations: [text] })),
  )
  project.write('.memory/audit/log.jsonl', `${lines.join('\n')}\n`)
  project.git('checkout', '-q', '-b', '@someone')
  for (const text of hostile) project.git('commit', '-q', '--allow-empty', '-m', text)
  const rule = (text: string, place: number) => ({
    id: `inst_00${place}`,
    text,
    quadrant: text,
    persistence: text,
    active: true,
  })
  project.write('.claude/instruction-history.json', JSON.stringify({ instructions: hostile.map(rule) }))
  project.write('docs/see www.evil.example', 'x')
  const { handoff, rules } = project.json<{ handoff: { file: string }; rules: { file?: string } }>(['closedown'])
  const documents = [handoff.file, ...(rules.file ? [rules.file] : [])]
  assert.is(documents.length, 2)
  for (const file of documents) {
    assert.equal(forged(parse(project.read(file))), [], file)
    assert.equal(
      proseOf(parse(project.read(file))).filter((text) => onGithub.test(text)),
      [],
      file,
    )
  }
  const page = project.read(handoff.file.replace(/md$/, 'html'))
  assert.equal(
    page.match(/<b>bold|<i>|<(?:img|script|del|!-- gone)\b[^>]*>|(?:href|src)="(?:https?:|\/\/)[^"]*"/g),
    null,
  )
  for (const source of ['startup', 'compact']) {
    const { stdout } = callHook(hookEvent(project, 'SessionStart', { source, reason: hostile[0] }), {
      cwd: project.root,
    })
    const said = JSON.parse(stdout) as { hookSpecificOutput: { additionalContext: string } }
    assert.equal(forged(parse(said.hookSpecificOutput.additionalContext)), [], source)
    assert.equal(
      proseOf(parse(said.hookSpecificOutput.additionalContext)).filter((text) => onGithub.test(text)),
      [],
      source,
    )
  }
  const letter = project.read(handoff.file)
  assert.match(letter, /\*\*At\*\*: `@someone`@[0-9a-f]{12}, session \d/)
  assert.equal(
    headings(parse(letter)).filter((text) => !/^[A-Z][\w /&-]+$/.test(text)),
    [],
  )
  project.remove()
})

test.run()

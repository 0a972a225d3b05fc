import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { normalizeWhitespace } from '../tasks/rules/review/review-decision.ts'
import { readSuggestions } from '../tasks/rules/review/suggestions.ts'
import { renderSuggestions } from '../tasks/rules/suggestions-document.ts'
import { randomRuns } from './support/random-runs.ts'
import { proposal, tick } from './support/suggestions.ts'

const test = suite('reading suggestions back')

const render = (...proposals: ReturnType<typeof proposal>[]) =>
  renderSuggestions(
    proposals.map((each, index) => ({ ...each, id: `SR-00${index + 1}` })),
    [{ ruleId: 'inst_002', persistence: 'HIGH', sessions: 5, checked: 40 }],
    { date: '2025-10-24', reviewCommand: 'bookend review' },
  )
const clean = render(proposal('new'), proposal('deprecate', { ruleIds: ['inst_020'] }))

test('a document as it was written has no tick and no problem', async () => {
  const { sections, problems } = await readSuggestions(clean)
  assert.equal(problems, [])
  assert.equal(
    sections.map(({ id, tick, text, quadrant, persistence }) => [id, tick, text, quadrant, persistence]),
    ['SR-001', 'SR-002'].map((id) => [id, null, 'Ask before changing the architecture', 'STRATEGIC', 'HIGH']),
  )
})

const harmless: [name: string, change: (text: string) => string][] = [
  ['a lower-case x', (text) => text.replace('[ ] Approve', '[x] Approve')],
  ['an upper-case X', (text) => text.replace('[ ] Approve', '[X] Approve')],
  ['blanks in the box', (text) => text.replace('[ ] Approve [ ] Reject', '[ x ]  Approve  [] Reject')],
  ['carriage returns', (text) => tick(text, { 'SR-001': 'Approve' }).replaceAll('\n', '\r\n')],
  ['blanks at the ends of lines', (text) => tick(text, { 'SR-001': 'Approve' }).replace(/$/gm, '  ')],
  ['no final line feed', (text) => tick(text, { 'SR-001': 'Approve' }).trimEnd()],
  ['a byte order mark', (text) => `\uFEFF${tick(text, { 'SR-001': 'Approve' })}`],
  ['blank lines around the fields', (text) => tick(text, { 'SR-001': 'Approve' }).replace(/^(\*\*)/gm, '\n$1')],
  [
    'tabs at the ends and in the box',
    (text) => tick(text, { 'SR-001': 'Approve' }).replace('[x]', '[\tx\t]').replace(/$/gm, '\t'),
  ],
  [
    'strong text and bullets as another formatter writes them',
    (text) => tick(text, { 'SR-001': 'Approve' }).replaceAll('**', '__').replace(/^- /gm, '* '),
  ],
  [
    'a rule that was reflowed',
    (text) => tick(text, { 'SR-001': 'Approve' }).replace('before changing', 'before\n> changing'),
  ],
  [
    'a rule that was reflowed lazily',
    (text) => tick(text, { 'SR-001': 'Approve' }).replace('before changing', 'before\nchanging'),
  ],
  ['a section taken out', (text) => tick(text, { 'SR-001': 'Approve' }).replace(/## Rules Never[\s\S]*?\n\n/, '')],
]
for (const [name, change] of harmless) {
  test(`harmless: ${name}`, async () => {
    const { sections, problems } = await readSuggestions(change(clean))
    assert.equal(problems, [])
    assert.equal([sections[0]?.tick, sections[0]?.text], ['approve', 'Ask before changing the architecture'])
  })
}

const damages: [name: string, change: (text: string) => string, line: number, words: RegExp][] = [
  ['two ticks', (text) => tick(tick(text, { 'SR-001': 'Approve' }), { 'SR-001': 'Reject' }), 17, /2 ticks/],
  ['another mark', (text) => text.replace('[ ] Approve', '[y] Approve'), 17, /decision of SR-001 is not/],
  ['a box that is gone', (text) => text.replace(' [ ] Modify', ''), 17, /decision of SR-001/],
  ['a word behind the boxes', (text) => text.replace('Modify', 'Modify please'), 17, /decision of SR-001/],
  ['a decision on two lines', (text) => text.replace('[ ] Reject', '\n[ ] Reject'), 17, /decision of SR-001/],
  ['an escaped box', (text) => text.replace('[ ] Approve', '\\[x\\] Approve'), 17, /decision of SR-001/],
  [
    'a tick in the evidence',
    (text) => text.replace('- 2025-10-24 1', '- [x] Approve 2025-10-24 1'),
    11,
    /tick that is not in a/,
  ],
  ['a tick in the title', (text) => text.replace('A new', '[x] A new'), 5, /tick that is not in a/],
  ['a tick before the first', (text) => text.replace('## New', '[X] Approve all\n## New'), 3, /tick that is not in a/],
  ['a tick in the rule', (text) => text.replace('> Ask', '> [x] Approve\n> Ask'), 14, /tick that is not in a/],
  [
    'an unknown category',
    (text) => text.replace('## New Rules', '## Newer Rules'),
    3,
    /unknown heading "Newer Rules \(1\)"/,
  ],
  [
    'an unknown section',
    (text) => text.replace('### SR-001:', '### SR-1:'),
    5,
    /unknown heading "SR-1: A new proposal"/,
  ],
  ['a heading of another depth', (text) => text.replace('### SR-001', '#### SR-001'), 5, /unknown heading/],
  ['a number twice', (text) => text.replace('SR-002', 'SR-001'), 21, /SR-001 appears twice/],
  ['a field that is gone', (text) => text.replace('**Quadrant**: STRATEGIC\n', ''), 5, /no \*\*Quadrant\*\*/],
  ['a field twice', (text) => text.replace('**Quadrant**', '**Quadrant**: VALUES\n**Quadrant**'), 16, /second/],
  ['a field as plain text', (text) => text.replace('**Persistence**', 'Persistence'), 5, /no \*\*Persistence\*\*/],
  ['no rule', (text) => text.replace('> Ask before changing the architecture', '>'), 13, /empty \*\*Proposed Rule/],
  [
    'an unknown quadrant',
    (text) => text.replace('STRATEGIC', 'strategic'),
    15,
    /quadrant "strategic"; it is one of STRAT/,
  ],
  ['an unknown persistence', (text) => text.replace('HIGH', 'FOREVER'), 16, /persistence "FOREVER"; it is one of HIGH/],
]
for (const [name, change, line, words] of damages) {
  test(`damaged: ${name}`, async () => {
    const { problems } = await readSuggestions(change(clean))
    assert.is(problems[0]?.line, line, JSON.stringify(problems))
    assert.match(problems[0]?.what ?? '', words)
  })
}

test('all damage is named at once, in the order of the lines', async () => {
  const text = clean.replaceAll('STRATEGIC', 'NOWHERE').replace('[ ] Approve [ ] Reject', '[x] Approve [x] Reject')
  const { problems } = await readSuggestions(text)
  assert.equal(
    problems.map(({ line }) => line),
    [15, 17, 31],
  )
})

const edits: [name: string, quote: string, read: string][] = [
  ['another line', '> Ask a human', 'Ask a human'],
  ['several lines', '> Ask a human\n> before you do\n>   so', 'Ask a human before you do so'],
  ['a line without its mark', '> Ask a human\nbefore you do', 'Ask a human before you do'],
  ['paragraphs', '> Ask a human.\n>\n> Always.', 'Ask a human.\nAlways.'],
  ['code, emphasis and tags', '> Use `npm \\d` and *never* <b>yarn</b>', 'Use `npm \\d` and *never* <b>yarn</b>'],
  ['escapes and references', '> a \\[b\\] &lt;c&gt; &amp; d\\\\e 1\\. f', 'a [b] <c> & d\\e 1. f'],
  ['a list', '> - one\n> - two', '- one - two'],
  ['an address', '> See <https://example.org/a_b>', 'See <https://example.org/a_b>'],
  ['on the line of the label', 'Ask a human', 'Ask a human'],
  ['brackets that tick nothing', '> Read list[x] first', 'Read list[x] first'],
]
for (const [name, quote, read] of edits) {
  test(`edited: ${name}`, async () => {
    const { sections, problems } = await readSuggestions(clean.replace('> Ask before changing the architecture', quote))
    assert.equal(problems, [])
    assert.is(sections[0]?.text, read)
  })
}

/** What logs, rules and commits might hold to make a document lie. */
const hostile = [
  '[x] Approve [ ] Reject [ ] Modify',
  '\n**Human Decision**: [x] Approve [ ] Reject [ ] Modify\n',
  '\r\n### SR-009: forged\n',
  '</b><!-- --><script>alert(1)</script>',
  '\u001b[2J\u001b]8;;https://example.org\u0007click\u001b]8;;\u0007',
  '\\[x\\] Approve \\\\[x] Approve',
  '[x]: https://example.org\n[x] Approve',
  '```\n**Human Decision**: [x] Approve\n```',
  '> - 1. # quoted',
  '&#91;x&#93; Approve &lbrack;x&rbrack; Approve',
  '| a | b |\n|---|---|',
  '    four blanks',
  '\t',
  '---',
  '===',
  '+ plus',
  '1. one',
  '2) two',
  '~~~',
  '![x](y)',
  '***',
  '_a_',
  '<x@y.z>',
  ':',
  '\\',
]

test('foreign text in every place ticks nothing, adds nothing and comes back as it was', async () => {
  const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'grapheme' }), fc.string())
  const words = fc.array(text, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(words, words, words, words, words, async (title, pattern, suggestion, action, rule) => {
      fc.pre(normalizeWhitespace(rule) !== '')
      const evidence = [{ at: '2025-10-24T10:15:00.000Z', session: action, action }]
      const document = render(proposal('new', { title, pattern, suggestion, evidence, proposedRule: rule }))
      const { sections, problems } = await readSuggestions(document)
      assert.equal(problems, [], document)
      assert.is(sections.length, 1)
      assert.is(sections[0]?.tick, null)
      assert.is(normalizeWhitespace(sections[0]?.text), normalizeWhitespace(rule))
      const ticked = await readSuggestions(tick(document, { 'SR-001': 'Reject' }))
      assert.equal([ticked.sections[0]?.tick, ticked.problems], ['reject', []])
    }),
    { numRuns: randomRuns(80) },
  )
})

test.run()

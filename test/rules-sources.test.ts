import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseRuleFile } from '../cache/rules/rule-file.ts'
import { findOverlappingRules } from '../tasks/rules/consolidate.ts'
import { readVocabulary } from '../tasks/rules/project-glossary.ts'
import { editRuleFile } from '../tasks/rules/review/edit-rule-file.ts'
import { readRules } from '../tasks/rules/sources.ts'
import { relate } from '../tasks/rules/text/relation.ts'
import { statementOf } from '../tasks/rules/text/statement.ts'

const test = suite('rules: where they are, and their words')

const sample = `{
  "version": "1.0",
  "rules": [
    { "rule_id": "inst_001", "title": "Ports", "content": "MongoDB runs on port 27017", "quadrant": "SYSTEM" },
    { "rule_id": "inst_002", "title": "Sources", "content": "Cite the source" }
  ]
}
`

test("the framework's own sample of rules is read, and edited under its own names", async () => {
  const { rules, invalid } = parseRuleFile(sample)
  assert.equal(
    rules.map(({ id, text, quadrant }) => [id, text, quadrant]),
    [
      ['inst_001', 'MongoDB runs on port 27017', 'SYSTEM'],
      ['inst_002', 'Cite the source', 'OPERATIONAL'],
    ],
  )
  assert.equal(invalid, [])
  const edited = await editRuleFile(sample, {
    set: new Map([['inst_002', { text: 'Cite every source', active: false }]]),
    append: [{ id: 'inst_003', text: 'Ask first' }],
  })
  assert.equal(JSON.parse(edited).rules.slice(1), [
    { rule_id: 'inst_002', title: 'Sources', content: 'Cite every source', active: false },
    { rule_id: 'inst_003', content: 'Ask first' },
  ])
  assert.ok(edited.startsWith(sample.slice(0, sample.indexOf('Cite'))))
})

/** Files of a project that are only texts; `glob` knows the patterns that the tests use. */
function filesOf(texts: Record<string, string>, links: Record<string, string | undefined> = {}) {
  return {
    read: (path: string) => texts[path],
    info: (path: string) =>
      path in links ? { kind: 'link', bytes: 0 } : path in texts ? { kind: 'file', bytes: 1 } : undefined,
    linkedFile: (path: string) => links[path],
    glob: async (patterns: string[]) =>
      [...Object.keys(texts), ...Object.keys(links)].filter((path) => patterns.some((each) => path === each)),
  } as unknown as Parameters<typeof readRules>[0]
}

const item = (text: string) => `# Rules\n\n- ${text}\n`

test('without a history the rules are where agents read them, each once', async () => {
  const texts = { 'CLAUDE.md': item('Use tabs'), 'AGENTS.md': item('Use tabs'), 'OTHER.md': item('Not asked for') }
  const { history, rules } = await readRules(filesOf(texts), { rules: 'h.json' })
  assert.equal([history, rules.map(({ text }) => text)], [undefined, ['Use tabs']])
})

test('a link under a name that agents look for is read as the file that it leads to, once, and not where it leads out of the project', async () => {
  const texts = { 'docs/agents.md': item('Use tabs') }
  const read = async (links: Record<string, string | undefined>, more = {}) => {
    const { rules } = await readRules(filesOf({ ...texts, ...more }, links), { rules: 'h.json' })
    return rules.map(({ place, scope }) => [place?.file, scope?.readAs, scope?.imported])
  }
  assert.equal(await read({ 'CLAUDE.md': 'docs/agents.md' }), [['docs/agents.md', 'CLAUDE.md', undefined]])
  assert.equal(await read({ 'CLAUDE.md': 'docs/agents.md', 'AGENTS.md': 'docs/agents.md' }), [
    ['docs/agents.md', 'AGENTS.md', true],
  ])
  assert.equal(await read({ 'CLAUDE.md': undefined }), [])
  assert.equal(await read({ 'CLAUDE.md': 'AGENTS.md' }, { 'AGENTS.md': item('Use spaces') }), [
    ['AGENTS.md', undefined, true],
  ])
})

test('who reads a rule behind a link, and where it applies, is said by the link', async () => {
  const overlaps = async (link: string, more: Record<string, string>) => {
    const files = filesOf({ 'docs/a.md': item('Never commit secrets'), ...more }, { [link]: 'docs/a.md' })
    const { rules } = await readRules(files, { rules: 'h.json', ruleTexts: [link, ...Object.keys(more)] })
    return findOverlappingRules({ rules, sessions: [], thresholds: {} }).map(({ relation }) => relation)
  }
  const [same, opposite] = ['Do not commit secrets', 'Commit secrets'].map(item) as [string, string]
  assert.equal(await overlaps('CLAUDE.md', { 'AGENTS.md': same }), [])
  assert.equal(await overlaps('AGENTS.md', { 'CLAUDE.md': same }), [])
  assert.equal(await overlaps('CLAUDE.md', { 'CLAUDE.local.md': same }), ['same'])
  assert.equal(await overlaps('packages/web/CLAUDE.md', { 'packages/api/CLAUDE.md': opposite }), [])
})

test('what a linked CLAUDE.md imports is read', async () => {
  const files = filesOf(
    { 'docs/agents.md': `@style.md\n\n${item('Use tabs')}`, 'docs/style.md': item('Be brief') },
    { 'CLAUDE.md': 'docs/agents.md' },
  )
  const { rules } = await readRules(files, { rules: 'h.json' })
  assert.equal(
    rules.map(({ place }) => place?.file),
    ['docs/agents.md', 'docs/style.md'],
  )
})

/** What is proposed of the rules of files, by where they stand. */
async function overlapsOf(texts: Record<string, string>): Promise<string[]> {
  const { rules } = await readRules(filesOf(texts), { rules: 'h.json', ruleTexts: Object.keys(texts) })
  const named = new Map(rules.map(({ id, place }) => [id, `${place?.file}:${place?.line}`]))
  return findOverlappingRules({ rules, sessions: [], thresholds: {} })
    .map(
      ({ relation, ruleIds }) =>
        `${relation} ${ruleIds
          .map((id) => named.get(id))
          .toSorted()
          .join(' ')}`,
    )
    .toSorted()
}

test('rules of a folder hold in that folder: packages may differ, and what all are told once is enough', async () => {
  const quotes = (kind: string) => item(`Write strings with ${kind} quotes`)
  assert.equal(
    await overlapsOf({
      'packages/web/CLAUDE.md': quotes('single'),
      'packages/api/.claude/rules/js.md': quotes('double'),
    }),
    [],
  )
  assert.equal(await overlapsOf({ 'CLAUDE.md': quotes('single'), 'packages/go/CLAUDE.md': quotes('double') }), [])
  assert.equal(await overlapsOf({ 'CLAUDE.md': quotes('single'), '.claude/rules/js.md': quotes('double') }), [
    'contradicts .claude/rules/js.md:3 CLAUDE.md:3',
  ])
  assert.equal(
    await overlapsOf({
      'CLAUDE.md': item('Never commit secrets'),
      'packages/web/CLAUDE.md': item('Do not commit secrets'),
    }),
    ['same CLAUDE.md:3 packages/web/CLAUDE.md:3'],
  )
})

test('what AGENTS.md and CLAUDE.md both say is not to be taken from either, and a contradiction in both is asked about once', async () => {
  const rules = ['Never commit secrets', 'Squash commits', 'Do not commit secrets', 'Do not squash commits']
  const text = `# Rules\n\n${rules.map((rule) => `- ${rule}\n`).join('')}`
  assert.equal(await overlapsOf({ 'AGENTS.md': text, 'CLAUDE.md': `${text}- Use plan mode\n` }), [
    'contradicts AGENTS.md:4 AGENTS.md:6',
    'same AGENTS.md:3 AGENTS.md:5',
    'same CLAUDE.md:3 CLAUDE.md:5',
  ])
})

test('a file that CLAUDE.md imports is read once, and what both say can go from CLAUDE.md alone', async () => {
  const agents = item('Never commit secrets')
  const claude = '# Rules\n\n@AGENTS.md\n- @docs/style.md\n- Do not commit secrets\n- Use plan mode\n'
  const texts = { 'CLAUDE.md': claude, 'AGENTS.md': agents, 'docs/style.md': `# Style\n\n- Use tabs\n\nSee @more.md\n` }
  const more = { 'docs/more.md': '# More\n\n- Use spaces\n\n@style.md @../CLAUDE.md @../../outside.md @none.md\n' }
  const { rules } = await readRules(filesOf({ ...texts, ...more }), { rules: 'h.json' })
  assert.equal(
    rules.map(({ place, text }) => `${place?.file}: ${text}`),
    [
      'AGENTS.md: Never commit secrets',
      'CLAUDE.md: Do not commit secrets',
      'CLAUDE.md: Use plan mode',
      'docs/style.md: Use tabs',
      'docs/more.md: Use spaces',
    ],
  )
  const found = findOverlappingRules({ rules, sessions: [], thresholds: {} })
  assert.equal(
    found.map(({ relation, suggestion }) => [relation, /keeps (\S+)/.exec(suggestion)?.[1] ?? suggestion.slice(0, 14)]),
    [
      ['same', 'AGENTS.md:3'],
      ['contradicts', 'Which applies?'],
    ],
  )
})

test('what is contained goes from CLAUDE.md, and not from the AGENTS.md that it imports', async () => {
  const [small, large] = ['Use tabs', 'Use tabs, and sign every commit']
  const relations = async (agents: string, claude: string) => {
    const texts = { 'AGENTS.md': item(agents), 'CLAUDE.md': `@AGENTS.md\n\n${item(claude)}` }
    const { rules } = await readRules(filesOf(texts), { rules: 'h.json' })
    return findOverlappingRules({ rules, sessions: [], thresholds: {} }).map(({ relation }) => relation)
  }
  assert.equal(await relations(large, small), ['contains'])
  assert.equal(await relations(small, large), [])
})

test('an import in code or of a folder is none', async () => {
  const texts = {
    'CLAUDE.md': `${item('Use tabs')}\nWrite \`@a.md\`, mail x@b.md.\n\n\`\`\`\n@a.md\n\`\`\`\n<!-- @a.md -->\n`,
    'a.md': item('Use spaces'),
  }
  const { rules } = await readRules(filesOf(texts), { rules: 'h.json' })
  assert.equal(
    rules.map(({ text }) => text),
    ['Use tabs'],
  )
})

test('with a history Markdown is read only where the configuration names it', async () => {
  const texts = { 'h.json': sample, 'CLAUDE.md': item('Use tabs') }
  const ids = async (ruleTexts?: string[]) =>
    (await readRules(filesOf(texts), { rules: 'h.json', ruleTexts })).rules.map(({ text }) => text)
  assert.equal(await ids(), ['MongoDB runs on port 27017', 'Cite the source'])
  assert.equal(await ids(['CLAUDE.md']), ['MongoDB runs on port 27017', 'Cite the source', 'Use tabs'])
})

test("a project's glossary says which words mean the same and which exclude each other", () => {
  const own = JSON.stringify({
    synonyms: [['kaitiaki', 'guardian']],
    alternatives: [['karakia', 'silence']],
    opposites: [['noa', 'tapu']],
  })
  const { vocabulary, problem } = readVocabulary({ read: () => own })
  assert.is(problem, undefined)
  const relation = (a: string, b: string) => relate(statementOf(a, vocabulary), statementOf(b, vocabulary), vocabulary)
  assert.is(relation('Ask the kaitiaki before publishing names', 'Ask a guardian before publishing names'), 'same')
  assert.is(relation('Open meetings with karakia', 'Open meetings with silence'), 'contradicts')
  assert.is(relation('The carvings are tapu', 'The carvings are never noa'), 'same')
  assert.is(relation('Use semicolons', 'Omit semicolons'), 'contradicts')
})

test('a glossary that cannot be used is named, and the words of the field are used', () => {
  const isDirectory = () => {
    throw new Error('it is a directory')
  }
  const texts = [
    '{ broken',
    '{"synonym": []}',
    '{"synonyms": [["one"]]}',
    '[]',
    'null',
    '',
    '{"synonyms": [["one", 2]]}',
  ]
  // A word without a letter would leave out what it stands for.
  texts.push('{"synonyms": [["---", "widget"]]}')
  for (const read of [...texts.map((text) => () => text), isDirectory]) {
    const { vocabulary, problem } = readVocabulary({ read })
    assert.is(problem?.reason, 'unreadable')
    assert.ok(vocabulary.phrases.size > 0)
  }
  assert.is(readVocabulary({ read: () => '\uFEFF{"synonyms": [["widget", "gizmo"]]}' }).problem, undefined)
})

test('of phrases that begin alike the longest applies, of equally long ones the first, however many there are', () => {
  const one = Array.from({ length: 100_000 }, (_, index) => ['other', `very gizmo${index}`])
  const synonyms = [['first', 'very big'], ...one, ['second', 'very big'], ['third', 'very big thing']]
  const { vocabulary } = readVocabulary({ read: () => JSON.stringify({ synonyms }) })
  const words = (text: string) => statementOf(text, vocabulary).tokens.map(({ stem }) => stem)
  assert.equal(words('Paint very big walls'), ['paint', 'first', 'wall'])
  assert.equal(words('Paint very big things'), ['paint', 'third'])
})

test.run()

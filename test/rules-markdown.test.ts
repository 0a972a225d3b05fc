import { lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findOverlappingRules } from '../tasks/rules/consolidate.ts'
import { parseMarkdownRules } from '../tasks/rules/markdown-rules.ts'
import { editMarkdownRules } from '../tasks/rules/review/edit-markdown-rules.ts'
import { withParagraph } from '../workflows/commands/hooks/paragraph.ts'
import { decision } from './support/decisions.ts'
import { judgeMarkdown, markdownFixtures } from './support/markdown-rules.ts'
import { createProject } from './support/project.ts'
import { tick } from './support/suggestions.ts'

const test = suite('rules in Markdown')

const claude = [
  '# Project',
  '',
  '- an item under the title',
  '',
  '## Rules',
  '',
  '- Never commit secrets',
  '* Run the linter before every commit',
  '- [The guide](docs/guide.md)',
  '- `npm test`',
  '- [ ] a task to be ticked',
  '- What follows belongs together:',
  '  - Use tabs',
  '',
  '```',
  '- an example',
  '```',
  '',
  '1. Write a test for',
  '   every bug fix',
  '2. Before each commit, run the linter',
  '3. Use spaces, never tabs',
  '',
  '> - somebody else said so',
  '',
].join('\n')

test('bullets and numbered items are rules, with their lines; links, code, tasks and quotations are none', async () => {
  const rules = await parseMarkdownRules('CLAUDE.md', claude)
  assert.equal(
    rules.map(({ text, place, lines }) => [place.line, lines.to, text]),
    [
      [3, 3, 'an item under the title'],
      [7, 7, 'Never commit secrets'],
      [8, 8, 'Run the linter before every commit'],
      [13, 13, 'Use tabs'],
      [19, 20, 'Write a test for every bug fix'],
      [21, 21, 'Before each commit, run the linter'],
      [22, 22, 'Use spaces, never tabs'],
    ],
  )
  assert.match(rules[1]?.id ?? '', /^CLAUDE\.md#[0-9a-f]{8}$/)
})

test('bullets of a file without headings are rules; above a first heading, or as links, listings and examples, they are none', async () => {
  const textsOf = async (...lines: string[]) =>
    (await parseMarkdownRules('CLAUDE.md', `${lines.join('\n')}\n`)).map(({ text }) => text)
  assert.equal(
    await textsOf('@docs/more.md', '', '- Use tabs for indentation.', '- Run `npm test` before you push', ''),
    ['Use tabs for indentation.', 'Run `npm test` before you push'],
  )
  assert.equal(await textsOf('What we agreed on:', '', '1. Never commit secrets', '2) not this one'), [
    'Never commit secrets',
    'not this one',
  ])
  assert.equal(
    await textsOf(
      '- Getting started',
      '- [Testing](#testing)',
      '- Code **style**',
      '- Ask before adding a dependency',
      '',
      '# Getting started',
      '## Code style',
      '- Use tabs',
    ),
    ['Use tabs'],
  )
  assert.equal(
    await textsOf(
      '- [Style](docs/style.md): how we write',
      '- `src/`: the sources',
      '- src/api/ - what others call',
      '- tests/unit.ts — the tests',
      '- Example: use tabs',
      '- e.g. `npm test`',
      '- Node 22',
      '- TypeScript, listr2, zx',
      '- https://example.org/wiki is the wiki',
      '- [ ] write it down',
      '- Keep files under 250 lines',
    ),
    ['Keep files under 250 lines'],
  )
})

test('without headings, Chinese and Japanese commands are rules too; parts of the project and changes are none', async () => {
  const textsOf = async (...items: string[]) =>
    (await parseMarkdownRules('CLAUDE.md', `- ${items.join('\n- ')}\n`)).map(({ text }) => text)
  const rules = [
    ...[
      '不要推送到主分支',
      '使用 pnpm',
      '提交之前运行全部测试',
      'mainブランチに直接プッシュしないでください',
      'コミット前にテストを実行する',
    ],
    ...[
      'src/ must not import tests/',
      'commits: use the imperative mood',
      'git: rebase',
      'Fixed-point numbers for money amounts',
    ],
  ]
  assert.equal(await textsOf(...rules), rules)
  assert.equal(
    await textsOf('前端', 'src/ holds the code', 'api: REST server', 'web: the React pages for our users'),
    [],
  )
  assert.equal(
    await textsOf('Added in 2.0: parser', 'Fixed: lexer', '2.1.0 - new lexer for everything', 'Removed the old API'),
    [],
  )
})

test("bookend's own paragraph holds no rules, and is no heading of others", async () => {
  const written = withParagraph('- Use spaces\n', '## Sessions\n\n- Run init first')
  assert.ok('text' in written)
  const rulesOf = async (after: string) =>
    (await parseMarkdownRules('CLAUDE.md', `${written.text}\n- Keep it short\n${after}`)).map(({ text, scope }) => [
      text,
      scope.headings,
    ])
  assert.equal(await rulesOf(''), [
    ['Use spaces', []],
    ['Keep it short', []],
  ])
  assert.equal(await rulesOf('\n# Rules\n\n- Use tabs\n'), [['Use tabs', ['Rules']]])
})

test('a byte order mark, tabs and carriage returns shift nothing', async () => {
  for (const [name, text] of [
    ['a mark', '\uFEFF# R\r\n\r\n-\tOne rule\r\n2) Two rules 🚫\r\n'],
    ['returns alone', '# R\r\r-\tOne rule\r2) Two rules 🚫\r'],
  ] as const) {
    const rules = await parseMarkdownRules('A.md', text)
    assert.equal(
      rules.map((rule) => rule.text),
      ['One rule', 'Two rules 🚫'],
      name,
    )
    const [one, two] = rules.map(({ id }) => id) as [string, string]
    const edits = { set: new Map([[two, 'Three\n\n- [x] rules']]), remove: new Set([one]), append: [] }
    const edited = await editMarkdownRules('A.md', text, edits)
    const rest = text.replace(/-\tOne rule[\r\n]+/, '')
    assert.is(edited, rest.replace('Two rules 🚫', 'Three - [x] rules'), name)
  }
})

test('the front matter of a file holds no rules, also behind a comment; between two lines across the page there may be some', async () => {
  const ofFrontMatter =
    '---\r\n# where it applies\r\npaths:\r\n  - src/**\r\n  - web pages\r\n---\r\n# Rules\r\n- Use tabs\r\n'
  const found = await parseMarkdownRules('a.md', ofFrontMatter)
  assert.equal(
    found.map(({ text, place }) => [place.line, text]),
    [[8, 'Use tabs']],
  )
  const edits = { set: new Map([[String(found[0]?.id), 'Use spaces']]), remove: new Set<string>(), append: [] }
  assert.is(await editMarkdownRules('a.md', ofFrontMatter, edits), ofFrontMatter.replace('Use tabs', 'Use spaces'))
  const betweenLines = await parseMarkdownRules('a.md', '---\n# Rules\n- Use tabs\n\n---\n- Sign commits\n')
  assert.equal(
    betweenLines.map(({ text }) => text),
    ['Use tabs', 'Sign commits'],
  )
})

test('the same words twice are two rules, and an edit changes its own lines and nothing else', async () => {
  const text = '# R\r\n\r\n- One\r\n- Two words\r\n- One\r\n'
  const [first, two, second] = await parseMarkdownRules('A.md', text)
  assert.is.not(first?.id, second?.id)
  const edited = await editMarkdownRules('A.md', text, {
    set: new Map([[two?.id as string, 'Three words now']]),
    remove: new Set([second?.id as string]),
    append: ['Four'],
  })
  assert.is(edited, '# R\r\n\r\n- One\r\n- Three words now\r\n- Four\r\n')
})

const scoped = (paths: string, rule: string, heading = '# Rules') =>
  `${paths === '' ? '' : `---\n${paths}\n---\n`}${heading}\n- ${rule}\n`
const [wide, narrow] = ['Use Tailwind classes, no inline styles', 'Inline styles are not allowed; use Tailwind classes']
const goFiles = 'paths: services/**/*.go'
const scopes: [name: string, a: string, b: string, proposed: string][] = [
  ['no paths and some: the wider stays', scoped(goFiles, narrow), scoped('', wide), 'same keeps b.md:2'],
  ['the same text twice', scoped('', wide), scoped(goFiles, wide), 'same keeps a.md:2'],
  ['different paths', scoped(goFiles, narrow), scoped('paths:\n  - web/**', wide), ''],
  ['the same paths', scoped('paths: ["web/**", lib/**]', narrow), scoped('paths:\n- lib/**\n- "web/**"', wide), 'same'],
  ['what is contained is wider', scoped('', 'Use tabs'), scoped(goFiles, 'Use tabs and sign every commit'), ''],
  [
    'a contradiction of disjoint paths',
    scoped('paths: "**/*.go"', 'Indent with tabs'),
    scoped('paths: "**/*.py"', 'Indent with spaces'),
    '',
  ],
  [
    'a contradiction of all and some',
    scoped('', 'Indent with tabs'),
    scoped('paths: "**/*.py"', 'Indent with spaces'),
    '',
  ],
  [
    'a contradiction of the same paths',
    scoped(goFiles, 'Indent with tabs'),
    scoped(goFiles, 'Indent with spaces'),
    'contradicts',
  ],
  ...(
    [
      ['Shell scripts', 'Makefiles', ''],
      ['Go', 'Python style', ''],
      ['Files in `src/api`', 'Files in `src/web`', ''],
      ['Rules', 'Makefiles', 'contradicts'],
      ['Conventions', 'Code style', 'contradicts'],
      ['Python', 'Python tests', 'contradicts'],
    ] as const
  ).map(([one, two, proposed]): [string, string, string, string] => [
    `${one} and ${two}`,
    `# Go and Python\n${scoped('', 'Always quote variables', `## ${one}`)}`,
    `# Go and Python\n${scoped('', 'Never quote variables', `## ${two}`)}`,
    proposed,
  ]),
  ['the same under two subjects', scoped('', wide, '# Go'), scoped('', narrow, '# Python'), ''],
]
for (const [name, a, b, proposed] of scopes)
  test(`where rules apply counts: ${name}`, async () => {
    const rules = [...(await parseMarkdownRules('a.md', a)), ...(await parseMarkdownRules('b.md', b))]
    assert.is(rules.length, 2)
    const found = findOverlappingRules({ rules, sessions: [], thresholds: {} })
    const said = found.map(({ relation, suggestion }) => `${relation} ${/keeps \S+/.exec(suggestion)?.[0]}`).join()
    assert.ok(proposed === '' ? said === '' : said.startsWith(proposed), said)
  })

for (const file of markdownFixtures()) {
  test(`labelled by hand: ${file}`, async () => {
    const { wrong, missed, found } = await judgeMarkdown(file)
    assert.equal(wrong, [])
    assert.ok(missed.length * 4 <= found.length + missed.length, missed.join('\n'))
  })
}

test('rules in Markdown without any log: shown, ticked, and edited in exactly their lines', () => {
  const project = createProject()
  project.write('CLAUDE.md', claude)
  const shown = project.bookend(['task', 'rules/proposals'])
  assert.is(shown.status, 0, shown.stderr)
  assert.match(shown.stdout, /Merge CLAUDE\.md:21, CLAUDE\.md:8|Merge CLAUDE\.md:8, CLAUDE\.md:21/)
  assert.match(
    shown.stdout,
    /CLAUDE\.md:13.*contradict each other: which applies\?|contradict each other.*CLAUDE\.md:13/,
  )

  project.write(
    '.memory/audit/decisions-2025-10-01.jsonl',
    [1, 2, 3]
      .map((minute) =>
        decision(`2025-10-01T12:0${minute}:00.000Z`, {
          allowed: false,
          violations: ['Pushed to main without review'],
          metadata: { actionType: `Push branch-${minute}` },
        }),
      )
      .join('\n'),
  )
  const window = ['--from', '2025-10-01T12:00:00Z', '--to', '2025-10-01T13:00:00Z']
  const { rules } = project.json<{
    rules: {
      file: string
      proposals: { id: string; category: string; relation?: string; places?: { file: string; line: number }[] }[]
    }
  }>(['closedown', ...window])
  const of = (category: string, relation?: string) =>
    rules.proposals.find((each) => each.category === category && each.relation === relation)
  assert.equal(
    of('consolidate', 'same')
      ?.places?.map(({ file, line }) => `${file}:${line}`)
      .sort(),
    ['CLAUDE.md:21', 'CLAUDE.md:8'],
  )
  const ticks = Object.fromEntries([of('new'), of('consolidate', 'same')].map((each) => [each?.id ?? '', 'Approve']))
  project.write(rules.file, tick(project.read(rules.file), ticks))
  const { status, stdout, stderr } = project.bookend(['review', '--yes'])
  assert.is(status, 0, stderr)
  const removed = claude.split('\n').filter((line) => !project.read('CLAUDE.md').split('\n').includes(line))
  assert.is(removed.length, 1, stdout)
  assert.match(removed[0] ?? '', /run the linter/i)
  assert.is(project.read('CLAUDE.md').length, claude.length - (removed[0] ?? '').length - 1)
  assert.is(project.read('.claude/rules/bookend.md'), '# Rules\n\n- Do not push to main without review.\n')
  const backup = readdirSync(project.root).find((name) => name.startsWith('CLAUDE.md.before-review-'))
  assert.is(readFileSync(join(project.root, backup ?? ''), 'utf8'), claude)
  assert.is(
    project.json<{ checks: { id: string; verdict: string }[] }>(['init']).checks.find(({ id }) => id === 'rules')
      ?.verdict,
    'PASS',
  )
  project.remove()
})

test('of a CLAUDE.md that is a link the file that it leads to is named and edited, and the link stays', () => {
  const project = createProject()
  project.write('docs/agents.md', claude)
  symlinkSync('docs/agents.md', join(project.root, 'CLAUDE.md'))
  type Merge = { id: string; relation?: string; places?: { file: string; line: number }[] }
  const { rules } = project.json<{ rules: { file: string; proposals: Merge[] } }>([
    'closedown',
    ...['--from', '2025-10-01T12:00:00Z', '--to', '2025-10-01T13:00:00Z'],
  ])
  const merge = rules.proposals.find(({ relation }) => relation === 'same')
  assert.equal(merge?.places?.map(({ file, line }) => `${file}:${line}`).sort(), [
    'docs/agents.md:21',
    'docs/agents.md:8',
  ])
  project.write(rules.file, tick(project.read(rules.file), { [merge?.id ?? '']: 'Approve' }))
  const { status, stderr } = project.bookend(['review', '--yes'])
  assert.is(status, 0, stderr)
  assert.is(project.read('docs/agents.md').split('\n').length, claude.split('\n').length - 1)
  assert.ok(lstatSync(join(project.root, 'CLAUDE.md')).isSymbolicLink())
  const backup = readdirSync(join(project.root, 'docs')).find((name) => name.startsWith('agents.md.before-review-'))
  assert.is(project.read(`docs/${backup}`), claude)
  project.remove()
})

test('a merge keeps the rule that its proposal names, where it stands, approved or modified', () => {
  const project = createProject()
  const heading = '# Root\n\n## General\n\n'
  const general = [
    'Use yarn for installs.',
    'Secrets never go into the repository.',
    'Always run `make check` before you push.',
    'Ask the captain before changing routes.',
  ]
  const later = ['Do not commit secrets.', 'Before pushing, run `make check`.']
  const list = (rules: string[]) => rules.map((rule) => `- ${rule}\n`).join('')
  project.write('CLAUDE.md', `${heading}${list(general)}\n## Later\n\n${list(later)}`)
  project.write('.claude/rules/web.md', `---\npaths: packages/web/**\n---\n# Web\n\n- ${general[0]}\n`)
  const window = ['--from', '2025-10-01T12:00:00Z', '--to', '2025-10-01T13:00:00Z']
  const { rules } = project.json<{
    rules: { file: string; proposals: { id: string; suggestion: string; proposedRule: string }[] }
  }>(['closedown', ...window])
  const kept = rules.proposals.map(({ suggestion }) => /keeps (\S+)/.exec(suggestion)?.[1])
  assert.equal(kept.toSorted(), ['CLAUDE.md:5', 'CLAUDE.md:6', 'CLAUDE.md:7'])
  const modified = 'Keep every token out of the repository.'
  const secrets = rules.proposals.find(({ suggestion }) => suggestion.includes('CLAUDE.md:6'))
  const ticked = tick(
    project.read(rules.file),
    Object.fromEntries(rules.proposals.map((each) => [each.id, each === secrets ? 'Modify' : 'Approve'])),
  )
  project.write(rules.file, ticked.replace(`> ${general[1]}`, `> ${modified}`))
  const { status, stderr } = project.bookend(['review', '--yes'])
  assert.is(status, 0, stderr)
  const [installs, , ...others] = general
  assert.is(project.read('CLAUDE.md'), `${heading}${list([installs as string, modified, ...others])}\n## Later\n\n`)
  assert.not.match(project.read('.claude/rules/web.md'), /yarn/)
  project.remove()
})

test.run()

import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { skeleton } from './support/guide.ts'
import { agentIn } from './support/live-agent.ts'
import { createProject, repository } from './support/project.ts'
import { leaveWorkUncommitted, prepareProject, writeWorkingDay } from './support/working-day.ts'

const test = suite('a working day with agents')

test('a closedown without any configuration says what the next session needs', () => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-day-')))
  const homes = { claude: join(home, 'claude'), codex: join(home, 'codex') }
  const project = createProject()
  prepareProject(project)
  leaveWorkUncommitted(project)
  // At a whole minute, so that the active ones are always the same.
  writeWorkingDay(project.root, homes, Math.floor(Date.now() / 60_000 - 1) * 60_000)
  const env = { CLAUDE_CONFIG_DIR: homes.claude, CODEX_HOME: homes.codex }
  const report = JSON.parse(project.bookend(['task', 'analysis/agent', '--json'], { env }).stdout)
  const { stdout, stderr, status } = project.bookend(['closedown'], { env })
  assert.is(status, 0, stderr)
  const file = /SESSION_CLOSEDOWN_[\d-]+\.md/.exec(stdout)?.[0] as string
  const letter = project.read(file)
  const page = readFileSync(join(project.root, file.replace('.md', '.html')), 'utf8')
  assert.ok(Buffer.byteLength(letter) < 12_000)
  assert.match(letter, /\n## Known Issues\n\nNone noted\. What fails is on the first screen\.\n/)
  const first = letter.slice(0, letter.indexOf('\n## '))
  assert.ok(Buffer.byteLength(first) <= 1800, first)
  for (const [what, pattern] of [
    [
      'the next action',
      /\*\*Next action\*\*: split the reader so that the lint passes|\*\*Next action\*\*: Make the lint pass/,
    ],
    ['the goal', /\*\*Goal\*\*: make the importer read files over 2 GB/],
    ['the last request', /\*\*Last request\*\*: lint is still failing, split the reader/],
    ['what fails', /\*\*Fails\*\*: .*npm run lint.*3 times.*too complex/],
    ['what was refused', /\*\*Refused\*\*: .*git push --force/],
  ] as const)
    assert.match(first.replaceAll('\\', ''), pattern, what)
  assert.match(
    letter,
    /## Framework Performance\n\nNot measured: no governance service logs here; .*claude-code.*\.\n\n#/,
  )
  for (const [name, document] of [
    ['the letter', letter.replaceAll('\\', '')],
    ['the page', page],
  ] as const) {
    for (const words of [
      'lint is still failing, split the reader',
      'npm test -- import',
      'keeps the order of rows',
      'npm run lint',
      'npm test',
      'frees the buffer',
      'git push --force origin fix-import',
      'src/reader.ts',
      'test/large.test.ts',
      'Describe the limit in the README',
      'https://example.org/o/r/pull/7',
      'Codex',
    ])
      assert.ok(document.includes(words), `${name}: ${words}`)
    assert.match(document, /about \$\d+\.\d\d/, name)
  }
  assert.match(letter, /^- last tests, \d{4}-\d\d-\d\d \d\d:\d\d: `npm test`: 41 passed, 1 failed$/m)
  assert.match(letter, /pull\/7`, named in the transcript; whether it is still open is not known \(asserted\)$/m)
  assert.match(stdout, /^Agent: Claude Code and Codex, .*\$\d+\.\d\d/m)
  assert.match(
    stdout,
    /^Last request: lint is still failing, split the reader \(Claude Code\); Review the branch fix-import \(Codex\)$/m,
  )
  assert.match(
    first,
    /^- \*\*Last request\*\*: .*split the reader \(Claude Code\); .*fix-import \(Codex\) \(asserted\)$/m,
  )
  assert.match(page, /split the reader \(Claude Code\); Review the branch fix-import \(Codex\)/)
  assert.match(stdout, /^To do: Describe the limit in the README$/m)
  assert.match(stdout, /^Fails: .*npm run lint/m)
  assert.ok(stdout.trimEnd().split('\n').length <= 15, stdout)

  const agent = report.agent ?? report.output ?? report
  assert.equal(agent.agents, ['claude-code', 'codex'])
  const failing: [command: string, count: number, passedLater: boolean][] = agent.failing.map(
    (each: { command: string; count: number; passedLater: boolean }) => [each.command, each.count, each.passedLater],
  )
  assert.equal(failing.toSorted((a, b) => b[1] - a[1]).slice(0, 3), [
    ['npm run lint', 3, false],
    ['npm test -- import', 3, true],
    ['npm test', 1, false],
  ])
  // The worst first, as in the letter: what passed later comes behind what did not.
  assert.equal(
    failing.slice(0, 2).map(([command]) => command),
    ['npm test', 'npm run lint'],
  )
  assert.equal(agent.todos, {
    completed: ['Find why files over 2 GB fail', 'Test with a 3 GB file', 'Read the file as a stream'],
    pending: ['Make the lint pass', 'Describe the limit in the README'],
  })
  assert.equal(agent.tests.failed, 1)
  // The guide shows what this very day gives.
  const shown = [stdout.trim(), first.trim()].map((text) => text.replaceAll('npx bookend', 'bookend'))
  const guide = join(repository, 'docs/guide.md')
  const text = readFileSync(guide, 'utf8')
  const section = text.indexOf('## Without any configuration')
  assert.ok(section > 0, 'docs/guide.md has the section')
  let number = 0
  const updated = text
    .slice(section)
    .replace(/```text\n[\s\S]*?\n```/g, (block) =>
      number < shown.length ? `\`\`\`text\n${shown[number++]}\n\`\`\`` : block,
    )
  if (process.env.UPDATE_GUIDE === '1') writeFileSync(guide, text.slice(0, section) + updated)
  assert.equal(text.slice(section).split('\n').map(skeleton), updated.split('\n').map(skeleton))
  const recount = project.bookend(['recount'], { env })
  // There is no log to compare with: that is no difference.
  assert.is(recount.status, 0)
  assert.match(recount.stdout, /nothing was recounted: .* an agent's tool calls, and only log files and stores are/)
  project.bookend(['closedown', '--from', '2020-10-14T08:00:00Z', '--to', '2020-10-14T09:00:00Z'], { env })
  const quiet = project.read('SESSION_CLOSEDOWN_2020-10-14.md')
  assert.match(quiet, /^Not measured: no governance service logs here, and no tool call of the agent was decided\.$/m)
  project.remove()
  rmSync(home, { recursive: true, force: true })
})

test('without git the first screen and the summary name the files that were edited', () => {
  const project = createProject({ git: false })
  const agent = agentIn(project)
  agent.asks('Plot sales by month')
  for (const file of ['a.ipynb', 'b.ipynb', 'b.ipynb', 'c.py', 'd.csv']) agent.edits(file)
  const { stdout } = project.bookend(['closedown'], { env: agent.env })
  assert.match(stdout, /^Edited: b\.ipynb \(2 times\); a\.ipynb \(once\); c\.py \(once\); and 1 more$/m)
  const letter = project.read(/SESSION_CLOSEDOWN_[\d-]+\.md/.exec(stdout)?.[0] as string)
  const [screen = ''] = letter.split('\n## ')
  assert.match(screen, /^- \*\*Edited\*\*: `b\.ipynb` \(2 times\); `a\.ipynb` \(once\); `c\.py` \(once\); and 1 more$/m)
  project.remove()
})

test.run()

import { rmSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { settledUntil } from '../cache/settled.ts'
import { tell } from './support/hook.ts'
import { agentIn } from './support/live-agent.ts'
import { createProject, type TestProject } from './support/project.ts'
import { answer, bash, createTranscriptHome, mainTranscript, second } from './support/transcripts.ts'

const test = suite('what agents left open')

/** What a closedown says of open work: its summary, its letter and what the glance shows behind it. */
function close(project: TestProject, env: Record<string, string>) {
  const { stdout, stderr, status } = project.bookend(['closedown'], { env })
  assert.is(status, 0, stderr)
  const [file = ''] = /SESSION_CLOSEDOWN_[\d-]+\.md/.exec(stdout) ?? []
  return { stdout, letter: project.read(file), page: project.read(file.replace('.md', '.html')) }
}

/** An agent's session that ends with a failing test and to-dos. */
function leavesOpen(project: TestProject, ...todos: string[]) {
  const agent = agentIn(project, 'a')
  agent.asks('Build the export')
  agent.lists(todos.map((text) => [text, 'pending']))
  agent.fails('npm run e2e', 'Exit code 1\nTests: 1 failed, 3 passed, 4 total')
  return agent
}

const today = () => new Date().toISOString().slice(0, 10)

test('what fails and is pending outlives sessions that do not touch it, in all documents, with its day', () => {
  const project = createProject()
  project.bookend(['init'])
  const first = leavesOpen(project, 'Export PDF')
  const { env } = first
  const one = close(project, env)
  assert.match(one.letter, /\*\*Next action\*\*: Export PDF \(asserted\)/)
  for (const id of ['b', 'c', 'none', 'd', 'none', 'e']) {
    assert.match(project.bookend(['init'], { env }).stdout, /Export PDF/, id)
    if (id !== 'none') {
      const agent = agentIn(project, id)
      agent.asks('What does x.js do?')
      const event = { session_id: id, transcript_path: agent.transcript }
      tell(project, 'PreCompact', { ...event, trigger: 'auto' })
      const told = tell(project, 'SessionStart', { ...event, source: 'compact' })
      assert.match(told, /Export PDF/)
      assert.match(told, /npm run e2e/)
    }
    const glance = project.bookend([], { env }).stdout
    assert.match(glance, /npm run e2e/, id)
    assert.match(glance, /Export PDF/, id)
    const { stdout, letter, page } = close(project, env)
    assert.match(letter, new RegExp(`\\*\\*Next action\\*\\*: Export PDF \\(asserted( ${today()})?\\)`), id)
    assert.not.match(letter, /No to-do is open/, id)
    assert.match(letter, /\*\*Fails\*\*: `npm run e2e` \(once( on [\d-]+)?: Tests: 1 failed/, id)
    assert.match(stdout, /^Next action: Export PDF/m, id)
    assert.match(stdout, /^Fails: npm run e2e \(once/m, id)
    assert.match(letter, /^- what agents left open .* ends with `.*note --done TEXT`/m, id)
    assert.match(page, /npm run e2e/, id)
    assert.match(page, /Export PDF/, id)
  }
  // A later session does both.
  project.bookend(['init'], { env })
  const last = agentIn(project, 'f')
  last.asks('Finish it')
  last.passes('npm run e2e', 'Tests: 4 passed, 4 total')
  last.lists([['Export PDF', 'completed']])
  for (let count = 0; count < 2; count++) {
    const { stdout, letter } = close(project, env)
    assert.not.match(letter, /\*\*Fails\*\*/)
    assert.match(letter, /No to-do is open/)
    assert.not.match(stdout, /^(?:Fails|To do|Next action: Export)/m)
    project.bookend(['init'], { env })
  }
  project.remove()
})

for (const between of [false, true])
  test(`the first letter without what was not seen for two weeks says so${between ? ', and a hook as much before it' : ''}`, () => {
    const project = createProject()
    const old = agentIn(project, 'a', 'main', 15)
    old.lists([
      ['Export PDF', 'pending'],
      ['Write docs', 'pending'],
      ['Tidy up', 'pending'],
      ['Sort the rows', 'pending'],
    ])
    for (const script of ['e2e', 'lint', 'build']) old.fails(`npm run ${script}`, 'Exit code 1\nerror: no')
    const { env } = old
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
    const past = project.bookend(['closedown', '--from', daysAgo(15.5), '--to', daysAgo(14.5)], { env })
    assert.is(past.status, 0, past.stderr)
    if (between) project.bookend(['closedown', '--from', daysAgo(3), '--to', daysAgo(2)], { env })
    // What somebody did since is not among it, nor what still fails.
    project.bookend(['init'], { env })
    assert.not.match(
      tell(project, 'SessionStart', { session_id: 'b', source: 'startup' }),
      /Export PDF|Write docs|npm run/,
    )
    const now = agentIn(project, 'b')
    now.passes('npm run lint', 'ok')
    now.fails('npm run build', 'Exit code 1\nerror: no')
    now.lists([['Write docs', 'completed']])
    project.bookend(['note', '--done', 'tidy up'])
    const { letter } = close(project, env)
    assert.not.match(letter, /carried on until/)
    assert.match(letter, /^- not seen for 14 days, no longer carried: npm run e2e; Export PDF; Sort the rows$/m)
    assert.match(letter, /No to-do is open/)
    project.bookend(['init'], { env })
    assert.not.match(close(project, env).letter, /no longer carried/)
    project.remove()
  })

/** What is in the file of the test that failed, and what the later run says; whether that is all that ran but the test that is gone. */
const goneOrNot: [what: string, file: string | undefined, then: string, isGone: boolean][] = [
  ['the test is deleted', 'def test_y(): pass', '11 passed in 0.3s', true],
  ['its file is deleted', undefined, '11 passed in 0.3s', true],
  ['it is still there', 'def test_x(): pass', '11 passed in 0.3s', false],
  ['another one is skipped', 'def test_y(): pass', '11 passed, 1 skipped in 0.3s', false],
  ['more are missing', 'def test_y(): pass', '10 passed in 0.3s', false],
]
for (const [what, file, then, isGone] of goneOrNot)
  test(`a failed test that is not run any more: ${what}`, () => {
    const project = createProject()
    project.bookend(['init'])
    const agent = agentIn(project, 'a')
    agent.fails(
      'pytest',
      'Exit code 1\nFAILED tests/test_a.py::test_x[1] - AssertionError\n=== 1 failed, 11 passed in 0.3s ===',
    )
    if (file !== undefined) project.write('tests/test_a.py', file)
    agent.passes('pytest', `=== ${then} ===`)
    assert.is(/\*\*Fails\*\*/.test(close(project, agent.env).letter), !isGone)
    project.remove()
  })

test('of many that fail the letter of a session without an agent names each', () => {
  const project = createProject()
  project.bookend(['init'])
  const agent = agentIn(project, 'a')
  const { env } = agent
  agent.asks('Start')
  const commands = ['lint', 'build', 'e2e', 'typecheck', 'docs'].map((script) => `npm run ${script}`)
  for (const command of commands) agent.fails(command, `Exit code 1\nerror: no ${command.slice(8)}`)
  close(project, env)
  project.bookend(['init'], { env })
  const { letter } = close(project, env)
  const [screen = '', ...sections] = letter.split('\n## ')
  assert.match(screen, /and 2 more/)
  for (const command of commands)
    assert.match(
      sections.join('\n'),
      new RegExp(`^- failed once on [\\d-]+: \`${command}\`: error: no ${command.slice(8)}$`, 'm'),
    )
  project.remove()
})

test('what another session completed does not come back while something else of its list is open', () => {
  const project = createProject()
  project.bookend(['init'])
  const { env } = leavesOpen(project, 'Export PDF', 'Write docs')
  close(project, env)
  project.bookend(['init'], { env })
  agentIn(project, 'b').lists([['Export PDF', 'completed']])
  assert.match(close(project, env).stdout, /^Next action: Write docs/m)
  for (let closedown = 3; closedown <= 5; closedown++) {
    project.bookend(['init'], { env })
    const { stdout, letter } = close(project, env)
    assert.match(stdout, /^Next action: Write docs/m, String(closedown))
    assert.not.match(letter, /Export PDF/, String(closedown))
  }
  project.remove()
})

test('behind a compaction an agent is not told to do again what it has done', () => {
  const project = createProject()
  project.bookend(['init'])
  const { env } = leavesOpen(project, 'Export PDF', 'Write docs')
  close(project, env)
  project.bookend(['init'], { env })
  const agent = agentIn(project, 'b')
  agent.asks('Finish it')
  agent.passes('npm run e2e', 'Tests: 4 passed, 4 total')
  agent.lists([['Export PDF', 'completed']])
  const event = { session_id: 'b', transcript_path: agent.transcript }
  tell(project, 'SessionStart', { ...event, source: 'startup' })
  tell(project, 'PreCompact', { ...event, trigger: 'auto' })
  const told = tell(project, 'SessionStart', { ...event, source: 'compact' })
  assert.not.match(told, /Export PDF|npm run e2e/)
  assert.match(told, /Next action\W+Write docs/)
  assert.match(told, /SESSION_CLOSEDOWN/)
  project.remove()
})

test('what a person says is done or dropped does not come again', () => {
  const project = createProject()
  project.bookend(['init'])
  const { env } = leavesOpen(project, 'Export PDF', 'Export CSV')
  close(project, env)
  project.bookend(['init'], { env })
  project.bookend(['note', '--done', 'export pdf'])
  project.bookend(['note', '--done', 'npm run e2e'])
  project.bookend(['note', '--todo', 'Export CSV'])
  project.bookend(['note', '--drop', '3'])
  for (let count = 0; count < 3; count++) {
    for (const command of [[], ['status']])
      assert.not.match(
        project.bookend(command, { env }).stdout,
        /npm run e2e|Export (?:PDF|CSV)/i,
        `${command} ${count}`,
      )
    const { letter } = close(project, env)
    assert.not.match(letter, /\*\*Fails\*\*/, String(count))
    assert.match(letter, /No to-do is open/, String(count))
    project.bookend(['init'], { env })
  }
  // It was done then: what fails or is asked for later is open again.
  const later = agentIn(project, 'b')
  later.fails('npm run e2e', 'Exit code 1\nTests: 2 failed, 2 passed, 4 total')
  later.lists([['Export PDF', 'pending']])
  for (let count = 0; count < 2; count++) {
    const { letter } = close(project, env)
    assert.match(letter, /\*\*Fails\*\*: `npm run e2e` \(once/, `again ${count}`)
    assert.match(letter, /\*\*Next action\*\*: Export PDF/, `again ${count}`)
    project.bookend(['init'], { env })
  }
  project.remove()
})

test('the beginning of one text alone, of two words or more, is enough to say that it is done', () => {
  const project = createProject()
  project.bookend(['init'])
  const { env } = leavesOpen(project, 'Export PDF of the invoice', 'Export CSV file')
  close(project, env)
  project.bookend(['init'], { env })
  project.bookend(['note', '--todo', 'Write the docs of the export'])
  project.bookend(['note', '--todo', 'Measure the memory'])
  project.bookend(['note', '--todo', 'Update the changelog'])
  for (const text of ['export', 'measure', 'the', 'npm run e2', 'export the PDF', 'write docs', 'update the'])
    project.bookend(['note', '--done', text])
  const { letter } = close(project, env)
  assert.not.match(letter, /\*\*Fails\*\*/)
  assert.match(letter, /Next action\*\*: Measure the memory/)
  assert.match(letter, /Export CSV file/)
  assert.not.match(letter, /(?:To do|Next action|Pending)\S* .*(?:Export PDF|Write the docs|Update)/)
  assert.equal(
    project.json<{ notes: { text: string }[] }>(['notes']).notes.map(({ text }) => text),
    ['Measure the memory'],
  )
  project.remove()
})

test("a to-do that is noted is nobody else's while it is open, and no more once it is dropped; other kinds say nothing", () => {
  const todo = { kind: 'todo', at: 5, text: 'Export the PDF' } as const
  assert.is(settledUntil([todo], 'export PDF'), Number.POSITIVE_INFINITY)
  assert.is(settledUntil([{ ...todo, closed: { at: 9, as: 'dropped' } }], 'export PDF'), 9)
  assert.is(settledUntil([{ ...todo, kind: 'issue' }], 'export PDF'), Number.NEGATIVE_INFINITY)
})

test('what the letter says fails passes where a branch that was begun before it passes, and keeps how often it failed', () => {
  const project = createProject()
  project.bookend(['init'])
  const first = agentIn(project, 'a')
  first.asks('Build the export')
  first.fails('npm run e2e', 'Exit code 1\nTests: 1 failed, 3 passed, 4 total')
  first.fails('npm run e2e', 'Exit code 1\nTests: 1 failed, 3 passed, 4 total')
  first.passes('git checkout -b export', "Switched to a new branch 'export'")
  const { env } = first
  for (let count = 0; count < 3; count++) {
    const { letter } = close(project, env)
    assert.match(letter, /\*\*Fails\*\*: `npm run e2e` \(2 times( since [\d-]+)?: Tests: 1 failed/, String(count))
    project.bookend(['init'], { env })
  }
  assert.match(project.bookend([], { env }).stdout, new RegExp(`failing: npm run e2e \\(2, ${today()}\\)`))
  const second = agentIn(project, 'b', 'export')
  second.asks('Go on')
  second.passes('npm run e2e', 'Tests: 4 passed, 4 total')
  const { letter } = close(project, env)
  assert.not.match(letter, /\*\*Fails\*\*/)
  project.remove()
})

test('what fails or is asked for again is one line with its first day, and is said also where its transcript is gone', () => {
  const project = createProject()
  project.bookend(['init'])
  const first = leavesOpen(project, 'Export PDF')
  const { env } = first
  close(project, env)
  project.bookend(['init'], { env })
  const again = agentIn(project, 'b')
  again.asks('Once more')
  again.fails('npm run e2e', 'Exit code 1\nTests: 1 failed, 3 passed, 4 total')
  again.lists([['export the PDF', 'pending']])
  const day = today()
  const failing = new RegExp(`Fails\\**: \`?npm run e2e\`? \\(2 times since ${day}: Tests: 1 failed[^;\\n]*\\)$`, 'm')
  for (let closedown = 2; closedown <= 4; closedown++) {
    const { stdout, letter, page } = close(project, env)
    for (const document of [stdout, letter]) assert.match(document, failing, String(closedown))
    assert.match(letter, new RegExp(`\\*\\*Next action\\*\\*: export the PDF \\(asserted ${day}\\)`), String(closedown))
    assert.is(page.match(/<td[^>]*>npm run e2e/g)?.length ?? 1, 1, String(closedown))
    project.bookend(['init'], { env })
    rmSync(again.transcript, { force: true })
    rmSync(first.transcript, { force: true })
  }
  project.remove()
})

test('a slip of the moment is of its day only', () => {
  const project = createProject()
  project.bookend(['init'])
  const agent = agentIn(project, 'a')
  agent.asks('Build the export')
  agent.fails('cat missing.txt', 'Exit code 1\ncat: missing.txt: No such file or directory')
  agent.fails('cd nowhere && ls', 'Exit code 1\nbash: cd: nowhere: No such file or directory')
  agent.fails('python3 -c "import foo"', "Exit code 1\nModuleNotFoundError: No module named 'foo'")
  agent.fails('gti status', 'Exit code 127\nbash: gti: command not found')
  agent.fails('terraform apply', 'Exit code 1\nError: no credentials')
  agent.passes('docker compose ps', 'up')
  agent.fails('docker compose ps', 'Exit code 1\nCannot connect to the Docker daemon')
  const { env } = agent
  const first = close(project, env).letter
  for (const command of ['cat missing.txt', 'cd nowhere', 'python3 -c', 'gti status', 'terraform apply'])
    assert.ok(first.includes(command) || first.includes('more that failed'), command)
  for (let closedown = 2; closedown <= 3; closedown++) {
    project.bookend(['init'], { env })
    const { stdout } = close(project, env)
    const fails = /^Fails: .*/m.exec(stdout)?.[0] ?? ''
    assert.match(fails, /terraform apply \(once on/)
    assert.match(fails, /docker compose ps \(once on/)
    assert.not.match(fails, /missing|nowhere|python3|gti|more/)
  }
  project.remove()
})

test('where nobody read the transcripts, the next letter takes up what the one before said', () => {
  const project = createProject()
  project.bookend(['init'])
  const { env } = leavesOpen(project, 'Export PDF')
  close(project, env)
  project.bookend(['init'], { env })
  assert.is(project.bookend(['closedown', '--skip', 'analysis/agent'], { env }).status, 0)
  project.bookend(['init'], { env })
  const { letter } = close(project, env)
  assert.match(letter, /\*\*Fails\*\*: `npm run e2e` \(once on /)
  assert.match(letter, /\*\*Next action\*\*: Export PDF \(asserted /)
  project.remove()
})

test('without texts, how many to-dos are open is carried on', () => {
  const project = createProject()
  project.write('session.config.ts', 'export default { agentText: false }')
  project.bookend(['init'])
  const { env } = leavesOpen(project, 'Export PDF', 'Export CSV')
  for (const id of ['none', 'b', 'none', 'c']) {
    const { letter } = close(project, env)
    assert.match(letter, /- 2 to-dos of the agent's, whose texts are not kept/, id)
    assert.match(letter, /\*\*Fails\*\*: `npm[^`]*` \(once/, id)
    assert.not.match(letter, /Export PDF|No to-do is open/, id)
    project.bookend(['init'], { env })
    if (id !== 'none') agentIn(project, id).asks('What does x.js do?')
  }
  project.remove()
})

test('it is carried on for two weeks from letter to letter; before the first letter, for a day', async () => {
  const home = createTranscriptHome()
  home.write(mainTranscript, bash(0, 'run', 'npm test', 'Exit code 1\nTests: 1 failed'))
  const day = 86_400
  const at = (days: number) => Date.parse(second(days * day))
  const carried = async (days: number) => {
    // Somebody asks for something else.
    const line = { sessionId: `after-${days}` }
    home.write(`-home-me-x/after-${days}.jsonl`, [answer(days * day + 60, `m-${days}`, { output: 1 }, { line })])
    const counted = await home.read({ window: { from: at(days), to: at(days + 1) } })
    return counted?.failing.map(({ command, since }) => [command, since !== undefined])
  }
  assert.equal(await carried(0.9), [['npm test', true]])
  assert.equal(await carried(1.1), [])
  const { db } = home.cache
  const failing = [{ lastAt: second(0) }]
  db.prepare("INSERT INTO sessions VALUES ('a', ?, ?, NULL, '{}')").run(at(0.4), at(0.6))
  db.prepare("INSERT INTO reports VALUES ('a', 'closedown', ?, ?)").run(
    at(0.6),
    JSON.stringify({ work: { agent: { pending: [], failing } } }),
  )
  assert.equal(await carried(13.9), [['npm test', true]])
  assert.equal(await carried(14.1), [])
  home.remove()
})

test.run()

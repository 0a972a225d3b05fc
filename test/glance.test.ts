import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sha256 } from '../cache/json.ts'
import { type Cost, costInWords } from '../tasks/analysis/agent/cost.ts'
import { spanOf } from '../workflows/commands/status/span.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('glance')
const minute = 60_000

/** A transcript of an agent that worked in the project until five minutes ago. */
function worked(project: TestProject, directory: string) {
  const at = (minutes: number) => new Date(Date.now() - minutes * minute).toISOString()
  const common = { cwd: project.root, sessionId: 's1', version: '2.1.218', gitBranch: 'main', isSidechain: false }
  const line = (uuid: string, minutes: number, rest: object) =>
    JSON.stringify({ ...common, uuid, timestamp: at(minutes), ...rest })
  const call = (n: number, command: string) => ({
    type: 'assistant',
    requestId: `r${n}`,
    message: {
      id: `m${n}`,
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [{ type: 'tool_use', id: `t${n}`, name: 'Bash', input: { command } }],
      usage: { input_tokens: 1000, output_tokens: 100 },
    },
  })
  const result = (n: number, text: string) => ({
    type: 'user',
    message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: `t${n}`, is_error: true, content: text }] },
  })
  const todos = [{ content: 'Document the header', status: 'pending', activeForm: 'Documenting' }]
  const lines = [
    JSON.stringify({ type: 'ai-title', aiTitle: 'Fix the login test', sessionId: 's1' }),
    line('u1', 9, { type: 'user', message: { role: 'user', content: 'Fix the login test, please' } }),
    line('u2', 8, call(1, 'npm test')),
    line('u3', 7, result(1, 'Exit code 1\nlogin.test.ts failed')),
    line('u4', 6, call(2, 'npm test')),
    line('u6', 5, {
      type: 'assistant',
      requestId: 'r3',
      message: {
        id: 'm3',
        role: 'assistant',
        model: 'claude-sonnet-4-5',
        content: [{ type: 'tool_use', id: 't3', name: 'TodoWrite', input: { todos } }],
        usage: { input_tokens: 1000, output_tokens: 100 },
      },
    }),
    line('u7', 5, {
      type: 'user',
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't3', content: 'ok' }] },
      toolUseResult: { oldTodos: [], newTodos: todos },
    }),
    line('u5', 5, result(2, 'Exit code 1\nlogin.test.ts failed')),
  ]
  project.write(join(directory, 'projects/p/s1.jsonl'), `${lines.join('\n')}\n`)
}

/** What the tests read of the glance's agent. */
interface Glanced {
  turns: number
  models: Record<string, { messages: number }>
}

/** Everything below a directory, with what tells a change. */
function stateOf(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('.git/'))
    .map((path) => {
      const info = statSync(join(root, path))
      return `${path} ${info.isFile() ? sha256(readFileSync(join(root, path), 'base64')) : ''}`
    })
    .sort()
}

test('in a project that bookend never saw: the place, the agent, and how to begin; nothing is written', () => {
  const project = createProject()
  worked(project, 'agent')
  project.write('README.md', '# Changed\n')
  const before = stateOf(project.root)
  const env = { CLAUDE_CONFIG_DIR: join(project.root, 'agent') }
  const { status, stdout, stderr } = project.bookend([], { env })
  assert.is(status, 0, stderr)
  assert.is(stderr, '')
  assert.match(stdout, /^bookend-test-\w+: main@[0-9a-f]{12}, 1 changed, 1 untracked$/m)
  assert.match(stdout, /^No session is open; .*init opens one$/m)
  assert.match(stdout, /^Goal: Fix the login test \(asserted\)$/m)
  assert.match(stdout, /^Next action: Document the header \(asserted\)$/m)
  assert.match(stdout, /^Agent \(Claude Code\), 5 min ago$/m)
  assert.match(stdout, /^ {2}1 request, \d active minutes, about \$0\.01, context 1 %$/m)
  assert.match(stdout, /^ {2}failing: npm test \(2\)$/m)
  assert.equal(stateOf(project.root), before)
  // The status says the same of what is next.
  const said = project.bookend(['status'], { env })
  assert.is(said.status, 0, said.stderr)
  assert.match(said.stdout, /^Goal: Fix the login test \(asserted\)$/m)
  assert.match(said.stdout, /^Next action: Document the header \(asserted\)$/m)
  assert.equal(stateOf(project.root), before)
  project.remove()
})

/** What a look must leave as it is: the files, and in no copy either. */
function withCache(): { project: TestProject; file: string; env: Record<string, string> } {
  const project = createProject()
  project.bookend(['init'])
  const file = join(project.root, '.claude/cache/sessions.db')
  // Larger than what is worth copying for a look.
  const db = new BetterSqlite3(file)
  db.exec('CREATE TABLE filling (bytes BLOB); INSERT INTO filling VALUES (zeroblob(8000000))')
  db.close()
  worked(project, 'agent')
  return { project, file, env: { CLAUDE_CONFIG_DIR: join(project.root, 'agent') } }
}

test('status and the glance read the cache in its place, and what is new in transcripts beside it', () => {
  const { project, env } = withCache()
  const before = stateOf(project.root)
  // No copy can be made in a file.
  const temporary = join(project.root, 'README.md')
  for (const command of [[], ['status']]) {
    const { status, stdout, stderr } = project.bookend(command, { env: { ...env, TMPDIR: temporary } })
    assert.is(status, 0, stderr)
    assert.match(stdout, /^Goal: Fix the login test \(asserted\)$/m)
    assert.equal(stateOf(project.root), before)
  }
  project.remove()
})

test('a look waits for nobody who writes to the cache, and keeps nobody waiting', () => {
  const { project, file, env } = withCache()
  const db = new BetterSqlite3(file)
  db.exec('BEGIN IMMEDIATE; DELETE FROM filling')
  const { status, stdout, stderr } = project.bookend(['status'], { env })
  assert.is(status, 0, stderr)
  assert.match(stdout, /^Goal: Fix the login test \(asserted\)$/m)
  db.exec('ROLLBACK')
  db.close()
  project.remove()
})

test('a look brings no older cache up to date, and reads it all the same', () => {
  const { project, file, env } = withCache()
  const version = (set?: number) => {
    const db = new BetterSqlite3(file)
    if (set !== undefined)
      db.exec(`PRAGMA user_version = ${set}; ALTER TABLE decisions DROP COLUMN stored; DROP TABLE written_files`)
    const found = db.pragma('user_version', { simple: true }) as number
    db.close()
    return found
  }
  const older = version() - 1
  version(older)
  const before = stateOf(project.root)
  for (const command of [[], ['status']]) {
    const { status, stdout, stderr } = project.bookend(command, { env })
    assert.is(status, 0, stderr)
    assert.match(stdout, /^Goal: Fix the login test \(asserted\)$/m)
    assert.equal(stateOf(project.root), before)
  }
  project.remove()
})

test('of a session: goal, next action, what is open, in twenty lines', () => {
  const project = createProject()
  project.bookend(['init'])
  project.bookend(['note', '--goal', 'Login', '--next', 'Fix the test', '--blocked', 'No database'])
  for (let n = 1; n <= 30; n++) project.bookend(['note', '--todo', `Step ${n}`])
  const before = stateOf(project.root)
  const { status, stdout } = project.bookend([])
  assert.is(status, 0)
  assert.ok(stdout.trimEnd().split('\n').length <= 20, stdout)
  for (const line of [
    /^Session \S+ is open, since just now$/m,
    /^Goal: Login \(note \d\)$/m,
    /^Next action: Fix the test \(note \d\)$/m,
  ])
    assert.match(stdout, line)
  assert.match(stdout, /^Blocked: No database \(note \d\)$/m)
  assert.match(stdout, /^To do: Step 1 \(note 4\)$/m)
  assert.match(stdout, /^and 25 more; .*notes lists them$/m)
  assert.equal(stateOf(project.root), before)
  project.remove()
})

/** Goal, next action and what fails, as the glance, the status and the letter say them. */
function saidEverywhere(project: TestProject, env: Record<string, string>) {
  const plain = (text: string) => text.replaceAll('\\', '').replaceAll('*', '').replaceAll('`', '')
  const glance = project.bookend([], { env }).stdout
  const status = project.bookend(['status'], { env }).stdout
  const closed = project.bookend(['closedown'], { env })
  assert.is(closed.status, 0, closed.stderr)
  const letter = plain(project.read(/SESSION_CLOSEDOWN_[\d-]+\.md/.exec(closed.stdout)?.[0] as string))
  return { glance, status, letter, summary: closed.stdout }
}

test('on the first day, work of before init is in the letter as in the glance', () => {
  const project = createProject()
  worked(project, 'agent')
  const env = { CLAUDE_CONFIG_DIR: join(project.root, 'agent') }
  assert.is(project.bookend(['init'], { env }).status, 0)
  const { glance, status, letter, summary } = saidEverywhere(project, env)
  for (const text of [glance, status, letter]) {
    assert.match(text, /^(- )?Goal: Fix the login test/m)
    assert.match(text, /^(- )?Next action: Document the header/m)
  }
  assert.match(glance, /^ {2}failing: npm test \(2, [\d-]{10}\)$/m)
  assert.match(letter, /^(- )?Fails: npm test \(2 times since [\d-]{10}/m)
  assert.match(status, /^Fails: npm test \(2 times since [\d-]{10}/m)
  assert.match(letter, /Document the header/)
  assert.not.match(summary, /lacks: no (next action|goal)/)
  // What it was about is told once: what a session has told is not the next one's. What is open stays.
  project.bookend(['init'], { env })
  project.bookend(['closedown'], { env })
  project.bookend(['init'], { env })
  const again = saidEverywhere(project, env)
  for (const text of Object.values(again)) {
    assert.not.match(text, /^(- )?Goal: Fix/m)
    assert.match(text, /^(- )?Next action: Document/m)
  }
  project.remove()
})

test('of several agent sessions of a day, the glance says what closedown does', () => {
  const project = createProject()
  project.bookend(['init', '--from', new Date(Date.now() - 15 * minute).toISOString()])
  worked(project, 'agent')
  const other = { cwd: project.root, sessionId: 's2', version: '2.1.218', isSidechain: false, uuid: 'v1' }
  const line = {
    type: 'user',
    timestamp: new Date(Date.now() - minute).toISOString(),
    message: { role: 'user', content: 'Unrelated' },
  }
  project.write('agent/projects/p/s2.jsonl', `${JSON.stringify({ ...other, ...line })}\n`)
  const env = { CLAUDE_CONFIG_DIR: join(project.root, 'agent') }
  const { glance, status, letter } = saidEverywhere(project, env)
  for (const text of [glance, status, letter]) {
    assert.match(text, /^(- )?Goal: Fix the login test/m)
    assert.match(text, /^(- )?Next action: Document the header/m)
  }
  assert.match(glance, /^ {2}failing: npm test \(2\)$/m)
  project.remove()
})

/** What Codex wrote of a session: a request, and answers of a hundred tokens, at so many minutes ago. */
function codexWorked(project: TestProject, directory: string, [asked, ...answered]: number[], model = 'gpt-5-codex') {
  const thread = '00000000-0000-0000-0000-000000000001'
  const line = (minutes: number, type: string, payload: object) =>
    JSON.stringify({ timestamp: new Date(Date.now() - minutes * minute).toISOString(), type, payload })
  const usage = { input_tokens: 1000, cached_input_tokens: 0, output_tokens: 100, total_tokens: 1100 }
  const lines = [
    line(asked as number, 'session_meta', { id: thread, cwd: project.root, cli_version: '0.145.0' }),
    line(asked as number, 'turn_context', { cwd: project.root, model }),
    line(asked as number, 'event_msg', { type: 'user_message', message: 'Write the parser', images: [] }),
    ...answered.map((minutes) =>
      line(minutes, 'event_msg', { type: 'token_usage_record', response_id: `resp_${minutes}`, usage }),
    ),
  ]
  project.write(join(directory, `sessions/2026/rollout-2026-09-14T12-01-00-${thread}.jsonl`), `${lines.join('\n')}\n`)
}

test('of two agents at once the glance has all of both, whichever was heard of last', () => {
  const project = createProject()
  worked(project, 'agent')
  const env = { CLAUDE_CONFIG_DIR: join(project.root, 'agent'), CODEX_HOME: join(project.root, 'codex') }
  const agentSeen = () => (JSON.parse(project.bookend(['--json'], { env }).stdout) as { agent: Glanced }).agent
  for (const times of [
    [8.5, 7.5],
    [8.5, 7.5, 2, 1],
    [12, 7.5],
  ]) {
    codexWorked(project, 'codex', times)
    const agent = agentSeen()
    assert.is(agent.turns, 2, String(times))
    assert.equal(
      Object.entries(agent.models).map(([name, { messages }]) => [name, messages]),
      [
        ['claude-sonnet-4-5', 3],
        ['gpt-5-codex', times.length - 1],
      ],
    )
    assert.match(project.bookend([], { env }).stdout, /^Agent \(Claude Code and Codex\), [15] min ago/m)
  }
  // What ended before the other began is a session of its own.
  codexWorked(project, 'codex', [20, 15])
  assert.is(agentSeen().turns, 1)
  project.remove()
})

test('of a session that goes on in an open one the glance counts what the letter does', () => {
  const project = createProject()
  project.bookend(['init', '--from', new Date(Date.now() - 8.5 * minute).toISOString()])
  worked(project, 'agent')
  codexWorked(project, 'codex', [30, 8.8])
  const env = { CLAUDE_CONFIG_DIR: join(project.root, 'agent'), CODEX_HOME: join(project.root, 'codex') }
  const { turns, models } = (JSON.parse(project.bookend(['--json'], { env }).stdout) as { agent: Glanced }).agent
  assert.is(turns, 0)
  assert.equal(Object.keys(models), ['claude-sonnet-4-5'])
  const { glance, letter } = saidEverywhere(project, env)
  assert.match(glance, /^Agent \(Claude Code\), 5 min ago/m)
  assert.not.match(letter, /Codex/)
  const [cost] = /about \$[\d.]+/.exec(glance) ?? []
  assert.match(letter, cost?.slice('about '.length) as string)
  project.remove()
})

test('a cost in which a model without a price is missing says so, wherever it is', () => {
  const project = createProject()
  project.bookend(['init', '--from', new Date(Date.now() - 15 * minute).toISOString()])
  worked(project, 'agent')
  codexWorked(project, 'codex', [8.5, 7.5], 'future-9')
  const env = { CLAUDE_CONFIG_DIR: join(project.root, 'agent'), CODEX_HOME: join(project.root, 'codex') }
  const { glance, letter, summary } = saidEverywhere(project, env)
  for (const text of [glance, summary])
    assert.match(text, /(minutes?|requests?), at least \$0\.01 \(no price of future-9\)/)
  assert.match(letter, /, at least \$0\.01 \(estimate, prices of [\d-]{10}; no price of future-9\)$/m)
  const page = project.read(/SESSION_CLOSEDOWN_[\d-]+\.html/.exec(summary)?.[0] as string)
  assert.match(page, /at least \$0\.01 \(estimate, prices of [\d-]{10}; no price of future-9\)/)
  for (const text of [glance, letter, summary, page]) assert.not.match(text, /about \$/)
  const history = project.bookend(['history']).stdout
  assert.match(history, /^Session.* Cost .*\n.* at least \$0\.01 /m)
  assert.match(history, /^cost: no price of future-9$/m)
  project.bookend(['history', '--html', 'all.html'])
  assert.match(project.read('all.html'), />at least \$0\.01; no price of future-9</)
  project.remove()
})

for (const [cost, words] of [
  [{ costUsd: null }, []],
  [{ costUsd: 0 }, ['about $0.00']],
  [{ costUsd: 1.5 }, ['about $1.50']],
  [{ costUsd: null, unpriced: ['a'] }, ['no price of a']],
  [{ costUsd: 1.5, unpriced: ['a', 'b', 'c'] }, ['at least $1.50 (no price of a, b and 1 more)']],
] as [Cost, string[]][])
  test(`cost in words: ${JSON.stringify(cost)}`, () => assert.equal(costInWords(cost), words))

test('one document with --json, and --project is no command', () => {
  const project = createProject()
  const glance = project.bookend(['--project', project.root, '--json'], { cwd: '/' })
  assert.is(glance.status, 0, glance.stderr)
  assert.is((JSON.parse(glance.stdout) as { git: { branch: string } }).git.branch, 'main')
  assert.not.ok(existsSync(join(project.root, '.claude')))
  project.remove()
})

test('lines are as long as a terminal is wide, and whole where there is none', () => {
  const project = createProject()
  project.write('a.txt', 'x')
  project.commit('Begin')
  const goal = 'Find out why the importer reads every large file twice when it is asked for one of its rows'
  const place =
    'password: hunter2hunter2 is what the 測試 server takes, https://example.org/a/very/long/address/without/blanks'
  project.bookend(['note', '--goal', goal, '--todo', place])
  for (const command of [[], ['status'], ['notes']]) {
    const whole = project.bookend(command).stdout
    assert.ok(whole.includes(goal))
    for (const columns of [40, 60]) {
      const terminal = { NODE_OPTIONS: `--import data:text/javascript,process.stdout.columns=${columns}` }
      const { stdout } = project.bookend(command, { env: terminal, ownProcess: true })
      const tooLong = stdout.split('\n').filter((line) => line.length > columns && /\S\s+\S/.test(line.trim()))
      assert.equal(tooLong, [])
      // The same words, a secret hidden before it could be taken apart; what goes on is indented.
      assert.equal(stdout.split(/\s+/), whole.split(/\s+/))
      assert.not.match(stdout, /hunter2/)
      assert.match(stdout, /Find out [^\n]+\n {2,}\S/)
    }
  }
  for (const command of [['doctor'], ['history']]) {
    const terminal = { NODE_OPTIONS: '--import data:text/javascript,process.stdout.columns=40' }
    if (command[0] === 'history') project.bookend(['closedown'])
    const whole = project.bookend(command).stdout.split('\n')
    assert.ok(whole.some((line) => line.length > 40))
    const { stdout } = project.bookend(command, { env: terminal, ownProcess: true })
    const tooLong = stdout.split('\n').filter((line) => line.length > 40 && /\S\s+\S/.test(line.trim()))
    assert.equal(tooLong, [], command[0])
  }
  project.remove()
})

test('outside a repository, and in an empty directory', () => {
  const project = createProject({ git: false })
  const { status, stdout } = project.bookend([])
  assert.is(status, 0)
  assert.match(stdout, /^bookend-test-\w+\nNo session is open; .*init opens one\n$/)
  project.remove()
})

test('spans as people say them', () => {
  const said = [0, 59, 60, 2879, 2880, 4321].map(spanOf)
  assert.equal(said, ['0 min', '59 min', '1 h 0 min', '47 h 59 min', '2 days', '3 days'])
})

test('what is open since an earlier session says so', () => {
  const project = createProject()
  for (const note of [
    ['--goal', 'Ship the parser'],
    ['--todo', 'Write the lexer tests'],
  ])
    project.bookend(['note', ...note])
  for (let session = 0; session < 2; session++) {
    project.bookend(['init'])
    project.bookend(['closedown'])
  }
  assert.match(project.bookend([]).stdout, /^Goal: Ship the parser \(note 1, since \d{4}-\d\d-\d\d, \d sessions\)$/m)
  project.remove()
})

test('a repository that git refuses is said, not taken for none', () => {
  const project = createProject()
  project.write('.git/config', '[core\n')
  const { status, stdout } = project.bookend([])
  assert.is(status, 0)
  assert.match(stdout, /^.+\nNot read: the git repository cannot be read \(.*config.*\): .*\nNo session is open/)
  const { unread } = project.json<{ unread: string[] }>(['glance'])
  assert.match(unread[0] ?? '', /^the git repository cannot be read/)
  project.remove()
})

test('a directory whose name has a line break is one line', () => {
  const around = createProject({ git: false })
  const root = join(around.root, 'two\nlines')
  mkdirSync(root)
  const project = createProject({ git: false, root })
  assert.match(project.bookend([]).stdout, /^two lines\nNo session is open/)
  around.remove()
})

test.run()

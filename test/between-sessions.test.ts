import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { tell } from './support/hook.ts'
import { agentIn } from './support/live-agent.ts'
import { createProject } from './support/project.ts'

const test = suite('between the sessions')

/** Reflogs have no smaller time. */
const nextSecond = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1100)

test('what is done before somebody opens a session is in the next letter, page and summary, and init says it', () => {
  const project = createProject()
  const agent = agentIn(project)
  const { env } = agent
  agent.asks('Write the exporter')
  agent.lists([['Parser', 'in_progress']])
  assert.is(project.bookend(['closedown'], { env }).status, 0)
  nextSecond()

  agent.asks('Now the header, please')
  agent.edits('src/header.ts')
  agent.lists([
    ['Parser', 'completed'],
    ['Document the header', 'pending'],
  ])
  agent.refused('git push --force', 'never force-push here')
  agent.fails('npm test', 'Exit code 1\nTests: 1 failed, 3 passed, 4 total')
  project.git('commit', '--allow-empty', '-qm', 'Add the header')
  nextSecond()
  agent.asks('start session')

  const opened = project.bookend(['init'], { env })
  assert.match(
    opened.stdout,
    /^Between the sessions, [\d-]+ [\d:]+ to [\d-]+ [\d:]+ UTC, while no session was open: Claude Code, \d active minutes?, 2 requests, about \$1\.\d\d$/m,
  )
  assert.match(opened.stdout, /^- last request: Now the header, please \(asserted\)$/m)
  assert.match(opened.stdout, /^- refused: git push --force \(by user: never force-push here\)$/m)
  assert.match(opened.stdout, /^- fails: npm test \(once: Tests: 1 failed, 3 passed, 4 total\)$/m)
  assert.match(opened.stdout, /^- pending: Document the header \(asserted\)$/m)

  agent.asks('process session closedown')
  const { stdout, status, stderr } = project.bookend(['closedown'], { env })
  assert.is(status, 0, stderr)
  const file = /SESSION_CLOSEDOWN_[\d-]+\.md/.exec(stdout)?.[0] as string
  const letter = project.read(file)
  const [screen = ''] = letter.split('\n## ')
  assert.match(
    screen,
    /^- \*\*Before the session\*\*: 1 file edited, 1 to-do completed, 1 commit made; `git push --force` refused \(by user: never force-push here\); last request: Now the header, please \(asserted\)$/m,
  )
  assert.not.match(letter, /process session closedown/)
  const section = /### Between the Sessions\n\n((?:- .*\n)+)/.exec(letter)?.[1] as string
  assert.match(section, /^- last request: Now the header, please \(asserted\)$/m)
  assert.match(section, /^- completed: Parser \(asserted\)$/m)
  assert.match(section, /^- edited: `src\/header\.ts` \(once\)$/m)
  assert.match(section, /^- committed: `[\da-f]{12}` Add the header$/m)
  assert.match(stdout, /^Before the session: 1 file edited, .*git push --force refused/m)
  const page = project.read(file.replace('.md', '.html'))
  assert.match(
    page,
    /<h3>Between the sessions<\/h3>[\s\S]*refused: git push --force \(by user: never force-push here\)/,
  )
})

test('what was done in a session that nobody closed was not done between sessions', () => {
  const project = createProject()
  assert.is(project.bookend(['closedown']).status, 0)
  nextSecond()
  const agent = agentIn(project)
  const { env } = agent
  agent.asks('Plan it')
  agent.edits('src/plan.ts')
  nextSecond()
  project.bookend(['init'], { env })
  agent.asks('Write the exporter')
  agent.fails('npm test', 'Exit code 1\nTests: 1 failed, 3 passed, 4 total')
  agent.lists([['Document the header', 'pending']])
  const event = { session_id: 's1', transcript_path: agent.transcript }
  tell(project, 'SessionStart', { ...event, source: 'startup' })
  tell(project, 'SessionEnd', { ...event, reason: 'prompt_input_exit' })
  nextSecond()
  const { stdout } = project.bookend(['init'], { env })
  const [between = '', left = ''] = stdout.split(/^(?=Session \S+, begun )/m)
  assert.not.match(between, /while no session was open/)
  assert.match(left, /was not closed/)
  assert.match(left, /^- last request: Write the exporter \(asserted\)$/m)
  assert.match(left, /^- fails: npm test \(once: Tests: 1 failed/m)
  assert.match(left, /^- pending: Document the header \(asserted\)$/m)
  const { stdout: closed } = project.bookend(['closedown'], { env })
  const letter = project.read(/SESSION_CLOSEDOWN_[\d-]+\.md/.exec(closed)?.[0] as string)
  assert.not.match(letter, /Between the Sessions/)
  project.remove()
})

test('what is done before the very first session is told at init, in the first letter and behind a compaction', () => {
  const project = createProject()
  const agent = agentIn(project)
  const { env } = agent
  agent.title('Export every order')
  agent.asks('Write the exporter')
  agent.edits('src/exporter.ts')
  agent.lists([['Document the exporter', 'pending']])
  agent.refused('git push --force', 'never force-push here')
  agent.fails('npm test', 'Exit code 1\nTests: 1 failed, 3 passed, 4 total')
  nextSecond()

  const opened = project.bookend(['init'], { env }).stdout
  assert.match(opened, /^Before the first session, .* UTC, while no session was open: Claude Code, .*about \$\d/m)
  for (const line of [
    '- last request: Write the exporter (asserted)',
    '- refused: git push --force (by user: never force-push here)',
    '- fails: npm test (once: Tests: 1 failed, 3 passed, 4 total)',
    '- pending: Document the exporter (asserted)',
  ])
    assert.ok(opened.split('\n').includes(line), `${line}\n${opened}`)

  const event = { session_id: 's1', transcript_path: agent.transcript }
  tell(project, 'PreCompact', { ...event, trigger: 'auto' })
  const told = tell(project, 'SessionStart', { ...event, source: 'compact' })
  for (const words of ['Export every order', 'Document the exporter', 'npm test', 'Write the exporter'])
    assert.ok(told.includes(words), `${words}\n${told}`)

  const { stdout } = project.bookend(['closedown'], { env })
  const file = /SESSION_CLOSEDOWN_[\d-]+\.md/.exec(stdout)?.[0] as string
  const letter = project.read(file)
  assert.match(
    letter,
    /^- \*\*Before the session\*\*: 1 file edited; `git push --force` refused .*; last request: Write/m,
  )
  assert.match(letter, /^### Before the First Session\n\n- .*about \$\d/m)
  const page = project.read(file.replace('.md', '.html'))
  assert.match(page, /<h3>Before the first session<\/h3>/)
  assert.match(
    page,
    /<h3>Fails<\/h3>\s*<ul class="plain">\s*<li>npm test \(once on [\d-]{10}: Tests: 1 failed, 3 passed, 4 total\)\s*<\/li>/,
  )
  assert.match(
    page,
    /<h3>To do<\/h3>\s*<ul class="plain">\s*<li>Document the exporter <span class="faint">\(asserted [\d-]{10}\)<\/span>/,
  )

  project.bookend(['init'], { env })
  assert.not.match(project.bookend(['closedown'], { env }).stdout, /^Before the session/m)
})

test('what is done long before the first session is not told', () => {
  const project = createProject()
  const agent = agentIn(project)
  agent.asks('Write the exporter')
  agent.edits('src/exporter.ts')
  const lines = project.read('agent/projects/p/s1.jsonl')
  const dayBefore = new Date(Date.now() - 25 * 3_600_000).toISOString()
  project.write('agent/projects/p/s1.jsonl', lines.replaceAll(/"timestamp":"[^"]*"/g, `"timestamp":"${dayBefore}"`))
  assert.not.match(project.bookend(['init'], { env: agent.env }).stdout, /Before the first session/)
})

test('what opens and ends a session is no work between two', () => {
  const project = createProject()
  const agent = agentIn(project)
  const { env } = agent
  agent.asks('Write the exporter')
  agent.edits('src/exporter.ts')
  project.bookend(['closedown'], { env })
  agent.asks('thanks')
  agent.asks('start session')
  assert.not.match(project.bookend(['init'], { env }).stdout, /Between the sessions/)
  const report = JSON.parse(project.bookend(['closedown', '--json'], { env }).stdout)
  assert.is(report.between, undefined)
})

test.run()

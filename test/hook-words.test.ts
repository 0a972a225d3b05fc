import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { callHook, hookEvent, tell } from './support/hook.ts'
import { agentIn } from './support/live-agent.ts'
import { cleanEnvironment, createProject, entry, type TestProject } from './support/project.ts'

const test = suite("what hooks tell of the agent's own words")

const fields = { stop_hook_active: false, background_tasks: [] }

/** A session in which an agent has a title, a list and a failing test, and nobody noted anything. */
function worked(configuration?: string) {
  const project = createProject()
  if (configuration) project.write('session.config.ts', configuration)
  project.bookend(['init'])
  const agent = agentIn(project, 's1')
  agent.title('Build the import')
  agent.asks('Build the import of customers, please')
  agent.lists([
    ['Parser', 'in_progress'],
    ['Header', 'pending'],
    ['Design', 'completed'],
  ])
  agent.fails('npm test', 'Exit code 1\nError: token=ghp_0123456789abcdefghijklmnopqrstuvwxyz01 refused')
  const event = { session_id: 's1', transcript_path: agent.transcript }
  return { project, agent, event }
}

/** What the status line of an agent's session says. */
function line(project: TestProject, session_id: string): string {
  const input = JSON.stringify({ session_id, cwd: project.root })
  return spawnSync(process.execPath, [entry, 'statusline'], { encoding: 'utf8', env: cleanEnvironment(), input }).stdout
}

for (const [name, more, fails] of [
  ['Stop', fields, false],
  ['PreCompact', { trigger: 'auto' }, true],
] as const)
  test(`behind ${name} a compaction gets goal, next action, to-dos${fails ? ' and failures' : ''}, and the status line has them`, () => {
    const { project, event } = worked()
    assert.is(tell(project, name, { ...event, ...more }), '')
    const told = tell(project, 'SessionStart', { ...event, source: 'compact' })
    assert.match(told, /^- \*\*Goal\*\*: Build the import \(asserted\)$/m)
    assert.match(told, /^- \*\*Next action\*\*: Parser \(asserted, in progress\)$/m)
    assert.match(told, /^- \*\*To do\*\*: Header \(asserted\)$/m)
    assert.is(/^- \*\*Fails\*\*: npm test \(once: /m.test(told), fails)
    assert.match(told, /^- \*\*Last request\*\*: Build the import of customers, please \(asserted\)$/m)
    assert.not.match(told, /ghp_0123456789/)
    assert.is(line(project, 's1'), `Parser · 2 to do${fails ? ' · 1 failing' : ''}\n`)
    // Another agent's words are not this one's.
    const other = tell(project, 'SessionStart', { session_id: 's2', source: 'startup' })
    assert.not.match(other, /Parser|npm test/)
    assert.is(line(project, 's2'), '')
    project.remove()
  })

test('behind a compaction the agent is told what was refused and why, what it said last and what it edited', () => {
  const { project, agent, event } = worked()
  agent.refused(
    'git push --force',
    'never force-push, whatever the remote says, because others have based their work on it',
  )
  agent.edits('src/importer.ts')
  agent.says('The reader is half done; I decided on chunks of 64 KB.')
  tell(project, 'PreCompact', { ...event, trigger: 'auto' })
  const told = tell(project, 'SessionStart', { ...event, source: 'compact' })
  assert.match(
    told,
    /^- \*\*Refused\*\*: git push --force \(by user: never force-push, whatever the remote says, because others have based their work on it\)$/m,
  )
  assert.match(told, /^- \*\*Last answer\*\*: The reader is half done; I decided on chunks of 64 KB\. \(asserted\)$/m)
  assert.match(told, /^- \*\*Edited\*\*: src\/importer\.ts \(once\)$/m)
  // A turn later that is known still, and whoever has a whole context is not told.
  tell(project, 'Stop', { ...event, ...fields })
  assert.match(tell(project, 'SessionStart', { ...event, source: 'compact' }), /never force-push/)
  assert.not.match(tell(project, 'SessionStart', { ...event, source: 'resume' }), /never force-push/)
  project.remove()
})

test("compactions are the agent's own: not another's, and not one that did not come", () => {
  const { project, agent, event } = worked()
  const compacted = (session: object) =>
    /^- \*\*Context compacted\*\*: (.*), last at 2/m.exec(
      tell(project, 'SessionStart', { ...session, source: 'compact' }),
    )?.[1]
  const other = agentIn(project, 's2')
  other.asks('Something else')
  tell(project, 'PreCompact', { session_id: 's2', transcript_path: other.transcript, trigger: 'auto' })
  tell(project, 'PreCompact', { ...event, trigger: 'auto' })
  tell(project, 'PreCompact', { ...event, trigger: 'auto' })
  assert.is(compacted(event), '1 time')
  agent.compacts()
  agent.asks('Go on')
  tell(project, 'PreCompact', { ...event, trigger: 'auto' })
  assert.is(compacted(event), '2 times')
  project.remove()
})

test('a closedown says what a hook kept where the transcript is gone', () => {
  const { project, agent, event } = worked()
  callHook(hookEvent(project, 'Stop', { ...event, ...fields }))
  rmSync(agent.transcript)
  project.bookend(['closedown'], { env: agent.env })
  const letter = project.read(`SESSION_CLOSEDOWN_${new Date().toISOString().slice(0, 10)}.md`)
  assert.match(letter, /^- \*\*Next action\*\*: Parser \(asserted, in progress\)$/m)
  assert.match(letter, /^- \*\*Goal\*\*: Build the import \(asserted\)$/m)
  assert.match(letter, /^- \*\*Last request\*\*: Build the import of customers, please \(asserted\)$/m)
  assert.match(letter, /^- Header \(asserted\)$/m)
  project.remove()
})

test('where texts are left out nothing is kept; when the session is closed, what its letter says is left open is told to every agent', () => {
  const { project, event } = worked('export default { agentText: false }')
  tell(project, 'Stop', { ...event, ...fields })
  assert.is(line(project, 's1'), '')
  project.remove()
  const other = worked()
  const { env } = other.agent
  callHook(hookEvent(other.project, 'Stop', { ...other.event, ...fields }))
  assert.match(line(other.project, 's1'), /^Parser/)
  other.project.bookend(['closedown'], { env })
  other.project.bookend(['init'], { env })
  for (const id of ['s1', 's2']) {
    assert.is(line(other.project, id), 'Parser · 2 to do · 1 failing\n')
    const told = tell(other.project, 'SessionStart', { session_id: id, source: 'startup' })
    assert.match(told, /^- \*\*Next action\*\*: Parser \(asserted [\d-]{10}\)$/m)
    assert.match(told, /^- \*\*Fails\*\*: npm test \(once on [\d-]{10}: /m)
  }
  other.project.bookend(['note', '--done', 'npm test'])
  other.project.bookend(['note', '--done', 'Parser'])
  assert.is(line(other.project, 's2'), 'Header · 1 to do\n')
  other.project.remove()
})

test('where texts are left out a background task is program and subcommand, also one that was kept before', () => {
  const { project, event } = worked('export default { agentText: false }')
  const tasks = [
    { id: 'b1', command: 'npm run dev --token zqone', status: 'running', description: 'zqtwo', prompt: 'zqthree' },
    'tail -f zqfour',
    { id: 'b2', command: 'zqfive=1 docker exec zqsix psql', status: 'zq seven' },
  ]
  const db = new BetterSqlite3(join(project.root, '.claude/cache/sessions.db'))
  const kept = () => JSON.stringify(db.prepare('SELECT words, background FROM agent_sessions').all())
  tell(project, 'Stop', { ...event, ...fields })
  db.prepare('UPDATE agent_sessions SET words = ?, background = ?').run('{"title":"zqtitle"}', JSON.stringify(tasks))
  const before = tell(project, 'SessionStart', { ...event, source: 'compact' })
  assert.match(before, /npm run dev \(b1, running\)/)
  assert.not.match(before, /zq/)
  tell(project, 'Stop', { session_id: 's2', stop_hook_active: false, background_tasks: tasks })
  assert.not.match(kept(), /zq/)
  assert.match(kept(), /npm run dev/)
  assert.not.match(tell(project, 'SessionStart', { session_id: 's2', source: 'compact' }), /zq/)
  db.close()
  project.remove()
})

test('where texts are no longer wanted init takes what hooks kept, bytes too, and until then nobody is told', () => {
  const { project, agent, event } = worked()
  const file = join(project.root, '.claude/cache/sessions.db')
  const left = () =>
    ['zqtitle', 'zqone', 'zqtwo', 'zqargument', 'zqerror', 'zqanswer'].filter((each) =>
      readFileSync(file).includes(each),
    )
  agent.title('zqtitle')
  agent.lists([
    ['zqone', 'in_progress'],
    [`zqtwo ${'with many words '.repeat(15)}`, 'pending'],
  ])
  agent.fails('npm test -- zqargument', `Exit code 1\nError: zqerror`)
  agent.says('zqanswer')
  for (const id of ['s1', 's2', 's3']) {
    tell(project, 'Stop', { ...event, session_id: id, ...fields })
    tell(project, 'PreCompact', { ...event, session_id: id, trigger: 'auto' })
  }
  assert.is.not(left().length, 0)
  project.write('session.config.ts', 'export default { agentText: false }')
  assert.is(line(project, 's1'), '')
  assert.not.match(tell(project, 'SessionStart', { ...event, source: 'compact' }), /zq/)
  project.bookend(['init'])
  assert.equal(left(), [])
  project.remove()
})

test('nothing of what hooks kept is in the file of the cache when the session was closed', () => {
  const { project, agent, event } = worked()
  agent.title('zqearlier')
  tell(project, 'Stop', { ...event, ...fields })
  agent.title('zqlater')
  tell(project, 'Stop', { ...event, ...fields })
  rmSync(agent.transcript)
  project.bookend(['closedown'])
  const bytes = readFileSync(join(project.root, '.claude/cache/sessions.db'))
  assert.is(bytes.includes('zqearlier'), false)
  project.remove()
})

test('what the last letter says fails stays in the status line until a hook looks at it, and what it saw until the next look', () => {
  const { project, agent, event } = worked()
  project.bookend(['closedown'], { env: agent.env })
  project.bookend(['init'], { env: agent.env })
  const next = agentIn(project, 's2')
  next.asks('Go on')
  const mine = { session_id: 's2', transcript_path: next.transcript }
  tell(project, 'Stop', { ...mine, ...fields })
  assert.match(line(project, 's2'), / · 1 failing$/m)
  assert.match(tell(project, 'SessionStart', { ...mine, source: 'compact' }), /^- \*\*Fails\*\*: npm test /m)
  next.fails('npm run build', 'Exit code 1\nerror TS2304: x')
  tell(project, 'PreCompact', { ...mine, trigger: 'auto' })
  assert.match(line(project, 's2'), / · 2 failing$/m)
  tell(project, 'Stop', { ...mine, ...fields })
  assert.match(line(project, 's2'), / · 2 failing$/m)
  assert.is(event.session_id, 's1')
  project.remove()
})

test('behind /clear the agent is told of the session that it left, and nobody else is', () => {
  const { project, event } = worked()
  tell(project, 'PreCompact', { ...event, trigger: 'manual' })
  tell(project, 'SessionStart', { ...event, source: 'startup' })
  assert.not.match(tell(project, 'SessionStart', { session_id: 's2', source: 'clear' }), /Parser|npm test/)
  tell(project, 'SessionEnd', { ...event, reason: 'clear' })
  assert.not.match(tell(project, 'SessionStart', { session_id: 's3', source: 'startup' }), /Parser|npm test/)
  const told = tell(project, 'SessionStart', { session_id: 's4', source: 'clear' })
  assert.match(told, /^- \*\*Next action\*\*: Parser \(asserted, in progress\)$/m)
  assert.match(told, /^- \*\*Fails\*\*: npm test \(once: /m)
  assert.is(line(project, 's4'), 'Parser · 2 to do · 1 failing\n')
  project.remove()
})

test.run()

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { day } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('session and window')

interface Report {
  session: { id: string; from: string; to: string; windowBasis: string }
}
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
const today = () => new Date().toISOString().slice(0, 10)

test('the window comes from the arguments, the open session, the session state, the last closedown, the last 24 hours', () => {
  const project = createProject()
  const basis = (...args: string[]) => project.json<Report>(['closedown', ...args]).session
  const first = basis('--dry-run')
  assert.is(first.windowBasis, 'last-24-hours')
  assert.is(Date.parse(first.to) - Date.parse(first.from), 86_400_000)

  project.write('.claude/session-state.json', JSON.stringify({ session_id: 'x', started: minutesAgo(90) }))
  const state = basis()
  assert.is(state.windowBasis, 'session-state')
  assert.ok(Math.abs(Date.parse(state.to) - Date.parse(state.from) - 90 * 60_000) < 60_000)

  const after = basis()
  assert.is(after.windowBasis, 'last-closedown', 'a session state from before the last closedown is stale')
  assert.is(after.from, state.to)

  const opened = project.json<Report>(['init']).session
  const closed = basis()
  assert.equal([closed.windowBasis, closed.id, closed.from], ['session', opened.id, opened.from])

  assert.equal(basis(...day), {
    ...basis(...day),
    id: '2025-10-24-001',
    from: day[1] as string,
    to: day[3] as string,
    windowBasis: 'arguments',
  })
  project.remove()
})

test('a session state of more than 24 hours ago, of the future, or broken says nothing', () => {
  const project = createProject()
  for (const text of [
    JSON.stringify({ started: minutesAgo(60 * 25) }),
    JSON.stringify({ started: minutesAgo(-5) }),
    '{"started": 5',
    '[]',
  ]) {
    project.write('.claude/session-state.json', text)
    assert.is(project.json<Report>(['closedown', '--dry-run']).session.windowBasis, 'last-24-hours')
  }
  project.remove()
})

test('ids: the UTC date of the start and the number of the day; the same window is the same session', () => {
  const project = createProject()
  const id = (from: string, to: string) => project.json<Report>(['closedown', '--from', from, '--to', to]).session.id
  assert.is(id('2025-10-24T08:00:00Z', '2025-10-24T10:00:00Z'), '2025-10-24-001')
  assert.is(id('2025-10-24T11:00:00Z', '2025-10-25T02:00:00Z'), '2025-10-24-002')
  assert.is(id('2025-10-24T08:00:00Z', '2025-10-24T10:00:00Z'), '2025-10-24-001')
  assert.match(
    project.json<{ handoff: { file: string } }>([
      'closedown',
      '--from',
      '2025-10-24T11:00:00Z',
      '--to',
      '2025-10-25T02:00:00Z',
    ]).handoff.file,
    /2025-10-25-2\.md$/,
  )
  project.remove()
})

test('init opens a session; a second init goes on with it and resets nothing', () => {
  const project = createProject()
  const checkpoints = {
    version: '1',
    budget: 200000,
    mine: 'kept',
    checkpoints: [{ percentage: 25, tokens: 50000, completed: true, timestamp: 'x' }],
    next_checkpoint: 100000,
    overdue: true,
  }
  project.write('.claude/token-checkpoints.json', JSON.stringify(checkpoints))
  const first = project.json<Report>(['init']).session
  assert.is(first.id, `${today()}-001`)
  const reset = JSON.parse(project.read('.claude/token-checkpoints.json'))
  assert.equal(
    [reset.mine, reset.overdue, reset.next_checkpoint, reset.checkpoints[0].completed],
    ['kept', false, 50000, false],
  )
  project.write('.claude/token-checkpoints.json', JSON.stringify(checkpoints))
  const second = project.json<Report>(['init']).session
  assert.equal([second.id, second.from], [first.id, first.from])
  assert.equal(JSON.parse(project.read('.claude/token-checkpoints.json')), checkpoints)
  project.remove()
})

test('an open session is not closed by a window that is not its own', () => {
  const project = createProject()
  const { id } = project.json<Report>(['init']).session
  project.bookend(['closedown', ...day])
  assert.is(project.json<{ session: { id: string } }>(['status']).session.id, id)
  project.bookend(['closedown'])
  assert.not.ok(project.json<{ session?: object }>(['status']).session)
  project.remove()
})

test('a clock that was set back since init: the open session is closed under its own id, with what was noted since, and it is said', () => {
  const project = createProject()
  const opened = project.json<Report>(['init']).session
  const db = new Database(join(project.root, '.claude/cache/sessions.db'))
  db.prepare('UPDATE sessions SET from_ms = from_ms + 60000').run()
  db.close()
  const status = project.json<{ session: { ageMinutes: number; clockWentBack?: true } }>(['status']).session
  assert.equal([status.ageMinutes, status.clockWentBack], [0, true])
  assert.match(project.bookend(['status']).stdout, / is open since .*Z \(in the future: the clock went back\)$/m)
  project.bookend(['note', '--done', 'Noted by the new clock'])
  const noted = Date.now()
  assert.match(project.bookend(['init', '--json']).stdout, new RegExp(opened.id), 'a second init goes on with it')
  const { stdout, stderr } = project.bookend(['closedown', '--json'])
  const report = JSON.parse(stdout) as Report & { handoff: { file: string }; outcome: string }
  assert.is(report.session.id, opened.id)
  assert.ok(report.session.from < report.session.to)
  assert.ok(Date.parse(report.session.from) <= noted, 'what was noted by the new clock is in its window')
  assert.match(stderr, new RegExp(`the clock is behind: session ${opened.id} began at .* is closed`))
  assert.match(project.read(report.handoff.file), /Noted by the new clock/)
  const said = /the clock went back: the session was opened at \S+Z, and closed at \S+Z/
  assert.match(project.read(report.handoff.file).split('## Known Issues')[1] ?? '', said)
  assert.is(report.outcome, 'degraded')
  assert.match(project.bookend(['status']).stdout, /No session is open/)
  project.bookend(['init'])
  assert.match(project.bookend(['closedown']).stdout, /^Degraded: nothing$/m, 'a session within a millisecond is none')
  project.remove()
})

test.run()

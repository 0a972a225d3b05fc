import { existsSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { usualCacheDirectory } from '../tasks/own-files.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('a session that was closed beside the cache')

const marker = '.claude/session-complete.marker'

const statusOf = (project: TestProject) => JSON.parse(project.bookend(['status', '--json']).stdout)
const sessionOf = (project: TestProject): { id: string } => statusOf(project).session

/** A session that a closedown closed while its cache was away, as it is for another version of Node. */
function closedBeside(before: (project: TestProject) => void = () => {}) {
  const project = createProject()
  before(project)
  project.bookend(['init'])
  const open = sessionOf(project)
  const cache = join(project.root, usualCacheDirectory)
  renameSync(cache, `${cache}-away`)
  project.bookend(['closedown'])
  rmSync(cache, { recursive: true })
  renameSync(`${cache}-away`, cache)
  return { project, open, closed: JSON.parse(project.read(marker)) as Record<string, string> }
}

test('status says that it is closed, with its handoff, and init opens the next one', () => {
  const { project, open, closed } = closedBeside()
  const { stdout } = project.bookend(['status'])
  assert.match(stdout, `Session ${open.id} was closed at ${closed.closedown_timestamp}`)
  assert.match(stdout, `Last handoff: ${closed.recovery_doc} (session ${open.id}, its closedown is not in the cache)`)
  assert.match(project.bookend([]).stdout, `Session ${open.id} was closed at ${closed.closedown_timestamp}`)
  const init = project.bookend(['init'])
  assert.match(init.stdout, /PREVIOUS SESSION ENDED WITH CLOSEDOWN/)
  assert.not.match(init.stdout, /nobody closed|goes on/)
  const status = statusOf(project)
  assert.is.not(status.session.id, open.id)
  assert.is(status.handoff.session, open.id)
  assert.not.ok('unfinished' in status)
  project.remove()
})

test('its documents are archived by the next closedown, but what somebody changed since', () => {
  for (const changed of [false, true]) {
    const { project, open, closed } = closedBeside()
    const letter = closed.recovery_doc as string
    const page = letter.replace(/md$/, 'html')
    if (changed) {
      project.write(letter, `${project.read(letter)}\nMine.\n`)
      const later = Date.now() / 1000 + 5
      utimesSync(join(project.root, letter), later, later)
    }
    const { stderr } = project.bookend(['init'])
    assert.match(stderr, `session ${open.id} was closed, and the cache has no report of it`)
    assert.not.match(stderr, 'no session was closed yet')
    assert.match(project.bookend(['explain', 'git.branch']).stderr, `the cache has no report of session ${open.id}`)
    project.bookend(['closedown'])
    assert.is(existsSync(join(project.root, letter)), changed)
    assert.not(existsSync(join(project.root, page)))
    assert.ok(existsSync(join(project.root, '.claude/handoffs', page)))
    assert.is(existsSync(join(project.root, '.claude/handoffs', letter)), !changed)
    project.remove()
  }
})

test('the last session that has a report is not called the last one', () => {
  const { project, open } = closedBeside((before) => before.bookend(['closedown']))
  const { lastSession } = project.json<{ lastSession: { unreported?: string } }>(['init'])
  assert.is(lastSession.unreported, open.id)
  const { stdout } = project.bookend(['task', 'startup/last-session'])
  assert.match(stdout, `session ${open.id} was closed, and the cache has no report of it`)
  project.remove()
})

for (const [what, more] of [
  ['is older than the session', { closedown_timestamp: '2020-01-01T00:00:00.000Z' }],
  ["is another work tree's", { worktree: '0'.repeat(64) }],
  ['names no work tree', { worktree: undefined }],
] as const)
  test(`the session goes on where the marker ${what}`, () => {
    const { project, open, closed } = closedBeside()
    project.write(marker, JSON.stringify({ ...closed, ...more }))
    assert.match(project.bookend(['status']).stdout, `Session ${open.id} is open since`)
    project.bookend(['init'])
    assert.is(sessionOf(project).id, open.id)
    project.remove()
  })

test.run()

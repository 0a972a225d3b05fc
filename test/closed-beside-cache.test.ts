import { renameSync, rmSync } from 'node:fs'
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
function closedBeside() {
  const project = createProject()
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

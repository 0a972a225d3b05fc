import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { day } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('marker')

const marker = '.claude/session-complete.marker'
const lines = `⚠️ PREVIOUS SESSION ENDED WITH CLOSEDOWN
📄 Recovery document: SESSION_CLOSEDOWN_2025-10-24.md

This appears to be a POST-COMPACTION restart.
Read recovery document for context.
`

function closedProject(): TestProject {
  const project = createProject()
  project.bookend(['closedown', ...day])
  return project
}
const kept = (project: TestProject) => existsSync(join(project.root, marker))

test('is shown first with the literal lines and the first screen, and consumed', () => {
  const project = closedProject()
  const { stdout, status } = project.bookend(['init'])
  assert.is(status, 0)
  assert.ok(stdout.startsWith(`${lines}\n# Session Handoff - 2025-10-24\n`), stdout)
  assert.not.match(stdout, /^## /m)
  assert.not.ok(kept(project))
  assert.not.match(project.bookend(['init']).stdout, /PREVIOUS SESSION/)
  project.remove()
})

test('goes to stderr with --json, is not hidden by --quiet, and stays in a dry run', () => {
  const project = closedProject()
  assert.ok(project.bookend(['init', '--dry-run']).stdout.startsWith(lines))
  assert.ok(kept(project))
  const json = project.bookend(['init', '--json', '--quiet'])
  assert.ok(json.stderr.startsWith(lines), json.stderr)
  assert.is(JSON.parse(json.stdout).workflow, 'init')
  // The open session's own: a window of the past leaves no marker while one is open.
  project.bookend(['closedown'])
  assert.match(project.bookend(['init', '--quiet']).stdout, /^⚠️ PREVIOUS SESSION/)
  project.remove()
})

const malformed: [what: string, text: string, says: RegExp][] = [
  ['no JSON', '{"session_completed": tr', /is no JSON/],
  ['not completed', '{"session_completed":false,"recovery_doc":"README.md"}', /does not say session_completed: true/],
  ['no document', '{"session_completed":true}', /names no recovery_doc/],
  ['a document outside', '{"session_completed":true,"recovery_doc":"../../etc/passwd"}', /outside the project/],
]
for (const [what, text, says] of malformed) {
  test(`malformed (${what}): named, kept, and init goes on`, () => {
    const project = createProject()
    project.write(marker, text)
    const { stdout, status } = project.bookend(['init'])
    assert.is(status, 0)
    assert.match(stdout, says)
    assert.match(stdout, /\nFramework operational: not checked\n$/)
    assert.is(project.read(marker), text)
    project.remove()
  })
}

test('a missing recovery document is named, and the marker kept', () => {
  const project = closedProject()
  rmSync(join(project.root, 'SESSION_CLOSEDOWN_2025-10-24.md'))
  const { stdout, status } = project.bookend(['init'])
  assert.is(status, 0)
  assert.ok(stdout.startsWith(lines))
  assert.match(stdout, /SESSION_CLOSEDOWN_2025-10-24\.md is missing: restore it/)
  assert.ok(kept(project))
  project.remove()
})

test.run()

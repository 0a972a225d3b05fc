import { join } from 'node:path'
import Database from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('retention')
const dayMs = 86_400_000

/** A project with a session of fifty days ago and one of yesterday, both closed, and a note of the first. */
function grown(ages = [50, 1]): TestProject {
  const project = createProject()
  for (const days of ages) {
    const from = Date.now() - days * dayMs
    const lines = [1, 2, 3].map((minute) =>
      decision(new Date(from + minute * 60_000).toISOString(), { allowed: false, violations: ['Unreviewed'] }),
    )
    project.write(`.memory/audit/decisions-${days}.jsonl`, `${lines.join('\n')}\n`)
  }
  project.bookend(['note', '--todo', 'Still to do'])
  for (const days of ages) {
    const from = Date.now() - days * dayMs
    const { status, stderr } = project.bookend([
      'closedown',
      ...['--from', new Date(from).toISOString(), '--to', new Date(from + dayMs / 4).toISOString()],
    ])
    assert.is(status, 0, stderr)
  }
  return project
}

function inCache<Result>(project: TestProject, query: string): Result {
  const db = new Database(join(project.root, '.claude/cache/sessions.db'), { readonly: true })
  try {
    return db.prepare(query).pluck().get() as Result
  } finally {
    db.close()
  }
}
const rows = (project: TestProject, table: string) => inCache<number>(project, `SELECT COUNT(*) FROM ${table}`)

test('a run that has ended keeps no plan', () => {
  const project = grown()
  assert.is(inCache(project, 'SELECT COUNT(*) FROM steps WHERE plan IS NOT NULL'), 0)
  assert.is(rows(project, 'step_actions'), 0)
  assert.ok(rows(project, 'steps') > 40)
  project.remove()
})

test('nothing goes unless it is asked for; then decisions, runs and reports go, and baselines and open work stay', () => {
  const project = grown()
  assert.is(rows(project, 'decisions'), 6)
  const kept = project.json<{ outcome: string }>(['closedown', '--dry-run'])
  assert.is(kept.outcome, 'ok')
  assert.is(rows(project, 'decisions'), 6)
  const baselines = rows(project, 'baselines')

  project.write('session.config.ts', 'export default { retentionDays: 30 }')
  const planned = project.bookend(['closedown', '--dry-run']).stdout
  assert.match(planned, /^would record that 3 decisions, 0 runs and 0 reports from before \S+ are no longer kept$/m)
  assert.is(rows(project, 'decisions'), 6)

  assert.is(project.bookend(['closedown']).status, 0)
  assert.is(rows(project, 'decisions'), 3)
  assert.is(rows(project, 'violations'), 3)
  assert.is(rows(project, 'baselines'), baselines + 1)
  assert.is((inCache(project, 'SELECT MIN(at_ms) FROM decisions') as number) > Date.now() - 2 * dayMs, true)
  const { notes } = project.json<{ notes: { text: string; state: string }[] }>(['notes'])
  assert.equal(
    notes.map(({ text, state }) => [text, state]),
    [['Still to do', 'open']],
  )
  // A log that is still there is not read a second time.
  project.bookend(['task', 'analysis/decisions'])
  assert.is(rows(project, 'decisions'), 3)
  project.remove()
})

test('the latest report stays, however old', () => {
  const project = grown([50, 3])
  project.write('session.config.ts', 'export default { retentionDays: 1 }')
  project.bookend(['closedown'])
  assert.is(rows(project, 'decisions'), 0)
  assert.ok(project.bookend(['status']).stdout.includes('Last handoff: SESSION_CLOSEDOWN_'))
  project.remove()
})

test('what it takes is whole days', () => {
  const project = createProject()
  project.write('session.config.ts', 'export default { retentionDays: 0.5 }')
  const { status, stderr } = project.bookend(['status'])
  assert.is(status, 2)
  assert.match(stderr, /"retentionDays" is 0\.5; it takes a whole number of days, 0 to keep everything/)
  project.remove()
})

test.run()

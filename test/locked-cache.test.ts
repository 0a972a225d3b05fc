import { existsSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decision } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('a cache that another process locks')

interface Report {
  outcome: string
  handoff: { file: string }
  degraded?: string[]
  analysis?: { decisions: { total: number } }
}
const sentence = /the cache is locked by another process \(SQLITE_BUSY\): wait until that has ended/

/** `writers`: others can still read; `everybody`: nobody else can open it. */
const cases = [
  ['writers', false, /bookend closedown closes what came since the last closedown, bookend closedown --from TIME --to/],
  ['everybody', true, /nothing to resume: no closedown is recorded as interrupted; bookend closedown closes the open/],
] as const
for (const [locked, opened, says] of cases) {
  test(`it is locked for ${locked}: what can be done is done, the rest is said, and everything is there afterwards`, () => {
    const project = createProject()
    project.write('.gitignore', '.memory*\n')
    if (opened) project.bookend(['init', '--quiet'])
    project.write('.memory/audit/decisions.jsonl', `${decision(new Date().toISOString())}\n`)
    project.write('.memory-test/left.txt', 'left over')
    project.bookend(['note', '--next', 'write the parser'])
    const holder = new BetterSqlite3(join(project.root, '.claude/cache/sessions.db'))
    if (locked === 'everybody') holder.pragma('locking_mode = EXCLUSIVE')
    holder.exec('BEGIN IMMEDIATE; UPDATE notes SET text = text')

    const closed = project.bookend(['closedown', '--json', '--accept-shrink', '--skip', 'git/deployment'])
    assert.is(closed.status, 0, closed.stderr)
    const broken = JSON.parse(closed.stdout) as Report
    const file = broken.handoff.file
    assert.is(broken.outcome, 'degraded')
    assert.match(broken.degraded?.join() ?? '', sentence)
    assert.match(project.read(file), /write the parser/)
    assert.is(JSON.parse(project.read('.claude/session-complete.marker')).recovery_doc, file)
    assert.not.ok(existsSync(join(project.root, '.memory-test')), 'what needs no cache is done')
    const printed = /the whole report, once that is fixed: bookend (closedown --from .*)/.exec(closed.stderr)?.[1]
    assert.match(printed ?? '', / --skip git\/deployment --accept-shrink$/)

    const note = project.bookend(['note', '--todo', 'test it', '--json'])
    assert.is(note.status, 4)
    assert.match(`${note.stderr}`, sentence)
    assert.equal(JSON.parse(note.stdout).error.status, 4)

    holder.exec('ROLLBACK')
    holder.close()
    // Nothing could be recorded of the run, so there is nothing to take up.
    const resumed = project.bookend(['closedown', '--resume'])
    assert.is(resumed.status, 2)
    assert.match(resumed.stderr, says)
    const { outcome, analysis } = project.json<Report>((printed as string).split(' '))
    assert.is(outcome, 'ok')
    assert.is(analysis?.decisions.total, 1)
    assert.not(project.json<{ session?: object }>(['status']).session)
    project.remove()
  })
}

test.run()

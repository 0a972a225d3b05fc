import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCache } from '../cache/database.ts'
import { migrations } from '../cache/migrations.ts'
import { createNotes } from '../cache/notes.ts'
import { createSessions } from '../cache/sessions.ts'
import { ageOf, standingWork } from '../tasks/work/standing/view.ts'
import { trailerNumbers } from '../tasks/work/trailers/parse.ts'
import { tell } from './support/hook.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('open work')

interface Item {
  number: number
  text: string
  since: string
  sessions: number
  commit?: string
}
interface Report {
  session: { from: string; to: string }
  work: Record<'todos' | 'blocked' | 'issues' | 'failed' | 'decisions' | 'done' | 'remarks', Item[]> & {
    goal?: Item
    next?: Item
  }
  handoff: { file: string; bytes: number }
}
const textsOf = (items: Item[]) => items.map(({ text }) => text)
const close = (project: TestProject) => {
  const report = project.json<Report>(['closedown'])
  return { ...report, letter: project.read(report.handoff.file) }
}

test('init shows below the first screen what was noted and closed since, newest first', () => {
  const project = createProject()
  project.bookend(['init'])
  project.bookend(['note', '--todo', 'Refactor tokens', '--todo', 'Update the docs'])
  close(project)
  project.bookend(['note', '--done', '1'])
  project.bookend(['note', '--blocked', 'No staging access'])
  const { stdout } = project.bookend(['init'])
  assert.match(
    stdout,
    /^⚠️ PREVIOUS SESSION[\s\S]*\n\nNoted since:\n- 3 blocked: No staging access\n- 1 todo, done: Refactor tokens\n\nSESSION_/,
  )
  close(project)
  assert.not.match(project.bookend(['init']).stdout, /Noted since/)
  project.remove()
})

test('what nobody finished stands in every letter, context and status until somebody does', () => {
  const project = createProject()
  const note = (...args: string[]) => project.bookend(['note', ...args])
  // Before any session: it belongs to the first one, and note says so.
  const early = note('--issue', 'The cache grows')
  assert.is(early.stdout, 'noted: issue 1\nno session is open: this belongs to the next one\n')
  project.bookend(['init'])
  const several = note(
    '--todo',
    'Refactor tokens',
    '--todo',
    'Update the docs',
    '--next',
    'Write lexer tests',
    'By the way',
  )
  assert.is(several.stdout, 'noted: todo 2\nnoted: todo 3\nnoted: next 4\nnoted: remark 5\n')
  note('--goal', 'Ship the parser', '--blocked', 'No staging access', '--failed', 'Regular expressions')
  const first = close(project)
  assert.equal(textsOf(first.work.todos), ['Refactor tokens', 'Update the docs'])
  assert.match(first.letter, /### Pending\n\n- 2: Refactor tokens[^\n]*\n- 3: Update the docs/)
  assert.equal(textsOf(first.work.issues), ['The cache grows'])
  assert.equal(textsOf(first.work.remarks), ['By the way'])
  assert.is(first.work.goal?.sessions, 1)

  const carried = ['Write lexer tests', 'Ship the parser', 'No staging access', 'Refactor tokens', 'The cache grows']
  for (const sessions of [2, 3]) {
    project.bookend(['init'])
    const context = tell(project, 'SessionStart', { source: 'compact' })
    const notice = tell(project, 'SessionStart', { source: 'startup' })
    const status = project.bookend(['status']).stdout
    const { letter, work } = close(project)
    for (const [where, text] of Object.entries({ context, notice, status, letter }))
      for (const item of carried)
        assert.ok(
          new RegExp(`${item}.*${sessions} sessions`).test(text),
          `${item} (${sessions}) in the ${where}:\n${text}`,
        )
    assert.ok(letter.includes('Regular expressions'), 'what failed is shown as long as its goal stands')
    assert.is(work.next?.sessions, sessions)
    assert.equal(work.remarks, [])
  }

  project.bookend(['init'])
  assert.is(
    note('--done', '2', '--done', 'WRITE lexer tests ').stdout,
    'done: todo 2: Refactor tokens\ndone: next 4: Write lexer tests\n',
  )
  assert.is(note('--drop', '1').stdout, 'dropped: issue 1: The cache grows\n')
  note('--goal', 'Ship the lexer')
  assert.is(note('--done', '2').status, 2)
  assert.match(note('--drop', '77').stderr, /no open note has the number 77/)
  // Backdated: when a commit says that it was made tells nothing about when the note was done.
  project.write('docs.txt', 'Documented')
  const noted = /done (\d+)/.exec(note('--done', 'Named the tokens').stdout)?.[1] as string
  const trailers = `Bookend: done 3, 99, ${noted}\nSigned-off-by: Me <me@example.org>`
  const sha = project.commit(`Document it\n\nBody.\n\n${trailers}`, '2020-01-01T00:00:00Z')
  const fourth = close(project)
  assert.equal(fourth.work.todos, [])
  assert.equal(fourth.work.issues, [])
  assert.not.ok('next' in fourth.work)
  assert.is(fourth.work.goal?.text, 'Ship the lexer')
  assert.equal(fourth.work.failed, [])
  assert.is(fourth.work.done.find(({ number }) => number === 3)?.commit, sha)
  // What was noted as done was never open: no commit closes it.
  assert.is(fourth.work.done.find(({ text }) => text === 'Named the tokens')?.commit, undefined)
  assert.match(fourth.letter, new RegExp(`Update the docs.*${sha.slice(0, 12)}`))
  assert.not.match(fourth.letter, /The cache grows|Ship the parser/)
  assert.match(fourth.letter, /\n## Known Issues\n\nNone noted\. What blocks is on the first screen\.\n/)

  // Another closedown of that window says the same; the next session carries the blocker alone.
  const { notes } = project.json<{ notes: (Item & { kind: string; state: string })[] }>(['notes'])
  assert.equal(
    notes.map(({ number, kind, state, sessions }) => [number, kind, state, sessions]),
    [
      [7, 'blocked', 'open', 4],
      [9, 'goal', 'open', 1],
    ],
  )
  const all = project.json<{ notes: { number: number; state: string }[] }>(['notes', '--all']).notes
  assert.equal(Object.fromEntries(all.map(({ number, state }) => [number, state])), {
    1: 'dropped',
    2: 'done',
    3: 'done',
    4: 'done',
    5: 'noted',
    6: 'replaced',
    7: 'open',
    8: 'noted',
    9: 'open',
    10: 'done',
  })
  assert.match(
    project.bookend(['notes']).stdout,
    /^7 {2}blocked {2}\d{4}-\d\d-\d\d, 4 sessions {2}No staging access\n9 {2}goal /,
  )
  project.remove()
})

test('from five sessions on, carried work is stale', () => {
  const item = { number: 1, text: 'x', since: '2026-11-20T10:00:00.000Z' }
  assert.is(ageOf({ ...item, sessions: 1 }), '')
  assert.is(ageOf({ ...item, sessions: 4 }), '2026-11-20, 4 sessions')
  assert.is(ageOf({ ...item, sessions: 5 }), '2026-11-20, 5 sessions, stale')
})

const trailers: [value: string, numbers: number[]][] = [
  ['done 7', [7]],
  ['Done 7, 9', [7, 9]],
  ['done #7,#9 ', [7, 9]],
  ['drop 7', []],
  ['done', []],
  ['done 7 and 9', []],
  ['done seven', []],
]
for (const [value, numbers] of trailers) test(`a trailer: ${value}`, () => assert.equal(trailerNumbers(value), numbers))

/** A cache of its own, with what the notes need. */
function ledger() {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const cache = openCache(directory, 'durable', new Date())
  const sessions = createSessions(cache.db)
  return {
    notes: createNotes(cache.db),
    session: (id: string, from: number, to: number) => sessions.close({ id, from, to, metadata: {} }),
    remove() {
      cache.close()
      rmSync(directory, { recursive: true })
    },
  }
}

test('a window that was closed afterwards makes nothing older', () => {
  const project = createProject()
  project.bookend(['init'])
  project.bookend(['note', '--todo', 'Refactor tokens'])
  const { session } = close(project)
  for (const given of [
    ['--from', '2026-01-01'],
    ['--from', '2026-01-02'],
    ['--from', session.from, '--to', session.to],
  ])
    project.json(['closedown', ...given])
  project.bookend(['init'])
  assert.is(close(project).work.todos[0]?.sessions, 2)
  project.remove()
})

test('the ledger is seen as it was at the end of a session, whatever came later', () => {
  const { notes, session, remove } = ledger()
  const todo = notes.add({ at: 150, kind: 'todo', text: 'A' }).number
  notes.add({ at: 160, kind: 'goal', text: 'First' })
  notes.add({ at: 170, kind: 'failed', text: 'Tried for the first' })
  session('one', 100, 200)
  notes.add({ at: 250, kind: 'done', text: 'Between the sessions' })
  notes.add({ at: 320, kind: 'goal', text: 'Second' })
  notes.close(todo, { at: 330, as: 'done' })
  session('two', 300, 400)
  const seen = (id: string, from: number, to: number) => standingWork(notes.seenFrom({ id, from, to }))
  const one = seen('one', 100, 200)
  assert.equal([one.goal?.text, one.next, one.done.length], ['First', { ...one.todos[0] }, 0])
  const two = seen('two', 300, 400)
  assert.equal([two.goal?.text, two.todos, two.failed], ['Second', [], []])
  assert.equal(
    two.done.map(({ text, sessions }) => [text, sessions]),
    [
      ['A', 2],
      ['Between the sessions', 1],
    ],
  )
  assert.equal(seen('', 500, 501).done, [])
  remove()
})

test('the notes of a cache from before keep their numbers, and what was closed stays closed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const old = new BetterSqlite3(join(directory, 'sessions.db'))
  const at = migrations.findIndex(({ name }) => name === 'ledger of notes')
  for (const { sql } of migrations.slice(0, at)) old.exec(sql)
  old.pragma(`user_version = ${at}`)
  const insert = old.prepare('INSERT INTO notes (at_ms, kind, text) VALUES (?, ?, ?)')
  const before: [kind: string, text: string][] = [
    ['todo', 'Refactor tokens'],
    ['goal', 'Old goal'],
    ['goal', 'New goal'],
    ['done', 'refactor tokens '],
    ['todo', 'Update docs'],
    ['next', 'Go on'],
  ]
  for (const [index, [kind, text]] of before.entries()) insert.run(1000 + index, kind, text)
  old.close()
  const cache = openCache(directory, 'durable', new Date())
  const notes = createNotes(cache.db)
  assert.equal(
    notes.open().map(({ number, text }) => [number, text]),
    [
      [3, 'New goal'],
      [5, 'Update docs'],
      [6, 'Go on'],
    ],
  )
  assert.is(notes.add({ at: 2000, kind: 'remark', text: 'x' }).number, 7)
  cache.close()
  rmSync(directory, { recursive: true })
})

test('the summary says first what the work is, and what the letter lacks with the command that adds it', () => {
  const project = createProject()
  project.bookend(['init'])
  project.write('new.txt', 'x\n')
  project.bookend(['note', '--todo', 'Test it', '--blocked', 'No access'])
  const first = project.bookend(['closedown']).stdout.split('\n')
  assert.match(first[1] as string, /^Next action: Test it$/)
  assert.match(first[2] as string, /^Open: 1 to-do, 1 blocker; bookend notes lists them$/)
  assert.match(
    first[3] as string,
    /^The letter lacks: no goal: bookend note --goal "…"; work uncommitted without a note about it: bookend note --todo "…"$/,
  )
  assert.ok(first.length <= 16 && !first.some((line) => /\b0 /.test(line)), first.join('\n'))
  project.bookend(['init'])
  project.bookend(['note', '--goal', 'Ship it', '--remark', 'new.txt is half of it'])
  assert.not.match(project.bookend(['closedown']).stdout, /lacks/)
  project.bookend(['init'])
  assert.match(
    project.bookend(['closedown', '--quiet']).stdout,
    /^Written: .*\nDegraded: nothing\nThe session is closed\. Stop working now\.\n$/,
  )
  project.remove()
})

test.run()

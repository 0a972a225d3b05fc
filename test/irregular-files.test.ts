import { execFileSync } from 'node:child_process'
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readRegular } from '../cache/regular-file.ts'
import { createFiles } from '../workflows/runner/effects/files.ts'
import { at, day, decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('irregular files')

const pipe = ({ root }: TestProject, path: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  execFileSync('mkfifo', [join(root, path)])
}
const linkTo = ({ root }: TestProject, path: string, target: string) => symlinkSync(target, join(root, path))
const directoryAt = ({ root }: TestProject, path: string) => mkdirSync(join(root, path), { recursive: true })

test('what is no regular file is refused at once, each in one sentence, and the rest is done', () => {
  const project = createProject({ ownProcess: true })
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision(at(0))}\n`)
  pipe(project, '.memory/audit/decisions-2025-10-25.jsonl')
  pipe(project, '.claude/instruction-history.json')
  pipe(project, '.claude/token-checkpoints.json')
  pipe(project, '.claude/background-processes.json')
  directoryAt(project, '.claude/session-state.json')
  const closed = project.bookend(['closedown', ...day, '--json'])
  assert.is(closed.status, 0, closed.stderr)
  const said = closed.stdout + closed.stderr
  assert.not.match(said, /please report|\n\s+at /)
  const report = JSON.parse(closed.stdout) as {
    analysis: { decisions: { total: number } }
    tasks: { id: string; reason?: { reason: string; path?: string; detail?: string } }[]
  }
  assert.is(report.analysis.decisions.total, 1, 'the log that can be read was read')
  const reasons = Object.fromEntries(report.tasks.map(({ id, reason }) => [id, reason]))
  assert.match(JSON.stringify(reasons['analysis/decisions']), /2025-10-25\.jsonl.*it is a named pipe/)
  assert.equal(reasons['analysis/framework'], {
    reason: 'unreadable',
    path: '.claude/session-state.json',
    detail: 'it is a directory',
  })
  assert.match(JSON.stringify(reasons['cleanup/processes']), /background-processes\.json.*it is a named pipe/)
  assert.match(said, /instruction-history\.json cannot be read \(it is a named pipe\)/)

  rmSync(join(project.root, '.claude/session-complete.marker'))
  pipe(project, '.claude/session-complete.marker')
  const opened = project.bookend(['init'])
  assert.is(opened.status, 4, opened.stderr)
  assert.match(opened.stderr, /session-complete\.marker cannot be read \(it is a named pipe\)/)
  assert.not.match(opened.stderr + opened.stdout, /please report|\n\s+at /)
  for (const args of [
    ['import', '.memory/audit/decisions-2025-10-25.jsonl'],
    ['review', '.claude/token-checkpoints.json'],
  ]) {
    const refused = project.bookend(args)
    assert.is(refused.status, 2, args.join(' '))
    assert.match(refused.stderr, /^bookend: .*(it is a named pipe).*\n$/)
  }
  project.remove()
})

test('what is no file in the place of the cache, or beside it, is not opened: readers end, closedown closes without it', () => {
  for (const [name, make, kind] of [
    ['sessions.db', pipe, 'a named pipe'],
    ['sessions.db-journal', pipe, 'a named pipe'],
    ['sessions.db-wal', directoryAt, 'a directory'],
    ['sessions.db', directoryAt, 'a directory'],
    ['sessions.db', (project: TestProject, path: string) => linkTo(project, path, '/dev/zero'), 'a socket or a device'],
  ] as const) {
    const project = createProject({ ownProcess: true })
    project.write('session.config.ts', "export default { cacheDir: 'kept' }")
    project.bookend(['note', '--todo', 'a'])
    rmSync(join(project.root, 'kept', name), { force: true })
    make(project, `kept/${name}`)
    for (const args of [['status'], ['note', 'b'], ['init', '--dry-run']]) {
      const { status, stderr } = project.bookend(args)
      assert.is(status, 2, `${name}: ${args.join(' ')}: ${stderr}`)
      assert.match(stderr, new RegExp(`^bookend: kept/${name}: it is ${kind}: move it elsewhere, or set cacheDir to`))
    }
    const closed = project.bookend(['closedown', '--json'])
    assert.is(closed.status, 0, closed.stderr)
    const report = JSON.parse(closed.stdout) as { degraded: string[]; handoff: { file: string } }
    assert.match(report.degraded.join(), new RegExp(`it is ${kind}`))
    assert.ok(existsSync(join(project.root, report.handoff.file)))
    project.remove()
  }
})

test('a lock file with anything in it is emptied; of a link what it leads to stays as it is, and closedown closes without the lock', () => {
  const project = createProject()
  const lock = '.claude/cache/sessions.db-lock'
  const kept = () => readdirSync(join(project.root, '.claude/cache')).filter((name) => name.includes('corrupt'))
  project.bookend(['init', '--quiet'])
  project.write(lock, 'broken\n')
  assert.is(project.bookend(['status']).status, 0)
  const closed = project.json<{ outcome: string; handoff: { file: string } }>(['closedown'])
  assert.is(closed.outcome, 'ok')
  assert.ok(existsSync(join(project.root, closed.handoff.file)))
  assert.is(project.read(lock), '')

  project.bookend(['init', '--quiet'])
  project.write('mine.txt', 'mine\n')
  for (const link of [symlinkSync, linkSync]) {
    rmSync(join(project.root, lock))
    link(join(project.root, 'mine.txt'), join(project.root, lock))
    const without = project.bookend(['closedown', '--json'])
    assert.is(without.status, 0, without.stderr)
    assert.match(without.stderr, /sessions.db-lock cannot be read \(it is a link to something that is not a lock\)/)
    assert.is(project.read('mine.txt'), 'mine\n')
    const started = project.bookend(['init'])
    assert.is(started.status, 4, started.stdout)
    assert.match(started.stderr, /sessions.db-lock cannot be read/)
  }
  assert.equal(kept(), [])
  project.remove()
})

test('what is no file in the place of the lock keeps nobody from the cache: closedown has its notes and says that it held no lock', () => {
  for (const [make, kind] of [
    [pipe, 'it is a named pipe'],
    [directoryAt, 'it is a directory'],
    [
      (project: TestProject, path: string) => linkTo(project, path, '/nowhere/at/all'),
      'it is a link to something that',
    ],
  ] as const) {
    const project = createProject()
    const lock = '.claude/cache/sessions.db-lock'
    project.bookend(['init', '--quiet'])
    rmSync(join(project.root, lock))
    make(project, lock)
    assert.is(project.bookend(['note', '--next', 'write the parser']).status, 0, kind)
    const shown = project.bookend(['status'])
    assert.is(shown.status, 0, shown.stderr)
    assert.match(shown.stdout, /write the parser/)
    const started = project.bookend(['run', '--', 'true'])
    assert.is(started.status, 4, started.stdout)
    assert.match(started.stderr, new RegExp(`sessions.db-lock cannot be read \\(${kind}`))

    const closed = project.bookend(['closedown', '--json'])
    assert.is(closed.status, 0, closed.stderr)
    const report = JSON.parse(closed.stdout) as { outcome: string; degraded: string[]; handoff: { file: string } }
    assert.is(report.outcome, 'degraded')
    assert.match(report.degraded.join(), new RegExp(`db-lock cannot be read \\(${kind}.*no lock was held`))
    assert.match(project.read(report.handoff.file), /write the parser/)
    assert.not(project.json<{ session?: object }>(['status']).session, 'the session is recorded as closed')
    project.remove()
  }
})

test('behind a run that was killed a named pipe in the place of its lock holds nobody who only looks', () => {
  const project = createProject()
  const cache = '.claude/cache/sessions.db'
  project.bookend(['init', '--quiet'])
  const db = new BetterSqlite3(join(project.root, cache))
  db.exec(`INSERT INTO runs (workflow, session, started_ms, settings) VALUES ('closedown', 'x', 2, '{}');
    INSERT INTO run_lock VALUES (1, 99999999, 'gone', 'closedown', 1)`)
  db.close()
  rmSync(join(project.root, `${cache}-lock`))
  pipe(project, `${cache}-lock`)
  const { status, stdout, stderr } = project.bookend(['status'])
  assert.is(status, 0, stderr)
  assert.match(stdout, /--resume/)
  project.remove()
})

test('a directory in the place of the marker is named as one', () => {
  const project = createProject()
  project.bookend(['init', '--quiet'])
  directoryAt(project, '.claude/session-complete.marker')
  const closed = project.bookend(['closedown'])
  assert.is(closed.status, 4)
  assert.match(
    closed.stdout,
    /\(\.claude\/session-complete\.marker cannot be written \(it is a directory, EISDIR\): move it elsewhere\)/,
  )
  assert.match(
    project.bookend(['status']).stdout,
    /^The closedown of session .* is unfinished: .*closedown.* --resume/m,
  )
  rmSync(join(project.root, '.claude/session-complete.marker'), { recursive: true })
  assert.is(project.bookend(['closedown', '--resume']).status, 0)
  assert.not.match(project.bookend(['status']).stdout, /is unfinished/)
  project.remove()
})

test('a byte order mark is no part of what a file in .claude says', () => {
  const project = createProject({ ownProcess: true })
  project.write('.claude/session-state.json', '{}')
  project.write(
    '.claude/token-checkpoints.json',
    JSON.stringify({ budget: 1000, checkpoints: [{ percentage: 50, tokens: 500, completed: true }] }),
  )
  project.bookend(['init', '--quiet'])
  project.bookend(['closedown', '--quiet'])
  const marked = (path: string, text = project.read(path)) => project.write(path, `\uFEFF${text}`)
  marked('.claude/session-complete.marker')
  marked('.claude/token-checkpoints.json')
  marked('.claude/background-processes.json', '[]')
  const opened = project.bookend(['init'])
  assert.is(opened.status, 0, opened.stderr)
  assert.match(opened.stdout, /PREVIOUS SESSION ENDED WITH CLOSEDOWN/)
  marked('.claude/session-state.json', JSON.stringify({ own: 1, tokens: 600 }))
  marked('.claude/token-checkpoints.json')
  const started = project.json<{ pid: number }>(['run', '--', 'sleep', '777'])
  marked('.claude/background-processes.json')
  const report = project.json<{ tasks: { id: string; outcome: string; reason?: object }[]; cleanup: object }>([
    'closedown',
  ])
  assert.equal(
    report.tasks.filter(({ outcome }) => outcome !== 'done' && outcome !== 'skipped'),
    [],
  )
  assert.match(JSON.stringify(report.cleanup), new RegExp(`"pid":${started.pid},.*"ended"`))
  project.remove()
})

test('what run writes down holds no secret, and its log is for its owner only', () => {
  const project = createProject({ ownProcess: true })
  project.bookend(['init', '--quiet'])
  const { log } = project.json<{ log: string }>(['run', '--', 'sh', '-c', "PGPASSWORD='hunter2!Blue77' sleep 301"])
  try {
    const text = project.read('.claude/background-processes.json')
    assert.not.match(text, /hunter2/)
    assert.match(text, /sleep 301/)
    assert.is(statSync(join(project.root, log)).mode & 0o777, 0o600)
  } finally {
    const report = project.json<{ cleanup: object }>(['closedown'])
    assert.match(JSON.stringify(report.cleanup), /"outcome":"ended/)
  }
  project.remove()
})

test('a .claude that is a link is taken as it is: everything is written where it leads', () => {
  const project = createProject()
  const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-test-agent-')))
  symlinkSync(elsewhere, join(project.root, '.claude'))
  assert.is(project.bookend(['init', '--quiet']).status, 0)
  const closed = project.bookend(['closedown'])
  assert.is(closed.status, 0, closed.stderr)
  assert.match(closed.stdout, /Degraded: nothing\n/)
  assert.match(readFileSync(join(elsewhere, 'session-complete.marker'), 'utf8'), /session_completed/)
  assert.match(project.bookend(['init']).stdout, /PREVIOUS SESSION ENDED WITH CLOSEDOWN/)
  assert.not.ok(existsSync(join(elsewhere, 'session-complete.marker')), 'the marker is consumed there')
  assert.is(project.bookend(['hooks', 'install']).status, 0)
  assert.match(readFileSync(join(elsewhere, 'settings.json'), 'utf8'), /SessionStart/)
  project.remove()
  rmSync(elsewhere, { recursive: true })
})

test('links inside a linked .claude are not followed', () => {
  const project = createProject({ git: false })
  const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-test-agent-')))
  const outside = join(elsewhere, 'outside.txt')
  writeFileSync(outside, 'not yours')
  mkdirSync(join(elsewhere, 'agent'))
  symlinkSync(join(elsewhere, 'agent'), join(project.root, '.claude'))
  symlinkSync(outside, join(elsewhere, 'agent/file.json'))
  symlinkSync(elsewhere, join(elsewhere, 'agent/below'))
  writeFileSync(join(elsewhere, 'agent/rules.json'), 'somebody else’s link leads here')
  symlinkSync('rules.json', join(elsewhere, 'agent/inner.json'))
  const files = createFiles(project.root, false)
  assert.throws(() => files.read('.claude/file.json'), /symbolic link/)
  assert.throws(() => files.read('.claude/below/outside.txt'), /symbolic link/)
  assert.throws(() => files.write('.claude/file.json', 'x'), /symbolic link/)
  assert.throws(() => files.write('.claude/below/new.txt', 'x'), /link/)
  assert.is(readFileSync(outside, 'utf8'), 'not yours')
  assert.throws(() => files.write('.claude/inner.json', 'x'), /symbolic link in a \.claude that is one itself/)
  assert.is(readFileSync(join(elsewhere, 'agent/rules.json'), 'utf8'), 'somebody else’s link leads here')
  files.write('.claude/own/file.txt', 'ours')
  assert.is(files.read('.claude/own/file.txt'), 'ours')
  assert.is(readRegular(join(elsewhere, 'nothing')), undefined)
  project.remove()
  rmSync(elsewhere, { recursive: true })
})

test('a .claude that leads to nothing is one sentence', () => {
  const project = createProject()
  symlinkSync('/nowhere/at/all', join(project.root, '.claude'))
  assert.throws(
    () => createFiles(project.root, false).write('.claude/file.json', 'x'),
    /\.claude.*it is a symbolic link to nothing/,
  )
  for (const [args, status] of [
    [['closedown', '--quiet'], 4],
    [['hooks', 'install'], 4],
    [['note', '--todo', 'x'], 4],
    [['status'], 0],
  ] as const) {
    const ran = project.bookend([...args])
    assert.is(ran.status, status, `${args.join(' ')}: ${ran.stderr}`)
    assert.not.match(ran.stderr, /please report|\n\s+at /)
    if (status !== 0) assert.match(ran.stderr, /\.claude/)
  }
  project.remove()
})

test.run()

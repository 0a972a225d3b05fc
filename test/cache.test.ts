import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { takeLock } from '../cache/lock.ts'
import { at, day, decision } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('cache')
const cacheFile = '.claude/cache/sessions.db'

test('the cache is its owner’s alone, and so are the files beside it', () => {
  const project = createProject()
  const file = join(project.root, cacheFile)
  project.bookend(['init'])
  const modes = () =>
    ['', '-wal', '-shm'].filter((end) => existsSync(file + end)).map((end) => statSync(file + end).mode & 0o777)
  assert.ok(modes().every((mode) => mode === 0o600))
  const reader = new BetterSqlite3(file)
  reader.prepare('SELECT count(*) FROM notes').get()
  for (const end of ['', '-wal', '-shm']) chmodSync(file + end, 0o644)
  project.bookend(['note', 'something'])
  assert.equal(modes(), [0o600, 0o600, 0o600])
  reader.close()
  project.remove()
})

for (const [what, command] of [
  ['removed', 'rm -rf .claude/cache'],
  [
    'moved away, with another one in its place,',
    'mv .claude/cache kept; mkdir .claude/cache; cp kept/*.db .claude/cache',
  ],
])
  test(`one that is ${what} during a run is missed, and everything else is done`, () => {
    const project = createProject()
    project.write('session.config.ts', `export default { deployment: { command: '${command}; git rev-parse HEAD' } }`)
    project.commit('Begin')
    const report = project.json<{ degraded: string[]; handoff: { file: string } }>(['closedown'])
    assert.match(report.degraded.join(), /sessions\.db was removed or replaced while this ran/)
    assert.ok(existsSync(join(project.root, report.handoff.file)))
    assert.ok(existsSync(join(project.root, '.claude/session-complete.marker')))
    project.remove()
  })

test('a damaged file is set aside, kept, and said', () => {
  const project = createProject()
  project.write(cacheFile, 'this is no database, but it is somebody’s\n'.repeat(100))
  const { status, stderr } = project.bookend(['closedown'])
  assert.is(status, 0)
  assert.match(stderr, /was damaged .* it is kept as .*sessions\.db\.corrupt-/)
  const aside = readdirSync(join(project.root, '.claude/cache')).find((name) => name.includes('.corrupt-'))
  assert.match(project.read(`.claude/cache/${aside}`), /^this is no database/)
  project.remove()
})

/** A session with a note of what is next and an open to-do; then the cache is damaged where neither is. */
function withDamagedCache(damage: (bytes: Buffer) => Buffer) {
  const project = createProject()
  project.bookend(['init', '--quiet'])
  project.bookend(['note', '--next', 'remember me', '--todo', 'and me'])
  const file = join(project.root, cacheFile)
  const bytes = damage(readFileSync(file))
  writeFileSync(file, bytes)
  const listing = () => readdirSync(dirname(file)).filter((name) => !/-(wal|shm)$/.test(name))
  return { project, file, bytes, listing }
}

/** Its last pages are those of tables that came later than the notes. */
const damages: Record<string, (bytes: Buffer) => Buffer> = {
  'random bytes in the middle': (bytes) => bytes.fill(0xa7, 60 * 1024, 68 * 1024),
  'a truncated file': (bytes) => bytes.subarray(0, bytes.length - 8192),
}

for (const [what, damage] of Object.entries(damages)) {
  test(`what can be read of a damaged cache is taken over, and the run is degraded: ${what}`, () => {
    const { project, listing, bytes, file } = withDamagedCache(damage)
    const dry = project.json<{ outcome: string; degraded: string[] }>(['closedown', '--dry-run'])
    assert.match(dry.degraded.join(), /is damaged .* take over 2 notes and 1 session/)
    assert.equal(readFileSync(file), bytes)
    const { status, stdout, stderr } = project.bookend(['closedown', '--strict', '--json'])
    assert.is(status, 4, stderr)
    const report = JSON.parse(stdout)
    assert.is(report.outcome, 'degraded')
    assert.match(report.degraded.join(), /was damaged .* is kept as .*corrupt-.* 2 notes and 1 session of it/)
    assert.match(JSON.stringify(report.work), /remember me.*and me|and me.*remember me/)
    assert.not.match(stderr, /once that is fixed/)
    assert.is(listing().filter((name) => /corrupt-[^.]*$/.test(name)).length, 1)
    assert.match(project.bookend(['notes']).stdout, /and me/)
    project.remove()
  })
}

test('what only reads leaves a damaged cache as it is, and says what is wrong', () => {
  const forms: Record<string, (bytes: Buffer) => Buffer> = {
    ...damages,
    header: (bytes) => bytes.fill(0xa7, 0, 16),
    schema: (bytes) => bytes.fill(0xa7, 100, 4096),
    nothing: (bytes) => bytes.subarray(0, 700),
  }
  for (const [what, damage] of Object.entries(forms)) {
    const { project, listing, bytes, file } = withDamagedCache(damage)
    const before = listing()
    for (const command of [['status'], []]) {
      const { status, stdout, stderr } = project.bookend(command)
      assert.is(status, 2, `${what}: ${command.join()}: ${stdout}${stderr}`)
      assert.match(stderr, /^bookend: .*sessions\.db is damaged \(.+\), and nothing was changed: .*doctor --fix.*\n$/)
    }
    const doctor = project.bookend(['doctor'])
    assert.is(doctor.status, 4, what)
    assert.match(doctor.stdout, /FAIL +cache: .*is damaged .*doctor --fix/)
    assert.match(doctor.stdout, /PASS +git/)
    assert.equal(listing(), before, what)
    assert.equal(readFileSync(file), bytes, what)
    project.remove()
  }
})

test('damage in the middle of the file is noticed too', () => {
  const project = createProject()
  const lines = Array.from({ length: 2000 }, (_, minute) => decision(at(minute / 60)))
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${lines.join('\n')}\n`)
  project.bookend(['closedown', ...day])
  const file = join(project.root, cacheFile)
  const bytes = Buffer.from(project.read(cacheFile), 'latin1')
  bytes.fill(0xff, 4096)
  writeFileSync(file, bytes)
  const { status, stderr, stdout } = project.bookend(['closedown', ...day])
  assert.is(status, 0, stderr)
  assert.match(stderr, /it is kept as/)
  assert.match(stdout, /2000 decisions/)
  project.remove()
})

test("a newer program's file is refused and left alone; closedown closes without it", () => {
  const project = createProject()
  project.bookend(['closedown'])
  const file = join(project.root, cacheFile)
  const db = new BetterSqlite3(file)
  db.pragma('user_version = 999')
  db.close()
  const before = readFileSync(file)
  for (const args of [['note', 'a'], ['status'], ['init']]) {
    const { status, stderr } = project.bookend(args)
    assert.is(status, 2, args.join(' '))
    assert.ok(stderr.includes(`${project.root}/`), stderr)
    assert.match(
      stderr,
      /^bookend: .* was written by a newer bookend \(schema 999, .*: update bookend, or set cacheDir/,
    )
  }
  const { status, stdout } = project.bookend(['closedown', '--json', ...day])
  assert.is(status, 0)
  const report = JSON.parse(stdout)
  assert.match(JSON.stringify(report.degraded), /was written by a newer bookend \(schema 999/)
  assert.ok(existsSync(join(project.root, report.handoff.file)))
  assert.equal(readFileSync(file), before)
  assert.equal(
    readdirSync(join(project.root, '.claude/cache')).filter((name) => name.includes('corrupt')),
    [],
  )
  project.remove()
})

test('a cache that cannot be written degrades the run, and the handoff is written all the same', () => {
  const project = createProject()
  project.write('.claude/cache', 'a file where the directory should be')
  const { status, stdout, stderr } = project.bookend(['closedown', ...day])
  assert.is(status, 0, stderr)
  assert.match(stdout, /\nDegraded: .*cannot be written.*\nThe session is closed\. Stop working now\.\n$/)
  assert.is(project.bookend(['closedown', ...day, '--strict']).status, 4)
  assert.ok(existsSync(join(project.root, 'SESSION_CLOSEDOWN_2025-10-24.md')))
  project.remove()
})

test('a cache that somebody must make writable ends whatever writes with 2, and doctor names it', () => {
  const project = createProject()
  assert.is(project.bookend(['init']).status, 0)
  const file = join(project.root, '.claude/cache/sessions.db')
  const setWritable = (on: boolean) => {
    if (process.getuid?.() === 0) return spawnSync('chattr', [on ? '-i' : '+i', file]).status === 0
    chmodSync(file, on ? 0o600 : 0o400)
    return true
  }
  try {
    if (!setWritable(false)) return
    for (const args of [['init'], ['note', 'x'], ['run', '--', 'true'], ['task', 'git/status']]) {
      const { status, stdout } = project.bookend(['--json', ...args])
      assert.is(status, 2, `${args}: ${stdout}`)
      assert.match(
        JSON.parse(stdout).error.message,
        /cache cannot be written \((EPERM|EACCES)\): nothing was changed; make/,
      )
    }
    const { status, stdout } = project.bookend(['hooks', 'install'])
    assert.is(status, 2, stdout)
    assert.not.ok(existsSync(join(project.root, '.claude/settings.json')))
    const doctor = project.bookend(['doctor'])
    assert.is(doctor.status, 4)
    assert.match(
      doctor.stdout,
      /\nFAIL {4}cache: .*cannot be written \((EPERM|EACCES)\); to fix it: make the directory writable/,
    )
    assert.is(project.bookend(['closedown']).status, 0)
  } finally {
    setWritable(true)
    project.remove()
  }
})

test('a cache that lacks a table is damaged, and what can be read of it comes over', () => {
  const project = createProject()
  assert.is(project.bookend(['note', '--todo', 'stays']).status, 0)
  const db = new BetterSqlite3(join(project.root, cacheFile))
  db.exec('DROP TABLE proposals')
  db.close()
  assert.match(
    project.bookend(['status']).stderr,
    /sessions\.db is damaged \(it has no table proposals\), and nothing was changed/,
  )
  assert.match(project.bookend(['doctor']).stdout, /\nFAIL {4}cache: .*it has no table proposals/)
  const { status, stderr } = project.bookend(['init'])
  assert.is(status, 0, stderr)
  assert.match(stderr, /a new one was begun with 1 note and/)
  assert.match(project.bookend(['notes']).stdout, /stays/)
  project.remove()
})

test('where nothing can keep it, no command but the one that closes says that it did something', () => {
  const project = createProject()
  project.write('.claude/cache', 'a file where the directory should be')
  project.write('other.jsonl', `${decision(at(0))}\n`)
  for (const args of [
    ['init'],
    ['note', 'x'],
    ['import', 'other.jsonl'],
    ['review', '--yes'],
    ['task', 'git/status'],
  ]) {
    const { status, stdout } = project.bookend([...args, '--json'])
    assert.is(status, 2, args.join(' '))
    assert.match(
      JSON.parse(stdout).error.message,
      /cannot be written .*: nothing was changed; make the directory writable/,
    )
  }
  project.remove()
})

test('a link out of the project in the place of the cache, or in it, is not followed', () => {
  for (const [link, leads] of [
    ['.claude/cache', ''],
    ['.claude/cache/sessions.db', '/a.db'],
    ['.claude/cache/trash', ''],
  ] as const) {
    const project = createProject()
    const other = mkdtempSync(join(tmpdir(), 'bookend-other-'))
    project.write('session.config.ts', "export default { artifacts: ['*.bak'] }")
    project.write('a.bak', 'mine')
    mkdirSync(dirname(join(project.root, link)), { recursive: true })
    symlinkSync(other + leads, join(project.root, link))
    for (const command of [['init'], ['note', 'a'], ['restore'], ['restore', 'a.bak'], ['status', '--json']]) {
      const { status, stdout, stderr } = project.bookend(command)
      assert.is(status, 2, `${link}: ${command}: ${stdout}${stderr}`)
      assert.match(
        stderr + stdout,
        /is a symbolic link (to nothing|out of the project).*remove the link, or set cacheDir to /,
      )
    }
    const { status, stdout } = project.bookend(['closedown', ...day, '--json'])
    assert.is(status, 0)
    const report = JSON.parse(stdout)
    assert.match(JSON.stringify(report.degraded), /is a symbolic link/)
    assert.ok(existsSync(join(project.root, 'a.bak')))
    assert.equal(readdirSync(other), [], link)
    rmSync(other, { recursive: true })
    project.remove()
  }
})

test('a cacheDir that is named may be a link out of the project; no ignore file is written through it', () => {
  const project = createProject()
  const other = mkdtempSync(join(tmpdir(), 'bookend-other-'))
  symlinkSync(other, join(project.root, 'mine'))
  project.write('session.config.ts', "export default { cacheDir: 'mine' }")
  assert.is(project.bookend(['note', 'a']).status, 0)
  assert.ok(existsSync(join(other, 'sessions.db')))
  assert.not.ok(existsSync(join(other, '.gitignore')))
  rmSync(other, { recursive: true })
  project.remove()
})

test('a directory that cannot be written is named in one sentence', () => {
  const project = createProject()
  project.write('elsewhere.txt', '')
  rmSync(join(project.root, 'elsewhere.txt'))
  symlinkSync('/proc/sys', join(project.root, 'handoffs'))
  project.write('session.config.ts', "export default { handoffDir: 'handoffs' }")
  const { status, stdout, stderr } = project.bookend(['closedown', ...day, '--quiet'])
  assert.is(status, 4)
  assert.match(stderr, /^bookend: Write the handoff: .*handoffs.* a symbolic link leads out of the project/m)
  assert.not.match(stdout, /Stop working/)
  assert.not.ok(existsSync(join(project.root, '.claude/session-complete.marker')))
  project.remove()
})

test('a file where a directory should be is named too', () => {
  const project = createProject()
  project.write('handoffs', 'a file')
  project.write('session.config.ts', "export default { handoffDir: 'handoffs' }")
  const { status, stderr } = project.bookend(['closedown', ...day, '--quiet'])
  assert.is(status, 4)
  assert.is(stderr.trim().split('\n').length, 1, stderr)
  assert.match(
    stderr,
    new RegExp(`^bookend: Write the handoff, Write the HTML report: ${project.root}/handoffs cannot be written`),
  )
  project.remove()
})

test('where the cache can only be read, the lock is held by its file alone', () => {
  const project = createProject()
  project.bookend(['init', '--quiet'])
  const file = join(project.root, cacheFile)
  const db = new BetterSqlite3(file, { readonly: true })
  const self = { pid: process.pid, processStart: 'now', command: 'closedown', takenAt: 1 }
  try {
    const lock = takeLock({ db, file, unsaved: 'it can only be read' }, self)
    assert.is(project.bookend(['closedown']).status, 3)
    lock?.release()
  } finally {
    db.close()
  }
  assert.is(project.bookend(['closedown']).status, 0)
  project.remove()
})

test('one run a project at a time; a stale lock is taken over and said', async () => {
  const project = createProject()
  project.write(
    'session.config.ts',
    "const wait = { id: 'own/wait', title: 'Wait', phase: 'closedown/cleanup', needs: {}, wants: {}, writes: false, run: () => new Promise((done) => setTimeout(() => done({}), 20_000)) }\nexport default { tasks: [wait] }",
  )
  const first = project.start(['closedown'])
  const started = new Promise<void>((resolve) =>
    first.stderr?.on('data', (chunk: Buffer) => String(chunk).includes('Cleanup') && resolve()),
  )
  await started
  const second = project.bookend(['closedown'])
  assert.is(second.status, 3)
  assert.match(second.stderr, new RegExp(`another run holds the lock of this project: pid ${first.pid}`))
  const ended = new Promise((resolve) => first.on('exit', resolve))
  first.kill('SIGKILL')
  await ended
  rmSync(join(project.root, 'session.config.ts'))
  const third = project.bookend(['closedown'])
  assert.is(third.status, 0)
  assert.match(third.stderr, new RegExp(`took over the lock of pid ${first.pid}`))
  project.remove()
})

test.run()

import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('doctor')

interface Check {
  id: string
  verdict: string
  reason?: string
  fix?: string
}
function examine(project: TestProject, ...args: string[]): { status: number | null; checks: Record<string, Check> } {
  const { status, stdout, stderr } = project.bookend(['doctor', '--json', ...args])
  try {
    const { checks } = JSON.parse(stdout) as { checks: Check[] }
    return { status, checks: Object.fromEntries(checks.map((check) => [check.id, check])) }
  } catch {
    throw new Error(`no document: ${stdout}${stderr}`)
  }
}

test('a project without anything: what is not there is skipped, nothing fails, nothing is written', () => {
  const project = createProject()
  const before = project.git('status', '--porcelain', '--ignored')
  const { status, checks } = examine(project)
  assert.is(status, 0)
  const verdicts = Object.fromEntries(Object.values(checks).map(({ id, verdict }) => [id, verdict]))
  assert.equal(verdicts, {
    node: 'PASS',
    'native-module': 'PASS',
    configuration: 'SKIPPED',
    cache: 'SKIPPED',
    git: 'PASS',
    hooks: 'SKIPPED',
    transcripts: 'SKIPPED',
    rules: 'SKIPPED',
  })
  assert.is(project.git('status', '--porcelain', '--ignored'), before)
  const { stdout } = project.bookend(['doctor'])
  assert.is(stdout.trim().split('\n').length, 8)
  assert.match(stdout, /^SKIPPED cache: none yet; .*init makes it$/m)
  project.remove()
})

test('doctor and init say that documents have no place, before a letter is to be written', () => {
  const project = createProject()
  const place = join(project.root, 'letters')
  const makers: [reason: RegExp, make: () => void][] = [
    [/^letters cannot be written \(a symbolic link leads out of the project\)/, () => symlinkSync('/proc/sys', place)],
    [/^letters cannot be written \(letters is a symbolic link to nothing\)/, () => symlinkSync('nothing', place)],
    [/^letters cannot be written \(letters is not a directory\)/, () => writeFileSync(place, '')],
  ]
  for (const key of ['handoffDir', 'archiveDir']) {
    project.write('session.config.ts', `export default { ${key}: 'letters' }`)
    for (const [reason, make] of makers) {
      make()
      const { status, checks } = examine(project)
      assert.is(status, 4)
      assert.match(checks.documents?.reason ?? '', reason)
      const { stdout } = project.bookend(['init'])
      assert.match(stdout, new RegExp(`^Degraded: Look whether .*${reason.source.slice(1)}`, 'm'))
      rmSync(place)
    }
    mkdirSync(place)
    assert.is(examine(project).checks.documents, undefined)
    assert.not.match(project.bookend(['init']).stdout, /Degraded/)
    rmSync(place, { recursive: true })
  }
  project.remove()
})

test('in a session that has just begun, the transcripts of the project show that they are read', () => {
  const project = createProject()
  const line = {
    type: 'user',
    uuid: 'u1',
    cwd: project.root,
    sessionId: 's1',
    timestamp: '2026-01-02T03:04:05.000Z',
    message: { role: 'user', content: 'Fix the login test, please' },
  }
  project.write('agent/projects/p/s1.jsonl', `${JSON.stringify(line)}\n`)
  const env = { CLAUDE_CONFIG_DIR: join(project.root, 'agent') }
  project.bookend(['init', '--quiet'])
  const { stdout } = project.bookend(['doctor'], { env })
  assert.match(
    stdout,
    /^PASS {4}transcripts: 1 transcript of claude-code in the project, none of this session yet; the newest ends 2026-01-02T03:04:05\.000Z$/m,
  )
  project.bookend(['closedown', '--quiet'])
  assert.match(project.bookend(['doctor'], { env }).stdout, /in the project, no session is open; the newest ends/)
  project.remove()
})

test('each failure has what fixes it, and the rest is looked at all the same', () => {
  const project = createProject()
  project.write('session.config.ts', 'export default { artefacts: [] }\n')
  project.write('.claude/instruction-history.json', '{ broken')
  project.write('.claude/cache/sessions.db', 'no database')
  const { status, checks } = examine(project)
  assert.is(status, 4)
  assert.is(checks.configuration?.verdict, 'FAIL')
  assert.match(checks.configuration?.reason ?? '', /unknown key "artefacts"; did you mean "artifacts"\?/)
  assert.is(checks.configuration?.fix, 'edit session.config.ts')
  assert.is(checks.rules?.verdict, 'FAIL')
  assert.match(checks.rules?.reason ?? '', /instruction-history\.json/)
  assert.is(checks.git?.verdict, 'PASS')
  assert.is(checks.cache?.verdict, 'FAIL')
  assert.is(project.read('.claude/cache/sessions.db'), 'no database')
  project.remove()
})

test('--fix keeps a damaged cache under another name, begins a new one and says what that lacks; a sound one stays', () => {
  const project = createProject()
  const cache = join(project.root, '.claude/cache')
  const file = join(cache, 'sessions.db')
  const asides = () => readdirSync(cache).filter((name) => /^sessions\.db\.corrupt-[^.]*$/.test(name))
  project.bookend(['init', '--quiet'])
  project.bookend(['note', '--todo', 'Keep me'])
  examine(project, '--fix')
  assert.equal(asides(), [])
  assert.match(project.bookend(['notes']).stdout, /Keep me/)

  // Entries of an index that are not those of its table: each page is in order, and only a whole check sees it.
  const swapped = new BetterSqlite3(file)
  swapped.pragma('journal_mode = DELETE')
  swapped.exec('CREATE TABLE swap (a); CREATE INDEX swapped ON swap (a); INSERT INTO swap VALUES (1), (2)')
  swapped.unsafeMode().pragma('writable_schema = ON')
  swapped.exec(
    "UPDATE sqlite_schema SET sql = 'CREATE INDEX swapped ON swap (a DESC)' WHERE name = 'swapped'; PRAGMA writable_schema = RESET",
  )
  swapped.close()
  const whole = readFileSync(file)
  const damages: Record<string, Buffer> = {
    'an index that is wrong': whole,
    'a truncated file': whole.subarray(0, whole.length / 2),
    'no database': Buffer.from('no database'),
  }
  for (const [number, [what, bytes]] of Object.entries(damages).entries()) {
    writeFileSync(file, bytes)
    const before = examine(project)
    assert.is(before.status, 4, what)
    assert.is(before.checks.cache?.verdict, 'FAIL', what)
    assert.match(before.checks.cache?.fix ?? '', /doctor --fix$/)
    assert.equal(readFileSync(file), bytes, what)
    const { stderr } = project.bookend(['doctor', '--fix'])
    assert.match(
      stderr,
      /sessions\.db was damaged \(.+\); it is kept as \.claude\/cache\/sessions\.db\.corrupt-.*, and a new one was begun with \d+ notes? and \d+ sessions? of it/,
      what,
    )
    assert.match(stderr, /are read again by the next .*closedown; earlier reports, proposals/)
    assert.is(asides().length, number + 1, what)
    assert.ok(
      asides().some((name) => readFileSync(join(cache, name)).equals(bytes)),
      what,
    )
    assert.is(examine(project).checks.cache?.verdict, 'PASS', what)
  }
  project.remove()
})

test('hooks of another version fail, and --fix renews them', () => {
  const project = createProject()
  project.bookend(['hooks', 'install', '--quiet'])
  assert.is(examine(project).checks.hooks?.verdict, 'PASS')
  project.write('.claude/settings.json', project.read('.claude/settings.json').replace('"timeout": 10', '"timeout": 3'))
  const failed = examine(project)
  assert.is(failed.status, 4)
  assert.match(failed.checks.hooks?.fix ?? '', /hooks install$/)
  project.write('.bookend-99999999-abcdefabcdef.tmp', 'left over')
  assert.is(examine(project, '--fix').checks.hooks?.verdict, 'PASS')
  assert.throws(() => project.read('.bookend-99999999-abcdefabcdef.tmp'))
  project.remove()
})

test('the cache: how large it is, and what would go', () => {
  const project = createProject()
  project.bookend(['init'])
  assert.match(examine(project).checks.cache?.reason ?? '', /^\d+\.\d MB; everything is kept \(retentionDays is 0\)$/)
  project.write('session.config.ts', 'export default { retentionDays: 30 }\n')
  assert.match(
    examine(project).checks.cache?.reason ?? '',
    /the next closedown removes 0 decisions, 0 runs, 0 reports$/,
  )
  assert.is(examine(project).checks.configuration?.reason, 'session.config.ts')
  project.remove()
})

test('--store without a MongoDB is skipped', () => {
  const project = createProject({ git: false })
  const { checks } = examine(project, '--store')
  assert.is(checks.store?.verdict, 'SKIPPED')
  assert.is(examine(project).checks.git?.verdict, 'SKIPPED')
  project.remove()
})

test.run()

import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { day } from './support/decisions.ts'
import { tell } from './support/hook.ts'
import { cleanEnvironment, createProject, entry, type TestProject } from './support/project.ts'

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

test('a committed or copied one is named in clones, work trees and copies, and kept; one that names no work tree is announced', () => {
  const project = closedProject()
  const written = JSON.parse(project.read(marker)) as Record<string, string>
  assert.match(written.worktree ?? '', /^[0-9a-f]{64}$/)
  assert.match(written.session_id ?? '', /^2025-10-24-\d{3}$/)
  project.git('add', '-f', marker, 'SESSION_CLOSEDOWN_2025-10-24.md')
  project.git('commit', '-qm', 'Commit the marker')
  const places = ['clone', 'wt', 'copy'].map((name) => `${project.root}-${name}`)
  const [clone = '', worktree = '', copy = ''] = places
  project.git('clone', '-q', project.root, clone)
  project.git('worktree', 'add', '-q', worktree, '-b', 'side')
  cpSync(project.root, copy, { recursive: true })
  for (const root of places) {
    assert.not.match(tell({ root }, 'SessionStart', { source: 'compact' }), /SESSION_CLOSEDOWN/)
    const { stdout, status } = project.bookend(['init', '--project', root], { cwd: root })
    assert.is(status, 0)
    assert.match(
      stdout,
      /^\.claude\/session-complete\.marker was left in another clone or work tree: it is not announced, and kept\.$/m,
    )
    assert.not.match(stdout, /POST-COMPACTION/)
    assert.ok(existsSync(join(root, marker)))
  }
  assert.match(project.bookend(['init']).stdout, /POST-COMPACTION/)
  const { worktree: _, ...earlier } = written
  project.write(marker, JSON.stringify(earlier))
  assert.match(project.bookend(['init']).stdout, /POST-COMPACTION/)
  for (const root of places) rmSync(root, { recursive: true })
  project.remove()
})

test('a project that was moved, that became a repository, or that another path leads to gets its handoff', () => {
  const parent = mkdtempSync(join(tmpdir(), 'bookend-moved-'))
  const [first, second] = [join(parent, 'first'), join(parent, 'second')]
  const project = createProject({ git: false })
  renameSync(project.root, first)
  const run = (root: string, ...args: string[]) => project.bookend([...args, '--project', root], { cwd: root })
  const isTold = (root: string, next: string) => {
    assert.match(tell({ root }, 'SessionStart', { source: 'compact' }), new RegExp(`${next}`))
    assert.match(run(root, 'status').stdout, /Last handoff: SESSION_CLOSEDOWN/)
    const { stdout } = run(root, 'init')
    assert.match(stdout, /POST-COMPACTION/)
    assert.match(stdout, new RegExp(`Next action\\*\\*: ${next}`))
    assert.match(stdout, /checked against the project now|nothing to compare:/)
    assert.not.ok(existsSync(join(root, marker)))
  }
  const closeWith = (root: string, next: string) => {
    run(root, 'init')
    run(root, 'note', '--next', next)
    run(root, 'closedown')
  }
  closeWith(first, 'Write the lexer')
  renameSync(first, second)
  isTold(second, 'Write the lexer')
  run(second, 'note', '--next', 'Write the parser')
  run(second, 'closedown')
  execFileSync('git', ['init', '-q', second])
  isTold(second, 'Write the parser')
  run(second, 'note', '--next', 'Write the printer')
  run(second, 'closedown')
  // By another path, as in a container; the one where it was closed is there, too.
  mkdirSync(first)
  const within = [['-m'], ['-r', '-m']].find((flags) => spawnSync('unshare', [...flags, 'true']).status === 0)
  if (within) {
    const script = `mount --bind "$0" "$1" && cd "$1" && exec "${process.execPath}" "${entry}" init`
    const options = { encoding: 'utf8', env: cleanEnvironment() } as const
    const { stdout, stderr } = spawnSync('unshare', [...within, 'sh', '-c', script, second, first], options)
    assert.match(stdout, /POST-COMPACTION/, stderr)
    assert.match(stdout, /Next action\*\*: Write the printer/)
  }
  rmSync(parent, { recursive: true })
})

test('a repository that was made without a template gets the list', () => {
  const project = createProject()
  rmSync(join(project.root, '.git/info'), { recursive: true, force: true })
  assert.is(project.bookend(['task', 'startup/exclude']).status, 0)
  assert.match(project.read('.git/info/exclude'), /^\/\.claude\/session-complete\.marker$/m)
  project.remove()
})

test('an uninstall in a package takes the lines of the package out of the list of its repository, and no others', () => {
  const project = createProject()
  project.write('.git/info/exclude', '# mine\n')
  project.write('packages/app/session.config.ts', 'export default {}\n')
  const uninstall = () => project.bookend(['hooks', 'uninstall', '--project', 'packages/app']).stdout
  project.bookend(['init', '--project', 'packages/app'])
  assert.match(project.read('.git/info/exclude'), /^\/packages\/app\/\.claude\/cache\/$/m)
  assert.match(uninstall(), /^written \.\.\/\.\.\/\.git\/info\/exclude$/m)
  assert.is(project.read('.git/info/exclude'), '# mine\n')
  project.bookend(['init'])
  const before = project.read('.git/info/exclude')
  project.bookend(['task', 'startup/exclude', '--project', 'packages/app'])
  assert.is.not(project.read('.git/info/exclude'), before)
  project.write('x.json.before-review-1', '')
  project.write('packages/app/docs/x.md.before-review-1', '')
  const untracked = () =>
    project
      .git('status', '--short', '-uall')
      .split('\n')
      .filter((line) => line.includes('before'))
  assert.equal(untracked(), [])
  uninstall()
  assert.is(project.read('.git/info/exclude'), before)
  assert.equal(untracked(), [])
  project.remove()
})

test('what belongs to this clone alone is excluded from git, between markers that an uninstall takes out', () => {
  const project = createProject()
  project.write('.git/info/exclude', '# mine\n*.o')
  mkdirSync(join(project.root, 'packages/app'), { recursive: true })
  project.bookend(['init'])
  const excluded = project.read('.git/info/exclude')
  assert.ok(excluded.startsWith('# mine\n*.o\n# bookend: files of this clone alone\n'), excluded)
  for (const line of [
    '/.claude/session-complete.marker',
    '/.claude/background-processes.json',
    '/.claude/cache/',
    '/.claude/handoffs/',
    '*.before-review-*',
  ])
    assert.ok(excluded.split('\n').includes(line), line)
  project.bookend(['closedown'])
  assert.is(project.read('.git/info/exclude'), excluded)
  assert.not.match(project.git('status', '--porcelain', '-uall'), /marker/)
  project.write('packages/app/session.config.ts', "export default { archiveDir: 'docs/old[1]' }\n")
  project.bookend(['init', '--project', 'packages/app'])
  // Where the user's own documents may lie too, only bookend's are named.
  assert.ok(project.read('.git/info/exclude').includes('\n/packages/app/docs/old\\[1]/SESSION_CLOSEDOWN_*\n'))
  assert.match(project.read('.git/info/exclude'), /^\/packages\/app\/\.claude\/session-complete\.marker$/m)
  assert.is(project.bookend(['hooks', 'uninstall']).status, 0)
  assert.is(project.read('.git/info/exclude'), '# mine\n*.o\n')
  project.remove()
})

const malformed: [what: string, text: string, says: RegExp][] = [
  ['no JSON', '{"session_completed": tr', /is not valid JSON/],
  ['not completed', '{"session_completed":false,"recovery_doc":"README.md"}', /does not say session_completed: true/],
  ['no document', '{"session_completed":true}', /names no recovery_doc/],
  ['a document outside', '{"session_completed":true,"recovery_doc":"../../etc/passwd"}', /outside the project/],
  ['a document named absolutely', '{"session_completed":true,"recovery_doc":"/etc/passwd"}', /outside the project/],
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

const exposing: [what: string, document: string, says: RegExp][] = [
  ['a link out of the project', 'HANDOFF.md', /HANDOFF\.md is not shown: it is a symbolic link/],
  ['a link inside the project', 'SESSION_CLOSEDOWN_2025-10-24.md', /is not shown: it is a symbolic link/],
  ['a directory', 'handoff.md', /handoff\.md is not shown: it is a directory/],
  ['no handoff', '.env', /\.env is not shown: neither its name nor its heading is that of a handoff/],
]
for (const [what, document, says] of exposing) {
  test(`a marker whose recovery document is ${what}: named, kept, and nothing of it is shown, by the hook neither`, () => {
    const outside = createProject({ git: false })
    outside.write('config', 'Host private-host\n')
    const project = createProject()
    project.write('.env', '# Settings of the closedown\nHOST=private-host\n')
    mkdirSync(join(project.root, 'handoff.md'))
    symlinkSync(join(outside.root, 'config'), join(project.root, 'HANDOFF.md'))
    symlinkSync('.env', join(project.root, 'SESSION_CLOSEDOWN_2025-10-24.md'))
    const text = JSON.stringify({ session_completed: true, recovery_doc: document })
    project.write(marker, text)
    const told = tell(project, 'SessionStart', { source: 'compact' })
    const { stdout, stderr, status } = project.bookend(['init'])
    assert.is(status, 0)
    assert.match(stdout, says)
    assert.not.match(stdout, /POST-COMPACTION/)
    assert.not.match(stdout + stderr + told, /private-host/)
    assert.is(project.read(marker), text)
    outside.remove()
    project.remove()
  })
}

test('a session that ends ahead of the clock, as after one that was set back, keeps no later closedown from leaving its marker', () => {
  const project = createProject()
  const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  assert.is(project.bookend(['closedown', '--from', hoursFromNow(-1), '--to', hoursFromNow(0)]).status, 0)
  const db = new Database(join(project.root, '.claude/cache/sessions.db'))
  db.prepare('UPDATE sessions SET to_ms = to_ms + 3600000').run()
  db.close()
  const { session } = project.json<{ session: { id: string } }>(['closedown'])
  assert.is(
    (JSON.parse(project.read('.claude/session-complete.marker')) as { session_id: string }).session_id,
    session.id,
  )
  project.remove()
})

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

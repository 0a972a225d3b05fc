import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fs } from '../cache/file-functions.ts'
import { closedownSummary } from '../tasks/handoff/summary.ts'
import type { TrashEntry } from '../tasks/task.ts'
import { createFiles } from '../workflows/runner/effects/files.ts'
import { mountPoints } from '../workflows/runner/effects/mounts.ts'
import { openTrash } from '../workflows/runner/effects/trash.ts'
import { day } from './support/decisions.ts'
import { createProject, entry, type TestProject } from './support/project.ts'

const test = suite('the trash')

interface Report {
  outcome: string
  cleanup: { kept: { path: string; reason: string }[]; bytes: number }
  tasks: { id: string; actions?: { kind: string; path: string; bytes: number }[] }[]
}
const actionsOf = ({ tasks }: Report) => tasks.find(({ id }) => id === 'cleanup/artifacts')?.actions ?? []
const reasons = ({ cleanup }: Report) => Object.fromEntries(cleanup.kept.map(({ path, reason }) => [path, reason]))

/** Everything that can be said of what is below a directory: names, kinds, permissions, times, links, bytes. */
function pictureOf(directory: string): string[] {
  const inodes = new Map<number, string>()
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => {
      const file = join(directory, path)
      const stat = lstatSync(file)
      const first = stat.nlink > 1 && stat.isFile() ? (inodes.get(stat.ino) ?? path) : ''
      inodes.set(stat.ino, first)
      const content = stat.isFile()
        ? createHash('sha256').update(readFileSync(file)).digest('hex')
        : stat.isSymbolicLink()
          ? readlinkSync(file)
          : ''
      return [path, stat.mode, Math.round(stat.mtimeMs), first, content].join(' ')
    })
}

function leaveArtefacts(project: TestProject): void {
  project.write('.memory-test/deep/er/run.sh', '#!/bin/sh\n')
  project.write('.memory-test/deep/twin', 'twice')
  project.write('.memory-test/new\nline "quoted" ü.txt', 'odd name')
  const at = (path: string) => join(project.root, path)
  linkSync(at('.memory-test/deep/twin'), at('.memory-test/other-twin'))
  symlinkSync('../README.md', at('.memory-test/link'))
  symlinkSync('/nowhere', at('.memory-test/dangling'))
  mkdirSync(at('.memory-test/empty'), { mode: 0o750 })
  chmodSync(at('.memory-test/deep/er/run.sh'), 0o755)
  for (const path of ['.memory-test/deep/er/run.sh', '.memory-test/deep/er', '.memory-test/deep'])
    utimesSync(at(path), 1_600_000_000, 1_600_000_000.25)
}

/** A directory on another file system than the temporary one; undefined where there is none. */
function otherFileSystem(): string | undefined {
  if (!existsSync('/dev/shm') || statSync('/dev/shm').dev === statSync(tmpdir()).dev) return undefined
  return mkdtempSync('/dev/shm/bookend-test-')
}

for (const elsewhere of [false, true]) {
  test(`what a cleanup takes comes back to the byte${elsewhere ? ', from another file system too' : ''}`, () => {
    const cache = elsewhere ? otherFileSystem() : undefined
    if (elsewhere && cache === undefined) return
    const project = createProject()
    if (cache) project.write('session.config.ts', `export default { cacheDir: ${JSON.stringify(cache)} }`)
    leaveArtefacts(project)
    const before = pictureOf(join(project.root, '.memory-test'))
    const report = project.json<Report>(['closedown'])
    assert.is(report.outcome, 'ok')
    // Hard links count each time they are named, like du --apparent-size -l.
    assert.equal(actionsOf(report), [{ kind: 'trash', path: '.memory-test', bytes: 28 }])
    assert.is(report.cleanup.bytes, 28)
    assert.not.ok(existsSync(join(project.root, '.memory-test')))

    const listed = project.json<{ trash: { path: string; kind: string; bytes: number }[] }>(['restore'])
    assert.equal(
      listed.trash.map(({ path, kind, bytes }) => [path, kind, bytes]),
      [['.memory-test', 'directory', 28]],
    )
    assert.match(project.bookend(['restore']).stdout, / 28 bytes {2}\.memory-test\/$/m)
    assert.equal(project.json(['restore', '--dry-run', '.memory-test/deep/twin']), {
      restored: ['.memory-test/deep/twin'],
      refused: [],
    })
    assert.not.ok(existsSync(join(project.root, '.memory-test')))

    const back = project.bookend(['restore', join(project.root, '.memory-test')])
    assert.is(back.status, 0, back.stderr)
    assert.is(back.stdout, 'restored .memory-test\n')
    assert.equal(pictureOf(join(project.root, '.memory-test')), before)
    assert.equal(project.json(['restore']), { trash: [] })
    // As after a restore that was interrupted at its very end: what was asked for is so.
    const again = project.bookend(['restore', '.memory-test'])
    assert.equal([again.status, again.stdout], [0, '.memory-test is in its place, and not in the trash\n'])
    assert.is(project.bookend(['restore', 'nowhere']).status, 2)
    if (cache) rmSync(cache, { recursive: true })
    project.remove()
  })
}

for (const elsewhere of [false, true]) {
  test(`names that are no text are judged, taken and brought back like others${elsewhere ? ', from another file system too' : ''}`, () => {
    const cache = elsewhere ? otherFileSystem() : undefined
    // Other systems refuse such names.
    if (process.platform !== 'linux' || (elsewhere && cache === undefined)) return
    const project = createProject()
    const at = (path: string) => Buffer.concat([Buffer.from(`${project.root}/`), Buffer.from(path, 'latin1')])
    const write = (path: string) => {
      mkdirSync(at(path.slice(0, path.lastIndexOf('/'))), { recursive: true })
      writeFileSync(at(path), path)
    }
    const files = ['.memory-test/d\xff/in', '.memory-test/\xe4 and \xc3\xa4', 'keep/a\xff.tmp', 'keep/d\xe9/b\xff.tmp']
    const stays = ['.memory-test/repository\xfe/.git/HEAD', '.memory-test/repository\xfe/work', 'keep/tracked\xff.tmp']
    for (const path of [...files, ...stays]) write(path)
    const artifacts = ['keep/**/*.tmp']
    project.write(
      'session.config.ts',
      `export default ${JSON.stringify({ artifacts, ...(cache !== undefined && { cacheDir: cache }) })}`,
    )
    execFileSync('sh', ['-c', 'git add keep/tracked*'], { cwd: project.root })
    const report = project.json<Report>(['closedown'])
    assert.is(report.outcome, 'ok')
    assert.equal(reasons(report), {
      '.memory-test/repository\udcfe': 'a repository or work tree of its own',
      'keep/tracked\udcff.tmp': 'tracked by git',
    })
    assert.is(report.cleanup.bytes, Buffer.byteLength(files.join('')))
    assert.equal(
      files.filter((path) => existsSync(at(path))),
      [],
    )
    for (const path of stays) assert.is(readFileSync(at(path), 'latin1'), Buffer.from(path).toString('latin1'))

    // As the list has it, which is all that can be typed.
    assert.match(project.bookend(['restore']).stdout, / keep\/a\\xff\.tmp$/m)
    const back = project.bookend(['restore', 'keep/a\ufffd.tmp', '.memory-test', 'keep'])
    assert.is(back.status, 0, back.stderr)
    for (const path of files) assert.is(readFileSync(at(path), 'latin1'), Buffer.from(path).toString('latin1'))
    assert.equal(project.json(['restore']), { trash: [] })
    if (cache) rmSync(cache, { recursive: true })
    project.remove()
  })
}

test('of a trash that work trees shared each lists and brings back its own', () => {
  const project = createProject()
  const cache = mkdtempSync(join(tmpdir(), 'bookend-shared-'))
  const other = `${project.root}-other`
  project.write('session.config.mjs', `export default { cacheDir: ${JSON.stringify(cache)} }`)
  project.commit('Share the cache')
  project.git('worktree', 'add', '-q', other, '-b', 'other')
  const there = createProject({ root: other, git: false })
  for (const each of [project, there]) {
    each.write('.memory-test/a.txt', each.root)
    assert.is(each.bookend(['closedown', '--quiet']).status, 0)
    // A cache that says whose it is, is refused to the other one.
    for (const name of readdirSync(cache).filter((name) => name.startsWith('sessions.db'))) rmSync(join(cache, name))
  }
  for (const [own, another] of [
    [project, there],
    [there, project],
  ] as const) {
    const { stdout, stderr } = own.bookend(['restore'])
    assert.is(stdout.match(/\.memory-test\//g)?.length, 1)
    assert.ok(stderr.includes(`what was removed in ${another.root} is listed there`), stderr)
  }
  for (const own of [project, there]) {
    assert.is(own.bookend(['restore', '.memory-test']).status, 0)
    assert.is(own.read('.memory-test/a.txt'), own.root)
  }
  rmSync(other, { recursive: true })
  rmSync(cache, { recursive: true })
  project.remove()
})

test('nothing that is there is overwritten: the rest comes back, and the command says so', () => {
  const project = createProject()
  project.write('.memory-test/a.txt', 'a')
  project.write('.memory-test/sub/b.txt', 'b')
  project.bookend(['closedown'])
  project.write('.memory-test/a.txt', 'newer')
  const listed = () => project.json<{ trash: { path: string; bytes: number }[] }>(['restore']).trash
  assert.equal(
    listed().map(({ path, bytes }) => [path, bytes]),
    [['.memory-test', 2]],
  )
  const planned = project.bookend(['restore', '--dry-run', '.memory-test', 'unknown'])
  const { status, stdout, stderr } = project.bookend(['restore', '.memory-test', 'unknown'])
  assert.equal(
    [planned.status, planned.stdout.replaceAll('would restore', 'restored'), planned.stderr],
    [status, stdout, stderr],
  )
  // What is left of it.
  assert.equal(
    listed().map(({ path, bytes }) => [path, bytes]),
    [['.memory-test', 1]],
  )
  assert.is(status, 4)
  assert.match(stdout, /^restored \.memory-test\/sub$/m)
  assert.match(stderr, /\.memory-test\/a\.txt stays in the trash: a file is in the way/)
  assert.match(stderr, /unknown: it is not in the trash/)
  assert.is(project.read('.memory-test/a.txt'), 'newer')
  assert.is(project.read('.memory-test/sub/b.txt'), 'b')
  rmSync(join(project.root, '.memory-test/a.txt'))
  // A part of what was moved as a whole, into a directory that is gone since.
  rmSync(join(project.root, '.memory-test'), { recursive: true })
  assert.is(project.bookend(['restore', '.memory-test/a.txt']).status, 0)
  assert.is(project.read('.memory-test/a.txt'), 'a')
  // The newest of one name first, and a link on the way leads nowhere.
  project.bookend(['closedown'])
  project.write('.memory-test/a.txt', 'newest')
  project.bookend(['closedown'])
  project.bookend(['restore', '.memory-test'])
  assert.is(project.read('.memory-test/a.txt'), 'newest')
  const outside = mkdtempSync(join(tmpdir(), 'bookend-outside-'))
  rmSync(join(project.root, '.memory-test'), { recursive: true })
  symlinkSync(outside, join(project.root, '.memory-test'))
  for (const args of [['--dry-run'], []]) {
    const { status, stderr } = project.bookend(['restore', ...args, '.memory-test/a.txt'])
    assert.is(status, 4)
    assert.match(stderr, /a\.txt stays in the trash: \.memory-test is a symbolic link, which is not followed\n$/)
  }
  assert.equal(readdirSync(outside), [])
  rmSync(outside, { recursive: true })
  project.remove()
})

/** As if what a session moved away had been there for longer than it is kept. */
function dateBack(project: TestProject, session: string): void {
  const manifest = `.claude/cache/trash/${session}/manifest.jsonl`
  const old = new Date(Date.now() - 8 * 86_400_000).toISOString()
  project.write(manifest, project.read(manifest).replace(/"at":"[^"]*"/g, `"at":"${old}"`))
}

test('what no manifest describes any more is named, and stays for good', () => {
  for (const damage of ['', '{"number":1,"path":"tm']) {
    const project = createProject()
    project.write('session.config.ts', "export default { artifacts: ['tmp/**'] }")
    project.write('tmp/a.txt', 'a')
    project.bookend(['closedown'])
    const [entry] = project.json<{ trash: { session: string }[] }>(['restore']).trash
    project.write(`.claude/cache/trash/${entry?.session}/manifest.jsonl`, damage)
    const { stdout, stderr } = project.bookend(['restore'])
    assert.match(stdout, /lists nothing/)
    assert.match(stderr, /not described by the trash, .*\.claude\/cache\/trash\/\S+\/1\/tmp/)
    project.bookend(['closedown', ...day])
    assert.is(project.read(`.claude/cache/trash/${entry?.session}/1/tmp/a.txt`), 'a')
    project.remove()
  }
})

test('what lies in the trash beside what was moved is named, and stays when that is emptied', () => {
  const project = createProject()
  project.write('session.config.ts', "export default { artifacts: ['tmp/**'] }")
  project.write('tmp/a.txt', 'a')
  project.bookend(['closedown'])
  const [entry] = project.json<{ trash: { session: string }[] }>(['restore']).trash
  const session = entry?.session as string
  const trash = (path: string) => `.claude/cache/trash/${path}`
  // What no cleanup put there: beside the manifest, beside what was moved, and in directories that are no session's, one of them with a manifest.
  const beside = [`${session}/mine.txt`, `${session}/1/also.txt`, `${session}/own/deep.txt`, `${session}/7`]
  const elsewhere = ['foo/bar', 'backup/1/tmp/a.txt', 'loose.txt']
  for (const path of [...beside, ...elsewhere]) project.write(trash(path), 'the only copy')
  // The whole of an entry goes, however much was put into it since.
  project.write(trash(`${session}/1/tmp/later.txt`), 'later')
  dateBack(project, session)
  project.write(trash('backup/manifest.jsonl'), project.read(trash(`${session}/manifest.jsonl`)))

  const { stderr } = project.bookend(['restore'])
  const named = [
    `${session}/1/also.txt`,
    `${session}/7`,
    `${session}/mine.txt`,
    `${session}/own`,
    'backup',
    'foo',
    'loose.txt',
  ]
  for (const path of named.slice(0, 5)) assert.ok(stderr.includes(trash(path)), `${path}: ${stderr}`)
  assert.match(stderr, / and 2 more$/m)

  const report = project.json<Report>(['closedown', ...day])
  assert.equal(actionsOf(report), [{ kind: 'delete', path: trash(`${session}/1/tmp`), bytes: 6 }])
  const stays = named.slice(0, 4).map((path) => [trash(path), 'in the trash, and no manifest describes it'])
  assert.equal(Object.entries(reasons(report)), stays)
  assert.not.ok(existsSync(join(project.root, trash(`${session}/1/tmp`))))
  for (const path of [...beside, ...elsewhere]) assert.is(project.read(trash(path)), 'the only copy')

  // Once is enough, and what is moved for that session later is not in its way.
  const again = project.json<Report>(['closedown', ...day])
  assert.equal([actionsOf(again), reasons(again)], [[], {}])
  openTrash(project.root, { cacheDir: '.claude/cache' }, false).tidy()
  for (const path of [...beside, ...elsewhere]) assert.is(project.read(trash(path)), 'the only copy')
  project.remove()
})

test('the trash is emptied entry by entry: each only as it was described, and an interrupted emptying is taken up', () => {
  const project = createProject()
  project.write('session.config.ts', "export default { artifacts: ['tmp/**'] }")
  project.write('tmp/tracked.txt', 'tracked')
  project.commit('Track one')
  for (const name of ['a', 'b']) project.write(`tmp/${name}.txt`, name)
  project.bookend(['closedown'])
  const [entry] = project.json<{ trash: { session: string }[] }>(['restore']).trash
  const session = entry?.session as string
  const place = join(project.root, '.claude/cache/trash', session)
  dateBack(project, session)
  const trash = openTrash(project.root, { cacheDir: '.claude/cache' }, false)
  const outdated = trash.outdated(Date.now())
  const [first, second] = outdated.flatMap(({ entries }) => entries) as [TrashEntry, TrashEntry]
  assert.equal([first.path, second.path, outdated.length], ['tmp/a.txt', 'tmp/b.txt', 1])
  trash.empty({ ...first, at: first.at + 1 })
  assert.ok(existsSync(join(place, '1/a.txt')))
  trash.empty(first)
  trash.empty(first)
  assert.equal([existsSync(join(place, '1/a.txt')), existsSync(join(place, '2/b.txt'))], [false, true])
  trash.empty(second)
  trash.tidy()
  assert.equal(readdirSync(join(project.root, '.claude/cache/trash')), [])
  project.remove()
})

test('a session that is closed again does not lose what it moves now', () => {
  const project = createProject()
  const closed = () => {
    project.write('.memory-test/a.txt', 'a')
    project.bookend(['closedown', ...day])
    return project.json<{ trash: { session: string }[] }>(['restore']).trash
  }
  const [first] = closed()
  dateBack(project, first?.session as string)
  assert.is(closed().length, 2)
  project.remove()
})

test('a link in the place of the trash is not followed', () => {
  const project = createProject()
  const outside = mkdtempSync(join(tmpdir(), 'bookend-outside-'))
  mkdirSync(join(project.root, '.claude/cache'), { recursive: true })
  symlinkSync(outside, join(project.root, '.claude/cache/trash'))
  project.write('.memory-test/a.txt', 'a')
  const report = project.json<Report>(['closedown'])
  assert.match(reasons(report)['.memory-test'] ?? '', /\.claude\/cache\/trash is a symbolic link out of the project/)
  assert.equal(readdirSync(outside), [])
  assert.is(project.read('.memory-test/a.txt'), 'a')
  rmSync(outside, { recursive: true })
  project.remove()
})

test('a link to another directory of the project in the place of the trash is not followed', () => {
  const project = createProject()
  for (const directory of ['.claude/cache', 'docs']) mkdirSync(join(project.root, directory), { recursive: true })
  symlinkSync('../../docs', join(project.root, '.claude/cache/trash'))
  project.write('.memory-test/a.txt', 'a')
  assert.match(reasons(project.json<Report>(['closedown']))['.memory-test'] ?? '', /the trash is a link/)
  assert.equal(readdirSync(join(project.root, 'docs')), [])
  project.remove()
})

test('later closedowns empty the trash after trashDays; with 0 nothing is kept', () => {
  const project = createProject()
  project.write('session.config.ts', "export default { artifacts: ['tmp/**', '.claude/**', 'cache/**'] }")
  project.write('tmp/a.txt', 'a')
  const first = project.json<Report>(['closedown'])
  // What was moved a moment ago is kept by the next one.
  project.bookend(['closedown'])
  const listed = project.json<{ trash: { session: string }[] }>(['restore']).trash
  assert.is(listed.length, 1, JSON.stringify(first.cleanup))
  dateBack(project, listed[0]?.session as string)
  project.write('tmp/b.txt', 'b')
  const second = project.json<Report>(['closedown'])
  assert.ok(actionsOf(second).some(({ kind, path }) => kind === 'delete' && path.startsWith('.claude/cache/trash/')))
  assert.equal(
    project
      .json<{ trash: { path: string }[] }>(['restore'])
      .trash.map(({ path }) => path.replace(/^tmp$/, 'tmp/b.txt')),
    ['tmp/b.txt'],
  )
  project.write('session.config.ts', "export default { artifacts: ['tmp/**'], trashDays: 0 }")
  project.write('tmp/deep/c.txt', 'c')
  const third = project.json<Report>(['closedown'])
  assert.ok(actionsOf(third).every(({ kind }) => kind === 'delete'))
  assert.not.ok(existsSync(join(project.root, 'tmp/deep')))
  assert.equal(project.json(['restore']), { trash: [] })
  project.remove()
})

test('repositories and work trees below an artefact path stay whole, and are named', () => {
  const project = createProject()
  const other = createProject()
  project.write('session.config.ts', "export default { artifacts: ['tmp/**', '*.d', '**/*.log', 'build'] }")
  project.write('.gitignore', 'tmp/\n*.d\nbuild/\n*.log\n')
  project.commit('Ignore')
  const git = (...args: string[]) => project.git('-c', 'protocol.file.allow=always', ...args)
  git('worktree', 'add', '-q', 'tmp/wt', '-b', 'side')
  git('worktree', 'add', '-q', 'tmp/deep/er/lost', '-b', 'lost')
  rmSync(join(project.root, 'tmp/deep/er/lost/.git'))
  git('clone', '-q', other.root, '.memory-test/clone')
  git('clone', '-q', '--bare', other.root, '.memory-test/bare')
  git('clone', '-q', other.root, 'clone.d')
  // Only what is in it is named by a pattern.
  git('clone', '-q', other.root, 'vendored')
  project.write('build/.hg/store', '')
  project.write('.memory-test/fossil/.fslckout', '')
  project.write('.memory-test/sapling/.sl/store', '')
  const others = ['.memory-test/fossil', '.memory-test/sapling']
  for (const path of ['tmp/wt', 'tmp/deep/er/lost', '.memory-test/clone', 'clone.d', 'build', 'vendored', ...others]) {
    project.write(`${path}/README.md`, 'edited')
    project.write(`${path}/new.log`, 'new')
  }
  project.write('tmp/loose/file', 'x')
  project.write('tmp/deep/loose.log', 'x')
  project.write('tmp/wt/.memory-test/x', 'x')
  const kept = [
    '.memory-test/bare',
    '.memory-test/clone',
    ...others,
    'build',
    'clone.d',
    'tmp/deep/er/lost',
    'tmp/wt',
    'vendored',
  ]
  const pictures = () => kept.map((path) => pictureOf(join(project.root, path)))
  const before = pictures()
  const report = project.json<Report>(['closedown'])
  assert.equal(Object.keys(reasons(report)).sort(), kept)
  for (const reason of Object.values(reasons(report))) assert.is(reason, 'a repository or work tree of its own')
  assert.equal(pictures(), before)
  for (const path of ['tmp/loose', 'tmp/deep/loose.log']) assert.not.ok(existsSync(join(project.root, path)), path)
  const handoff = readdirSync(project.root).find((name) => /^SESSION_CLOSEDOWN.*\.md$/.test(name)) as string
  assert.match(project.read(handoff), /artefact kept: `?tmp\/wt`? .*a repository or work tree of its own/)
  other.remove()
  project.remove()
})

test('what is mounted below an artefact path stays, also from the same device', () => {
  assert.equal(mountPoints('36 35 98:0 /a /mnt/with\\040blank rw - ext4 /dev/x rw\n'), ['/mnt/with blank'])
  // Only root may mount, in a namespace of its own.
  if (spawnSync('unshare', ['-m', 'true']).status !== 0) return
  const project = createProject()
  const outside = mkdtempSync(join(tmpdir(), 'bookend-outside-'))
  project.write('.memory-test/sub/mounted/gone.txt', '')
  project.write('.memory-test/file', '')
  project.write('.memory-test/loose.txt', 'x')
  project.write('precious.txt', 'precious')
  const script = [
    'mount --make-rprivate /',
    `mount --bind "${outside}" .memory-test/sub/mounted`,
    'mount --bind precious.txt .memory-test/file',
    `echo kept > "${outside}/kept.txt"`,
    '"$@"',
  ].join(' && ')
  const out = execFileSync(
    'unshare',
    ['-m', 'sh', '-c', script, 'sh', process.execPath, entry, 'closedown', '--json'],
    {
      cwd: project.root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  assert.equal(reasons(JSON.parse(out)), {
    '.memory-test/file': 'on another mount',
    '.memory-test/sub/mounted': 'on another mount',
  })
  assert.is(readFileSync(join(outside, 'kept.txt'), 'utf8'), 'kept\n')
  assert.is(project.read('precious.txt'), 'precious')
  assert.not.ok(existsSync(join(project.root, '.memory-test/loose.txt')))
  rmSync(outside, { recursive: true })
  project.remove()
})

test('nothing is brought back onto what is mounted in its place by now', () => {
  if (spawnSync('unshare', ['-m', 'true']).status !== 0) return
  const project = createProject()
  const outside = mkdtempSync(join(tmpdir(), 'bookend-outside-'))
  project.write('.memory-test/a/b.txt', 'b')
  project.bookend(['closedown', ...day])
  mkdirSync(join(project.root, '.memory-test/a'), { recursive: true })
  const script = `mount --make-rprivate / && mount --bind "${outside}" .memory-test/a && "$@"`
  const run = spawnSync(
    'unshare',
    ['-m', 'sh', '-c', script, 'sh', process.execPath, entry, 'restore', '.memory-test/a/b.txt'],
    { cwd: project.root, encoding: 'utf8' },
  )
  assert.match(run.stdout + run.stderr, /\.memory-test\/a is mounted in its place/)
  assert.equal(readdirSync(outside), [])
  assert.is(project.bookend(['restore', '.memory-test/a/b.txt']).status, 0)
  assert.is(project.read('.memory-test/a/b.txt'), 'b')
  rmSync(outside, { recursive: true })
  project.remove()
})

test('the summary names the command that brings back only where something went', () => {
  const report = (bytes: number) => ({
    session: { id: 's', from: '2025-10-24T11:00:00.000Z', to: '2025-10-24T12:00:00.000Z' },
    cleanup: { processes: [], bytes, kept: [{ path: 'tmp/own', reason: 'it is another repository' }] },
    tasks: [{ id: 'cleanup/artifacts', outcome: 'done', actions: [{ kind: 'trash', path: 'tmp/own', bytes }] }],
  })
  const project = { command: (name: string) => `bookend ${name}` }
  const hint = (bytes: number) =>
    closedownSummary(report(bytes), { project, dryRun: false, quiet: false, looked: true }).artifacts?.restore
  assert.equal([hint(0), hint(5)], ['', 'bookend restore'])
})

const bytes = (text: string) => Buffer.from(text, 'latin1')

test('whatever is in a name, it comes back by the path as it is listed; names that differ look different', () => {
  if (process.platform !== 'linux') return
  const project = createProject()
  project.write('session.config.ts', "export default { artifacts: ['tmp/*', 'other/*/*'] }")
  const names = [
    ...[
      'bad\xff.txt',
      'bad\xfe.txt',
      'lat\xe9 name',
      'new\nline',
      'new line',
      'esc\x1b[31m',
      ' lead',
      'trail ',
      'two  spaces',
    ],
    ...['tab\there', 'AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLF', '-dash', 'back\\slash', '`tick`', '*', '~', "'"],
  ]
  const at = (path: string) => Buffer.concat([Buffer.from(`${project.root}/`), bytes(path)])
  for (const directory of ['tmp', 'tmp/d\xff', 'other', 'other/o\xff']) mkdirSync(at(directory))
  const paths = [...names.map((name) => `tmp/${name}`), 'tmp/d\xff/in\xfe', 'tmp/d\xff/on\xfe', 'other/o\xff/x\xfe']
  for (const path of paths) writeFileSync(at(path), path)
  const restore = (...path: string[]) => project.bookend(['restore', '--', ...path])
  const listed = () => [...restore().stdout.matchAll(/ bytes {2}(.*)$/gm)].map(([, path]) => path as string)
  project.bookend(['closedown'])
  assert.is(listed().length, names.length + 2)
  // Names that differ look different, but for secrets.
  const secrets = names.filter((name) => name.startsWith('AKIA')).length
  assert.is(new Set(listed()).size, names.length + 2 - secrets + 1)
  for (const path of ['new\\nline', 'esc\\x1b[31m', 'bad\\xff.txt', 'trail\\x20', 'back\\\\slash', 'tab\\there'])
    assert.ok(listed().includes(`tmp/${path}`), path)
  // As other programs show it. Of a directory, one name; and by what is around it.
  assert.is(restore('tmp/d\ufffd/in\ufffd').status, 0)
  assert.equal([existsSync(at('tmp/d\xff/in\xfe')), existsSync(at('tmp/d\xff/on\xfe'))], [true, false])
  assert.is(restore('other/o\ufffd').status, 0)
  for (const path of new Set(listed())) {
    const { status, stderr } = restore(path)
    assert.is(status, 0, `${JSON.stringify(path)}: ${stderr}`)
  }
  assert.equal(listed(), [])
  for (const path of paths) assert.equal(readFileSync(at(path), 'utf8'), path)
  project.remove()
})

test('what did not go is not said to have gone', () => {
  const project = createProject()
  project.write('left.txt', 'left over')
  const before = { ...fs }
  Object.assign(fs, { renameSync: () => undefined, unlinkSync: () => undefined })
  try {
    const files = createFiles(project.root, false)
    const info = files.info('left.txt')
    assert.ok(info)
    const trash = openTrash(project.root, { cacheDir: '.claude/cache' }, false)
    const what = { session: '2025-10-24-001', path: 'left.txt', info, bytes: 9, at: 0 }
    assert.throws(() => trash.move(what), /left\.txt: it is not where it was moved to/)
    assert.equal(trash.list(), [])
    assert.throws(() => files.remove('left.txt', info), /left\.txt: it is still there/)
  } finally {
    Object.assign(fs, before)
  }
  project.remove()
})

test('of an empty trash a directory is asked for by its name', () => {
  const project = createProject()
  assert.match(project.bookend(['restore', '.']).stderr, /^bookend: nothing of that name is in the trash: \.; /)
  project.remove()
})

test.run()

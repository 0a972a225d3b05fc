import { execFileSync, spawn } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lockOwner } from '../tasks/cleanup/lock-owner.ts'
import { cleanEnvironment, createProject, type TestProject } from './support/project.ts'

const test = suite('cleanup of artefacts')

interface Report {
  outcome: string
  tasks: { id: string; actions?: { kind: string; path: string }[] }[]
  cleanup: { kept: { path: string; reason: string }[]; bytes: number }
}

/**
 * Closes the session with a git that lists the tracked files only once a task of the project's own has written `hooked`: tasks of a phase begin together, and
 * what is to happen between plan and apply is arranged by one of them.
 */
function closeOnceHooked(project: TestProject): Report {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-waiting-git-'))
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim()
  const script = `#!/bin/sh
case " $* " in *" ls-files "*) while [ ! -e '${project.root}/.git/hooked' ]; do sleep 0.05; done ;; esac
exec '${real}' "$@"
`
  writeFileSync(join(directory, 'git'), script, { mode: 0o755 })
  const { PATH } = cleanEnvironment()
  const { stdout, stderr } = project.bookend(['closedown', '--json'], { env: { PATH: `${directory}:${PATH}` } })
  rmSync(directory, { recursive: true })
  assert.ok(stdout, stderr)
  return JSON.parse(stdout) as Report
}

function cleaned(project: TestProject): [bytes: number, kept: Report['cleanup']['kept']] {
  const { bytes, kept } = project.json<Report>(['closedown']).cleanup
  return [bytes, kept]
}

const trashed = ({ tasks }: Report) =>
  tasks.flatMap(({ actions = [] }) => actions.filter(({ kind }) => kind === 'trash').map(({ path }) => path))

const reasons = ({ cleanup }: Report) => Object.fromEntries(cleanup.kept.map(({ path, reason }) => [path, reason]))

test('the built-in list and the configured globs go; bytes are those that were really removed', () => {
  const project = createProject()
  project.write('session.config.ts', "export default { artifacts: ['tmp/**', '*.log'] }")
  project.write('.memory-test/deep/er/a.txt', '12345')
  project.write('.claude/agent.lock', '')
  // Nobody touched it for two days.
  const earlier = Date.now() / 1000 - 172_800
  utimesSync(join(project.root, '.claude/agent.lock'), earlier, earlier)
  project.write('tmp/b.txt', '123')
  project.write('debug.log', '1')
  project.write('keep.txt', 'kept')
  symlinkSync('../keep.txt', join(project.root, '.memory-test/link'))
  const report = project.json<Report>(['closedown'])
  assert.is(report.cleanup.bytes, 9)
  assert.equal(report.cleanup.kept, [])
  for (const path of ['.memory-test', '.claude/agent.lock', 'tmp/b.txt', 'debug.log'])
    assert.not.ok(existsSync(join(project.root, path)), path)
  assert.is(project.read('keep.txt'), 'kept')
  project.remove()
})

test("a glob that reaches everywhere leaves bookend's own directories out", () => {
  const project = createProject()
  project.write('session.config.ts', "export default { artifacts: ['**/*.bak', '**/cache'] }")
  project.write('src/old.bak', '12345')
  project.write('.claude/cache/hooks/mine.bak', '1')
  assert.equal(cleaned(project), [5, []])
  // Now it is in the trash.
  assert.equal(cleaned(project), [0, []])
  assert.is(project.bookend(['restore', 'src/old.bak']).status, 0)
  assert.is(project.read('src/old.bak'), '12345')
  project.remove()
})

test('a glob that reaches everywhere takes neither what bookend is configured by nor what only a glob that names it means', () => {
  for (const glob of ['**', '*', './**', '**/*', 'x/../*', '{.*,*}', '.claude']) {
    const project = createProject()
    const { root } = project
    const config = `export default { artifacts: ['${glob}'], cacheDir: 'var', rules: ['docs/rules.md'], audit: 'jsonl:logs/audit' }`
    const stays: Record<string, string> = {
      'session.config.ts': config,
      'docs/rules.md': '- Never push to main\n',
      'logs/audit/a.jsonl': '',
      '.claude/settings.json': '{}',
      '.claude/settings.local.json': '{}',
      '.claude/skills/mine/SKILL.md': 'x',
      '.codex/hooks.json': '{}',
      '.env': 'A=1',
      'web/.env.local': 'A=1',
      'node_modules/a/index.js': 'x',
    }
    for (const [path, text] of Object.entries(stays)) project.write(path, text)
    project.write('.claude/old.lock', '4194303')
    project.write('left.txt', 'left over')
    project.bookend(['init', '--quiet'])
    project.bookend(['note', '--todo', 'important'])
    const closed = project.json<Report>(['closedown'])
    for (const [path, text] of Object.entries(stays)) {
      assert.ok(existsSync(join(root, path)), `${glob}: ${path}`)
      assert.is(project.read(path), text)
    }
    assert.not.ok(existsSync(join(root, '.claude/old.lock')), glob)
    if (glob === '.claude') assert.is(reasons(closed)['.claude/settings.json'], "the agent's own, which no glob names")
    else {
      const why = reasons(closed)
      assert.is(why['session.config.ts'], "the project's configuration")
      assert.is(why['docs/rules.md'], 'it holds rules')
      assert.is(why['logs/audit'], 'the audit log is there')
      assert.is(why['.env'], 'settings of the environment, which no glob names')
      assert.is(why.node_modules, 'installed packages, which no glob names')
      assert.is(why['.codex'], "the agent's own, which no glob names")
      assert.not.ok(existsSync(join(root, 'left.txt')), glob)
      assert.is(project.bookend(['restore', 'left.txt']).status, 0)
      assert.is(project.read('left.txt'), 'left over')
    }
    assert.match(project.bookend(['notes']).stdout, /important/)
    project.remove()
  }
})

test('what belongs to the agent, the environment and the package manager goes where a glob names it', () => {
  const project = createProject()
  const goes = ['.claude/tmp/a.txt', '.env.test', 'web/node_modules/b.js', 'tmp/node_modules/c.js', 'tmp/.env']
  const globs = ['*', '.claude/tmp', '.env.test', 'web/node_modules', 'tmp/**']
  project.write('session.config.ts', `export default { artifacts: ${JSON.stringify(globs)} }`)
  for (const path of [...goes, '.env']) project.write(path, 'x')
  project.json<Report>(['closedown'])
  for (const path of goes) assert.not.ok(existsSync(join(project.root, path)), path)
  assert.is(project.read('.env'), 'x')
  project.remove()
})

test('a glob that can reach nothing is named in one sentence, and what it would be outside of the project is not walked', () => {
  const project = createProject()
  const other = mkdtempSync(join(tmpdir(), 'bookend-elsewhere-'))
  writeFileSync(join(other, 'theirs'), '')
  project.write('tmp/a', '')
  project.write('~/a', '')
  const globs = ['~/nothing/**', '~/*', `${other}/**`, `${project.root}/tmp/**`]
  project.write('session.config.ts', `export default { artifacts: ${JSON.stringify(globs)} }`)
  const report = project.json<Report>(['closedown'])
  assert.equal(trashed(report), ['tmp', '~/a'])
  const reason =
    'this glob of "artifacts" reaches nothing: write it as seen from the project, outside of which nothing is removed'
  assert.equal(reasons(report), { '~/nothing/**': reason, [`${other}/**`]: reason })
  assert.ok(existsSync(join(other, 'theirs')))
  rmSync(other, { recursive: true })
  project.remove()
})

test('what git tracks, what lies outside or behind a link, lock files that pin versions, and repositories stay, with the reason', () => {
  const project = createProject()
  const outside = mkdtempSync(join(tmpdir(), 'bookend-outside-'))
  writeFileSync(join(outside, 'precious.txt'), 'precious')
  project.write(
    'session.config.ts',
    `export default { artifacts: ['link/**', '../${outside.split('/').at(-1)}/*', '${outside}/*', '**/*.lock', '*-lock.json', 'nested/**'] }`,
  )
  project.write('.memory-test/tracked.txt', 'tracked')
  project.write('.memory-test/loose.txt', 'loose')
  project.write('yarn.lock', 'pins')
  project.write('package-lock.json', '{}')
  project.git('add', '-f', '.memory-test/tracked.txt')
  project.git('commit', '-qm', 'Track one')
  project.write('nested/file.txt', 'x')
  mkdirSync(join(project.root, 'nested/.git'))
  project.write('nested/.git/config', 'x')
  symlinkSync(outside, join(project.root, 'link'))
  const report = project.json<Report>(['closedown'])
  const why = reasons(report)
  assert.is(why['.memory-test/tracked.txt'], 'tracked by git')
  assert.is(why['yarn.lock'], 'a dependency lock file')
  assert.is(why['package-lock.json'], 'a dependency lock file')
  assert.is(why.nested, 'a repository or work tree of its own')
  assert.not.ok(existsSync(join(project.root, '.memory-test/loose.txt')))
  assert.is(project.read('nested/file.txt'), 'x')
  assert.ok(existsSync(join(outside, 'precious.txt')))
  assert.ok(lstatSync(join(project.root, 'nested/.git/config')).isFile())
  rmSync(outside, { recursive: true })
  project.remove()
})

test('locks that name nobody stay where they were touched in the session, and lock files that no list knows', () => {
  const project = createProject()
  project.write('session.config.ts', "export default { artifacts: ['*'] }")
  project.json(['init'])
  project.write('.claude/directory.lock/x', '{}')
  for (const [name, text] of Object.entries({
    empty: '',
    nested: '{"owner":{"pid":1}}',
    yaml: 'pid: 1',
    host: 'host.1',
  }))
    project.write(`.claude/${name}.lock`, text)
  for (const name of ['buf.lock', 'devbox.lock', 'gems.locked', 'Brewfile.lock.json', 'pylock.toml'])
    project.write(name, 'x')
  const report = project.json<Report>(['closedown'])
  assert.equal(trashed(report), [])
  const why = reasons(report)
  for (const name of ['directory', 'empty', 'nested', 'yaml', 'host'])
    assert.is(why[`.claude/${name}.lock`], 'a lock that names no process, touched since the session began')
  assert.is(why['buf.lock'], 'a lock file that names no process, as dependency lock files do')
  assert.is(why['pylock.toml'], 'a dependency lock file')
  project.remove()
})

test("globs that mean the project itself, however it is written, keep it, and cost no other glob's work", () => {
  for (const itself of ['ROOT', 'ROOT/', 'ROOT//', 'ROOT/.', 'ROOT/../NAME', './/', '.', '../NAME', 'tmp/..']) {
    const project = createProject()
    const glob = itself.replace('ROOT', project.root).replace('NAME', basename(project.root))
    project.write('session.config.ts', `export default { artifacts: ['tmp/**', '${glob}', '!${glob}'] }`)
    project.write('.memory-test/left.txt', 'x')
    project.write('tmp/left.txt', 'x')
    const report = project.json<Report>(['closedown'])
    assert.equal(trashed(report), ['.memory-test', 'tmp'], glob)
    assert.ok(
      report.cleanup.kept.every(({ path }) => path === '.'),
      glob,
    )
    project.remove()
  }
})

test('a lock whose owner lives stays and is named; one of a dead process goes', () => {
  const project = createProject()
  const dead = 2 ** 22 - 1
  project.write('.claude/alive.lock', `${process.pid}\nhost`)
  project.write('.claude/alive-json.lock', JSON.stringify({ pid: process.pid }))
  project.write('.claude/dead.lock', String(dead))
  project.write('.claude/dead-json.lock', JSON.stringify({ pid: dead }))
  const why = reasons(project.json<Report>(['closedown']))
  assert.equal(why, {
    '.claude/alive-json.lock': `its owner lives (pid ${process.pid})`,
    '.claude/alive.lock': `its owner lives (pid ${process.pid})`,
  })
  assert.not.ok(existsSync(join(project.root, '.claude/dead.lock')))
  project.remove()
})

for (const [text, owner] of [
  ['123', 123],
  [' 42\nhost', 42],
  ['12ab', 12],
  ['{"pid":7}', 7],
  ['{"pid":"8"}', 8],
  ['{"other":7}', undefined],
  ['', undefined],
  ['host 5', undefined],
  ['0', undefined],
  ['-5', undefined],
] as const) {
  test(`owner of a lock that says ${JSON.stringify(text)}`, () => assert.is(lockOwner(text), owner))
}

test('what a living process has open stays', async () => {
  const project = createProject()
  project.write('.memory-test/open.txt', 'open')
  project.write('.memory-test/closed.txt', 'closed')
  const fd = openSync(join(project.root, '.memory-test/open.txt'), 'r')
  const holder = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'], {
    stdio: ['ignore', 'pipe', 'ignore', fd],
  })
  await new Promise((resolve) => holder.stdout?.once('data', resolve))
  const report = project.json<Report>(['closedown'])
  assert.equal(reasons(report), { '.memory-test/open.txt': 'open in a living process' })
  assert.is(report.cleanup.bytes, 6)
  holder.kill('SIGKILL')
  project.remove()
})

test("bookend's own temporary file of a dead process goes, that of a living one stays", () => {
  const project = createProject()
  project.write('.bookend-4194303-00000000000a.tmp', 'half')
  project.write(`.claude/.bookend-${process.pid}-00000000000b.tmp`, 'half')
  assert.equal(Object.keys(reasons(project.json<Report>(['closedown']))), [
    `.claude/.bookend-${process.pid}-00000000000b.tmp`,
  ])
  assert.not.ok(existsSync(join(project.root, '.bookend-4194303-00000000000a.tmp')))
  project.remove()
})

test('a directory that is swapped for a link between plan and apply leads nowhere', () => {
  const project = createProject({ ownProcess: true })
  const outside = mkdtempSync(join(tmpdir(), 'bookend-outside-'))
  for (const name of ['a.txt', 'b.txt']) {
    writeFileSync(join(outside, name), 'precious')
    project.write(`.memory-test/deep/${name}`, 'left over')
  }
  // A killed run leaves its plan in the journal; the resumed one applies it to a directory that was swapped in the meantime.
  project.write(
    'session.config.ts',
    `import { existsSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
     const swap = { id: 'own/swap', title: 'Swap', phase: 'closedown/cleanup', needs: {}, wants: {}, writes: true,
       run() {}, plan: async (context) => {
         const { files } = context
         const remove = files.remove
         files.remove = (path, info) => {
           if (!existsSync('swapped')) { renameSync('.memory-test/deep', 'swapped'); symlinkSync(${JSON.stringify(outside)}, '.memory-test/deep') }
           return remove(path, info)
         }
         writeFileSync('.git/hooked', '')
         return { actions: [], output: {}, data: null }
       }, apply: async () => ({}) }
     export default { tasks: [swap], trashDays: 0 }`,
  )
  const report = closeOnceHooked(project)
  assert.ok(existsSync(join(project.root, 'swapped')), 'the swap must have happened')
  for (const name of ['a.txt', 'b.txt']) assert.ok(existsSync(join(outside, name)), name)
  assert.match(reasons(report)['.memory-test/deep/a.txt'] ?? '', /behind a symbolic link|deep is a symbolic link/)
  rmSync(outside, { recursive: true })
  project.remove()
})

test('what becomes a repository between plan and apply stays', () => {
  const project = createProject({ ownProcess: true })
  for (const path of ['a.d/x.txt', 'b.d/x.txt']) project.write(path, 'left over')
  project.write(
    'session.config.ts',
    `import { mkdirSync, writeFileSync } from 'node:fs'
     const begin = { id: 'own/begin', title: 'Begin a repository', phase: 'closedown/cleanup', needs: {}, wants: {}, writes: true,
       run() {}, plan: async ({ trash }) => {
         const { move } = trash
         trash.move = (moved) => {
           mkdirSync('b.d/.git', { recursive: true })
           return move(moved)
         }
         writeFileSync('.git/hooked', '')
         return { actions: [], output: {}, data: null }
       }, apply: async () => ({}) }
     export default { tasks: [begin], artifacts: ['*.d'] }`,
  )
  const report = closeOnceHooked(project)
  assert.not.ok(existsSync(join(project.root, 'a.d')))
  assert.ok(existsSync(join(project.root, 'b.d/x.txt')), JSON.stringify(report.cleanup))
  assert.equal(reasons(report), { 'b.d': 'a repository or work tree of its own' })
  assert.equal(trashed(report), ['a.d'])
  project.remove()
})

test('a repository that git cannot read: nothing is removed, and the run is degraded', () => {
  for (const damaged of ['.git/HEAD', '.git/index']) {
    const project = createProject()
    project.write('.memory-test/a.txt', 'a')
    project.write(damaged, 'nonsense\n')
    const report = project.json<Report>(['closedown'])
    assert.is(report.outcome, 'degraded', damaged)
    assert.ok(existsSync(join(project.root, '.memory-test/a.txt')), damaged)
    project.remove()
  }
})

test('where git does not confirm what it tracks, nothing is removed, and the run is degraded', () => {
  const ways: [why: RegExp, hide: (project: TestProject) => void][] = [
    [/there is none any more/, (project) => renameSync(join(project.root, '.git'), join(project.root, 'gone'))],
    [/an index of one/, (project) => project.git('config', 'core.bare', 'true')],
    [/the project is not there/, (project) => project.git('config', 'core.worktree', join(project.root, '.claude'))],
    [/its index is missing/, (project) => rmSync(join(project.root, '.git/index'))],
    [/not a git repository/, (project) => rmSync(join(project.root, '.git/HEAD'))],
  ]
  for (const [why, hide] of ways) {
    const project = createProject()
    project.write('packages/web/tmp/tracked.txt', 'tracked')
    project.write('packages/web/session.config.mjs', "export default { artifacts: ['tmp/**'] }\n")
    project.commit('Track one')
    const inPackage = ['--project', 'packages/web']
    project.bookend(['init', ...inPackage])
    hide(project)
    const report = project.json<Report & { degraded?: unknown }>(['closedown', ...inPackage])
    assert.is(report.outcome, 'degraded', String(why))
    const task = report.tasks.find(({ id }) => id === 'cleanup/artifacts')
    assert.match(JSON.stringify(task), why)
    assert.match(JSON.stringify(task), /nothing was removed/)
    assert.ok(existsSync(join(project.root, 'packages/web/tmp/tracked.txt')), String(why))
    project.remove()
  }
})

test('git finds what is tracked whatever ceiling is set, and compares names as it does itself', () => {
  const project = createProject({ ownProcess: true })
  project.write('packages/web/tmp/Tracked.txt', 'tracked')
  project.write('packages/web/session.config.mjs', "export default { artifacts: ['tmp/**'] }\n")
  project.commit('Track one')
  project.git('config', 'core.ignorecase', 'true')
  renameSync(join(project.root, 'packages/web/tmp/Tracked.txt'), join(project.root, 'packages/web/tmp/tracked.txt'))
  project.write('packages/web/tmp/other.txt', 'other')
  const env = { GIT_CEILING_DIRECTORIES: join(project.root, 'packages') }
  const { stdout } = project.bookend(['closedown', '--json', '--project', 'packages/web'], { env })
  const report = JSON.parse(stdout) as Report
  assert.equal(report.cleanup.kept, [{ path: 'tmp/tracked.txt', reason: 'tracked by git' }])
  assert.equal([report.outcome, report.cleanup.bytes], ['ok', 5])
  project.remove()
})

test('a pipe, socket or device stays and is named, wherever it is; what is around it goes', () => {
  const project = createProject()
  project.write('session.config.ts', "export default { artifacts: ['tmp/**', '*.pipe'] }")
  const pipes = ['.claude/stale.lock', '.memory-test/deep/pipe', 'tmp/pipe', 'top.pipe']
  for (const path of [...pipes, '.memory-test/deep/file', 'tmp/file']) project.write(path, 'x')
  for (const path of pipes) {
    rmSync(join(project.root, path))
    execFileSync('mkfifo', [join(project.root, path)])
  }
  const { kept, removed } = project.json<{ removed: number; kept: Report['cleanup']['kept'] }>([
    'task',
    'cleanup/artifacts',
  ])
  assert.equal(
    kept,
    pipes.toSorted().map((path) => ({ path, reason: 'a named pipe, socket or device' })),
  )
  assert.is(removed, 2)
  for (const path of pipes) assert.ok(existsSync(join(project.root, path)), path)
  for (const path of ['.memory-test/deep/file', 'tmp/file']) assert.not.ok(existsSync(join(project.root, path)), path)
  assert.is(project.bookend(['restore', '.memory-test', 'tmp/file']).status, 0)
  assert.is(project.read('.memory-test/deep/file'), 'x')
  project.remove()
})

test('a link that a glob names goes itself, whatever it leads to, and comes back as it was', () => {
  const project = createProject()
  const outside = mkdtempSync(join(tmpdir(), 'bookend-outside-'))
  writeFileSync(join(outside, 'precious.txt'), 'precious')
  project.write(
    'session.config.ts',
    "export default { artifacts: ['tmp/*', '**/*.lnk', 'build', './out', 'kept.link'] }",
  )
  project.write('tmp/file', 'x')
  project.write('src/keep.txt', 'kept')
  const links = {
    'tmp/to-file': '../src/keep.txt',
    'tmp/to-directory': '../src',
    'src/dangling.lnk': '/nowhere',
    build: outside,
    out: outside,
  }
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(project.root, path))
  symlinkSync('src', join(project.root, 'kept.link'))
  project.git('add', '-f', 'kept.link')
  const report = project.json<Report>(['closedown'])
  assert.equal(reasons(report), { 'kept.link': 'tracked by git' })
  assert.equal(trashed(report).sort(), ['tmp/file', ...Object.keys(links)].sort())
  assert.is(readFileSync(join(outside, 'precious.txt'), 'utf8'), 'precious')
  assert.is(project.read('src/keep.txt'), 'kept')
  for (const path of Object.keys(links))
    assert.is(lstatSync(join(project.root, path), { throwIfNoEntry: false }), undefined, path)
  assert.is(project.bookend(['restore', 'tmp', 'src', 'build', 'out']).status, 0)
  for (const [path, target] of Object.entries(links)) assert.is(readlinkSync(join(project.root, path)), target, path)
  rmSync(outside, { recursive: true })
  project.remove()
})

test('a lock that is a link stays while its owner lives', () => {
  const project = createProject()
  const dead = 2 ** 22 - 1
  const locks = (pid: number) => [`host-${pid}`, `ada@host.${pid}:1764000000`, `127.0.1.1:+${pid}`, String(pid)]
  const names = ['SingletonLock', '.#notes.txt', 'lock', 'agent.lock']
  for (const [at, name] of names.entries()) {
    mkdirSync(join(project.root, `.memory-test/${at}`), { recursive: true })
    symlinkSync(locks(process.pid)[at] as string, join(project.root, `.memory-test/${at}/${name}`))
    symlinkSync(locks(dead)[at] as string, join(project.root, `.memory-test/${at}/dead-${name}`))
  }
  const why = reasons(project.json<Report>(['closedown']))
  const kept = names.map((name, at) => [`.memory-test/${at}/${name}`, `its owner lives (pid ${process.pid})`])
  assert.equal(why, Object.fromEntries(kept))
  project.remove()
})

test('what a glob behind ! names stays, also in a directory that another one names', () => {
  const project = createProject()
  project.write(
    'session.config.ts',
    "export default { artifacts: ['tmp/**', '!tmp/keep', '!tmp/deep/**/*.keep', '!**/whole/**'] }",
  )
  const stays = ['tmp/keep', 'tmp/deep/er/a.keep', 'tmp/whole/a']
  for (const path of [...stays, 'tmp/deep/er/b', 'tmp/other']) project.write(path, 'x')
  const report = project.json<Report>(['closedown'])
  for (const path of stays) assert.is(project.read(path), 'x', path)
  assert.equal(trashed(report).sort(), ['tmp/deep/er/b', 'tmp/other'])
  assert.equal(Object.keys(reasons(report)).sort(), ['tmp/deep/er/a.keep', 'tmp/keep', 'tmp/whole'])
  project.remove()
})

test.run()

import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { directoryIn } from '../cache/transcripts/place.ts'
import { projectPath } from '../cache/transcripts/project-path.ts'
import { linkedCacheProblem } from '../workflows/runner/effects/cache-place.ts'
import { createFiles } from '../workflows/runner/effects/files.ts'
import { mountsBelow } from '../workflows/runner/effects/mounts.ts'
import { findMarkedProject, findProject } from '../workflows/runner/project.ts'
import { shellWord, typedCommandIn } from '../workflows/runner/typed-command.ts'
import { installBookend, temporaryDirectory } from './support/installed.ts'
import { cleanEnvironment, createProject, entry, repository } from './support/project.ts'

const test = suite('where it runs')

test('a project at the root of the file system has in it what is below', () => {
  const directory = temporaryDirectory()
  assert.is(createFiles('/', true).obstacle(join(directory, 'letters/letter.md').slice(1)), undefined)
  assert.is(linkedCacheProblem('/', '/.claude/cache'), undefined)
  assert.is(projectPath(`${directory}/a.ts`, undefined, ['/']), `${directory}/a.ts`.slice(1))
  assert.equal(
    ['/', '/srv/app'].map((each) => directoryIn(['/'], each)),
    ['', 'srv/app'],
  )
  if (process.platform === 'linux') {
    const mounts = mountsBelow('/')
    assert.ok(mounts.includes('proc'), mounts.join())
    assert.not.ok(mounts.includes(''), 'its own')
  }
  rmSync(directory, { recursive: true })
})

test('what the mask of the shell keeps from its owner can be read all the same', () => {
  const project = createProject()
  const command = ['-c', 'umask 0777; exec "$@"', 'sh', process.execPath, entry, 'closedown', '--json']
  const { stdout, stderr } = spawnSync('sh', command, { cwd: project.root, encoding: 'utf8', env: cleanEnvironment() })
  const { outcome, handoff } = JSON.parse(stdout || stderr)
  assert.is(outcome, 'ok')
  for (const file of [handoff.file, '.claude/session-complete.marker'])
    assert.is(statSync(join(project.root, file)).mode & 0o777, 0o600, file)
  project.remove()
})

test('commands and hooks find the same project: the nearest that is marked, not above the git top level', () => {
  const project = createProject()
  const web = join(project.root, 'packages/web')
  project.write('packages/web/session.config.mjs', 'export default { cacheDir: ".state" }')
  project.write('packages/web/src/deep/x.txt', '')
  project.write('packages/api/x.txt', '')
  assert.is(findProject(undefined, join(web, 'src/deep')), web)
  assert.is(findMarkedProject(join(web, 'src/deep')), web)
  assert.is(findProject(undefined, join(project.root, 'packages/api')), project.root)
  assert.is(findProject(join(project.root, 'packages/api'), web), join(project.root, 'packages/api'))
  const inside = { cwd: join(web, 'src/deep') }
  assert.is(project.bookend(['init', '--quiet'], inside).status, 0)
  assert.ok(existsSync(join(web, '.state/sessions.db')), 'the configuration of the package was used')
  assert.not.ok(existsSync(join(project.root, '.claude')))
  project.bookend(['note', '--next', 'the package'], inside)
  const event = { session_id: 's', transcript_path: '/n', cwd: inside.cwd, hook_event_name: 'SessionStart' }
  const told = spawnSync(process.execPath, [entry, 'hook'], {
    input: JSON.stringify({ ...event, source: 'startup' }),
    encoding: 'utf8',
    env: cleanEnvironment(),
  })
  assert.match(told.stdout, /the package/)

  // A repository of its own inside is not the outer project, whatever marks that.
  project.write('session.config.ts', 'export default {}')
  project.write('vendor/tool/x.txt', '')
  execFileSync('git', ['init', '-q', join(project.root, 'vendor/tool')], { env: cleanEnvironment() })
  assert.is(findProject(undefined, join(project.root, 'vendor/tool')), join(project.root, 'vendor/tool'))
  assert.is(findProject(undefined, join(project.root, 'packages/api')), project.root)
  project.remove()
})

test('what writes names a bare repository, and leaves nothing among its files; a work tree inside it is a project', () => {
  const project = createProject()
  const bare = `${project.root}.git`
  project.git('clone', '-q', '--bare', project.root, bare)
  const before = readdirSync(bare, { recursive: true })
  for (const [cwd, args] of [
    [bare, ['closedown']],
    [join(bare, 'refs/heads'), ['init']],
    [project.root, ['note', '--next', 'go on', '--project', bare]],
  ] as const) {
    const { status, stdout } = project.bookend([...args, '--json'], { cwd })
    const sentence = `${bare} is a bare git repository, where bookend's files would lie among git's: run it in a work tree or a clone of it, or name one with --project DIR`
    assert.equal(JSON.parse(stdout), { error: { status: 2, message: sentence } })
    assert.is(status, 2)
  }
  // What only looks says what there is.
  assert.is(project.bookend(['status'], { cwd: bare }).status, 0)
  assert.equal(readdirSync(bare, { recursive: true }), before)
  execFileSync('git', ['worktree', 'add', '-q', 'tree', '-b', 'tree'], { cwd: bare, env: cleanEnvironment() })
  assert.is(project.bookend(['note', '--next', 'go on'], { cwd: join(bare, 'tree') }).status, 0)
  rmSync(bare, { recursive: true })
  project.remove()
})

test("a cache that is another project's is refused in a sentence; a project that was moved keeps its own", () => {
  const shared = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-test-')))
  const projects = [createProject(), createProject()] as const
  const [first, second] = projects
  for (const project of projects)
    project.write('session.config.mjs', `export default { cacheDir: ${JSON.stringify(shared)} }\n`)
  assert.is(first.bookend(['init']).status, 0)
  assert.is(first.bookend(['note', '--todo', 'of the first']).status, 0)
  const refusal = `bookend: the cache in ${shared} is that of ${first.root}: set cacheDir in session.config.mjs to a directory of this project's own\n`
  for (const args of [
    ['init'],
    ['note', 'x'],
    ['status'],
    ['notes'],
    ['run', '--', 'true'],
    ['restore', 'x'],
    ['export'],
  ]) {
    const { status, stderr } = second.bookend(args)
    assert.is(status, 2, args.join(' '))
    assert.is(stderr, refusal)
  }
  const closed = second.json<{ outcome: string; degraded: string[]; session: { id: string } }>(['closedown'])
  assert.is(closed.outcome, 'degraded')
  assert.ok(closed.degraded.some((why) => why.includes(first.root)))
  assert.match(first.bookend(['status']).stdout, /of the first/)
  assert.is(first.bookend(['closedown']).status, 0)

  const moved = `${first.root}-moved`
  renameSync(first.root, moved)
  assert.match(first.bookend(['notes'], { cwd: moved }).stdout, /of the first/)
  assert.is(first.bookend(['init'], { cwd: moved }).status, 0)
  for (const directory of [moved, shared]) rmSync(directory, { recursive: true })
  second.remove()
})

test('a work tree and a package of the same repository are other projects, too', () => {
  const shared = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-test-')))
  const project = createProject()
  const configuration = `export default { cacheDir: ${JSON.stringify(shared)} }\n`
  for (const path of ['', 'packages/a/']) project.write(`${path}session.config.mjs`, configuration)
  project.commit('Configure')
  project.git('worktree', 'add', '-q', '../tree', '-b', 'tree')
  assert.is(project.bookend(['init']).status, 0)
  for (const cwd of ['../tree', 'packages/a']) {
    const { status, stderr } = project.bookend(['note', 'x'], { cwd: join(project.root, cwd) })
    assert.is(status, 2)
    assert.match(stderr, `the cache in ${shared} is that of ${project.root}: set cacheDir`)
  }
  for (const directory of [join(project.root, '../tree'), shared]) rmSync(directory, { recursive: true })
  project.remove()
})

test('words are quoted for a shell, on one line whatever they hold', () => {
  for (const word of [
    'plain-word.md',
    'two words',
    "it's",
    '$HOME `id` "x"',
    'new\nline',
    'tab\tand \\ back',
    '',
    'ümlaut',
    '\u0007\u0085',
  ]) {
    const quoted = shellWord(word)
    assert.not.match(quoted, /\n/)
    assert.is(execFileSync('bash', ['-c', `printf %s ${quoted}`], { encoding: 'utf8' }), word, quoted)
  }
})

test('a printed command is the one that runs here', () => {
  const own = typedCommandIn(repository, {})
  assert.is(own('closedown', '--resume'), 'npm run closedown -- --resume')
  assert.is(own('restore'), 'node --import tsx workflows/main.ts restore')
  const directory = temporaryDirectory()
  assert.is(typedCommandIn(directory, { PATH: '' })('init'), `node ${entry} init`)
  mkdirSync(join(directory, 'bin'))
  symlinkSync(entry, join(directory, 'bin/bookend'))
  assert.is(typedCommandIn(directory, { PATH: join(directory, 'bin') })('note', 'a b'), "bookend note 'a b'")
  cpSync('/bin/true', join(directory, 'other/bookend'), { recursive: true })
  assert.is(typedCommandIn(directory, { PATH: join(directory, 'other') })('init'), `node ${entry} init`)
  // What a package manager puts there for its scripts is not there for whoever types.
  const ofScripts = join(directory, 'elsewhere/node_modules/.bin')
  mkdirSync(ofScripts, { recursive: true })
  symlinkSync(entry, join(ofScripts, 'bookend'))
  assert.is(typedCommandIn(directory, { PATH: ofScripts })('init'), `node ${entry} init`)
  mkdirSync(join(directory, 'node_modules/bookend/dist/workflows'), { recursive: true })
  cpSync(entry, join(directory, 'node_modules/bookend/dist/workflows/main.js'))
  mkdirSync(join(directory, 'packages/web'), { recursive: true })
  for (const [lock, call] of [
    ['package-lock.json', 'npx bookend'],
    ['pnpm-lock.yaml', 'pnpm exec bookend'],
    ['yarn.lock', 'yarn bookend'],
    ['bun.lock', 'bunx bookend'],
  ] as const) {
    cpSync('/dev/null', join(directory, lock))
    for (const root of [directory, join(directory, 'packages/web')])
      assert.is(typedCommandIn(root, { PATH: join(directory, 'bin') })('init'), `${call} init`)
    rmSync(join(directory, lock))
  }
  rmSync(directory, { recursive: true })
})

test('after a local install every printed command runs, and hooks are silent where the packages are missing', () => {
  const project = createProject()
  project.write('.gitignore', 'node_modules\n')
  project.write('package-lock.json', '{}')
  project.commit('Ignore packages')
  const { entry: installed } = installBookend(project.root)
  const run = (args: string[]) =>
    spawnSync(process.execPath, [installed, ...args], { cwd: project.root, encoding: 'utf8', env: cleanEnvironment() })
  assert.match(run(['status']).stdout, /npx bookend init opens one/)
  assert.is(run(['init']).status, 0)
  assert.is(run(['closedown']).status, 0)
  const handoff = JSON.parse(run(['status', '--json']).stdout).handoff.file
  assert.match(project.read(handoff), /npx bookend init/)
  assert.not.match(project.read(handoff), /[^x] bookend init/)

  assert.is(run(['hooks', 'install']).status, 0)
  assert.match(project.read('.claude/skills/bookend-close/SKILL.md'), /npx bookend closedown/)
  const settings = JSON.parse(project.read('.claude/settings.json'))
  const hook = settings.hooks.Stop[0].hooks[0] as { command: string; args: string[] }
  const call = () => {
    const args = hook.args.map((word) => word.replace(/^\$\{CLAUDE_PROJECT_DIR\}/, project.root))
    const event = { session_id: 's', transcript_path: '/n', cwd: project.root, hook_event_name: 'SessionStart' }
    return spawnSync(hook.command, args, {
      cwd: project.root,
      input: JSON.stringify({ ...event, source: 'startup' }),
      encoding: 'utf8',
      env: cleanEnvironment({ CLAUDE_PROJECT_DIR: project.root }),
    })
  }
  assert.match(call().stdout, /additionalContext/)
  assert.equal(JSON.parse(run(['hooks', 'status', '--json']).stdout).installed, true)
  rmSync(join(project.root, 'node_modules/commander'))
  rmSync(join(project.root, 'node_modules/ejs'))
  assert.is(call().status, 0, 'packages that are not whole')
  rmSync(join(project.root, 'node_modules'), { recursive: true })
  const { status, stdout, stderr } = call()
  assert.equal({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' })
  project.remove()
})

test("a path of a package manager's cache is never written into settings", () => {
  const project = createProject()
  const cache = temporaryDirectory()
  const { entry: cached } = installBookend(join(cache, '_npx/0123abcd'))
  const { status, stderr } = spawnSync(process.execPath, [cached, 'hooks', 'install'], {
    cwd: project.root,
    encoding: 'utf8',
    env: cleanEnvironment(),
  })
  assert.is(status, 2)
  assert.match(stderr, /package manager's cache .*which may be emptied at any time.*npm install --save-dev bookend/)
  assert.not.ok(existsSync(join(project.root, '.claude/settings.json')))
  assert.match(readFileSync(cached, 'utf8'), /hook/)
  project.remove()
  rmSync(cache, { recursive: true })
})

test('in a working directory that was removed, hooks are silent and commands say so in a sentence', () => {
  const gone = join(temporaryDirectory(), 'gone')
  const inside = (args: string, input = '') => {
    mkdirSync(gone)
    const script = `rmdir "$PWD"; exec "$0" "$@"`
    return spawnSync('sh', ['-c', script, process.execPath, entry, ...args.split(' ')], {
      cwd: gone,
      encoding: 'utf8',
      input,
      env: cleanEnvironment(),
    })
  }
  const event = JSON.stringify({ session_id: 's', transcript_path: '/n', cwd: gone, hook_event_name: 'Stop' })
  for (const answer of [inside('hook', event), inside('statusline', '{}')])
    assert.equal([answer.status, answer.stderr], [0, ''])
  const { status, stdout, stderr } = inside('status --json')
  assert.is(status, 2)
  assert.match(JSON.parse(stdout).error.message, /working directory was removed/)
  assert.is(stderr.split('\n').length, 2, stderr)
})

test.run()

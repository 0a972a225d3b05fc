import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type NativeState, NativeUnavailable, nativeUnavailable, refuseCrash, versionFor } from '../cache/native.ts'
import { conditionIn } from '../workflows/runner/failure.ts'
import { fixingCommand, packageManagerOf } from '../workflows/runner/package-manager.ts'
import { installBookend, temporaryDirectory } from './support/installed.ts'
import { cleanEnvironment, createProject, repository } from './support/project.ts'

const test = suite('native module')
const thrown = (message: string, code?: string) => Object.assign(new Error(message), code ? { code } : {})
const otherNode =
  "The module '/x/better_sqlite3.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 115. This version of Node.js requires\nNODE_MODULE_VERSION 127. Please try re-compiling"

const errors: [error: Error, state: NativeState | undefined, detail: RegExp][] = [
  [thrown(otherNode, 'ERR_DLOPEN_FAILED'), 'other-node', /^built for 20, running 22$/],
  [thrown('/x/better_sqlite3.node: invalid ELF header', 'ERR_DLOPEN_FAILED'), 'other-system', /invalid ELF header$/],
  [
    thrown('Cannot load native addon because loading addons is disabled.', 'ERR_DLOPEN_DISABLED'),
    'refused',
    /--no-addons/,
  ],
  [thrown("Cannot find module 'better-sqlite3'", 'MODULE_NOT_FOUND'), 'missing', /not installed whole/],
  [thrown('Could not locate the bindings file. Tried:\n → /x'), 'not-built', /installed without its binary/],
  [thrown('unable to open database file', 'SQLITE_CANTOPEN'), undefined, /^/],
]
for (const [error, state, detail] of errors) {
  test(`an error of loading it: ${state ?? 'about something else'}`, () => {
    const found = nativeUnavailable(error, { node: '22.1.0' })
    assert.is(found?.state, state)
    assert.match(found?.detail ?? '', detail)
  })
}

const pairs: [module: string, node: string, refused: boolean][] = [
  ['12.11.1', '20.19.0', false],
  ['12.11.1', '22.23.3', false],
  ['12.11.1', '24.18.0', false],
  ['12.11.1', '24.19.0', true],
  ['13.2.0', '20.20.2', true],
  ['13.2.0', '22.0.0', false],
  ['13.2.0', '24.21.0', false],
]
test('versions that would crash are refused before they are loaded', () => {
  for (const [module, node, refused] of pairs) {
    let state: string | undefined
    try {
      refuseCrash(module, node)
    } catch (error) {
      state = (error as NativeUnavailable).state
    }
    assert.is(state, refused ? 'other-version' : undefined, `${module} on ${node}`)
  }
})

test('the version that is named to be installed is the one that runs there', () => {
  const named = ['v20.19.0', 'v22.1.0', 'v24.19.0', 'v26.0.0'].map((node) => {
    refuseCrash(`${versionFor(node)}.9.9`, node)
    return versionFor(node)
  })
  assert.equal(named, [12, 13, 13, 13])
})

const managers: [lock: string | undefined, agent: string, state: NativeState, command: string][] = [
  ['package-lock.json', '', 'other-node', 'npm rebuild better-sqlite3'],
  ['package-lock.json', 'pnpm/10.1.0 node/v22', 'missing', 'npm install'],
  [undefined, 'npm/11.0.0 node/v22', 'not-built', 'npm rebuild better-sqlite3 --ignore-scripts=false'],
  ['pnpm-lock.yaml', '', 'not-built', 'pnpm approve-builds --all && pnpm rebuild better-sqlite3'],
  [undefined, 'pnpm/10.1.0 node/v22', 'other-node', 'pnpm rebuild better-sqlite3'],
  ['yarn.lock', '', 'other-node', 'yarn install --force'],
  ['bun.lock', '', 'not-built', 'bun pm trust better-sqlite3'],
  ['bun.lockb', '', 'missing', 'bun install'],
]
test('the command that fixes it is the one of the package manager in use', () => {
  for (const [lock, agent, state, command] of managers) {
    const directory = temporaryDirectory()
    if (lock) writeFileSync(join(directory, lock), '')
    const root = join(directory, 'node_modules/.pnpm/bookend@1/node_modules/bookend')
    const error = new NativeUnavailable(state, '')
    assert.is(fixingCommand(error, root, { npm_config_user_agent: agent }), command, `${lock} ${agent}`)
    rmSync(directory, { recursive: true })
  }
  const directory = temporaryDirectory()
  writeFileSync(join(directory, 'yarn.lock'), '')
  writeFileSync(join(directory, '.yarnrc.yml'), '')
  const rebuilt = fixingCommand(new NativeUnavailable('not-built', ''), join(directory, 'node_modules/bookend'), {})
  assert.is(rebuilt, 'YARN_ENABLE_SCRIPTS=1 yarn rebuild better-sqlite3')
  assert.is(packageManagerOf(join(directory, 'below'), {}), 'yarn')
  rmSync(directory, { recursive: true })
})

test('the command that fixes it runs as printed for a copy that no package manager installed, and in a package of a workspace', () => {
  const directory = temporaryDirectory()
  const fix = conditionIn(new NativeUnavailable('other-node', ''), {})?.fix
  assert.is(fix, `(cd ${repository} && npm rebuild better-sqlite3)`)
  const otherVersion = new NativeUnavailable('other-version', '')
  const module = `better-sqlite3@${versionFor(process.version)}`
  const installed = join(directory, 'node_modules/.pnpm/bookend@1/node_modules/bookend')
  writeFileSync(join(directory, 'pnpm-lock.yaml'), '')
  const adding = '--save-dev --allow-build=better-sqlite3'
  assert.is(fixingCommand(otherVersion, installed, {}), `pnpm add ${adding} ${module}`)
  writeFileSync(join(directory, 'pnpm-workspace.yaml'), '')
  assert.is(fixingCommand(otherVersion, installed, {}), `pnpm add -w ${adding} ${module}`)
  rmSync(directory, { recursive: true })
})

test('commands say in a sentence what to run, hooks call nothing verified, and closedown still writes the handoff', () => {
  const project = createProject()
  project.write('.gitignore', 'node_modules\n')
  project.commit('Ignore packages')
  assert.is(project.bookend(['init', '--quiet']).status, 0)
  project.bookend(['note', '--next', 'really next'])
  const code = `throw Object.assign(new Error(${JSON.stringify(otherNode)}), { code: 'ERR_DLOPEN_FAILED' })`
  const { entry } = installBookend(project.root, { 'better-sqlite3': { version: '12.11.1', code } })
  project.write('package-lock.json', '{}')
  const run = (args: string[], input = '') => {
    const ran = spawnSync(process.execPath, [entry, ...args], {
      cwd: project.root,
      encoding: 'utf8',
      input,
      env: cleanEnvironment(),
    })
    assert.not.match(ran.stderr + ran.stdout, /please report|\n\s+at /)
    return ran
  }
  const sentence = 'the cache cannot be read by this Node (built for 20, running '
  for (const args of [['status'], ['note', '--todo', 'x'], ['init'], ['history'], ['review'], ['env']]) {
    const { status, stderr } = run(args)
    assert.is(status, 2, args.join(' '))
    assert.ok(stderr.includes(sentence) && stderr.includes('npm rebuild better-sqlite3'), stderr)
  }
  const refused = JSON.parse(run(['note', '--todo', 'x', '--json']).stdout)
  assert.is(refused.error.status, 2)
  assert.is(refused.error.hint, 'npm rebuild better-sqlite3')

  const event = (name: string) =>
    JSON.stringify({ session_id: 's', transcript_path: '/n', cwd: project.root, hook_event_name: name })
  const told = run(['hook'], event('SessionStart'))
  assert.is(told.status, 0)
  assert.match(told.stdout, /not known: the cache cannot be read .* npm rebuild better-sqlite3/)
  assert.not.match(told.stdout, /none is open|\(verified\)/)
  for (const name of ['Stop', 'PreCompact', 'SessionEnd'])
    assert.match(JSON.parse(run(['hook'], event(name)).stdout).systemMessage, /npm rebuild better-sqlite3/)

  const closed = run(['closedown', '--json'])
  assert.is(closed.status, 0, closed.stderr)
  const report = JSON.parse(closed.stdout)
  assert.is(report.outcome, 'degraded')
  assert.match(report.degraded[0], /npm rebuild better-sqlite3/)
  // Node's own module for SQLite takes the same lock.
  const locks = Boolean(process.getBuiltinModule?.('node:sqlite'))
  assert.is(
    report.degraded.some((why: string) => /^no lock was held/.test(why)),
    !locks,
  )
  assert.is(report.git.branch, 'main')
  assert.is(report.analysis, undefined, 'nothing was counted')
  assert.ok(existsSync(join(project.root, '.claude/session-complete.marker')))
  assert.match(project.read(report.handoff.file), /^# Session Handoff/)
  assert.match(closed.stderr, /the whole report, once that is fixed: .*closedown --from .* --to /)
  assert.is(run(['closedown', '--strict']).status, 4)
  project.remove()
})

const unusable: [what: string, code: string, says: RegExp][] = [
  [
    'of another Node',
    `throw Object.assign(new Error(${JSON.stringify(otherNode)}), { code: 'ERR_DLOPEN_FAILED' })`,
    /built for 20/,
  ],
  [
    'without its binary, which only a database asks for',
    "module.exports = class { constructor() { throw new Error('Could not locate the bindings file. Tried:') } }",
    /was installed without its binary/,
  ],
]
for (const [what, code, says] of unusable) {
  test(`doctor: a module ${what} fails, and all else is checked or named with why it is not`, () => {
    const project = createProject()
    project.write('.gitignore', 'node_modules\n')
    project.commit('Ignore packages')
    assert.is(project.bookend(['init', '--quiet']).status, 0)
    const { entry } = installBookend(project.root, { 'better-sqlite3': { version: '12.11.1', code } })
    const options = { cwd: project.root, encoding: 'utf8', env: cleanEnvironment() } as const
    const { status, stdout, stderr } = spawnSync(process.execPath, [entry, 'doctor', '--json'], options)
    assert.is(status, 4, stderr)
    const { checks } = JSON.parse(stdout) as {
      checks: { id: string; verdict: string; reason?: string; fix?: string }[]
    }
    assert.equal(
      checks.map(({ id, verdict }) => `${id} ${verdict}`),
      [
        ...['node PASS', 'native-module FAIL', 'configuration SKIPPED', 'cache FAIL', 'git PASS', 'hooks SKIPPED'],
        ...['transcripts SKIPPED', 'rules SKIPPED'],
      ],
      stdout,
    )
    const [, module, , cache, ...rest] = checks
    for (const check of [module, cache]) {
      assert.match(check?.reason ?? '', says)
      assert.match(check?.fix ?? '', /better-sqlite3/)
    }
    for (const { id, reason } of rest) assert.ok(reason, id)
    const fixed = spawnSync(process.execPath, [entry, 'doctor', '--fix'], options)
    assert.is(fixed.status, 4, fixed.stderr)
    assert.match(fixed.stdout, /^FAIL +native-module: .*better-sqlite3/m)
    project.remove()
  })
}

test('hooks and commands refuse a module that would crash, and one that is missing', () => {
  const crash = 'process.kill(process.pid, "SIGSEGV")'
  const states: [replacement: { version: string; code: string } | undefined, says: RegExp][] = [
    [undefined, /better-sqlite3 is not installed whole\): npm install$/m],
    [
      { version: '13.2.0', code: crash },
      /needs Node 22 or later, running 20\.[\d.]+\): npm install better-sqlite3@12$/m,
    ],
  ]
  for (const [replacement, says] of states) {
    if (replacement && Number(process.versions.node.split('.')[0]) >= 22) continue
    const project = createProject()
    const { entry } = installBookend(project.root, { 'better-sqlite3': replacement })
    const { status, stderr } = spawnSync(process.execPath, [entry, 'note', '--todo', 'x'], {
      cwd: project.root,
      encoding: 'utf8',
      env: cleanEnvironment(),
    })
    assert.is(status, 2, stderr)
    assert.match(stderr, says)
    project.remove()
  }
})

test('where the nearest module would crash, the one that the project has for its Node is taken, as after the command that is named', () => {
  if (Number(process.versions.node.split('.')[0]) >= 22) return
  const project = createProject()
  const { entry } = installBookend(project.root)
  const nearest = join(project.root, 'node_modules/bookend/node_modules/better-sqlite3')
  mkdirSync(join(nearest, 'lib'), { recursive: true })
  writeFileSync(
    join(nearest, 'package.json'),
    '{ "name": "better-sqlite3", "version": "13.2.0", "main": "lib/index.js" }',
  )
  writeFileSync(join(nearest, 'lib/index.js'), 'process.kill(process.pid, "SIGSEGV")')
  const options = { cwd: project.root, encoding: 'utf8', env: cleanEnvironment() } as const
  const { status, stderr } = spawnSync(process.execPath, [entry, 'note', '--todo', 'x'], options)
  assert.is(status, 0, stderr)
  project.remove()
})

test('a Node that may load no native module is told of in a sentence, and closedown still writes the handoff', () => {
  const project = createProject({ ownProcess: true })
  assert.is(project.bookend(['init', '--quiet']).status, 0)
  const env = { NODE_OPTIONS: '--no-addons' }
  for (const args of [['status'], ['note', 'x'], ['history'], ['run', '--', 'true']]) {
    const { status, stderr, stdout } = project.bookend(args, { env })
    assert.is(status, 2, args.join(' ') + stdout)
    assert.match(stderr, /the cache cannot be read by this Node \(.*--no-addons.*\)/)
    assert.not.match(stderr, /please report|\n\s+at |rebuild/)
  }
  assert.match(project.bookend(['doctor'], { env }).stdout, /--no-addons/)
  const { status, stdout, stderr } = project.bookend(['closedown'], { env })
  assert.is(status, 0, stderr)
  assert.match(stdout, /SESSION_CLOSEDOWN_/)
  assert.match(stdout + stderr, /--no-addons/)
  project.remove()
})

test.run()

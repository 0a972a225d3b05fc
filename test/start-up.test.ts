import { isAscii } from 'node:buffer'
import { spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cleanEnvironment, createProject, entry, repository, type TestProject } from './support/project.ts'

const test = suite('start-up')

const directory = mkdtempSync(join(tmpdir(), 'bookend-start-up-'))
const preload = join(directory, 'preload.cjs')
writeFileSync(
  preload,
  "process.once('exit', () => require('fs').writeFileSync(process.env.LOADED, JSON.stringify([...process.moduleLoadList, ...Object.keys(require.cache)])))",
)

/** What of Node's own modules, and which files, a command has loaded when it ends. */
function loadedBy(project: TestProject, args: string[]): string[] {
  const loaded = join(directory, 'loaded.json')
  const { status, stderr } = spawnSync(process.execPath, ['-r', preload, entry, ...args], {
    cwd: project.root,
    encoding: 'utf8',
    env: cleanEnvironment({ LOADED: loaded }),
  })
  assert.is(status, 0, stderr)
  return JSON.parse(readFileSync(loaded, 'utf8')) as string[]
}

const nodes = (loaded: string[], name: string) => loaded.includes(`NativeModule ${name}`)

test('a command that only prints loads what starts no process and reads no file by promises', () => {
  const project = createProject()
  for (const command of ['list', 'help', '--version']) {
    const loaded = loadedBy(project, [command])
    for (const name of ['child_process', 'internal/fs/promises', 'internal/readline/interface', 'crypto', 'zlib'])
      assert.not(nodes(loaded, name), `${command} loads ${name}`)
  }
  project.remove()
})

const ownModules = (loaded: string[]) =>
  loaded.flatMap((path) => /dist[\\/]modules[\\/]([a-z-]+)-/.exec(path)?.[1] ?? [])

test('the version, and the list where nothing is configured, need neither the parser nor a task, and are what those print', () => {
  const project = createProject()
  const printed = (...args: string[]) => project.bookend(args, { ownProcess: true })
  for (const command of ['list', '--version', '-V', 'version']) {
    assert.equal([...new Set(ownModules(loadedBy(project, [command])))].toSorted(), ['rolldown-runtime', 'start'])
    assert.equal(printed(command), printed(command.replace(/^-.*/, 'version'), '--quiet'))
  }
  mkdirSync(join(project.root, 'lib'))
  project.write(
    'session.config.ts',
    "export default { tasks: [{ id: 'tidy', title: 'Tidy up', async run() { return {} } }] }\n",
  )
  for (const cwd of [project.root, join(project.root, 'lib')])
    assert.match(project.bookend(['list'], { ownProcess: true, cwd }).stdout, /tidy +Tidy up/)
  project.remove()
})

test("a closedown needs no package's own files but SQLite's, and not Node's loader for ES modules", () => {
  const project = createProject()
  const loaded = loadedBy(project, ['closedown', '--quiet'])
  assert.not(nodes(loaded, 'internal/modules/esm/translators'))
  const packages = loaded.flatMap((path) => /node_modules[\\/](?!bookend[\\/])([^\\/]+)/.exec(path)?.[1] ?? [])
  assert.equal(
    [...new Set(packages)].filter((name) => name !== 'better-sqlite3'),
    [],
  )
  project.remove()
})

/** As in a container that runs as a number. Only root can become somebody else. */
const asRoot = process.getuid?.() === 0 ? test : test.skip
asRoot('a user whom the system has no name for can run every command', () => {
  const home = mkdtempSync('/tmp/bookend-nameless-') // the tests' own directory is for root alone
  const nameless = 54_321
  chownSync(home, nameless, nameless)
  for (const args of [['statusline'], ['hook'], ['list', '--quiet'], ['status']]) {
    const { status, stderr } = spawnSync(process.execPath, [entry, ...args], {
      cwd: home,
      encoding: 'utf8',
      input: '{}',
      uid: nameless,
      gid: nameless,
      env: cleanEnvironment({ HOME: home, TMPDIR: home }),
    })
    assert.equal([status, stderr], [0, ''], args.join(' '))
  }
  rmSync(home, { recursive: true })
})

/** Half the memory to read and to keep, and V8's quicker way of reading it. */
test('the compiled modules are ASCII alone', () => {
  const modules = join(repository, 'dist/modules')
  for (const file of readdirSync(modules).filter((name) => name.endsWith('.js')))
    assert.ok(isAscii(readFileSync(join(modules, file))), file)
})

test.after(() => rmSync(directory, { recursive: true, force: true }))

test.run()

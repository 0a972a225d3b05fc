import { spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { buildInterposer, findCompiler } from './faults/trial.ts'
import { decision } from './support/decisions.ts'
import { cleanEnvironment, createProject, entry, type TestProject } from './support/project.ts'

const test = suite('a full disk')
const compiler = findCompiler()
const directory = mkdtempSync(join(tmpdir(), 'bookend-full-disk-'))
const library = compiler === undefined ? '' : buildInterposer(compiler, directory)
test.after(() => rmSync(directory, { recursive: true }))

/** Runs a command for which no file below the directory can grow, from its first write on. */
function onFullDisk({ root }: TestProject, args: string[], full: string) {
  const faults = { LD_PRELOAD: library, FAULTS_ROOT: full, FAULTS_AT: '1', FAULTS_KIND: 'ENOSPC', UV_USE_IO_URING: '0' }
  const env = cleanEnvironment({ ...faults, FAULTS_COUNT: join(directory, 'count') })
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], { cwd: root, encoding: 'utf8', env })
  assert.not.match(stderr, /\n\s+at |please report/)
  return { status, stdout, stderr }
}

const places = [
  ['the project', (root: string) => root],
  ['the cache alone', (root: string) => join(root, '.claude/cache')],
  ['the project and where temporary files are', () => realpathSync(tmpdir())],
] as const

if (compiler !== undefined)
  for (const [what, placeOf] of places)
    test(`of ${what}: what needs no room is done, and the rest is said`, () => {
      const project = createProject()
      const full = placeOf(project.root)
      project.write('.gitignore', '.memory*\n')
      project.write('.memory/audit/decisions.jsonl', `${decision(new Date().toISOString())}\n`)
      project.bookend(['init', '--quiet'])
      project.bookend(['note', '--todo', 'write the parser'])
      project.bookend(['closedown', '--quiet'])

      const init = onFullDisk(project, ['init', '--json'], full)
      assert.is(init.status, 4, init.stderr)
      const report = JSON.parse(init.stdout) as {
        workflow: string
        outcome: string
        degraded: string[]
        tasks: object[]
      }
      assert.equal([report.workflow, report.outcome], ['init', 'degraded'])
      assert.match(report.degraded.join(), /the disk is full|the cache cannot be written/)
      assert.match(init.stderr, /PREVIOUS SESSION ENDED WITH CLOSEDOWN/)
      assert.match(init.stderr, /write the parser/)
      assert.match(init.stderr, /the session is not recorded as open: bookend init once more/)

      const exported = onFullDisk(project, ['export'], full)
      assert.is(exported.status, 0, exported.stderr)
      assert.is(exported.stdout.trim().split('\n').length, 1)
      assert.match(onFullDisk(project, ['notes'], full).stdout, /write the parser/)
      const measured = onFullDisk(project, ['task', 'analysis/decisions', '--json'], full)
      assert.is(measured.status, 0, measured.stderr)
      const note = onFullDisk(project, ['note', '--todo', 'test it', '--json'], full)
      assert.is(JSON.parse(note.stdout).error.status, 4)

      assert.is(project.bookend(['init', '--quiet']).status, 0)
      assert.ok(project.json<{ session?: object }>(['status']).session)
      project.remove()
    })

test('of files: what is printed says how to see that', () => {
  const project = createProject()
  const bookend = `"${process.execPath}" "${entry}"`
  const script = [
    `mount -t tmpfs -o nr_inodes=60 none "${project.root}" && cd "${project.root}" && git init -q . && ${bookend} init --quiet`,
    'i=0; while touch "$i"; do i=$((i + 1)); done 2> /dev/null',
    `${bookend} note --todo "write the parser"; ${bookend} doctor; rm ?; ${bookend} note --todo "write the parser"`,
  ].join('\n')
  const within = [['-m'], ['-r', '-m']].find((flags) => spawnSync('unshare', [...flags, 'true']).status === 0)
  if (!within) return
  const run = spawnSync('unshare', [...within, 'sh', '-c', script], { encoding: 'utf8', env: cleanEnvironment() })
  assert.match(run.stderr, /^bookend: the disk is full \(ENOSPC\): make room on it \(.*df -i/m)
  assert.match(run.stdout, /^FAIL +cache: .* takes no more files; to fix it: .*df -i/m)
  assert.match(run.stdout, /^noted: todo 1$/m)
  project.remove()
})

test.run()

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isElsewhere, stillRuns } from '../tasks/cleanup/tracked.ts'
import { linuxReader } from '../workflows/runner/effects/processes/linux.ts'
import { createProcesses } from '../workflows/runner/effects/processes/processes.ts'
import { cleanEnvironment, createProject, endOf, entry, type Ran, type TestProject } from './support/project.ts'

const test = suite('another pid namespace, as in a container that has the project mounted')

const apart = ['-p', '-f', '--mount-proc']
/** Only root may do that, and whoever may make a user namespace. */
const unshare = [apart, ['-r', ...apart]].find((options) => spawnSync('unshare', [...options, 'true']).status === 0)

/** Runs bookend's command line in a pid namespace of its own, as its first process's child. */
function inContainer(project: TestProject, ...args: string[]): Ran {
  const command = ['sh', '-c', '"$@"; exit $?', 'sh', process.execPath, entry, ...args]
  const options = { cwd: project.root, encoding: 'utf8', env: cleanEnvironment() } as const
  const { status, stdout, stderr } = spawnSync('unshare', [...(unshare ?? []), ...command], options)
  return { status, stdout, stderr }
}

test('the lock of the project holds against a run there, and its pid is nobody’s to end here', async () => {
  if (!unshare) return
  const project = createProject()
  project.write(
    'session.config.mjs',
    "const run = () => new Promise((done) => setTimeout(() => done({}), 20_000))\nexport default { tasks: [{ id: 'own/wait', title: 'Wait', phase: 'closedown/cleanup', run }] }",
  )
  const first = project.start(['closedown'])
  await new Promise<void>((resolve) =>
    first.stderr?.on('data', (chunk: Buffer) => String(chunk).includes('Cleanup') && resolve()),
  )
  const second = inContainer(project, 'closedown')
  assert.is(second.status, 3, second.stderr)
  assert.match(second.stderr, /another run holds the lock of this project: bookend closedown \(pid \d+ in another pid/)
  const running = JSON.parse(inContainer(project, 'status', '--json').stdout).running
  assert.is(running.workflow, 'closedown')
  first.kill('SIGTERM')
  await endOf(first)
  project.remove()
})

test('what `run` started here is not forgotten by a closedown there, which names it; one here ends it', () => {
  if (!unshare) return
  const project = createProject({ ownProcess: true })
  project.bookend(['init', '--quiet'])
  const { pid } = project.json<{ pid: number }>(['run', '--', 'sleep', '617'])
  const closed = inContainer(project, 'closedown', '--json')
  assert.is(closed.status, 0, closed.stderr)
  const { outcome, session, handoff } = JSON.parse(closed.stdout)
  assert.is(outcome, 'degraded')
  assert.match(project.read(handoff.file), new RegExp(`may still run in another pid namespace: ${pid} .sleep 617`))
  const listed = JSON.parse(inContainer(project, 'status', '--json').stdout).processes
  assert.equal(
    listed.map((each: { pid: number }) => each.pid),
    [pid],
  )
  const fix = ['task', 'cleanup/processes', '--session', session.id]
  assert.ok(closed.stdout.includes(`run bookend ${fix.join(' ')} there`), closed.stdout)

  project.bookend(fix)
  assert.not(createProcesses().isAlive(pid))
  assert.equal(project.json<{ processes: unknown[] }>(['status']).processes, [])
  project.remove()
})

test('what a killed closedown was ending here is left alone by one there that resumes it, and not counted as ended', async () => {
  if (!unshare) return
  const project = createProject({ ownProcess: true })
  project.write('session.config.mjs', 'export default { graceMs: 60_000 }')
  const { session } = project.json<{ session: { id: string } }>(['init'])
  const stubborn = ['sh', '-c', 'trap ": > termed" TERM; while :; do sleep 0.1; done']
  const { pid } = project.json<{ pid: number }>(['run', '--', ...stubborn])
  const first = project.start(['closedown'])
  for (let waits = 0; waits < 600 && !existsSync(join(project.root, 'termed')); waits++) await sleep(50)
  first.kill('SIGKILL')
  await endOf(first)
  const resumed = inContainer(project, 'closedown', '--resume')
  assert.is(resumed.status, 0, resumed.stderr)
  assert.match(resumed.stdout, new RegExp(`may still run in another pid namespace: ${pid} `))
  assert.match(resumed.stdout, /^Processes: +0 ended/m)
  assert.ok(createProcesses().isAlive(pid))
  project.write('session.config.mjs', 'export default { graceMs: 500 }')
  project.bookend(['task', 'cleanup/processes', '--session', session.id])
  assert.not(createProcesses().isAlive(pid))
  project.remove()
})

test('what was started in a container that is gone is forgotten outside of all', () => {
  const processes = createProcesses()
  const gone = { pid: process.ppid, startedAt: Date.now(), command: 'sleep 1', namespace: 'pid:[1]' }
  assert.is(isElsewhere(gone, processes), true)
  assert.is(stillRuns(gone, { ...processes, mayHide: () => false }), false)
  assert.is(stillRuns({ ...gone, startedAt: 0 }, processes), false, 'before the machine was started')
})

test('outside of all each process has its numbers within: one whose own is nobody’s is forgotten, whoever’s the others are', () => {
  const root = mkdtempSync(join(tmpdir(), 'bookend-proc-'))
  const put = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const started = Date.now() - 60_000
  put('uptime', `${100 * 86_400}.00 0.00\n`)
  mkdirSync(join(root, 'self/ns'), { recursive: true })
  symlinkSync('pid:[4026531836]', join(root, 'self/ns/pid'))
  // Whose namespace cannot be read, as of another user's.
  put('1/status', 'Name:\tinit\nNSpid:\t1\n')
  put('900/status', 'Name:\tsleep\nNSpid:\t900\t17\n')
  const mayHide = (pid: number, startedAt: number) => linuxReader(root).mayHide({ pid, startedAt })
  assert.is(mayHide(17, started), true)
  assert.is(mayHide(18, started), false)
  assert.is(mayHide(900, started), false, 'its number outside')
  put('901/status', 'Name:\told kernel\n')
  assert.is(mayHide(18, started), true, 'nothing is known')
  const days = (count: number) => Date.now() - count * 86_400_000
  assert.is(mayHide(18, days(13.9)), true)
  assert.is(mayHide(18, days(14.1)), false, 'for two weeks')
  rmSync(root, { recursive: true })
})

test.run()

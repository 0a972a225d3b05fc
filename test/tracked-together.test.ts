import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readlinkSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCache } from '../cache/database.ts'
import { takeLock } from '../cache/lock.ts'
import { createProcesses } from '../workflows/runner/effects/processes/processes.ts'
import { cleanEnvironment, createProject, entry } from './support/project.ts'

const test = suite('processes that are started at the same time')

const trackedFile = '.claude/background-processes.json'

async function ended(child: ChildProcess): Promise<{ status: number | null; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (data) => (stdout += data))
  child.stderr?.on('data', (data) => (stderr += data))
  await once(child, 'close')
  return { status: child.exitCode, stdout, stderr }
}

function hasOpen(pid: number, name: string): boolean {
  const directory = `/proc/${pid}/fd`
  return readdirSync(directory).some((fd) => {
    try {
      return readlinkSync(`${directory}/${fd}`).endsWith(name)
    } catch {
      return false
    }
  })
}

test('each of six that are started at once is written down, and ended', async () => {
  const project = createProject({ ownProcess: true })
  project.bookend(['init', '--quiet'])
  // Without the mark, the file is all that knows them.
  const all = [1, 2, 3, 4, 5, 6].map((at) => project.start(['run', '--json', '--', 'env', '-i', 'sleep', `60${at}`]))
  const runs = await Promise.all(all.map(ended))
  assert.equal(
    runs.map(({ status }) => status),
    [0, 0, 0, 0, 0, 0],
    runs.map(({ stderr }) => stderr).join(''),
  )
  const pids = runs.map(({ stdout }) => JSON.parse(stdout).pid as number)
  const written = JSON.parse(project.read(trackedFile)) as { pid: number }[]
  assert.equal(written.map(({ pid }) => pid).sort(), pids.sort())
  project.bookend(['closedown', '--quiet'])
  const system = createProcesses()
  assert.equal(
    pids.filter((pid) => system.read(pid) !== undefined),
    [],
  )
  project.remove()
})

test('what was started and could not be written down is named with its pid', () => {
  const project = createProject()
  project.bookend(['init', '--quiet'])
  project.write(trackedFile, '[]')
  const within = [['-m'], ['-r', '-m']].find((flags) => spawnSync('unshare', [...flags, 'true']).status === 0)
  if (!within) return
  // Nothing takes the place of what something is mounted on.
  const script = `mount --bind ${trackedFile} ${trackedFile} && "${process.execPath}" "${entry}" run -- sleep 607`
  const options = { cwd: project.root, encoding: 'utf8', env: cleanEnvironment() } as const
  const { status, stderr } = spawnSync('unshare', [...within, 'sh', '-c', script], options)
  const pid = Number(/^bookend: pid (\d+) was started and is not written down, /.exec(stderr)?.[1])
  assert.is(status, 4, stderr)
  assert.ok(createProcesses().read(pid), stderr)
  process.kill(pid)
  project.remove()
})

test('nothing is started while another run holds the lock for long, and a closedown waits for what is being started', async () => {
  const project = createProject({ ownProcess: true })
  project.bookend(['init', '--quiet'])
  const cache = openCache(`${project.root}/.claude/cache`, 'durable', new Date())
  const self = { ...createProcesses().self(), takenAt: Date.now() }
  const closedown = takeLock(cache, { ...self, command: 'bookend closedown' })
  const refused = project.bookend(['run', '--', 'sleep', '611'])
  assert.is(refused.status, 3, refused.stdout)
  assert.match(refused.stderr, /another run holds the lock of this project: pid \d+ \(bookend closedown\)/)
  assert.throws(() => project.read(trackedFile), /ENOENT/)
  rmSync(`${cache.db.name}-lock`)
  const removed = project.bookend(['run', '--', 'sleep', '611'])
  assert.is(removed.status, 3, 'the lock file was removed, and who holds the lock lives')
  assert.match(removed.stderr, /another run holds the lock of this project: pid \d+ \(bookend closedown\)/)
  const waiting = project.start(['run', '--', 'sleep', '611'])
  while (!hasOpen(waiting.pid as number, 'sessions.db')) await sleep(50)
  waiting.kill('SIGTERM')
  const interrupted = await ended(waiting)
  assert.is(interrupted.status, 143, 'it does not wait to the end')
  assert.not.match(interrupted.stderr, 'another run')
  closedown?.release()

  const run = takeLock(cache, { ...self, command: 'bookend run' })
  const closing = ended(project.start(['closedown', '--quiet']))
  setTimeout(() => run?.release(), 1500)
  const { status, stderr } = await closing
  assert.is(status, 0, stderr)
  cache.close()
  project.remove()
})

test.run()

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stillRuns } from '../tasks/cleanup/tracked.ts'
import { linuxReader } from '../workflows/runner/effects/processes/linux.ts'
import { createProcesses } from '../workflows/runner/effects/processes/processes.ts'
import { cleanEnvironment, createProject, entry, type TestProject } from './support/project.ts'

const test = suite('without /proc')

/** Hides /proc from a command: an empty file system over it, in a mount namespace of its own. */
const hiding = ['sh', '-c', 'mount -t tmpfs none /proc && exec "$@"', 'sh']
/** Only root may do that, and whoever may make a user namespace. */
const unshare = [['-m'], ['-r', '-m']].find(
  (options) => spawnSync('unshare', [...options, ...hiding, 'true']).status === 0,
)

function without(project: TestProject, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    [...(unshare ?? []), ...hiding, process.execPath, entry, ...args],
    { cwd: project.root, encoding: 'utf8', env: cleanEnvironment() },
  )
  return { status, stdout, stderr }
}

const unseen = '/proc does not show this process'

test('a session is opened, worked in and closed; nothing is ended or removed, and that is said', () => {
  if (!unshare) return
  const project = createProject()
  project.write('.memory-test/left.txt', 'x')
  try {
    const init = without(project, 'init')
    assert.is(init.status, 0)
    assert.not.match(init.stdout + init.stderr, /Degraded|✖/)
    assert.is(without(project, 'note', '--todo', 'go on').status, 0)
    const started = JSON.parse(without(project, 'run', '--json', '--', 'sleep', '60').stdout)
    try {
      const second = JSON.parse(without(project, 'run', '--json', '--', 'sleep', '60').stdout)
      try {
        const running = JSON.parse(without(project, 'status', '--json').stdout).processes
        assert.equal(
          running.map(({ pid }: { pid: number }) => pid),
          [started.pid, second.pid],
          'what runs is not forgotten',
        )
        assert.is(without(project, 'doctor').status, 0)

        const closed = without(project, 'closedown', '--json')
        const report = JSON.parse(closed.stdout)
        assert.is(closed.status, 0, closed.stderr)
        assert.is(report.outcome, 'degraded')
        assert.ok(existsSync(join(project.root, report.handoff.file)))
        assert.ok(existsSync(join(project.root, '.claude/session-complete.marker')))
        const letter = project.read(report.handoff.file)
        assert.match(letter, `${unseen}`)
        assert.match(letter, 'none was ended')
        assert.match(letter, `${started.pid} (sleep 60)`)
        assert.match(letter, 'nothing was removed')
        for (const id of ['cleanup/processes', 'cleanup/artifacts']) {
          const step = report.tasks.find((each: { id: string }) => each.id === id)
          assert.is(step.outcome, 'degraded')
          assert.is(step.actions, undefined)
        }
        assert.is(project.read('.memory-test/left.txt'), 'x')
        for (const { pid } of [started, second]) process.kill(pid, 0)
        assert.match(project.read('.claude/background-processes.json'), String(started.pid))
      } finally {
        process.kill(second.pid, 'SIGKILL')
      }
    } finally {
      process.kill(started.pid, 'SIGKILL')
    }
  } finally {
    project.remove()
  }
})

test('files are exported, installed and brought back', () => {
  if (!unshare) return
  const project = createProject()
  try {
    project.write('.memory-test/left.txt', 'x')
    project.bookend(['init'])
    project.bookend(['closedown'])
    assert.not.ok(existsSync(join(project.root, '.memory-test')))
    for (const command of [['restore', '.memory-test'], ['hooks', 'install'], ['export'], ['closedown'], []]) {
      const { status, stderr } = without(project, ...command)
      assert.is(status, 0, `${command}: ${stderr}`)
    }
    assert.is(project.read('.memory-test/left.txt'), 'x')
    assert.match(project.read('.claude/settings.json'), 'SessionStart')
  } finally {
    project.remove()
  }
})

test('a link on the way is refused there too', () => {
  if (!unshare) return
  const project = createProject()
  const outside = mkdtempSync(join(tmpdir(), 'bookend-outside-'))
  try {
    project.write('session.config.mjs', "export default { handoffDir: 'out/side' }")
    symlinkSync(outside, join(project.root, 'out'))
    const { status, stderr } = without(project, 'closedown')
    assert.is(status, 4)
    assert.match(stderr, /link/)
    assert.not.ok(existsSync(join(outside, 'side')))
  } finally {
    project.remove()
    rmSync(outside, { recursive: true })
  }
})

test('whether a process lives is asked of the system, and nothing else is known of it', () => {
  const root = mkdtempSync(join(tmpdir(), 'bookend-proc-'))
  const blind = createProcesses(linuxReader(root))
  assert.is(blind.unreadable(), unseen)
  assert.is(blind.read(process.pid), undefined)
  assert.is(blind.isAlive(process.pid), true)
  assert.is(blind.isAlive(1), true, 'also where it may not be signalled')
  const gone = spawnSync('true').pid
  assert.is(blind.isAlive(gone), false)
  const tracked = (pid: number) => ({ pid, startedAt: 0, command: 'sleep 60' })
  assert.is(stillRuns(tracked(process.ppid), blind), true)
  assert.is(stillRuns(tracked(gone), blind), false)

  // Another pid namespace's numbers are not those that a signal takes.
  symlinkSync(String(process.pid + 1), join(root, 'self'))
  assert.is(linuxReader(root).unreadable(), unseen)
  rmSync(join(root, 'self'))
  symlinkSync(String(process.pid), join(root, 'self'))
  assert.is(linuxReader(root).unreadable(), undefined)
  rmSync(root, { recursive: true })
})

test.run()

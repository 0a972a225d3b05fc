import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cleanEnvironment, createProject } from './support/project.ts'

const test = suite('processes that come again')

interface Report {
  outcome: string
  cleanup: { processes: { pid: number; verdict: string; outcome?: string }[] }
  tasks: { id: string; outcome: string }[]
}

test('what a supervisor without a mark starts again at once is named, and the run is degraded', async () => {
  const project = createProject({ ownProcess: true })
  project.write('session.config.ts', 'export default { graceMs: 100 }')
  project.bookend(['init'])
  const mark = project.bookend(['env']).stdout.trim().replace('export BOOKEND_SESSION=', '')
  // A shell, since it starts the next one at once however busy the machine is.
  const again = `while :; do BOOKEND_SESSION='${mark}' sleep 777 & echo $! > current; wait; done`
  const env = cleanEnvironment({})
  const supervisor = spawn('sh', ['-c', again], { cwd: project.root, env, stdio: 'ignore', detached: true })
  while (!existsSync(join(project.root, 'current'))) await wait(20)
  const current = () => Number(project.read('current'))
  try {
    const closedown = project.start(['closedown', '--json'])
    const exited = once(closedown, 'exit')
    const [stdout, stderr] = await Promise.all([text(closedown.stdout as never), text(closedown.stderr as never)])
    const report = JSON.parse(stdout) as Report
    const survivors = report.cleanup.processes.filter(({ outcome }) => outcome?.startsWith('surviv'))
    assert.equal(
      survivors.map(({ pid }) => pid),
      [current()],
      JSON.stringify(report.cleanup.processes.slice(-3)),
    )
    assert.is(report.tasks.find(({ id }) => id === 'cleanup/processes')?.outcome, 'degraded', stderr)
    assert.is(report.outcome, 'degraded')
    assert.equal(await exited, [0, null])
  } finally {
    process.kill(-(supervisor.pid as number), 'SIGKILL')
    project.remove()
  }
})

test.run()

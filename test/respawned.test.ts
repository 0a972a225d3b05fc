import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
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
  let current: ChildProcess | undefined
  let supervised = true
  const startAgain = () => {
    if (!supervised) return
    const env = cleanEnvironment({ BOOKEND_SESSION: mark })
    current = spawn('sleep', ['777'], { cwd: project.root, env, stdio: 'ignore', detached: true })
    current.on('exit', startAgain)
  }
  startAgain()
  try {
    const closedown = project.start(['closedown', '--json'])
    const exited = once(closedown, 'exit')
    const [stdout, stderr] = await Promise.all([text(closedown.stdout as never), text(closedown.stderr as never)])
    const report = JSON.parse(stdout) as Report
    const survivors = report.cleanup.processes.filter(({ outcome }) => outcome?.startsWith('surviv'))
    assert.equal(
      survivors.map(({ pid }) => pid),
      [current?.pid],
      JSON.stringify(report.cleanup.processes.slice(-3)),
    )
    assert.is(report.tasks.find(({ id }) => id === 'cleanup/processes')?.outcome, 'degraded', stderr)
    assert.is(report.outcome, 'degraded')
    assert.equal(await exited, [0, null])
  } finally {
    supervised = false
    current?.kill('SIGKILL')
    project.remove()
  }
})

test.run()

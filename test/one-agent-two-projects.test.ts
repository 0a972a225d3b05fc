import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { linuxReader } from '../workflows/runner/effects/processes/linux.ts'
import { cleanEnvironment, createProject, type TestProject } from './support/project.ts'

const test = suite('one agent in two projects')

const system = linuxReader()
const lives = (pid: number) => system.read(pid) !== undefined

/** What an agent runs in the background, as its shell does: nothing of its streams leads to anybody. */
function agentIn(id: string) {
  const started: number[] = []
  const environment = { CLAUDE_CODE_SESSION_ID: id }
  return {
    environment,
    start(cwd: string, more: Record<string, string> = {}) {
      mkdirSync(cwd, { recursive: true })
      const env = cleanEnvironment({ ...environment, ...more })
      const { pid = 0 } = spawn('sleep', ['300'], { cwd, env, stdio: 'ignore', detached: true })
      started.push(pid)
      return pid
    },
    end: () => {
      for (const pid of started) if (lives(pid)) process.kill(pid, 'SIGKILL')
    },
  }
}

/** What the summary and the newest letter of a closedown say of processes. */
function close(project: TestProject, cwd: string, env: Record<string, string>) {
  const { status, stdout } = project.bookend(['closedown'], { cwd, env })
  assert.is(status, 0, stdout)
  const letter = readdirSync(cwd).find((name) => /^SESSION_CLOSEDOWN.*\.md$/.test(name)) ?? ''
  const named =
    project.read(join(cwd, letter).slice(project.root.length + 1)).match(/a process .*proves nothing/g) ?? []
  return { line: /^Processes: .*$/m.exec(stdout)?.[0] ?? '', named: named.toSorted() }
}
const another = "a process carries the agent's id, works in another project whose session is open and proves nothing"
const outside =
  "a process carries the agent's id, works outside the project while its agent works in another one and proves nothing"
const earlier = "a process carries the agent's id, was started before the session and proves nothing"
const marked = "a process carries the session's mark, works in another project whose session is open and proves nothing"

const begin = (project: TestProject, cwd: string, env: Record<string, string>) =>
  assert.is(project.bookend(['init'], { cwd, env, ownProcess: false }).status, 0)

for (const [arrangement, below] of [
  ['two projects', ''],
  ['two packages of a monorepo', 'packages/a'],
] as const)
  test(`${arrangement}: each closedown ends what is its own, and names what nobody's closedown ends`, async () => {
    const project = createProject({ ownProcess: true })
    const other = below ? project : createProject({ ownProcess: true })
    const here = join(project.root, below)
    const there = join(other.root, below && 'packages/b')
    if (below)
      for (const cwd of [here, there])
        project.write(join(cwd, 'session.config.ts').slice(project.root.length + 1), 'export default {}')
    const agent = agentIn(`agent of ${project.root}`)
    try {
      const late = agent.start(there)
      await sleep(20)
      begin(project, here, agent.environment)
      begin(other, there, agent.environment)
      const mark = project.bookend(['env'], { cwd: here, ownProcess: false }).stdout.trim().split('=')[1] ?? ''
      const own = agent.start(join(here, 'src'))
      const theirs = agent.start(there)
      const carried = agent.start(there, { BOOKEND_SESSION: mark })
      const nobodys = agent.start(tmpdir())

      const first = close(project, here, agent.environment)
      assert.equal([own, theirs, carried, nobodys, late].map(lives), [false, true, true, true, true])
      assert.equal(first.named, [another, another, outside, marked])
      assert.match(first.line, /^Processes: 1 ended, \d+ protected, 4 suspected and left alone$/)

      const second = close(other, there, agent.environment)
      // The agent works in this project alone now.
      assert.equal([theirs, carried, nobodys, late].map(lives), [false, true, false, true])
      assert.equal(second.named, [earlier])
    } finally {
      agent.end()
      for (const each of new Set([project, other])) each.remove()
    }
  })

test('what works in a project below belongs to that one while its session is open, and `--kill-suspects` ends none of it', async () => {
  const project = createProject({ ownProcess: true })
  const below = join(project.root, 'packages/b')
  project.write('packages/b/session.config.ts', 'export default {}')
  const agent = agentIn(`agent of ${project.root}`)
  try {
    begin(project, project.root, agent.environment)
    begin(project, below, agent.environment)
    const theirs = [agent.start(below), agent.start(below, { CLAUDE_CODE_SESSION_ID: '' })]
    const own = agent.start(join(project.root, 'packages/c'))
    const closed = project.bookend(['closedown', '--kill-suspects'], { env: agent.environment })
    assert.match(closed.stdout, /^Processes: 1 ended, \d+ protected, 1 suspected and left alone$/m)
    assert.equal([...theirs, own].map(lives), [true, true, false])

    // Its session is over, and what the agent leaves there next is this one's.
    begin(project, project.root, agent.environment)
    assert.is(project.bookend(['closedown'], { cwd: below, env: agent.environment }).status, 0)
    const next = agent.start(below)
    assert.is(project.bookend(['closedown'], { env: agent.environment }).status, 0)
    assert.not.ok(lives(next))
  } finally {
    agent.end()
    project.remove()
  }
})

test.run()

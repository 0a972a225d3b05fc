import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject } from './support/project.ts'

const test = suite('signals')

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} ends children too, exits ${status} and can be resumed`, async () => {
    const project = createProject()
    project.write(
      'session.config.ts',
      `const slow = { id: 'own/slow', title: 'Slow', phase: 'closedown/cleanup', needs: {}, wants: {}, writes: false,
         async run(context) { await context.shell.line('trap "" TERM; sleep 300 & echo $! > child.pid; wait') ; return {} } }
       export default { tasks: [slow] }`,
    )
    const run = project.start(['closedown'])
    while (!existsSync(join(project.root, 'child.pid')) || project.read('child.pid').trim() === '') await sleep(20)
    const child = Number(project.read('child.pid'))
    assert.ok(alive(child))
    const exited = new Promise<number | null>((resolve) => run.on('exit', resolve))
    run.kill(signal)
    assert.is(await exited, status)
    await sleep(100)
    assert.not.ok(alive(child), 'the grandchild must be gone')
    assert.match(project.bookend(['status']).stdout, /is unfinished/)
    project.write('session.config.ts', 'export default {}')
    assert.is(project.bookend(['closedown', '--resume']).status, 0)
    project.remove()
  })
}

test('a second signal leaves nothing alive that ignores the first', async () => {
  const project = createProject()
  project.write(
    'session.config.ts',
    `const slow = { id: 'own/slow', title: 'Slow', phase: 'closedown/cleanup', needs: {}, wants: {}, writes: false,
       async run(context) { await context.shell.line('trap "" TERM; echo $$ > child.pid; while :; do sleep 1; done') ; return {} } }
     export default { tasks: [slow] }`,
  )
  const run = project.start(['closedown'])
  while (!existsSync(join(project.root, 'child.pid')) || project.read('child.pid').trim() === '') await sleep(20)
  const child = Number(project.read('child.pid'))
  const exited = new Promise<number | null>((resolve) => run.on('exit', resolve))
  run.kill('SIGINT')
  run.kill('SIGTERM')
  assert.ok([130, 143].includes((await exited) ?? 0))
  while (alive(child)) await sleep(20)
  project.remove()
})

test.run()

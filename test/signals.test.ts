import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { statusLine } from '../workflows/commands/statusline/line.ts'
import { tell } from './support/hook.ts'
import { cleanEnvironment, createProject, type TestProject } from './support/project.ts'

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

for (const last of [['init', '--resume'], ['closedown']])
  test(`an init that was interrupted is named with what finishes it until ${last.join(' ')}`, async () => {
    const project = createProject()
    project.write('session.config.ts', `export default { tests: 'touch began; sleep 30' }`)
    const run = project.start(['init'])
    while (!existsSync(join(project.root, 'began'))) await sleep(20)
    const exited = new Promise<number | null>((resolve) => run.on('exit', resolve))
    run.kill('SIGINT')
    assert.is(await exited, 130)

    const { unfinished } = project.json<{ unfinished: Record<string, string> }>(['status'])
    const { workflow, session, command } = unfinished
    assert.is(workflow, 'init')
    assert.match(String(command), / init --resume$/)
    const line = `\nThe init of session ${session} is unfinished: ${command}\n`
    for (const args of [[], ['status']]) assert.ok(project.bookend(args).stdout.includes(line), String(args))
    const doctor = project.bookend(['doctor'])
    assert.is(doctor.status, 4)
    const check = `FAIL    unfinished: the init of session ${session} was interrupted; to fix it: ${command}\n`
    assert.ok(doctor.stdout.includes(check), doctor.stdout)
    const told = () => tell(project, 'SessionStart', { source: 'startup' })
    assert.match(told(), new RegExp(`Unfinished\\*\\*: the init of session ${session}; "${command}" finishes it`))

    project.write('session.config.ts', 'export default {}')
    assert.is(project.bookend(last).status, 0)
    const said = [...[[], ['status'], ['doctor']].map((args) => project.bookend(args).stdout), told()]
    for (const text of said) assert.not.match(text, /unfinished/i)
    project.remove()
  })

for (const args of [['closedown'], ['closedown', '--resume'], ['init']])
  test(`while ${args.join(' ')} runs, it is said to run and not to be unfinished`, async () => {
    const project = createProject()
    const [name] = args as [string]
    const slow = `const slow = { id: 'own/slow', title: 'Slow', phase: '${name}/${name === 'init' ? 'framework' : 'cleanup'}', needs: {}, wants: {}, writes: false,
         async run(context) { await context.shell.line('touch began; while [ ! -e go ]; do sleep 0.05; done') ; return {} } }
       export default { tasks: [slow] }`
    project.write('session.config.ts', slow)
    const begin = async (typed: string[]) => {
      rmSync(join(project.root, 'began'), { force: true })
      const run = project.start(typed)
      while (!existsSync(join(project.root, 'began'))) await sleep(20)
      return { run, exited: new Promise<number | null>((resolve) => run.on('exit', resolve)) }
    }
    if (args.includes('--resume')) {
      const { run, exited } = await begin([name])
      run.kill('SIGINT')
      await exited
    }
    const { run, exited } = await begin(args)
    const status = project.json<{ running: Record<string, unknown>; unfinished?: unknown }>(['status'])
    assert.is(status.unfinished, undefined)
    const { workflow, session, pid } = status.running
    assert.equal([workflow, pid], [name, run.pid])
    const line = `\nThe ${name} of session ${session} is running (pid ${pid})\n`
    for (const typed of [[], ['status']]) assert.ok(project.bookend(typed).stdout.includes(line), String(typed))
    const doctor = project.bookend(['doctor'])
    assert.is(doctor.status, 0, doctor.stdout)
    assert.ok(
      doctor.stdout.includes(`PASS    running: the ${name} of session ${session} (pid ${pid})\n`),
      doctor.stdout,
    )
    assert.not.match(tell(project, 'SessionStart', { source: 'startup' }), /Unfinished/)
    const call = { input: '{}', cwd: project.root, environment: cleanEnvironment(), now: Date.now() }
    assert.not.match(await statusLine(call), /unfinished/)
    rmSync(join(project.root, '.claude/cache/sessions.db-lock'))
    assert.ok(project.bookend(['status']).stdout.includes(line), 'also where the file of its lock was removed')
    project.write('go', '')
    assert.is(await exited, 0)
    assert.not.ok('running' in project.json<object>(['status']))
    project.remove()
  })

test('a signal before anything has begun is one line, and one document where that is asked for', async () => {
  const project = createProject()
  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    for (const args of [['closedown', '--json'], ['init']]) {
      const { status, stdout, stderr } = await interruptedEarly(project, args, signal)
      assert.is(status, expected, stderr)
      const lines = stderr.trimEnd().split('\n')
      assert.match(String(lines.at(-1)), /^bookend: interrupted/)
      assert.is(lines.filter((line) => line.includes('interrupted')).length, 1, stderr)
      if (args.includes('--json')) assert.is(JSON.parse(stdout).error.status, expected)
      else assert.is(stdout, '')
    }
  }
  // A configuration is loaded in a turn of its own: there it is answered before anything was changed.
  const configured = createProject()
  configured.write('session.config.ts', 'export default {}')
  const { stderr } = await interruptedEarly(configured, ['init'], 'SIGTERM')
  assert.is(stderr, 'bookend: interrupted before it began: nothing was changed: type it again\n')
  assert.not.ok(existsSync(join(configured.root, '.claude')))
  for (const each of [project, configured]) each.remove()
})

/** Runs a command that is sent a signal as soon as it listens for one. */
async function interruptedEarly(project: TestProject, args: string[], signal: NodeJS.Signals) {
  const early = `process.on('newListener', function send(name) {
    if (name !== '${signal}') return
    process.off('newListener', send)
    queueMicrotask(() => process.kill(process.pid, name))
  })`
  const run = project.start(args, { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(early)}` })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) run[name]?.on('data', (chunk) => (said[name] += chunk))
  const status = await new Promise<number | null>((resolve) => run.on('close', resolve))
  return { status, ...said }
}

test('a question that an interruption ended is asked again by --resume', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  const script = `#!/bin/sh\ncase "$*" in *ls-files*) test -e ${directory}/slow && { touch ${directory}/asked; sleep 60; } ;; esac\nexec ${real} "$@"\n`
  writeFileSync(join(directory, 'git'), script, { mode: 0o755 })
  const environment = { PATH: `${directory}${delimiter}${process.env.PATH}` }
  for (const signal of ['SIGINT', 'SIGHUP'] as const) {
    const project = createProject()
    project.write('session.config.mjs', "export default { artifacts: ['tmp/**'] }\n")
    project.write('tmp/left.txt', 'x')
    project.write(`../${basename(directory)}/slow`, '')
    const run = project.start(['closedown'], environment)
    const exited = new Promise<number | null>((resolve) => run.on('exit', resolve))
    while (!existsSync(join(directory, 'asked'))) await sleep(20)
    run.kill(signal)
    assert.is(await exited, signal === 'SIGINT' ? 130 : 129)
    for (const name of ['slow', 'asked']) rmSync(join(directory, name))
    const { status, stdout, stderr } = project.bookend(['closedown', '--resume'], { env: environment })
    assert.is(status, 0, stderr)
    assert.not.match(stdout, /git cannot/)
    assert.not.ok(existsSync(join(project.root, 'tmp/left.txt')))
    project.remove()
  }
  rmSync(directory, { recursive: true })
})

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

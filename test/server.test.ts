import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createNetwork } from '../workflows/runner/effects/network.ts'
import { createProject, endOf, type TestProject } from './support/project.ts'
import { freePort, http, listen } from './support/server.ts'

const test = suite('local server')

interface Report {
  outcome: string
  operational: boolean
  session: { id: string }
  checks: { id: string; verdict: string; reason?: string }[]
  tasks: { id: string; outcome: string }[]
}

const configured = (server: object): TestProject => {
  const project = createProject()
  project.write('session.config.ts', `export default ${JSON.stringify({ server })}\n`)
  return project
}
const init = async (project: TestProject, ...args: string[]) => {
  const line = ['init', '--json', ...args]
  // A server that a thread of this process starts is this process's child, and a closedown beside would spare it.
  const starts = args.includes('--start-server')
  const { status, stdout, stderr } = await (starts ? endOf(project.start(line)) : project.beside(line))
  const report = JSON.parse(stdout) as Report
  return { status, stderr, report, check: report.checks.find(({ id }) => id === 'server') }
}

const network = createNetwork(new AbortController().signal)
const answers: [what: string, answer: string | undefined, host: string, kind: string][] = [
  ['HTTP over IPv4', http(200), '127.0.0.1', 'http'],
  ['HTTP over IPv6', http(200), '::1', 'http'],
  ['an error of the server', http(503), '127.0.0.1', 'http'],
  ['a redirect', http(302), '127.0.0.1', 'http'],
  ['another protocol', 'SSH-2.0-none\r\n', '127.0.0.1', 'other'],
  ['an end without a word', '', '127.0.0.1', 'other'],
  ['silence', undefined, '127.0.0.1', 'none'],
]
for (const [what, answer, host, kind] of answers) {
  test(`what answers on localhost: ${what}`, async () => {
    const server = await listen(answer, host)
    const said = await network.ask(new URL(`http://localhost:${server.port}/`), answer === undefined ? 100 : 20_000)
    assert.is(said.kind, kind, JSON.stringify(said))
    server.close()
  })
}

test('nothing listens: refused, and nothing is thrown', async () => {
  const said = await network.ask(new URL(`http://localhost:${await freePort()}/`), 20_000)
  assert.equal(said, { kind: 'none', detail: 'connection refused' })
})

test('none configured is SKIPPED, never PASS', async () => {
  const project = createProject()
  const { status, check } = await init(project)
  assert.is(status, 0)
  assert.is(check?.verdict, 'SKIPPED')
  project.remove()
})

test('up: PASS, by url or by port', async () => {
  const server = await listen(http(500))
  for (const way of [{ url: `http://localhost:${server.port}/health` }, { port: server.port }]) {
    const project = configured(way)
    const { status, check } = await init(project)
    assert.is(status, 0)
    assert.is(check?.verdict, 'PASS')
    assert.match(check?.reason ?? '', /answers with status 500/)
    project.remove()
  }
  server.close()
})

test('what is no HTTP is up for a port, and down for a url', async () => {
  const server = await listen('no HTTP at all\r\n\r\n')
  const byPort = configured({ port: server.port })
  assert.is((await init(byPort)).check?.verdict, 'PASS')
  const byUrl = configured({ url: `http://127.0.0.1:${server.port}` })
  const { status, check } = await init(byUrl)
  assert.is(status, 3)
  assert.match(check?.reason ?? '', /does not speak HTTP/)
  for (const project of [byPort, byUrl]) project.remove()
  server.close()
})

test('down: init is blocked with status 3, says how to start it, and what was blocked is done by the next init', async () => {
  const port = await freePort()
  const project = configured({ port, start: 'npm run dev' })
  project.write('.claude/token-checkpoints.json', '{"checkpoints":[{"tokens":50000,"completed":true}],"overdue":true}')
  const { status, report, check } = await init(project)
  assert.is(status, 3)
  assert.equal([report.outcome, report.operational, check?.verdict], ['blocked', false, 'FAIL'])
  assert.match(
    check?.reason ?? '',
    /is down: connection refused: start it with npm run dev, or let bookend init --start-server/,
  )
  assert.is(report.tasks.find(({ id }) => id === 'startup/checkpoints')?.outcome, 'blocked')
  assert.match(project.read('.claude/token-checkpoints.json'), /"overdue":true/)
  const text = await project.beside(['init'])
  assert.match(text.stdout, /\nFAIL +server: .*\n[\s\S]*Framework operational: no\n$/)
  const server = await listen(http(200), '::1', port)
  const after = await init(project)
  assert.equal([after.status, after.report.session.id], [0, report.session.id])
  assert.match(project.read('.claude/token-checkpoints.json'), /"overdue": false/)
  project.write('.claude/token-checkpoints.json', '{"checkpoints":[{"tokens":50000,"completed":true}],"overdue":true}')
  await init(project)
  assert.match(project.read('.claude/token-checkpoints.json'), /"overdue":true/, 'reset once a session')
  server.close()
  project.remove()
})

test('a gate that is left out of the configuration does not block: status 4', async () => {
  const project = configured({ port: await freePort() })
  project.write('session.config.ts', project.read('session.config.ts').replace('}}', '},"gates":[]}'))
  const { status, report } = await init(project)
  assert.equal([status, report.outcome], [4, 'failed'])
  assert.ok(report.tasks.every(({ outcome }) => outcome !== 'blocked'))
  project.remove()
})

test('any check can be a gate, and blocks although nothing comes behind it', async () => {
  const project = createProject()
  project.write('session.config.ts', "export default { gates: ['rules'] }\n")
  project.write('.claude/instruction-history.json', 'no json')
  assert.is((await init(project)).status, 3)
  project.remove()
})

test('a gate that is no check is a mistake of the configuration', () => {
  const project = createProject()
  project.write('session.config.ts', "export default { gates: ['sever'] }\n")
  const { status, stderr } = project.bookend(['init'])
  assert.is(status, 2)
  assert.match(stderr, /^bookend: session\.config\.ts: "gates" names "sever".*did you mean "server"\?/)
  project.write('session.config.ts', "export default { gates: ['xyzzyx'] }\n")
  assert.match(project.bookend(['init']).stderr, /the checks are server, /)
  project.remove()
})

/** A development server that listens a moment after it began, and says so. */
const serverScript = (port: number) =>
  `console.log('starting'); setTimeout(() => require('node:http').createServer((_, response) => response.end('ok')).listen(${port}, '127.0.0.1'), 200)`

test('--start-server starts it with the mark of the session, tracked, and waits for it; closedown ends it', async () => {
  const port = await freePort()
  const project = configured({ port, start: 'node dev.js' })
  project.write('dev.js', serverScript(port))
  project.write('.gitignore', '.claude/\n')
  const dry = await init(project, '--start-server', '--dry-run')
  assert.is(dry.status, 0, dry.stderr)
  assert.match(dry.check?.reason ?? '', /to be started with node dev\.js/)
  const { status, check, stderr } = await init(project, '--start-server')
  assert.is(status, 0, stderr)
  assert.equal([check?.verdict, /started with node dev\.js/.test(check?.reason ?? '')], ['PASS', true])
  const [tracked] = JSON.parse(project.read('.claude/background-processes.json')) as { pid: number; command: string }[]
  assert.is(tracked?.command, 'node dev.js')
  const again = await init(project, '--start-server')
  assert.not.match(again.check?.reason ?? '', /started/)
  if (process.platform === 'linux')
    assert.match(
      readFileSync(`/proc/${tracked?.pid}/environ`, 'utf8'),
      /BOOKEND_SESSION=\d{4}-\d\d-\d\d-001-[0-9a-f]{32}\0/,
    )
  const closed = await project.beside(['closedown', '--json'])
  const { cleanup } = JSON.parse(closed.stdout) as { cleanup: { processes: { pid: number; outcome: string }[] } }
  assert.ok(cleanup.processes.some(({ pid, outcome }) => pid === tracked?.pid && outcome === 'ended'))
  project.remove()
})

test('--start-server with a command that fails says so at once, and where its output is', async () => {
  const project = configured({ port: await freePort(), start: 'echo no such script; exit 7' })
  const { status, check } = await init(project, '--start-server')
  assert.is(status, 3)
  assert.match(check?.reason ?? '', /failed before anything answered/)
  const log = /its output is in (\S+)$/.exec(check?.reason ?? '')?.[1]
  assert.match(readFileSync(join(project.root, log ?? ''), 'utf8'), /no such script/)
  project.remove()
})

test('--start-server with a command that never answers gives up', async () => {
  const project = createProject()
  const server = { port: await freePort(), start: 'sleep 30' }
  project.write(
    'session.config.ts',
    `export default ${JSON.stringify({ server, thresholds: { serverStartMs: 300 } })}\n`,
  )
  const { status, check } = await init(project, '--start-server')
  assert.is(status, 3)
  assert.match(check?.reason ?? '', /no answer within 0\.3 s of its start/)
  project.bookend(['closedown', '--quiet'])
  project.remove()
})

test.run()

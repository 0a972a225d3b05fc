import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startProgram } from './support/mongo.ts'
import { startMongoProxy } from './support/mongo-proxy.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('a server that is killed in the middle of a sync')
const program = process.env.MONGO_TEST_SERVER
/** More than two batches. */
const rules = 1200

interface Report {
  outcome: string
  sync: { store: { total: number }; written: unknown[]; missing: string[]; different: string[]; verified: boolean }
}

const withProgram = (name: string, run: (program: string) => Promise<void>) =>
  program ? test(name, () => run(program)) : test.skip(name, () => undefined)
if (!program)
  process.stdout.write('  skipped: only a server that the tests start themselves may be killed (MONGO_TEST_SERVER)\n')

/** The exit status, once it has ended; waited for, whoever else lives. */
function ended(child: ChildProcess): Promise<number | null> {
  child.ref()
  return new Promise((resolve) => child.on('exit', resolve))
}

/** A run in a process of its own, waited for however slow the machine is. */
async function closedown(here: TestProject): Promise<Report> {
  const child = here.start(['closedown', '--json'])
  let text = ''
  child.stdout?.on('data', (chunk) => {
    text += chunk
  })
  await new Promise((resolve) => child.on('close', resolve))
  return JSON.parse(text)
}

withProgram('the next run ends verified, nothing lost, nothing doubled', async (server) => {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const data = ['--data', join(directory, 'data')]
  const first = await startProgram(server, data)
  let batches = 0
  const proxy = await startMongoProxy(`${first.url}/bookend_test_killed`, ({ name }) => {
    // Behind what is on its way to it: the server is in the middle of the batch, or has just come to its end.
    if (name === 'update' && ++batches === 2) setTimeout(() => first.child.kill('SIGKILL'), 30)
    return 'pass'
  })
  const here = createProject()
  const instructions = Array.from({ length: rules }, (_, n) => ({
    id: `inst_${n}`,
    text: `Rule ${n}`,
    quadrant: 'SYSTEM',
  }))
  here.write('.claude/instruction-history.json', JSON.stringify({ instructions }))
  const allow = (storeTimeoutMs: number) =>
    here.write('session.config.ts', `export default { ruleStore: '${proxy.url}', storeTimeoutMs: ${storeTimeoutMs} }\n`)
  allow(10_000)

  const died = ended(first.child)
  const closed = ended(here.start(['closedown', '--quiet']))
  await died
  assert.is(await closed, 0)

  const port = new URL(first.url.replace('mongodb:', 'http:')).port
  const second = await startProgram(server, [...data, '--port', port])
  // Whoever shares this machine: what is slow is not what is tested.
  allow(120_000)
  const { outcome, sync } = await closedown(here)
  assert.is(outcome, 'ok')
  assert.is(sync.verified, true)
  assert.is(sync.store.total, rules)
  assert.ok(sync.written.length > 0, 'it was killed when everything was in: nothing was shown')
  assert.equal((await closedown(here)).sync.written, [])
  await proxy.stop()
  here.remove()
  const over = ended(second.child)
  second.child.stdin?.end()
  await over
  rmSync(directory, { recursive: true })
})

test.run()

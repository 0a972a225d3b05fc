import { execFileSync } from 'node:child_process'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decision } from './support/decisions.ts'
import { findTestServers } from './support/mongo.ts'
import { type Fate, refusal, type SentCommand, startMongoProxy } from './support/mongo-proxy.ts'
import { createProject, endOf, type TestProject } from './support/project.ts'

/** What could not be read of a session is no silence: the session is neither judged nor a measure of later ones. */
const test = suite('sessions that could not be read')
const servers = await findTestServers()
const server = servers.at(-1)
let stopProxy = async (): Promise<void> => undefined

const services = ['BoundaryEnforcer', 'ContextPressureMonitor', 'MetacognitiveVerifier']
const actions = ['boundary_enforcement', 'context_pressure_analysis', 'metacognitive_verification']
const dayOf = (number: number) => `2025-10-${String(number).padStart(2, '0')}`
const timeOf = (number: number, n: number) => `${dayOf(number)}T12:${String(n).padStart(2, '0')}:00.000Z`

/** Twelve decisions of each service on a day. */
const lines = (number: number, of = services): Record<string, unknown>[] =>
  of
    .flatMap((service, place) =>
      Array.from({ length: 12 }, (_, n) =>
        JSON.parse(
          decision(timeOf(number, n * 4 + place), { service, action: actions[place], sessionId: `s-${number}` }),
        ),
      ),
    )
    .toSorted((a, b) => (String(a.timestamp) < String(b.timestamp) ? -1 : 1))

interface Report {
  outcome: string
  session: { id: string }
  analysis: {
    notRead?: { source: string; why: string }
    decisions: { total: number }
    anomalies: { kind: string; service?: string }[]
    health: { score: number | null; basis: { why: string }[] }
    baseline: { sessions: number; comparisons: object[] }
  }
}
interface History {
  sessions: { decisions: number | null; health: number | null; anomalies: object[] | null; services: object }[]
}

const run = async (here: TestProject, args: string[], env: Record<string, string> = {}, status = 0) => {
  const ran = env.NODE_OPTIONS === undefined ? await here.beside(args) : await endOf(here.start(args, env))
  assert.is(ran.status, status, ran.stderr)
  return ran.stdout
}
const close = async (here: TestProject, day: number, env?: Record<string, string>): Promise<Report> =>
  JSON.parse(
    await run(
      here,
      ['closedown', '--json', '--from', `${dayOf(day)}T11:30:00Z`, '--to', `${dayOf(day)}T13:30:00Z`],
      env,
    ),
  )

/** Day 20 was read; 21 cannot be; 22 can again, and on 23 one of the services is silent. `env` and `before` play the fault. */
async function fourDays(
  here: TestProject,
  { env, before }: { env: Record<string, string>; before(bad: boolean): void },
  source: RegExp,
) {
  const read = await close(here, 20)
  assert.equal([read.analysis.anomalies, read.analysis.health.score === null], [[], false])
  before(true)
  const { outcome, session, analysis } = await close(here, 21, env)
  assert.is(outcome, 'degraded')
  assert.match(analysis.notRead?.source ?? '', source)
  assert.equal([analysis.anomalies, analysis.baseline.comparisons], [[], []])
  assert.is(analysis.health.score, null)
  assert.match(analysis.health.basis[0]?.why ?? '', /^not scored: the decisions of .* could not be read$/)
  const letter = here.read(`SESSION_CLOSEDOWN_${dayOf(21)}.md`)
  assert.match(letter, /not read: /i)
  assert.not.match(letter, /No decision was logged|the next run asks it again/)
  const explained = JSON.parse(await run(here, ['explain', 'analysis.notRead.why', '--json']))
  assert.is(explained.value, analysis.notRead?.why)
  before(false)
  const recounted = JSON.parse(await run(here, ['recount', session.id, '--json'], {}, 4))
  assert.equal(recounted.differences, [])
  const next = await close(here, 22)
  assert.equal([next.analysis.anomalies, next.analysis.health.score], [[], read.analysis.health.score])
  assert.is(next.analysis.baseline.sessions, read.analysis.baseline.sessions + 1)
  const silent = await close(here, 23)
  assert.equal(
    silent.analysis.anomalies.map(({ kind, service }) => [kind, service]),
    [['silent', 'MetacognitiveVerifier']],
  )
  const { sessions } = here.json<History>(['history', '--limit', '3'])
  assert.equal(
    sessions.map(({ decisions, health }) => [decisions, health === null]),
    [
      [null, true],
      [36, false],
      [24, false],
    ],
  )
  // Closed again, it is read and measured, and a measure of later ones.
  const again = await close(here, 21)
  assert.equal([again.session.id, again.analysis.notRead, again.analysis.decisions.total], [session.id, undefined, 36])
  assert.is((await close(here, 23)).analysis.baseline.sessions, silent.analysis.baseline.sessions + 1)
}

const days = [
  ...Array.from({ length: 13 }, (_, n) => 10 + n).flatMap((day) => lines(day)),
  ...lines(23, services.slice(0, 2)),
]

/** A file system that fails for the log: as its directory is read, or its bytes. */
const fault = (call: string, code: string) => `
const fs = require('node:fs')
const { syncBuiltinESMExports } = require('node:module')
const failing = () => { throw Object.assign(new Error('${code}: played'), { code: '${code}' }) }
const { readdirSync, openSync, readSync } = fs
const logs = new Set()
fs.openSync = (path, ...more) => {
  const fd = openSync(path, ...more)
  if (String(path).endsWith('.jsonl')) logs.add(fd)
  else logs.delete(fd)
  return fd
}
if ('${call}' === 'readdir') fs.readdirSync = (path, ...more) => String(path).endsWith('audit') ? failing() : readdirSync(path, ...more)
else fs.readSync = (fd, ...more) => logs.has(fd) ? failing() : readSync(fd, ...more)
syncBuiltinESMExports()
`

for (const [call, code, source] of [
  ['readdir', 'EACCES', /^\.memory\/audit$/],
  ['read', 'EIO', /^\.memory\/audit\/.*\.jsonl$/],
] as const)
  test(`files: ${code} of a ${call} is no silence`, async () => {
    const here = createProject()
    here.write('.memory/audit/decisions.jsonl', days.map((line) => `${JSON.stringify(line)}\n`).join(''))
    here.write('node_modules/.fault.cjs', fault(call, code))
    await fourDays(
      here,
      { env: { NODE_OPTIONS: `--require=${here.root}/node_modules/.fault.cjs` }, before: () => undefined },
      source,
    )
    here.remove()
  })

test('files: a pipe in the place of the only log is no silence', async () => {
  const here = createProject()
  const log = join(here.root, '.memory/audit/decisions.jsonl')
  here.write('.memory/audit/decisions.jsonl', days.map((line) => `${JSON.stringify(line)}\n`).join(''))
  await fourDays(
    here,
    {
      env: {},
      before(bad) {
        if (!bad) return renameSync(join(here.root, 'aside'), log)
        renameSync(log, join(here.root, 'aside'))
        execFileSync('mkfifo', [log])
      },
    },
    /^\.memory\/audit\/decisions\.jsonl$/,
  )
  here.remove()
})

const onServer = (name: string, work: (url: string, insert: (lines: object[]) => Promise<unknown>) => Promise<void>) =>
  server
    ? test(name, () => {
        const database = server.database()
        return work(database.url, (documents) => database.db.collection('auditLogs').insertMany(documents))
      })
    : test.skip(name, () => undefined)

onServer('a store whose reads are refused is no silence, and one without documents is', async (url, insert) => {
  await insert(days.map((line) => ({ ...line, timestamp: new Date(String(line.timestamp)) })))
  let fateOf: (command: SentCommand) => Fate = () => 'pass'
  const proxy = await startMongoProxy(url, (command) => fateOf(command))
  stopProxy = proxy.stop
  const here = createProject()
  here.write('session.config.ts', `export default { audit: '${proxy.url}' }\n`)
  const refuse = ({ name }: SentCommand): Fate =>
    name === 'find' ? { answer: refusal(11_601, 'Interrupted') } : 'pass'
  await fourDays(
    here,
    {
      env: {},
      before(bad) {
        fateOf = bad ? refuse : () => 'pass'
      },
    },
    /^mongodb:/,
  )
  const empty = await close(here, 24)
  assert.is(empty.analysis.notRead, undefined)
  assert.is(empty.analysis.anomalies.filter(({ kind }) => kind === 'silent').length, services.length)
  // What was read whole is known, whatever the store says now.
  fateOf = refuse
  assert.is((await close(here, 22)).analysis.decisions.total, 36)
  here.remove()
})

test.after(async () => {
  await stopProxy()
  for (const each of servers) await each.stop()
})

test('a directory of logs that is missing loses nothing else, whatever is known of the framework', () => {
  const project = createProject()
  project.write('session.config.ts', "export default { audit: 'jsonl:.memory/audit' }\n")
  project.write(
    '.claude/session-state.json',
    JSON.stringify({ session_id: 's-1', started: new Date(Date.now() - 3_600_000).toISOString() }),
  )
  const { status, stdout, stderr } = project.bookend(['closedown'])
  assert.is(status, 0, stderr)
  assert.match(stdout, /^Written: SESSION_CLOSEDOWN_\S+\.md, SESSION_CLOSEDOWN_\S+\.html, /m)
  assert.match(stdout, /^Degraded: Read the audit logs .*there is no such directory/m)
  project.remove()
})

test.run()

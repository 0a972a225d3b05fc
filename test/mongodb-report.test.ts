import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { normaliseDecision } from '../cache/decision.ts'
import { findTestServers, type TestDatabase, type TestServer } from './support/mongo.ts'
import { createProject } from './support/project.ts'
import { fileTime, randomDecisions, randomWindow } from './support/random-decisions.ts'
import { variedDocuments } from './support/varied-log.ts'

const test = suite('reports of three stores')
const servers = await findTestServers()
const onServers = (name: string, run: (database: TestDatabase, server: TestServer) => Promise<void>) => {
  if (servers.length === 0) test.skip(name, () => undefined)
  for (const server of servers) test(`${name} (${server.what})`, () => run(server.database(), server))
}

const sessions = 3
/** How many decisions of which kind are compared: more by hand, `REPORT_DOCUMENTS=500 npm test -- mongodb-report`. */
const documents = Number(process.env.REPORT_DOCUMENTS ?? 30)
const seed = Number(process.env.REPORT_SEED ?? 17)
const dayMs = 86_400_000

/** How times may be stored: the framework's dates; or those, the text of a migration from files, numbers and another zone, in turn. */
const dates = (ms: number): unknown => new Date(ms)
const texts = (ms: number): unknown => fileTime(ms)
const mixture = (ms: number, place: number): unknown =>
  [new Date(ms), fileTime(ms), ms, fileTime(ms).replace('Z', '+00:00')][place % 4]

interface Logged {
  document: Record<string, unknown>
  at: number
}

/** Decisions of some sessions, none of them unreadable: of every documented shape, with values of any type, and as the framework logs a working day. */
function history(): Logged[] {
  const random = (odd: boolean): Logged[] =>
    fc
      .sample(randomDecisions(['date'], odd), { numRuns: documents, seed })
      .flat()
      .slice(0, documents)
  const day = variedDocuments(documents, seed).map(({ timestamp, ...document }, place) => ({
    document,
    at: randomWindow.from + (place % 7000),
  }))
  return [...random(false), ...random(true), ...day]
    .map(({ document, at }, place) => ({ document, at: at + (place % sessions) * dayMs }))
    .filter(({ document, at }) => 'decision' in normaliseDecision({ ...document, timestamp: fileTime(at) }))
    .sort((a, b) => a.at - b.at)
}

interface Report {
  outcome: string
  analysis: { decisions: { total: number } }
  rules: object
}

onServers('analysis and rules are the same bytes, session by session', async ({ url, db }, server) => {
  const decisions = history()
  const lines = decisions.map(({ document, at }) => JSON.stringify({ ...document, timestamp: fileTime(at) }))
  const [text, mixed] = [server.database(), server.database()]
  for (const [to, form] of [
    [db, dates],
    [text.db, texts],
    [mixed.db, mixture],
  ] as const)
    await to
      .collection('auditLogs')
      .insertMany(
        decisions.map(({ document, at }, place) => ({ ...document, timestamp: form(at, place) })).toReversed(),
      )
  const audits = [
    "'sqlite:'",
    "'jsonl:logs'",
    `'${url}'`,
    `['${url}', 'jsonl:logs']`,
    `'${text.url}'`,
    `'${mixed.url}'`,
  ]
  const projects = audits.map((audit) => {
    const here = createProject()
    here.write('session.config.ts', `export default { audit: ${audit}, ruleStore: 'sqlite:' }\n`)
    const rules = ['inst_001', 'inst_016'].map((id) => ({
      id,
      text: `Rule ${id}`,
      quadrant: 'SYSTEM',
      persistence: 'HIGH',
    }))
    here.write('.claude/instruction-history.json', JSON.stringify({ instructions: rules }))
    here.write(audit === "'sqlite:'" ? '.memory/audit/a.jsonl' : 'logs/a.jsonl', `${lines.join('\n')}\n`)
    return here
  })
  for (let session = 0; session < sessions; session++) {
    const time = (ms: number) => fileTime(ms + session * dayMs)
    const window = ['--from', time(randomWindow.from - 500), '--to', time(randomWindow.to)]
    const reports = projects.map((here) => here.json<Report>(['closedown', ...window]))
    const [first, ...others] = reports.map(({ analysis, rules }) => JSON.stringify({ analysis, rules }))
    for (const report of reports) assert.ok(report.analysis, JSON.stringify(report).slice(0, 1500))
    assert.ok((reports[0] as Report).analysis.decisions.total > 0)
    for (const [place, other] of others.entries()) assert.ok(other === first, `${audits[place + 1]} has another report`)
  }
  for (const here of projects) here.remove()
})

test.after(async () => {
  for (const server of servers) await server.stop()
})

test.run()

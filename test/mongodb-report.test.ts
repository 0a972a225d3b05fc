import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { contentHash, normaliseDecision } from '../cache/decision.ts'
import { serverSuite } from './support/mongo.ts'
import { createProject } from './support/project.ts'
import { fileTime, randomDecisions, randomWindow } from './support/random-decisions.ts'
import { variedDocuments } from './support/varied-log.ts'

const { test, onServers } = await serverSuite('reports of three stores')

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

/** The other units that some writers have times in, as milliseconds are divided by. */
const units = [1000, 1 / 1000, 1 / 1_000_000]
/** A time in one of them, or the dates and texts that a client makes of it: no date is so far away as nanoseconds are. */
const inUnit = (ms: number, unit: number, place: number): unknown => {
  const time = ms / unit
  const date = new Date(time)
  if (place % 3 === 0 || Number.isNaN(date.getTime())) return time
  return place % 3 === 1 ? date : date.toISOString()
}

interface Logged {
  document: Record<string, unknown>
  at: number
  unit?: number
}

/** Decisions of some sessions, and documents without a verdict or with a time in another unit: of every documented shape, with values of any type, and as the framework logs a working day. */
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
  // What recurs is proposed as a rule, with the number of times.
  const recurring = variedDocuments(documents, seed).map((document, place) => ({
    document: { ...document, timestamp: undefined, allowed: false, violations: ['Release tagged without a changelog'] },
    at: randomWindow.from + 60 * place,
  }))
  return [...random(false), ...random(true), ...day, ...recurring]
    .map(({ document, at }, place) => ({
      document: place % 29 === 7 ? { ...document, allowed: null, decision: 'PERHAPS', userId: place } : document,
      at: at + (place % sessions) * dayMs,
    }))
    .map((logged, place) =>
      place % 7 === 3
        ? {
            ...logged,
            at: Math.floor(logged.at / 1000) * 1000,
            unit: units[Math.floor(place / 21) % units.length] as number,
          }
        : logged,
    )
    .sort((a, b) => a.at - b.at)
}

const linesOf = (decisions: Logged[]) =>
  decisions
    .map(({ document, at, unit }) => ({ ...document, timestamp: unit ? at / unit : fileTime(at) }))
    .map((document) => `${JSON.stringify(document)}\n`)
    .join('')

function contentOf(logged: Logged): string {
  const normal = normaliseDecision(JSON.parse(linesOf([logged])))
  return 'decision' in normal ? contentHash(normal.decision) : String(normal.timed?.hash)
}

interface Report {
  outcome: string
  analysis: { decisions: { total: number; unreadable: number } }
  rules: object
}

onServers('analysis and rules are the same bytes, late decisions included', async ({ url, db }, server) => {
  const decisions = history()
  const [text, mixed] = [server.database(), server.database()]
  const upload = async (arrived: Logged[]) => {
    for (const [to, form] of [
      [db, dates],
      [text.db, texts],
      [mixed.db, mixture],
    ] as const)
      await to.collection('auditLogs').insertMany(
        arrived
          .map(({ document, at, unit }, place) => ({
            ...document,
            timestamp: unit ? inUnit(at, unit, place) : form(at, place),
          }))
          .toReversed(),
      )
  }
  // Every fifth arrives after its session was closed; of equal ones in two files as many count as are in one.
  const contents = decisions.map(contentOf)
  const isAlone = (place: number) => contents.filter((content) => content === contents[place]).length === 1
  const late = decisions.filter((_, place) => place % 5 === 4 && isAlone(place))
  const early = decisions.filter((logged) => !late.includes(logged))
  for (const each of units) assert.ok(early.some(({ unit }) => unit === each))
  await upload(early)
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
    const logs = audit === "'sqlite:'" ? '.memory/audit' : 'logs'
    here.write(`${logs}/a.jsonl`, linesOf(early))
    return { here, logs }
  })
  for (let session = 0; session < sessions; session++) {
    const time = (ms: number) => fileTime(ms + session * dayMs)
    const window = ['--from', time(randomWindow.from - 500), '--to', time(randomWindow.to)]
    const reports = projects.map(({ here }) => here.json<Report>(['closedown', ...window]))
    const [first, ...others] = reports.map(({ analysis, rules }) => JSON.stringify({ analysis, rules }))
    for (const report of reports) assert.ok(report.analysis, JSON.stringify(report).slice(0, 1500))
    const { total, unreadable } = (reports[0] as Report).analysis.decisions
    assert.ok(total > 0)
    const damaged = early.filter(
      ({ document, at, unit }) =>
        (unit || document.decision === 'PERHAPS') &&
        at - session * dayMs >= randomWindow.from - 500 &&
        at - session * dayMs < randomWindow.to,
    )
    assert.ok(damaged.some(({ unit }) => unit))
    assert.is(unreadable, damaged.length)
    for (const [place, other] of others.entries()) assert.ok(other === first, `${audits[place + 1]} has another report`)
    const arrived = late.filter(({ at }) => Math.floor((at - randomWindow.from + 500) / dayMs) === session)
    assert.ok(arrived.length > 0)
    await upload(arrived)
    for (const { here, logs } of projects) here.write(`${logs}/late-${session}.jsonl`, linesOf(arrived))
  }
  for (const { here } of projects) here.remove()
})

onServers(
  'what shows that a service is silent is the same, late decisions of the session before included',
  async ({ url, db }) => {
    const morning = Date.parse('2025-10-18T09:00:00.000Z')
    const days = 7
    const logged = (day: number, name: string, minute: number): Logged => ({
      at: morning + day * dayMs + minute * 60_000,
      document: { action: name, allowed: true, rulesChecked: [], violations: [], sessionId: `day-${day}` },
    })
    const history = Array.from({ length: days }, (_, day) => day).flatMap((day) => [
      ...Array.from({ length: 40 }, (_, n) => logged(day, 'boundary_enforcement', n * 5)),
      ...(day === days - 1
        ? []
        : Array.from({ length: 20 }, (_, n) => logged(day, 'cross_reference_validation', n * 10))),
    ])
    const late = logged(days - 2, 'cross_reference_validation', 195)
    const upload = (arrived: Logged[]) =>
      db
        .collection('auditLogs')
        .insertMany(arrived.map(({ document, at }) => ({ ...document, timestamp: new Date(at) })))
    const projects = ["'jsonl:logs'", `'${url}'`].map((audit) => {
      const here = createProject()
      here.write('session.config.ts', `export default { audit: ${audit}, ruleStore: 'sqlite:' }\n`)
      here.write('logs/a.jsonl', linesOf(history))
      return here
    })
    await upload(history)
    const close = (day: number) => {
      const time = (hours: number) => fileTime(morning + day * dayMs + hours * 3_600_000)
      return projects.map((here) => here.json<Report>(['closedown', '--from', time(-0.1), '--to', time(4)]).analysis)
    }
    close(days - 2)
    await upload([late])
    for (const here of projects) here.write('logs/late.jsonl', linesOf([late]))
    const [file, store] = close(days - 1).map((analysis) => JSON.stringify(analysis))
    assert.match(file ?? '', fileTime(late.at))
    assert.is(store, file)
    for (const here of projects) here.remove()
  },
)

test.run()

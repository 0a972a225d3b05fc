import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import type { Collection, Db, Document } from 'mongodb'
import { importCollection } from '../../cache/audit/sources/mongo-import.ts'
import { countedIn } from '../../cache/audit/sources/mongo-ranges.ts'
import { openCache } from '../../cache/database.ts'
import { parseMongoUrl } from '../../cache/mongo/address.ts'
import { auditCollection } from '../../cache/mongo/collections.ts'
import { createMongoServers, type MongoServer } from '../../cache/mongo/connection.ts'
import { findTestServer } from '../support/mongo.ts'
import { startMongoProxy } from '../support/mongo-proxy.ts'
import { cleanEnvironment, createProject, entry, repository } from '../support/project.ts'
import { type Benchmark, inTurn, median, timeProcess } from './measure.ts'
import { sampleDecision, sampleWindow } from './sample.ts'

const inSession = Number(process.env.BENCH_SESSION ?? 100_000)
/** A server for tests keeps all of it in memory: ten times the session takes 4 GB there. */
const stored = Number(process.env.BENCH_STORED ?? 3 * inSession)
const rounds = 3
/** A database that is filled once and left, where a server of one's own is named: a million documents take a minute or more. */
const kept = process.env.BENCH_DATABASE
/** What the analysis may take at its peak, in MB. */
const mostMemory = 200

interface Usage {
  cpuMs: number
  peakMb: number
}

/**
 * The whole analysis of a session on a large collection, in processor time (the server's own is another process's), against one bare `find` of the
 * same documents; its memory; and the same window asked again.
 */
export const onMongoDB: Benchmark = {
  name: 'mongodb',
  async run() {
    const server = await findTestServer()
    if (!server) return []
    execFileSync('npm', ['run', '-s', 'build'], { cwd: repository, stdio: 'inherit' })
    const { db, url } = kept ? { db: server.client.db(kept), url: server.url(kept) } : server.database()
    const project = createProject()
    const usageFile = join(project.root, 'usage')
    const env = cleanEnvironment({
      USAGE_FILE: usageFile,
      NODE_OPTIONS: `--import ${join(import.meta.dirname as string, 'usage.mjs')}`,
    })
    project.write(
      'session.config.ts',
      `export default { audit: '${url}', storeTimeoutMs: 60_000, questionTimeoutMs: 600_000 }\n`,
    )
    const collection = db.collection(auditCollection)
    if ((await collection.estimatedDocumentCount()) !== stored) await fill(collection)

    const { from, to } = sampleWindow
    const window = ['--from', new Date(from).toISOString(), '--to', new Date(to).toISOString()]
    const usageOf = (args: string[]): Usage => {
      timeProcess(process.execPath, args, { cwd: project.root, env })
      return JSON.parse(readFileSync(usageFile, 'utf8')) as Usage
    }
    const task = (id: string) => usageOf([entry, 'task', id, ...window, '--json'])
    const peaks: number[] = []
    const again: number[] = []
    const ours: number[] = []
    const commands: number[] = []
    const own: number[] = []
    const whole: number[] = []
    const bareCounts: number[] = []
    const byIndex: number[] = []
    const index = await timesOf(collection)
    const analysis = () => {
      // A window that was never read.
      rmSync(join(project.root, '.claude/cache'), { recursive: true, force: true })
      const usage = task('analysis/health')
      peaks.push(usage.peakMb)
      return usage.cpuMs
    }
    const find = async () => {
      const asked = task('analysis/decisions')
      again.push(stepTime(project.root, 'analysis/decisions'))
      own.push(asked.cpuMs)
      const { ms, counted, bare } = await timeAgain(project.root, url)
      commands.push(counted.length)
      whole.push(ms)
      bareCounts.push(bare)
      byIndex.push(await timeWithIndex(project.root, url, index))
      ours.push(ms - counted.reduce((sum, each) => sum + each, 0))
      return usageOf([join(import.meta.dirname as string, 'find.mjs'), url, String(from), String(to)]).cpuMs
    }
    const [values, bare] = await inTurn(rounds, analysis, find)
    project.remove()
    await server.stop()
    return [
      {
        name: `analysis of ${inSession} decisions among ${stored}, on ${server.what}: processor time of each process`,
        values,
        bare: { name: 'one find of the same documents', values: bare },
        remarks: [
          `asked again as a command: ${median(again).toFixed(0)} ms for the step, ${median(own).toFixed(0)} ms of processor time for the process`,
          `peak memory: ${Math.max(...peaks).toFixed(0)} MB, of ${mostMemory} that it may take`,
        ],
      },
      {
        name: 'the same window asked again, the driver loaded and connected',
        // The first of each is the round that is not counted.
        values: whole.slice(1),
        bare: { name: 'the same count by the bare driver', values: bareCounts.slice(1) },
        remarks: [
          `${median(commands)} count, and ${median(ours).toFixed(1)} ms of our own besides`,
          `where the count is answered as by an index: ${median(byIndex.slice(1)).toFixed(1)} ms for all of it, of 50 that it may take`,
        ],
      },
    ]
  },
}

/**
 * Milliseconds from asking a connected store for a window that was read before to the answer, inside of a process, those that each count of it took, and
 * those of the same count asked by the bare driver.
 */
async function timeAgain(root: string, url: string): Promise<{ ms: number; counted: number[]; bare: number }> {
  const cache = openCache(join(root, '.claude/cache'), 'existing', new Date())
  const servers = createMongoServers(
    { storeTimeoutMs: 60_000, questionTimeoutMs: 600_000 },
    new AbortController().signal,
  )
  const address = parseMongoUrl(url, 'bench')
  const server = servers.of(address)
  const counted: number[] = []
  const timed = (db: Db) =>
    ({
      async command(...asked: Parameters<Db['command']>) {
        const started = performance.now()
        const answer = await db.command(...asked)
        counted.push(performance.now() - started)
        return answer
      },
    }) as unknown as Db
  const watched: MongoServer = { ...server, use: (of, work) => server.use(of, (db, client) => work(timed(db), client)) }
  await server.use(address, (db) => db.command({ ping: 1 }))
  const started = performance.now()
  const { added, known } = await importCollection(cache.db, watched, address, sampleWindow, () => undefined)
  const ms = performance.now() - started
  const bare = await server.use(address, async (db) => {
    const asked = performance.now()
    await db.collection(auditCollection).count(countedIn(sampleWindow), server.question)
    return performance.now() - asked
  })
  await servers.close()
  cache.close()
  if (added + known > 0) throw new Error('the window was read again')
  return { ms, counted, bare }
}

/** The times of a collection in order, as an index on `timestamp` has them. */
async function timesOf(collection: Collection): Promise<Float64Array> {
  const times = new Float64Array(await collection.countDocuments())
  let count = 0
  for await (const { timestamp } of collection.find({}, { projection: { _id: 0, timestamp: 1 }, batchSize: 50_000 }))
    times[count++] = (timestamp as Date).getTime()
  return times.sort()
}

/** Milliseconds of the same window asked again of a server that counts by an index: a proxy answers `count` by searching it, and passes everything else on. */
async function timeWithIndex(root: string, url: string, index: Float64Array): Promise<number> {
  const proxy = await startMongoProxy(url, ({ name, document }) =>
    name === 'count' ? { answer: { ok: 1, n: countIn(index, document.query) } } : 'pass',
  )
  const [stored, through] = [url, proxy.url].map((each) => parseMongoUrl(each, 'bench').shown)
  const rename = (from: string | undefined, to: string | undefined) => {
    const cache = openCache(join(root, '.claude/cache'), 'existing', new Date())
    cache.db.prepare('UPDATE sources SET path = ? WHERE path = ?').run(to, from)
    cache.close()
  }
  // The cache knows a store by its address.
  rename(stored, through)
  try {
    return (await timeAgain(root, proxy.url)).ms
  } finally {
    rename(through, stored)
    await proxy.stop()
  }
}

/** How many of the times are in the ranges of dates of a query; the collection has no other form of time. */
function countIn(index: Float64Array, { $or }: Document): number {
  const before = (time: Date) => {
    let [low, high] = [0, index.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((index[middle] as number) < time.getTime()) low = middle + 1
      else high = middle
    }
    return low
  }
  const ranges = ($or as Document[]).map(({ timestamp }) => timestamp).filter(({ $gte }) => $gte instanceof Date)
  return ranges.reduce((sum, { $gte, $lt }) => sum + before($lt) - before($gte), 0)
}

const atOnce = 5000

/** The session's decisions spread over its window, the others every five seconds before it. */
async function fill(collection: Collection): Promise<void> {
  const step = (sampleWindow.to - sampleWindow.from) / inSession
  const timeOf = (n: number) =>
    n < inSession ? Math.floor(sampleWindow.from + n * step) : sampleWindow.from - (n - inSession + 1) * 5000
  const documentOf = (n: number) => ({
    ...(JSON.parse(sampleDecision(n, timeOf(n))) as Record<string, unknown>),
    timestamp: new Date(timeOf(n)),
  })
  for (let start = 0; start < stored; start += atOnce)
    await collection.insertMany(
      Array.from({ length: Math.min(atOnce, stored - start) }, (_, n) => documentOf(start + n)),
    )
}

/** Milliseconds that a step of the last run took. */
function stepTime(root: string, step: string): number {
  const cache = new BetterSqlite3(join(root, '.claude/cache/sessions.db'), { readonly: true })
  const ms = cache
    .prepare('SELECT ms FROM steps WHERE run = (SELECT MAX(id) FROM runs) AND task = ?')
    .pluck()
    .get(step) as number
  cache.close()
  return ms
}

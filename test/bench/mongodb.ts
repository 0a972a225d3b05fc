import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { countedIn } from '../../cache/audit/sources/mongo-ranges.ts'
import { findTestServer } from '../support/mongo.ts'
import { cleanEnvironment, createProject, entry, repository } from '../support/project.ts'
import { type Benchmark, inTurn, median, timeProcess } from './measure.ts'
import { sampleDecision, sampleWindow } from './sample.ts'

/** BENCH_STORED: another size of the collection, for a first look. */
const stored = Number(process.env.BENCH_STORED ?? 1_000_000)
const inSession = stored / 10
const rounds = 3
/** What a closedown may take at its peak, in MB. */
const mostMemory = 200

/** Closedown on a large collection: its analysis against one bare `find` of the same documents, its memory, and the same window asked again. */
export const onMongoDB: Benchmark = {
  name: 'mongodb',
  async run() {
    const server = await findTestServer()
    if (!server) return []
    execFileSync('npm', ['run', '-s', 'build'], { cwd: repository, stdio: 'inherit' })
    const { db, url } = server.database()
    const project = createProject()
    const log = join(project.root, 'log.jsonl')
    const peakFile = join(project.root, 'peak')
    const env = cleanEnvironment({
      PEAK_FILE: peakFile,
      NODE_OPTIONS: `--import ${join(import.meta.dirname as string, 'peak-memory.mjs')}`,
    })
    const options = { cwd: project.root, env }
    project.write(
      'session.config.ts',
      `export default { audit: '${url}', storeTimeoutMs: 60_000, questionTimeoutMs: 600_000 }\n`,
    )
    writeLog(log)
    const importing = timeProcess(process.execPath, [entry, 'import', log, '--to', url], options)
    rmSync(log)

    const { from, to } = sampleWindow
    const window = ['--from', new Date(from).toISOString(), '--to', new Date(to).toISOString()]
    const peaks: number[] = []
    const again: number[] = []
    const counts: number[] = []
    const collection = db.collection('auditLogs')
    const match = { timestamp: { $gte: new Date(from), $lt: new Date(to) } }
    const timed = async (work: () => Promise<unknown>) => {
      const started = performance.now()
      await work()
      return performance.now() - started
    }
    const closedown = () => {
      // A window that was never read.
      rmSync(join(project.root, '.claude/cache'), { recursive: true, force: true })
      timeProcess(process.execPath, [entry, 'closedown', ...window, '--quiet'], options)
      peaks.push(Number(readFileSync(peakFile, 'utf8')) / 1e6)
      return stepTime(project.root, 'analysis/%')
    }
    const find = async () => {
      timeProcess(process.execPath, [entry, 'closedown', ...window, '--quiet'], options)
      again.push(stepTime(project.root, 'analysis/decisions'))
      counts.push(await timed(() => collection.count(countedIn({ from, to }))))
      return timed(async () => {
        for await (const _ of collection.find(match));
      })
    }
    const [values, bare] = await inTurn(rounds, closedown, find)
    const peak = Math.max(...peaks)
    project.remove()
    await server.stop()
    return [
      {
        name: `analysis of ${inSession} decisions among ${stored}, on ${server.what}`,
        values,
        bare: { name: 'one find of the same documents', values: bare },
        remarks: [
          `asked again: ${median(again).toFixed(0)} ms; the server's count alone ${median(counts).toFixed(0)} ms`,
          `peak memory of closedown: ${peak.toFixed(0)} MB, of ${mostMemory} that it may take`,
          `import of ${stored} decisions into the store: ${(importing / 1000).toFixed(1)} s`,
        ],
      },
    ]
  },
}

/** The session's decisions spread over its window, the others every five seconds before it. */
function writeLog(path: string): void {
  const step = (sampleWindow.to - sampleWindow.from) / inSession
  const timeOf = (n: number) =>
    n < inSession ? Math.floor(sampleWindow.from + n * step) : sampleWindow.from - (n - inSession + 1) * 5000
  const fd = openSync(path, 'w')
  for (let start = 0; start < stored; start += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, n) => `${sampleDecision(start + n, timeOf(start + n))}\n`)
    writeSync(fd, lines.join(''))
  }
  closeSync(fd)
}

/** Milliseconds from the start of the first of these steps of the last run to the end of the last. */
function stepTime(root: string, steps: string): number {
  const cache = new BetterSqlite3(join(root, '.claude/cache/sessions.db'), { readonly: true })
  const ms = cache
    .prepare(
      'SELECT MAX(started_ms + ms) - MIN(started_ms) FROM steps WHERE run = (SELECT MAX(id) FROM runs) AND task LIKE ?',
    )
    .pluck()
    .get(steps) as number
  cache.close()
  return ms
}

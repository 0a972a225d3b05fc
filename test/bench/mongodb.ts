import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { findTestServer } from '../support/mongo.ts'
import { cleanEnvironment, createProject, entry, repository } from '../support/project.ts'
import { type Benchmark, inTurn, median, timeProcess } from './measure.ts'
import { handWritten } from './mongodb-pipeline.ts'
import { sampleDecision, sampleWindow } from './sample.ts'

const stored = 1_000_000
const inSession = 100_000
const rounds = 3
/** What a closedown may take at its peak, in MB. */
const mostMemory = 250

/** Closedown on a large collection: its analysis against one hand-written pipeline, its memory, and the time of the import. */
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
    project.write('session.config.ts', `export default { audit: '${url}', storeTimeoutMs: 60_000 }\n`)
    writeLog(log)
    const importing = timeProcess(process.execPath, [entry, 'import', log, '--to', url], options)
    rmSync(log)

    const { from, to } = sampleWindow
    const window = ['--from', new Date(from).toISOString(), '--to', new Date(to).toISOString()]
    const peaks: number[] = []
    const counts: number[] = []
    const closedown = () => {
      timeProcess(process.execPath, [entry, 'closedown', ...window, '--quiet'], options)
      peaks.push(Number(readFileSync(peakFile, 'utf8')) / 1e6)
      return analysisTime(project.root)
    }
    const collection = db.collection('auditLogs')
    const timed = async (work: () => Promise<unknown>) => {
      const started = performance.now()
      await work()
      return performance.now() - started
    }
    const pipeline = async () => {
      counts.push(
        await timed(() => collection.countDocuments({ timestamp: { $gte: new Date(from), $lt: new Date(to) } })),
      )
      return timed(() => collection.aggregate(handWritten(from, to), { allowDiskUse: true }).toArray())
    }
    const [values, bare] = await inTurn(rounds, closedown, pipeline)
    const peak = Math.max(...peaks)
    project.remove()
    await server.stop()
    if (peak > mostMemory) throw new Error(`closedown took ${peak.toFixed(0)} MB, more than ${mostMemory}`)
    return [
      {
        name: `analysis of ${inSession} decisions among ${stored}, on ${server.what}`,
        values,
        bare: { name: 'one hand-written pipeline', values: bare },
        remarks: [
          `${(median(values) / median(counts)).toFixed(2)} times a plain count of the same window (${median(counts).toFixed(0)} ms)`,
          `peak memory of closedown: ${peak.toFixed(0)} MB`,
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

/** Milliseconds from the start of the first step of the last run's analysis to the end of the last. */
function analysisTime(root: string): number {
  const cache = new BetterSqlite3(join(root, '.claude/cache/sessions.db'), { readonly: true })
  const ms = cache
    .prepare(
      "SELECT MAX(started_ms + ms) - MIN(started_ms) FROM steps WHERE run = (SELECT MAX(id) FROM runs) AND task LIKE 'analysis/%'",
    )
    .pluck()
    .get() as number
  cache.close()
  return ms
}

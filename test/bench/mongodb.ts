import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import type { Collection } from 'mongodb'
import { countedIn } from '../../cache/audit/sources/mongo-ranges.ts'
import { findTestServer } from '../support/mongo.ts'
import { cleanEnvironment, createProject, entry, repository } from '../support/project.ts'
import { type Benchmark, inTurn, median, timeProcess } from './measure.ts'
import { sampleDecision, sampleWindow } from './sample.ts'

const inSession = Number(process.env.BENCH_SESSION ?? 100_000)
/** A server for tests keeps all of it in memory: ten times the session takes 4 GB there. */
const stored = Number(process.env.BENCH_STORED ?? 3 * inSession)
const rounds = 3
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
    const { db, url } = server.database()
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
    const collection = db.collection('auditLogs')
    await fill(collection)

    const { from, to } = sampleWindow
    const window = ['--from', new Date(from).toISOString(), '--to', new Date(to).toISOString()]
    const usageOf = (args: string[]): Usage => {
      timeProcess(process.execPath, args, { cwd: project.root, env })
      return JSON.parse(readFileSync(usageFile, 'utf8')) as Usage
    }
    const task = (id: string) => usageOf([entry, 'task', id, ...window, '--json'])
    const peaks: number[] = []
    const again: number[] = []
    const own: number[] = []
    const counts: number[] = []
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
      const started = performance.now()
      await collection.count(countedIn({ from, to }))
      counts.push(performance.now() - started)
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
          `asked again: ${median(again).toFixed(0)} ms, of which the server's count takes ${median(counts).toFixed(0)} ms`,
          `processor time of the process that asks again, its start included: ${median(own).toFixed(0)} ms`,
          `peak memory: ${Math.max(...peaks).toFixed(0)} MB, of ${mostMemory} that it may take`,
        ],
      },
    ]
  },
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

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { dayMs, iso } from '../../cache/window.ts'
import { cleanEnvironment, createProject, entry, repository, type TestProject } from '../support/project.ts'
import { type Benchmark, inTurn } from './measure.ts'

const commands = ['init', 'status', 'closedown']
const rounds = 7
/** The baseline's sessions, so that both projects compare with as many. */
const few = { sessions: 20, steps: 1000 }
const many = { sessions: 1000, steps: 100_000 }

/** What a cache that has been in use for years costs each command, beside one of a few weeks: user and system time. */
export const longHistory: Benchmark = {
  name: 'long-history',
  async run() {
    const [long, short] = [projectWith(many), projectWith(few)]
    const values = commands.map(() => [[], []] as [number[], number[]])
    await inTurn(
      rounds,
      () => measureEach(long, (index, ms) => values[index]?.[0].push(ms)),
      () => measureEach(short, (index, ms) => values[index]?.[1].push(ms)),
    )
    for (const { project } of [long, short]) project.remove()
    return commands.map((command, index) => {
      const [measured, bare] = values[index] as [number[], number[]]
      return {
        name: `${command} with ${many.sessions} sessions and ${long.steps} steps in the cache, CPU`,
        // The first of each is the round that is not counted.
        values: measured.slice(1),
        bare: { name: `with ${few.sessions} sessions and ${short.steps} steps`, values: bare.slice(1) },
      }
    })
  },
}

interface Aged {
  project: TestProject
  steps: number
}

function measureEach({ project }: Aged, take: (index: number, ms: number) => void): number {
  let sum = 0
  for (const [index, command] of commands.entries()) {
    const file = join(project.root, '..', `bookend-bench-usage-${process.pid}.json`)
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', join(repository, 'test/bench/usage.mjs'), entry, command],
      { cwd: project.root, env: cleanEnvironment({ USAGE_FILE: file }), encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`)
    const { cpuMs } = JSON.parse(readFileSync(file, 'utf8')) as { cpuMs: number }
    take(index, cpuMs)
    sum += cpuMs
  }
  return sum
}

/** A project whose one session is in the cache many times, a day apart, with its report and the steps of its runs. */
function projectWith({ sessions, steps }: typeof few): Aged {
  const project = createProject()
  for (const command of ['init', 'closedown']) {
    const { status, stderr } = project.bookend([command])
    if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`)
  }
  const db = new BetterSqlite3(join(project.root, '.claude/cache/sessions.db'))
  const age = db.transaction(() => {
    const [session] = db.prepare('SELECT * FROM sessions').all() as [
      { id: string; from_ms: number; to_ms: number; metadata: string },
    ]
    const reports = db.prepare('SELECT workflow, at_ms, report FROM reports').all() as {
      workflow: string
      at_ms: number
      report: string
    }[]
    const runs = db.prepare('SELECT id, workflow, started_ms, finished_ms, outcome, settings FROM runs').all() as {
      id: number
    }[]
    const perSession = db.prepare('SELECT count(*) FROM steps').pluck().get() as number
    const addSession = db.prepare('INSERT INTO sessions (id, from_ms, to_ms, metadata) VALUES (?, ?, ?, ?)')
    const addReport = db.prepare('INSERT INTO reports (session, workflow, at_ms, report) VALUES (?, ?, ?, ?)')
    const addRun = db.prepare(
      `INSERT INTO runs (workflow, session, started_ms, finished_ms, outcome, settings)
       SELECT workflow, ?, started_ms - ?, finished_ms - ?, outcome, settings FROM runs WHERE id = ?`,
    )
    const addSteps = db.prepare(
      `INSERT INTO steps SELECT ?, task, started_ms - ?, ms, outcome, reason, plan, output, actions FROM steps WHERE run = ?`,
    )
    let made = 0
    for (let number = 1; number <= sessions; number++) {
      const earlier = number * dayMs
      const [from, to] = [session.from_ms - earlier, session.to_ms - earlier]
      const id = `${iso(from).slice(0, 10)}-001`
      addSession.run(id, from, to, session.metadata)
      for (const { workflow, at_ms, report } of reports) {
        const parsed = JSON.parse(report) as { session: object }
        Object.assign(parsed.session, { id, from: iso(from), to: iso(to) })
        addReport.run(id, workflow, at_ms - earlier, JSON.stringify(parsed))
      }
      while (made < (steps * number) / sessions)
        for (const run of runs) {
          const { lastInsertRowid } = addRun.run(id, earlier, earlier, run.id)
          addSteps.run(lastInsertRowid, earlier, run.id)
          made += perSession / runs.length
        }
    }
    return Math.round(made)
  })
  const made = age()
  db.close()
  return { project, steps: made }
}

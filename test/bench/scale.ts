import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openCache } from '../../cache/database.ts'
import { createReports } from '../../cache/reports.ts'
import { cleanEnvironment, createProject, repository, type TestProject } from '../support/project.ts'
import type { Benchmark } from './measure.ts'
import { sampleDecision } from './sample.ts'

const decisions = Number(process.env.BENCH_DECISIONS ?? 1_000_000)
const earlier = Number(process.env.BENCH_EARLIER ?? 200)
const rules = Number(process.env.BENCH_RULES ?? 1000)
const decisionsEarlier = 60
/** With so many closed sessions none is looked for in the log. */
const closed = 5
const linesAtOnce = 10_000
const compiled = join(repository, 'dist/workflows/main.js')
const hourMs = 3_600_000

/** Days before the large session; they end before it begins. */
const windowOf = (daysBefore: number) => {
  const from = Date.UTC(2025, 9, 24, 11) - daysBefore * 24 * hourMs
  return { from, to: from + 6 * hourMs }
}

/** Appends a session to the log, piece by piece: none of it is held. */
function appendSession(project: TestProject, name: string, daysBefore: number, count: number): void {
  mkdirSync(join(project.root, '.memory/audit'), { recursive: true })
  const { from, to } = windowOf(daysBefore)
  const fd = openSync(join(project.root, '.memory/audit', name), 'a')
  try {
    for (let start = 0; start < count; start += linesAtOnce) {
      let text = ''
      for (let n = start; n < Math.min(count, start + linesAtOnce); n++)
        text += `${sampleDecision(n, Math.floor(from + ((to - from) * n) / count))}\n`
      writeSync(fd, text)
    }
  } finally {
    closeSync(fd)
  }
}

function closeSession(project: TestProject, daysBefore: number): { report: string; cpuMs: number; peakMb: number } {
  const { from, to } = windowOf(daysBefore)
  const times = ['--from', new Date(from).toISOString(), '--to', new Date(to).toISOString()]
  const usage = join(project.root, '.usage.json')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', join(repository, 'test/bench/usage.mjs'), compiled, 'closedown', ...times, '--json'],
    { cwd: project.root, env: cleanEnvironment({ USAGE_FILE: usage }), encoding: 'utf8', maxBuffer: 2 ** 28 },
  )
  if (status !== 0) throw new Error(`closedown ended with ${status}: ${stderr}`)
  return { report: stdout, ...(JSON.parse(readFileSync(usage, 'utf8')) as { cpuMs: number; peakMb: number }) }
}

/** The sessions before those that were closed are put into the cache as they were measured: closing each would take longer than all that is measured. */
function rememberSessions(project: TestProject): void {
  const cache = openCache(join(project.root, '.claude/cache'), 'durable', new Date())
  try {
    const reports = createReports(cache.db)
    const [latest] = reports.before(windowOf(0).from, 1).map(({ session }) => reports.metricsOf(session))
    const count = Math.max(0, earlier - closed)
    const sessions = Array.from({ length: count }, (_, n) => ({
      window: windowOf(earlier - n),
      metrics: latest ?? {},
    }))
    reports.saveInferred({ from: 0, to: windowOf(closed).from }, sessions)
  } finally {
    cache.close()
  }
}

/** One session that is far too large, behind many earlier ones and with many rules: what its report and its closedown take. */
export const scale: Benchmark = {
  name: 'scale',
  async run() {
    const project = createProject({ git: false })
    const entries = Array.from({ length: rules }, (_, n) => ({
      id: `inst_${String(n).padStart(4, '0')}`,
      text: `Rule ${n} is about the file src/file-${n}.js`,
      quadrant: 'OPERATIONAL',
      persistence: 'HIGH',
      active: true,
      timestamp: '2025-01-01T00:00:00.000Z',
    }))
    project.write('.claude/instruction-history.json', JSON.stringify({ version: '4.1', instructions: entries }))
    for (let before = earlier; before > 0; before--)
      appendSession(project, 'decisions-earlier.jsonl', before, decisionsEarlier)
    for (let before = Math.min(closed, earlier); before > 0; before--) closeSession(project, before)
    rememberSessions(project)
    appendSession(project, 'decisions-2025-10-24.jsonl', 0, decisions)
    const { report, cpuMs, peakMb } = closeSession(project, 0)
    const { rules: found, analysis } = JSON.parse(report) as {
      rules: { information: object[]; moreInformation: number; proposals: object[]; more: number }
      analysis: { decisions: { total: number }; baseline: { sessions: number } }
    }
    project.remove()
    return [
      {
        name: `a session of ${decisions} decisions behind ${earlier} others, with ${rules} rules`,
        lines: [
          `counted      ${analysis.decisions.total} decisions, compared with ${analysis.baseline.sessions} sessions`,
          `information  ${found.information.length} rules, and ${found.moreInformation} more; ${found.proposals.length} proposals, and ${found.more} more`,
          `report       ${Buffer.byteLength(report)} bytes`,
          `peak memory  ${peakMb.toFixed(0)} MB`,
          `processor    ${(cpuMs / 1000).toFixed(1)} s`,
        ],
      },
    ]
  },
}

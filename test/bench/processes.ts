import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { judgeProcesses } from '../../tasks/cleanup/verdicts.ts'
import { createProcesses } from '../../workflows/runner/effects/processes/processes.ts'
import { type Benchmark, inTurn } from './measure.ts'

const started = 500
const mark = `2025-10-24-001-${'0'.repeat(32)}`

/** What a scan cannot do without: four reads a process. */
function bareRead(): number {
  const begun = performance.now()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      for (const file of ['stat', 'cmdline', 'environ']) readFileSync(`/proc/${pid}/${file}`)
      readlinkSync(`/proc/${pid}/cwd`)
    } catch {
      // Gone in the meantime, or a kernel thread.
    }
  }
  return performance.now() - begun
}

async function scan(): Promise<number> {
  const begun = performance.now()
  const processes = createProcesses()
  const evidence = {
    processes: await processes.list(),
    // Not this process: its children, which these are and a closedown's never are, would be protected.
    self: -1,
    user: processes.user,
    mark,
    agentSessions: [],
    tracked: [],
    current: true,
    seen: new Map(),
    streamEnds: await processes.streamEnds(),
    partners: new Map(),
    tracers: new Map(),
    listeners: await processes.listeners([9000]),
    placeOf: () => 'this project' as const,
    window: { from: 0, to: Date.now() + 1000 },
  }
  const owned = judgeProcesses(evidence).filter(({ verdict }) => verdict === 'owned').length
  if (owned !== started) throw new Error(`${owned} owned processes were found instead of ${started}`)
  return performance.now() - begun
}

export const scanning: Benchmark = {
  name: 'processes',
  async run() {
    if (process.platform !== 'linux') throw new Error('this benchmark reads /proc')
    const children: ChildProcess[] = []
    try {
      for (let n = 0; n < started; n++)
        children.push(spawn('sleep', ['600'], { stdio: 'ignore', detached: true, env: { BOOKEND_SESSION: mark } }))
      await sleep(1000)
      const [values, bare] = await inTurn(9, scan, bareRead)
      return [
        {
          name: `scan and verdicts with ${started} processes of the session`,
          values,
          bare: { name: 'reading the same /proc entries', values: bare },
        },
      ]
    } finally {
      for (const child of children) child.kill('SIGKILL')
    }
  },
}

import { createReadStream, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { importJsonl } from '../../cache/audit/jsonl-import.ts'
import { openCache } from '../../cache/database.ts'
import { createProject } from '../support/project.ts'
import type { Benchmark, Measurement } from './measure.ts'
import { writeSampleLog } from './sample.ts'

interface Cost {
  ms: number
  cpuMs: number
  /** Of what the system was told to write; 0 where it does not count. */
  bytes: number
}

/** Decisions of a file into an empty cache, beside parsing the same lines: processor time, wall time, bytes written; and what a decision of very many costs. */
export const importing: Benchmark = { name: 'import', run: () => measureImport(200_000, 3) }

/** Minutes, and four gigabytes of disk. */
export const importingMany: Benchmark = {
  name: 'import-many',
  run: async () => [...(await measureImport(200_000, 2)), ...(await measureImport(3_000_000, 1))],
}

async function measureImport(decisions: number, rounds: number): Promise<Measurement[]> {
  const project = createProject({ git: false })
  const file = writeSampleLog(project.root, decisions)
  const directory = join(project.root, 'cache')
  let size = 0
  const importOnce = () =>
    costOf(async () => {
      const cache = openCache(directory, 'durable', new Date())
      const { added } = await importJsonl(cache.db, file, { name: 'log.jsonl' })
      cache.close()
      if (added !== decisions) throw new Error(`${added} decisions were imported instead of ${decisions}`)
    })
  const [imported, parsed]: [Cost[], Cost[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    imported.push(await importOnce())
    size = statSync(join(directory, 'sessions.db')).size
    rmSync(directory, { recursive: true })
    parsed.push(await costOf(() => parse(file)))
  }
  project.remove()
  // A first round of several is not counted: the code is compiled in it.
  for (const each of [imported, parsed]) if (rounds > 1) each.shift()
  const figures = (what: string, of: 'cpuMs' | 'ms'): Measurement => ({
    name: `import of ${decisions} decisions, ${what}`,
    values: imported.map((each) => each[of]),
    bare: { name: 'parsing the same lines', values: parsed.map((each) => each[of]) },
  })
  const perDecision = Math.min(...imported.map(({ cpuMs }) => (cpuMs * 1000) / decisions))
  const written = Math.max(...imported.map(({ bytes }) => bytes)) / size
  return [
    {
      ...figures('processor time', 'cpuMs'),
      remarks: [`${perDecision.toFixed(1)} µs a decision; ${written.toFixed(2)} times the cache file was written`],
    },
    figures('wall time', 'ms'),
  ]
}

async function parse(file: string): Promise<void> {
  // What a file of this size would take as one string is another measurement.
  if (statSync(file).size < 2 ** 28) {
    for (const line of readFileSync(file, 'utf8').split('\n')) if (line !== '') JSON.parse(line)
    return
  }
  for await (const line of createInterface(createReadStream(file))) JSON.parse(line)
}

async function costOf(work: () => Promise<void>): Promise<Cost> {
  const [began, cpu, bytes] = [performance.now(), process.cpuUsage(), bytesWritten()]
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { ms: performance.now() - began, cpuMs: (user + system) / 1000, bytes: bytesWritten() - bytes }
}

/** By this process, as Linux counts them. */
function bytesWritten(): number {
  try {
    return Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

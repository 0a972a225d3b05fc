import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

export interface FileResult {
  passed: number
  failed: number
  skipped: number
  /** What uvu would have passed over in silence. */
  complaints: string[]
  /** User and system time of its process and of all that it started. */
  cpuMs: number
  /** The bytes that its process holds behind it. */
  memory?: number
}

type SuiteRun = () => Promise<[errors: string | true, passed: number, skipped: number, total: number]>
const uvu = globalThis as unknown as { UVU_DEFER: number; UVU_QUEUE: SuiteRun[][]; UVU_INDEX: number }

/** Random cases are the same in every run: a failure is somebody's change, never luck. `FC_SEED=N npm test` tries others. */
async function fixSeed() {
  const { configureGlobal } = (await import('fast-check')).default
  configureGlobal({ seed: Number(process.env.FC_SEED ?? 20251024) })
}

/** Ends this process at the first test that fails: nothing more is to be known. */
export function endAtFirstFailure(): void {
  const write = process.stdout.write.bind(process.stdout) as typeof process.stdout.write
  process.stdout.write = ((...written: Parameters<typeof write>) => {
    // What uvu writes for it, and nothing else.
    if (String(written[0]).trim() === '✘') process.exit(1)
    return write(...written)
  }) as typeof write
}

/**
 * Runs one test file with uvu and counts what really passed: uvu itself stays green where a `before` or an `after.each` hook throws,
 * where something that is no Error is thrown, and where a suite is never run. `module`: the file compiled, where it is.
 */
export async function runTestFile(path: string, name: string, module = path): Promise<Omit<FileResult, 'cpuMs'>> {
  const queue: SuiteRun[] = []
  uvu.UVU_DEFER = 1
  uvu.UVU_QUEUE = [queue]
  uvu.UVU_INDEX = 0
  const result: Omit<FileResult, 'cpuMs'> = { passed: 0, failed: 0, skipped: 0, complaints: [] }
  const source = readFileSync(path, 'utf8')
  if (source.includes("'fast-check'")) await fixSeed()
  await import(pathToFileURL(module).href)
  const suites = source.match(/^const \w+ = suite\(/gm)?.length ?? 0
  if (queue.length === 0 || queue.length < suites) {
    result.complaints.push(`${name}: ${suites} suites, ${queue.length} of them run: is a .run() missing?`)
  }
  for (const suite of queue) {
    const [errors, passed, skipped, total] = await suite()
    if (errors !== true) process.stdout.write(`\n${errors}\n`)
    if (total + skipped === 0) result.complaints.push(`${name}: a suite without a test`)
    result.passed += passed
    result.failed += total - passed
    result.skipped += skipped
    const explained = errors !== true || total === passed
    if (!explained)
      process.stdout.write(
        `  ${name}: ${total - passed} tests did not pass, and their error was swallowed: a hook, or something thrown that is no Error\n`,
      )
  }
  return result
}

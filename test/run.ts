import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { bundleTests } from './support/bundle-tests.ts'
import { childrenMs } from './support/cpu.ts'
import { isGreen, type RunApart, runFileApart, startTestProcess, type TestProcess } from './support/run-file-apart.ts'
import type { FileResult } from './support/run-test-file.ts'

/**
 * Runs every `*.test.ts` below this directory (or those whose path holds one of the words given), in as many processes as there are processors, and ends with
 * `N passed, N failed, N skipped`. Exit status 1 where anything failed, where nothing was found, and where a file gave no result.
 */
const root = import.meta.dirname as string
const words = process.argv.slice(2)
/** So many of the files that cost most are named at the end. */
const namedCostly = 10
/** Where more files fail than this, it is not the machine. */
const mostRepeated = 3

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && (words.length === 0 || words.some((word) => file.includes(word))))
  // The longest files first, as far as their size tells, so that none is left running alone at the end.
  .sort((a, b) => statSync(join(root, b)).size - statSync(join(root, a)).size)

const total: FileResult = { passed: 0, failed: 0, skipped: 0, complaints: [], cpuMs: 0 }
const checkout = join(root, '..')
if (files.length === 0) total.complaints.push(`no test file matches ${words.join(' ') || '*.test.ts'}`)
// The tests run the compiled command, so it must be what the sources say now.
else execFileSync('npm', ['run', '-s', 'build'], { cwd: checkout, stdio: 'inherit' })
// Compiled once, and not by each file's process.
const compiled = await bundleTests(checkout, files, join(checkout, 'dist/test/bundled'))

/** What is compiled before the first test is no part of what the tests take. */
const compiling = childrenMs()

const results = new Map<string, FileResult>()
const unsteady: string[] = []
const waiting = [...files]
await Promise.all(
  Array.from({ length: Math.max(2, availableParallelism()) }, async () => {
    let process: TestProcess | undefined
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const { runner, module } = compiled(file)
      process ??= startTestProcess(checkout, { runner })
      const result = shown(file, await process.run(file, module))
      results.set(file, result)
      // What a failure left behind is nothing for the next file.
      if (isGreen(result) && process.lives()) continue
      await process.end()
      process = undefined
    }
    await process?.end()
  }),
)
// On a busy machine a process may be starved for longer than any bound allows: what failed is run once more, alone, and said to be unsteady.
const failing = [...results].filter(([, result]) => !isGreen(result)).map(([file]) => file)
if (failing.length <= mostRepeated)
  for (const file of failing) {
    // From its sources, so that what it prints names their lines.
    const again = shown(file, await runFileApart(checkout, file))
    if (isGreen(again)) unsteady.push(file)
    results.set(file, again)
  }
total.cpuMs = childrenMs() - compiling
for (const result of results.values()) {
  total.passed += result.passed
  total.failed += result.failed
  total.skipped += result.skipped
  total.complaints.push(...result.complaints)
}
for (const file of unsteady) console.log(`UNSTEADY ${file}: failed beside others, passed alone`)
for (const complaint of total.complaints) console.log(`FAILED ${complaint}`)
total.failed += total.complaints.length
const seconds = (ms: number) => (ms / 1000).toFixed(1)
const costly = [...results].toSorted(([, a], [, b]) => b.cpuMs - a.cpuMs).slice(0, namedCostly)
console.log(
  `${seconds(total.cpuMs)} s of CPU; most of it: ${costly.map(([file, { cpuMs }]) => `${file} ${seconds(cpuMs)}`).join(', ')}`,
)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0

/** Prints what a file printed, when it has ended. */
function shown(file: string, { result, output }: RunApart): FileResult {
  process.stdout.write(`${file}\n${output}`)
  return result
}

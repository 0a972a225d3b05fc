import { execFileSync, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { FileResult } from './support/run-test-file.ts'

/**
 * Runs every `*.test.ts` below this directory (or those whose path holds one of the words given), each in a process of its own, and ends with
 * `N passed, N failed, N skipped`. Exit status 1 where anything failed, where nothing was found, and where a file gave no result.
 */
const root = import.meta.dirname as string
const words = process.argv.slice(2)
const minutes = 60_000
const longestFile = 10 * minutes

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && (words.length === 0 || words.some((word) => file.includes(word))))
  .sort()

const total: FileResult = { passed: 0, failed: 0, skipped: 0, complaints: [] }
if (files.length === 0) total.complaints.push(`no test file matches ${words.join(' ') || '*.test.ts'}`)
// The tests run the compiled command, so it must be what the sources say now.
else execFileSync('npm', ['run', '-s', 'build'], { cwd: join(root, '..'), stdio: 'inherit' })

const waiting = [...files]
await Promise.all(
  Array.from({ length: Math.max(2, availableParallelism()) }, async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const { output, result } = await runFile(file)
      process.stdout.write(`${file}\n${output}`)
      total.passed += result.passed
      total.failed += result.failed
      total.skipped += result.skipped
      total.complaints.push(...result.complaints)
    }
  }),
)
for (const complaint of total.complaints) console.log(`FAILED ${complaint}`)
total.failed += total.complaints.length
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0

function runFile(file: string): Promise<{ output: string; result: FileResult }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'run-file.ts'), file], {
      cwd: join(root, '..'),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    let output = ''
    let result: FileResult | undefined
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
    child.on('message', (message) => {
      result = message as FileResult
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), longestFile)
    child.on('close', (status, signal) => {
      clearTimeout(timer)
      const silent = {
        passed: 0,
        failed: 0,
        skipped: 0,
        complaints: [`${file}: ended with ${status ?? signal} before its tests were done`],
      }
      resolve({ output, result: result ?? silent })
    })
  })
}

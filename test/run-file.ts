import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FileResult, runTestFile } from './support/run-test-file.ts'
import { useOwnTemporaryDirectory } from './support/test-directory.ts'

/** One test file in this process, as it is or compiled; the result goes to the parent. */
const [asked, compiled] = process.argv.slice(2) as [string, string?]
useOwnTemporaryDirectory()
const report = (result: Omit<FileResult, 'cpuMs'>) =>
  process.send?.({ ...result, cpuMs: cpuMs() }, () => process.exit())
try {
  report(await runTestFile(join(import.meta.dirname as string, asked), asked, compiled))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  report({ passed: 0, failed: 0, skipped: 0, complaints: [`${asked}: could not be loaded`] })
}

/** User and system time of this process, and of all that it started and waited for where the system reports that. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return Math.round((user + system) / 1000) + childrenMs()
}

function childrenMs(): number {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // cutime and cstime, in hundredths of a second on every Linux.
    return (Number(fields[13]) + Number(fields[14])) * 10
  } catch {
    return 0
  }
}

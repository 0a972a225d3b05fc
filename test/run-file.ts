import { join } from 'node:path'
import { type FileResult, runTestFile } from './support/run-test-file.ts'

/** One test file in this process; the result goes to the parent. */
const asked = process.argv[2] as string
const report = (result: FileResult) => process.send?.(result, () => process.exit())
try {
  report(await runTestFile(join(import.meta.dirname as string, asked), asked))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  report({ passed: 0, failed: 0, skipped: 0, complaints: [`${asked}: could not be loaded`] })
}

import { join } from 'node:path'
import { end } from './support/at-end.ts'
import { cpuMs } from './support/cpu.ts'
import { endAtFirstFailure, type FileResult, runTestFile } from './support/run-test-file.ts'
import { useOwnTemporaryDirectory } from './support/test-directory.ts'

/**
 * Runs test files in this process: the one that the command line names, or those that the parent names one after another, each as it is or compiled; the results
 * go to the parent. What is loaded and compiled for one is there for the next.
 */
export interface TestFile {
  file: string
  compiled?: string | undefined
  /** Whether the first failure is all that is asked for. */
  untilRed?: boolean | undefined
}

const endProcesses = useOwnTemporaryDirectory()
const environment = { ...process.env }
const directory = process.cwd()
const [asked] = process.argv.slice(2)
if (asked !== undefined) {
  const { failed, complaints } = await run({ file: asked })
  for (const complaint of complaints) console.log(`FAILED ${complaint}`)
  if (failed > 0 || complaints.length > 0) process.exitCode = 1
  await end()
} else {
  process.on('message', async (next: TestFile) => process.send?.(await run(next)))
  process.on('disconnect', async () => {
    await end()
    process.exit()
  })
}

async function run({ file, compiled, untilRed }: TestFile): Promise<FileResult> {
  if (untilRed) endAtFirstFailure()
  const before = cpuMs()
  const result = await runTestFile(join(import.meta.dirname as string, file), file, compiled).catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    return { passed: 0, failed: 0, skipped: 0, complaints: [`${file}: could not be loaded`] }
  })
  endProcesses()
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  Object.assign(process.env, environment)
  process.chdir(directory)
  return { ...result, cpuMs: cpuMs() - before, memory: process.memoryUsage.rss() }
}

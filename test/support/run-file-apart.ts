import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { TestFile } from '../run-file.ts'
import type { Bundle } from './bundle-tests.ts'
import type { FileResult } from './run-test-file.ts'

const longestFile = 10 * 60_000
/**
 * Node copies the tables of all its memory for each process that it starts: with 300 MB that takes 15 ms, three times as long as with 130. A new
 * process for the tests takes a second.
 */
const mostMemory = 200 * 2 ** 20
/** Less of it is touched, and no thread waits for another where the cores are busy. */
const small = ['--max-semi-space-size=2', '--v8-pool-size=1']
/** What it started for all of its files has this long to end with it. */
const longestEnd = 60_000

export interface RunApart {
  result: FileResult
  output: string
}

/** A process that runs test files of a checkout, one after another. */
export interface TestProcess {
  run(file: string, compiled?: string): Promise<RunApart>
  /** Whether it can be given another file. */
  lives(): boolean
  /** Waits until it has ended. */
  end(): Promise<void>
}

/** `runner`: what runs them compiled; without it they are run from their sources. `untilRed`: it ends with the first test that fails. */
export function startTestProcess(
  checkout: string,
  { runner, signal, untilRed }: { runner?: string | undefined; signal?: AbortSignal; untilRed?: boolean } = {},
): TestProcess {
  const how = runner === undefined ? ['--import', 'tsx', join(checkout, 'test/run-file.ts')] : [runner]
  const child = spawn(process.execPath, [...small, ...how], { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let output = ''
  let lives = true
  let grown = false
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  const kill = () => void child.kill('SIGKILL')
  signal?.addEventListener('abort', kill)
  const ended = new Promise<void>((resolve) =>
    child.on('exit', () => {
      lives = false
      signal?.removeEventListener('abort', kill)
      resolve()
    }),
  )
  return {
    run: (file, compiled) =>
      new Promise((resolve) => {
        output = ''
        const timer = setTimeout(kill, longestFile)
        const done = (result: FileResult) => {
          clearTimeout(timer)
          child.off('message', answered)
          child.off('close', closed)
          grown = (result.memory ?? 0) >= mostMemory
          resolve({ result, output })
        }
        // What it printed before it answered has arrived, and is read in this turn of the loop.
        const answered = (message: unknown) => void setImmediate(() => done(message as FileResult))
        const closed = (status: number | null, by: string | null) =>
          done({
            passed: 0,
            failed: 0,
            skipped: 0,
            cpuMs: 0,
            complaints: [`${file}: ended with ${status ?? by} before its tests were done`],
          })
        if (!lives) return closed(child.exitCode, child.signalCode)
        child.once('message', answered)
        child.once('close', closed)
        const next: TestFile = { file, compiled, untilRed }
        // Where it ends before it is told, "close" says so.
        child.send(next, () => undefined)
      }),
    lives: () => lives && !grown,
    async end() {
      if (child.connected) child.disconnect()
      const timer = setTimeout(kill, longestEnd)
      await ended
      clearTimeout(timer)
    },
  }
}

/** Runs one test file of a checkout in a process of its own, from its sources or `compiled`. */
export async function runFileApart(
  checkout: string,
  file: string,
  { compiled, ...how }: { signal?: AbortSignal; untilRed?: boolean; compiled?: Bundle } = {},
): Promise<RunApart> {
  const apart = startTestProcess(checkout, { runner: compiled?.runner, ...how })
  const ran = await apart.run(file, compiled?.module)
  await apart.end()
  return ran
}

export function isGreen({ failed, complaints }: FileResult): boolean {
  return failed === 0 && complaints.length === 0
}

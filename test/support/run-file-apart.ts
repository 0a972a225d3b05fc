import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { FileResult } from './run-test-file.ts'

const longestFile = 10 * 60_000

export interface RunApart {
  result: FileResult
  output: string
}

/** Runs one test file of a checkout in a process of its own, from its sources or `compiled`. */
export function runFileApart(
  checkout: string,
  file: string,
  options: { signal?: AbortSignal; compiled?: { runner: string; module: string } } = {},
): Promise<RunApart> {
  return new Promise((resolve) => {
    const { compiled } = options
    const how = compiled
      ? [compiled.runner, file, compiled.module]
      : ['--import', 'tsx', join(checkout, 'test/run-file.ts'), file]
    const child = spawn(process.execPath, how, {
      cwd: checkout,
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
    const end = () => child.kill('SIGKILL')
    const timer = setTimeout(end, longestFile)
    options.signal?.addEventListener('abort', end)
    child.on('close', (status, signal) => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', end)
      const silent: FileResult = {
        ...{ passed: 0, failed: 0, skipped: 0, cpuMs: 0 },
        complaints: [`${file}: ended with ${status ?? signal} before its tests were done`],
      }
      resolve({ result: result ?? silent, output })
    })
  })
}

export function isGreen({ failed, complaints }: FileResult): boolean {
  return failed === 0 && complaints.length === 0
}

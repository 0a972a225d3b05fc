import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { privateDirectory } from '../../workflows/runner/effects/private-directory.ts'

/**
 * Gives this process a temporary directory of its own, in which everything that its tests make is put; it is removed when the process
 * ends, whichever test failed, and with it go the processes that were started from it and are still there. Returns what ends those before that.
 */
export function useOwnTemporaryDirectory(): () => void {
  const compiled = privateDirectory('compiled')
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'bt-')))
  process.env.TMPDIR = directory
  // What V8 compiled of the command is all tests' own: its names hold a hash of what is in it.
  const own = privateDirectory('compiled')
  if (compiled && own) symlinkSync(compiled, own)
  const endProcesses = () => {
    for (const pid of processesOf(directory)) endProcess(pid)
  }
  process.on('exit', () => {
    endProcesses()
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  })
  return endProcesses
}

/** Those whose environment names the directory, where the system reports that. */
function processesOf(directory: string): number[] {
  const mark = Buffer.from(`TMPDIR=${directory}\0`)
  return numbersIn('/proc').filter((pid) => pid !== process.pid && environmentOf(pid).includes(mark))
}

function numbersIn(directory: string): number[] {
  try {
    return readdirSync(directory)
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

function environmentOf(pid: number): Buffer {
  try {
    return readFileSync(`/proc/${pid}/environ`)
  } catch {
    return Buffer.alloc(0)
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}

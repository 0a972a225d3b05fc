import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Processes } from '../../../tasks/task.ts'

/** The processes of this machine: from /proc on Linux, through `ps` elsewhere. */
export function createProcesses(): Processes & { self(): { pid: number; processStart: string; command: string } } {
  const startOf = process.platform === 'linux' ? startFromProc : startFromPs
  return {
    self: () => ({
      pid: process.pid,
      processStart: startOf(process.pid) ?? '',
      command: `bookend ${process.argv.slice(2, 3).join(' ')}`.trim(),
    }),
    startOf,
    isAlive(pid) {
      if (!Number.isInteger(pid) || pid <= 0) return false
      try {
        process.kill(pid, 0)
        return true
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EPERM'
      }
    },
  }
}

/** Clock ticks after boot, with the boot's id: field 22 of /proc/PID/stat, counted behind the command, which may hold spaces and brackets. */
function startFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${ticks}`
  } catch {
    return undefined // no such process
  }
}

function startFromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    }).trim()
  } catch {
    return undefined // no such process
  }
}

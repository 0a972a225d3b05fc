import type { Processes } from '../../../../tasks/task.ts'
import { linuxReader } from './linux.ts'
import { psReader } from './ps.ts'
import type { ProcessReader } from './reader.ts'

/** This process, as a run lock names its holder. */
export interface Self {
  pid: number
  processStart: string
  command: string
}

/** The processes of this machine: from /proc on Linux, through `ps` and `lsof` elsewhere. */
export function createProcesses(
  reader: ProcessReader = process.platform === 'linux' ? linuxReader() : psReader(),
): Processes & { self(): Self } {
  return {
    ...reader,
    pid: process.pid,
    user: process.getuid?.() ?? -1,
    self: () => ({
      pid: process.pid,
      processStart: reader.read(process.pid)?.start ?? '',
      command: `bookend ${process.argv.slice(2, 3).join(' ')}`.trim(),
    }),
    signal(pid, name) {
      try {
        return process.kill(pid, name)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'ESRCH' || code === 'EPERM') return false
        throw error
      }
    },
    isAlive: (pid) =>
      Number.isInteger(pid) &&
      pid > 0 &&
      (reader.read(pid) !== undefined || (reader.unreadable() !== undefined && answers(pid))),
  }
}

/** Whether the system knows a process of this number, without a look at it: signal 0 is none, and is refused where there is one of somebody else's. */
function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

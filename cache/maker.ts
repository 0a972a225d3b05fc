import { kill, pid } from 'node:process'
import { codeOf } from './errors.ts'
import { fs } from './file-functions.ts'

/** Who made a file, as a part of its name: the number of the process and, where that can be read, when it was started. */
export const makerPattern = '\\d+(?:\\.\\d+)?'

/** This process as a maker. Read as this module is loaded: a template may replace what reading takes. */
export const thisMaker = [pid, startOf(pid)].filter((part) => part !== undefined).join('.')

/** Whether a maker still runs. Its number is used again, its start is not; the clock, which may be put forward in between, is not asked. */
export function makerLives(maker: string): boolean {
  const [number, start] = maker.split('.').map(Number) as [number, number?]
  const now = startOf(number)
  return now === undefined || start === undefined ? isAlive(number) : now === start
}

/** When a process was started, in ticks of the kernel's since the machine was; undefined where it is gone, or /proc is not there. */
function startOf(process: number): number | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${process}/stat`, 'utf8')
    // The command is in brackets and may hold brackets and blanks itself: count behind the last one.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  } catch (error) {
    if (codeOf(error) === '') throw error
    return undefined
  }
}

function isAlive(process: number): boolean {
  try {
    return kill(process, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

import { readFileSync } from 'node:fs'

/** User and system time of this process, and of all that it started and waited for where the system reports that. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return Math.round((user + system) / 1000) + childrenMs()
}

/** Of those alone. */
export function childrenMs(): number {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // cutime and cstime, in hundredths of a second on every Linux.
    return (Number(fields[13]) + Number(fields[14])) * 10
  } catch {
    return 0
  }
}

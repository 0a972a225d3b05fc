import type { ProcessInfo } from '../task.ts'

/** Who started whom. */
export interface Kin {
  byPid: Map<number, ProcessInfo>
  childrenOf(pid: number): ProcessInfo[]
  /** Every process below one, however deep. */
  below(pid: number): ProcessInfo[]
  /** Every process above one, the nearest first. */
  above(pid: number): ProcessInfo[]
}

export function kinOf(processes: ProcessInfo[]): Kin {
  const byPid = new Map(processes.map((info) => [info.pid, info]))
  const children = new Map<number, ProcessInfo[]>()
  for (const info of processes) {
    const siblings = children.get(info.parent)
    if (siblings) siblings.push(info)
    else children.set(info.parent, [info])
  }
  const childrenOf = (pid: number) => children.get(pid) ?? []
  return {
    byPid,
    childrenOf,
    below(pid) {
      const found = new Set(childrenOf(pid))
      // Iterating over a set includes what is added in the meantime.
      for (const info of found) for (const child of childrenOf(info.pid)) found.add(child)
      return [...found]
    },
    above(pid) {
      const found = new Set<ProcessInfo>()
      for (let info = byPid.get(byPid.get(pid)?.parent ?? 0); info && !found.has(info); info = byPid.get(info.parent))
        found.add(info)
      return [...found]
    },
  }
}

/** Timers, sockets, reads: whatever may still run code on this thread. */
export const activeResources = (): string[] => process.getActiveResourcesInfo()

/** Whether there are more of a kind than before; others may have ended. */
export function hasAdded(before: string[]): boolean {
  const rest = [...before]
  return activeResources().some((kind) => {
    const at = rest.indexOf(kind)
    if (at !== -1) rest.splice(at, 1)
    return at === -1
  })
}

const levels = '▁▂▃▄▅▆▇█'

/** Numbers as a row of blocks, one character a number; a missing one is a dot. Between `low` and `high`, else between the least and the greatest. */
export function sparkline(values: (number | null)[], bounds: { low?: number; high?: number } = {}): string {
  const known = values.filter((value) => value !== null)
  const low = bounds.low ?? Math.min(...known)
  const high = bounds.high ?? Math.max(...known)
  const block = (value: number): string => {
    const share = high > low ? (value - low) / (high - low) : 0
    const level = Math.round(Math.min(1, Math.max(0, share)) * (levels.length - 1))
    return levels[level] as string
  }
  return values.map((value) => (value === null ? '·' : block(value))).join('')
}

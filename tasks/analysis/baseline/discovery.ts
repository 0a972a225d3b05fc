/** One of many tests: its p-value, and the chance that it has a p-value of at most `t` where nothing is unusual. */
export interface Test {
  p: number
  /** Left out where every p-value can come up: then it is `t`. A count has few p-values, and often none that small. */
  sizeAt?: (t: number) => number
}

const sizeOf = (test: Test, t: number): number => test.sizeAt?.(t) ?? t

/**
 * The tests that are discoveries at a false discovery rate of `q`: Benjamini and Hochberg's procedure, with the sizes that discrete tests really
 * have instead of their number (Heyse 2011). With `sizeAt` left out everywhere it is the procedure of 1995.
 */
export function discoveries<T extends Test>(tests: T[], q: number): T[] {
  const sorted = tests.toSorted((a, b) => a.p - b.p)
  for (let count = sorted.length; count > 0; count--) {
    const { p } = sorted[count - 1] as T
    if (sorted.reduce((total, test) => total + sizeOf(test, p), 0) <= q * count) return sorted.slice(0, count)
  }
  return []
}

/**
 * The tests whose p-value, or a smaller one, any of them has by chance in a share of at most `level` of all sessions (Tarone 1990). The sizes count,
 * not the number of tests: one that cannot have so small a p-value costs the others nothing.
 */
export function findings<T extends Test>(tests: T[], level: number): T[] {
  return tests.filter(
    ({ p }) => p <= level && tests.reduce((total, test) => total + Math.min(p, sizeOf(test, p)), 0) <= level,
  )
}

/**
 * The same where each test has a share of the level of its own, chosen before its p-value was seen (Genovese, Roeder and Wasserman 2006): a test that can
 * hardly show anything leaves its share to those that can. Weights are of any unit.
 */
export function weightedFindings<T extends Test & { weight?: number }>(tests: T[], level: number): T[] {
  const total = tests.reduce((sum, { weight = 1 }) => sum + weight, 0)
  return tests.filter(({ p, weight = 1 }) => p <= (level * weight) / total)
}

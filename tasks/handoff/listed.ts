/** How much a document shows: of each text so many characters, of each list so many items. */
export interface Budget {
  characters: number
  items: number
}

/**
 * A text of at most so many bytes, by the first budget that it fits. `rejects`: whether a template of the project's own was the reason, and the
 * built-in one is tried now. Throws where even the least does not fit.
 */
export function fitted(
  budgets: Budget[],
  mostBytes: number,
  render: (budget: Budget) => string,
  rejects: (why: string) => boolean,
): string {
  for (const budget of budgets) {
    const text = render(budget)
    if (Buffer.byteLength(text) <= mostBytes) return text
  }
  const why = `it has more than ${mostBytes} bytes, however much is left out`
  if (rejects(why)) return fitted(budgets, mostBytes, render, rejects)
  throw new Error(why)
}

/** The part of a list that is shown, how many more there are, and the command that shows them all. */
export interface Listed<T> {
  shown: T[]
  more: number
  command: string
}

/** The beginning of a list. */
export function firstOf<T>(list: readonly T[], { items }: Budget, command: string): Listed<T> {
  return { shown: list.slice(0, items), more: Math.max(0, list.length - items), command }
}

/** The newest items of a list that is in order of time, the newest first. */
export const newestOf = <T>(list: readonly T[], budget: Budget, command: string): Listed<T> =>
  firstOf(list.toReversed(), budget, command)

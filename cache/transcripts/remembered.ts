const mostRemembered = 50

/** What a reader remembers by name, with one more: of many only the newest. */
export function withNewest<Each>(known: Record<string, Each> = {}, name: string, value: Each): Record<string, Each> {
  const { [name]: _, ...others } = known
  return Object.fromEntries([...Object.entries(others), [name, value] as const].slice(-mostRemembered))
}

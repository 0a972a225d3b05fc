const works: (() => Promise<void>)[] = []

/** Has something done when the last test file of this process has run. */
export const atEnd = (work: () => Promise<void>): void => void works.push(work)

export async function end(): Promise<void> {
  for (const work of works.splice(0)) await work()
}

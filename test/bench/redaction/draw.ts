import { alphabets } from './families.ts'

/** Draws secrets; the same numbers for the same seed. */
export function drawFrom(seed: number) {
  let state = seed
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
  const draw = (spec: string): string =>
    spec.replace(/\{([a-zA-Z])(\d+)\}/g, (_, alphabet: string, length: string) =>
      Array.from({ length: Number(length) }, () => pick([...(alphabets[alphabet] as string)])).join(''),
    )
  return { draw, pick }
}

/** What is left of a secret and still shows it. */
export const leakedCharacters = 8

/** Every so many characters of a secret in a row. */
export const partsOf = (secret: string): string[] =>
  secret.split(/\s+|\\n/).flatMap((word) => {
    const starts = Array.from({ length: Math.max(0, word.length - leakedCharacters + 1) }, (_, at) => at)
    return starts.map((at) => word.slice(at, at + leakedCharacters))
  })

/** Whether so many characters of a secret in a row are still there. */
export const leaks = (secret: string, text: string): boolean => partsOf(secret).some((part) => text.includes(part))

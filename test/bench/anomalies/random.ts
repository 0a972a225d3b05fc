/** A stream of numbers in [0, 1) from a seed: xorshift* on 32-bit halves is enough for a simulation, and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
}

import { dirname } from 'node:path'

/** A directory and all above it, the nearest first. */
export function* upward(start: string): Generator<string> {
  for (let directory = start; ; directory = dirname(directory)) {
    yield directory
    if (directory === dirname(directory)) return
  }
}

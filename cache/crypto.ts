import { createRequire } from 'node:module'

let loaded: typeof import('node:crypto') | undefined

/** Node's own, loaded when something is hashed or drawn: it costs a tenth of Node's start, and most hooks and short commands need none of it. */
export function crypto(): typeof import('node:crypto') {
  loaded ??= createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto')
  return loaded
}

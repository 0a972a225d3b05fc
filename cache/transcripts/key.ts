import { crypto } from '../crypto.ts'

/** Identities that were asked for last, and their keys, each at a place that follows from its last characters: a `Map` of them takes longer than the hash does. */
const remembered = 1024
const identities = new Array<string | undefined>(remembered).fill(undefined)
const keys = new Float64Array(remembered)

/**
 * Hash of an identity, so that the identity itself need not be kept: 53 bits of SHA-256, which a number holds. Of a hundred thousand identities two have the
 * same one in one of two million histories. A call's result, the other lines of a message and the same command come soon after.
 */
export function keyOf(identity: string): number {
  const place = placeOf(identity)
  if (identities[place] !== identity) {
    keys[place] = hashed(identity)
    identities[place] = identity
  }
  return keys[place] as number
}

function placeOf(identity: string): number {
  let place = identity.length
  for (const back of [1, 2, 3, 4]) place = place * 31 + identity.charCodeAt(identity.length - back)
  return place & (remembered - 1)
}

function hashed(identity: string): number {
  // As a text, because a buffer of its own for each hash takes three times as long as the hash.
  const hash = crypto().hash('sha256', identity, 'binary')
  let key = hash.charCodeAt(6) & 0x1f
  for (let byte = 5; byte >= 0; byte--) key = key * 0x100 + hash.charCodeAt(byte)
  return key
}

/** The beginning of the hash that the key is the beginning of: 48 bits, in hex. */
export function hashOf(key: number): string {
  const bytes = Buffer.alloc(6)
  bytes.writeUIntLE(key % 2 ** 48, 0, 6)
  return bytes.toString('hex')
}

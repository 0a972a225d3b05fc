import type { BSON, Document } from 'mongodb'
import { messageOf } from '../errors.ts'
import { isTooDeep } from '../json.ts'

/** What a server takes as one document, in bytes and in levels; one that is larger would be refused with all that is sent beside it. */
const longestDocument = 16 * 2 ** 20
const deepestDocument = 100

/** How many bytes a document takes, or why it cannot be one. */
export function sized(bson: typeof BSON, document: Document): { size: number; unfit?: string } {
  if (isTooDeep(document, deepestDocument)) return { size: 0, unfit: `nested deeper than ${deepestDocument} levels` }
  try {
    const size = bson.calculateObjectSize(document)
    if (size > longestDocument - 64) return { size, unfit: 'larger than 16 MiB' }
    // A name with a NUL byte in it is found here, and not when all of a batch is sent.
    bson.serialize(document, { ignoreUndefined: true })
    return { size }
  } catch (error) {
    return { size: 0, unfit: messageOf(error) }
  }
}

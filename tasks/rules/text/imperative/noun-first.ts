import { isDetermined } from '../nouns.ts'
import { looksPast } from '../unknown-past.ts'
import { verbOf } from '../verbs.ts'

/** What may stand behind a past that has no object of its own: nothing, a preposition, a particle, or how and when. */
export const objectless =
  /^(?:$|(?:at|about|above|across|after|again|against|ahead|alone|along|among|apart|around|as|aside|away|back|because|before|behind|below|beneath|beside|between|beyond|but|by|despite|down|due|during|early|for|forward|from|in|inside|instead|into|late|like|near|of|off|on|once|onto|open|or|and|out|outside|over|past|per|prior|round|short|since|so|straight|than|through|throughout|to|together|too|toward|towards|twice|under|until|up|upon|via|when|where|while|with|within|without|yet|\w+ly|un\w+ed)$)/i
/** Behind these a past says what something is like: "longer than agreed", "the attached file". */
const describing =
  /^(?:the|an?|any|all|every|each|its|their|our|your|my|his|her|no|not|never|than|as|if|when|that|which|who|was|were|is|are|be|been|being|has|have|had|and|or)$/i
/** Verbs that are no nouns. */
const finite =
  /^(?:contains?|depends?|includes?|requires?|relies|rely|refers?|exists?|remains?|exceeds?|expires?|lacks?|deletes?|ignores?|skips?|writes|sends|gives|keeps|says|fails|runs|happens|occurs|became|becomes|seems?|goes|went|comes|came|does|did|has|had)$/i

/**
 * "Cleaning log filled in too early", "samples from two donors pooled", "order cancelled with no message": a thing, although its first word could be a
 * verb, and what was done to it. What stands behind a verb with an article is its object, whatever is said of it then.
 */
export function isNounFirst(sentence: string): boolean {
  const [first = '', ...rest] = sentence.split(/\s+/)
  if (rest.length === 0 || isDetermined(rest.join(' '))) return false
  const form = verbOf(first)?.form
  // "Training of new drivers": no verb that is meant here has an "of" behind it.
  if (/^of$/i.test(rest[0] as string) && (form === 'gerund' || form === 'base')) return true
  const clause = rest.findIndex((word) =>
    /^(?:that|which|who|whom|whose|when|if|because|although|while|where|until|unless|before|after|despite|nobody|somebody|everybody|nothing|they|he|she|it|you|we)$/i.test(
      word,
    ),
  )
  const said = clause < 0 ? rest : rest.slice(0, clause)
  return said.some((word, index) => {
    const before = said[index - 1] ?? ''
    const next = rest[index + 1] ?? ''
    if (describing.test(before)) return false
    if (looksPast(word)) {
      // "Sends mail unencrypted" is said of the object.
      if (index > 0 && /^un\w+ed$/i.test(word)) return false
      return objectless.test(next)
    }
    return index > 0 && finite.test(word) && next !== ''
  })
}

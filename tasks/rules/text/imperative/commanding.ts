import { isDetermined, isPlural, isUncountable } from '../nouns.ts'
import { verbOf } from '../verbs.ts'
import { alsoNouns } from './prescription.ts'

/** What begins or holds a demand, whatever verb it is made with. */
const demanding = /^(?:do not|don['’]t|never|always|make no|only)\b|\b(?:must|shall|should|may)\b/i
/** Behind a verb that no list has these show that it is one: "reconcile the ledger". */
const objectBehind = /^(?:the|an?|any|all|every|each|its|their|our|your)\s/i
const behindObject = /\s+(?=(?:of|to|in|into|on|for|from|with|without|before|after|during|at|by|as|within)\b)/i

/** Whether a rule has a verb in the imperative. "Audit record overwrite" has none: it is the misdeed, in the words of nouns. */
export function isCommanding(rule: string): boolean {
  if (demanding.test(rule)) return true
  const [, first = '', rest = ''] = /^(?:\w+ly\s+)?(\S+)\s*(.*)$/s.exec(rule) ?? []
  const verb = verbOf(first)
  if (!verb) return objectBehind.test(rest) || /^(?:carry out|have)\b/i.test(rule)
  if (verb.form !== 'base' && !verb.ambiguous) return false
  if (!alsoNouns.test(first) || isDetermined(rest)) return true
  // One countable thing behind a verb has an article; without any, the first word is a noun as well.
  const [thing = ''] = rest.split(behindObject)
  return !/^[a-z-]+(?: [a-z-]+)+$/.test(thing) || isPlural(thing) || isUncountable(thing)
}

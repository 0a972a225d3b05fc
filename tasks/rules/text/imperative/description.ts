import { isDetermined, isPlural } from '../nouns.ts'
import { looksPast } from '../unknown-past.ts'
import { isMisdeed, isOnlyPast, isOutgoing, type VerbForm, verbOf } from '../verbs.ts'
import { objectless } from './noun-first.ts'
import { amiss, finite, isConfidential, marker } from './sentence.ts'

/** Of these, beside the verbs of misdeeds, what was done to a thing is wrong nearly always, and is no state that it is in. */
const doneToIt = new Set(
  'delete remove erase wipe purge destroy overwrite disable discard commit use access backdate suppress override export dump contact promise claim reveal leave keep exfiltrate impersonate'.split(
    ' ',
  ),
)
/** But people and what they have are in such a state: "deleted user", "disabled account". */
const kept =
  /\b(?:accounts?|users?|customers?|clients?|members?|patients?|employees?|persons?|people|profiles?|subscriptions?)$/i
/** Words of misdeeds that, with -ing, say what a thing does: "misleading chart". */
const acting = new Set(
  'mislead infringe violate leak breach undermine neglect stigmatise stigmatize marginalise marginalize trivialise trivialize stereotype'.split(
    ' ',
  ),
)
/** What is wrong with giving away what is confidential is the giving. */
const givesAway = (base: string, thing: string): boolean =>
  (isOutgoing(base) || base === 'disclose' || base === 'cache' || base === 'leak') && isConfidential(thing)

/** Where these are said of it somebody did it: a description has none of them. */
const manner = new RegExp(
  String.raw`(?<![\w-])(?:${amiss}|without|into|onto|as|instead|despite|although|though|against|outside|before|until|unless|twice|again|straight|too|own|un\w+ed|by (?:e-?mail|mail|phone|post|hand|mistake|accident)|(?!(?:only|anomaly|assembly|daily|family|hourly|monthly|quarterly|supply|weekly|yearly)\b)\w+ly)(?![\w-])`,
  'i',
)
/** With a finite verb these begin a clause, which tells of several things what was done to them. */
const told = /\b(?:that|which|who|after|because|where)\b/i
/** Behind these "to" says where a thing was brought; "an outdated link to the policy" is one thing. */
const bringing = new Set(
  'add admit answer apply assign attach bring commit copy deliver deploy email export expose forward give grant leak mail migrate move offer open pay post promise publish push reply sell send share show ship submit transfer upload write disclose pass'.split(
    ' ',
  ),
)
/** What has no state that a past in front of it would name. */
const noThing =
  /^(?:this|that|these|those|it|them|him|her|us|me|somebody|someone|anybody|anyone|nobody|everybody|everyone|everything|something|anything|nothing|own|another|other|others|wrong|false|fake|same|several|multiple|more|fewer|less|only|halfway|together|online)(?![\w-])|^["'`“\d]/i

/**
 * "Revoked key", "outdated price list in the shop": a past or an -ing in front of a thing that no article makes its object says what the thing is
 * like, and what was wrong is not said: a ban of revoking would be the opposite.
 */
export function isDescription(first: string, verb: VerbForm, rest: string): boolean {
  if ((verb.form !== 'past' && verb.form !== 'gerund') || isOnlyPast(first)) return false
  // "Rejected and expired quotes".
  const words = rest
    .trim()
    .replace(/^(?:and|or) \w+(?:ed|en) (?=\S)/i, '')
    .split(/\s+/)
  const isEnd = (word: string) => objectless.test(word) || /^(?:that|which|who|whose|if|than)$/i.test(word)
  // "Outdated monthly report".
  const isAdjective = /ly$/i.test(words[0] ?? '') && !isEnd(words[1] ?? '')
  const end = words.findIndex((word, at) => isEnd(word) && !(at === 0 && isAdjective))
  const thing = words.slice(0, end < 0 ? words.length : end).join(' ')
  const around = words.slice(end < 0 ? words.length : end).join(' ')
  if (thing === '' || isDetermined(thing) || noThing.test(thing) || marker.test(thing)) return false
  if (words.length > 1 && looksPast(words[0] as string)) return false
  if (manner.test(around) || (isPlural(thing) && told.test(around) && finite.test(around))) return false
  if (/^to\b/i.test(around) && bringing.has(verb.base)) return false
  // "Reading messages to find cheaters": what somebody did it for.
  if (verb.form === 'gerund' && /^to\b/i.test(around) && verbOf(words[end + 1] ?? '')?.form === 'base') return false
  if (givesAway(verb.base, thing)) return false
  if (verb.form === 'gerund' && acting.has(verb.base)) return true
  return !(isMisdeed(verb.base) || (doneToIt.has(verb.base) && !kept.test(thing)))
}

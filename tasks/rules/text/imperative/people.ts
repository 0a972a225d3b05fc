import { isNews } from '../news.ts'
import { isDetermined, isPlural, isThing, plural } from '../nouns.ts'
import { deedOf } from '../unknown-past.ts'
import { happens, isConstructive, isGranted, isMisdeed, isState, type VerbForm, verbOf } from '../verbs.ts'
import type { Form } from './form.ts'
import { objectless } from './noun-first.ts'
import { ruledOut, toBeDone } from './rule.ts'
import { finite, isPlainlyPast, marker, thingsOf } from './sentence.ts'

const isPast = (verb: VerbForm | undefined): verb is VerbForm =>
  (verb?.form === 'past' || verb?.form === 'participle') && !verb.ambiguous

const nobody = /^(?:nobody|no[ -]one|no (?:person|human|colleague|reviewer))\s+(?:has\s+|had\s+)?(\S+)(\s.+)$/i
/** What somebody is told or asked is to be said, what is looked at is to be looked at; what is not deleted, sent or allowed may be as it should be. */
const expected = new Set('tell sign approve give update read run close answer call contact train'.split(' '))

/** "Nobody checked the dosage": it is to be checked. */
const byNobody: Form = (sentence) => {
  const [, word = '', rest = ''] = nobody.exec(sentence) ?? []
  if (word === '') return undefined
  const verb = verbOf(word)
  if (!isPast(verb) || finite.test(rest) || !(isConstructive(verb.base) || expected.has(verb.base))) return null
  // "Nobody told about it" was told nothing: whom to tell is not said.
  if (/^(?:tell|inform|notify|warn|alert|remind)$/.test(verb.base) && /^\s+(?:about|of|that|when)\b/i.test(rest))
    return null
  const [, what = '', after = ''] = /^\s+(.+?)((?:\s+(?:before|after|for|in|on|at|within)\s.+)?)$/i.exec(rest) ?? []
  // Who reads a rule is told to have a thing approved: approving it alone would be worse.
  if (isGranted(verb.base) || verb.base === 'sign') return `have ${what} ${word.toLowerCase()}${after}`
  return toBeDone(verb.base, rest)
}

const alone = /^only\s+(?:one|a single)\s+((?:[\w-]+\s+){1,3}?)([\w-]+)(\s.+)$/i
const byOneAlone = /^(.+?)\s+(?:(?:was|were)\s+)?(?:only\s+)?([\w-]+)\s+by\s+(?:only\s+one|a\s+single)\s+([\w-]+)$/i

/** "Only one translator reviewed the contract": one was not enough. */
const byOne: Form = (sentence) => {
  const [, who = '', word = '', rest = ''] = alone.exec(sentence) ?? []
  const verb = verbOf(word)
  if (isPast(verb) && isConstructive(verb.base) && !finite.test(sentence))
    return `have at least two ${plural(who.trim())} ${verb.base}${rest}`
  const [, thing = '', done = '', one = ''] = byOneAlone.exec(sentence) ?? []
  const deed = verbOf(done)
  if (!isPast(deed) || !isConstructive(deed.base) || /\b(?:must|should|may|can|not)\b/i.test(thing)) return undefined
  return `have ${thing} ${done.toLowerCase()} by at least two ${plural(one)}`
}

const persons =
  'admin|agent|author|buyer|child|clerk|client|colleague|contractor|customer|developer|doctor|driver|editor|employee|engineer|guest|intern|judge|landlord|lawyer|maintainer|manager|member|moderator|nurse|operator|parent|patient|physician|player|pupil|reviewer|seller|student|supplier|teacher|tenant|tester|trainee|translator|user|visitor|volunteer|accountant'
const several = new RegExp(
  String.raw`^((?:two|three|four|several|multiple)\s+(?:people|persons|(?:${persons})s))\s+([\w-]+)(\s.+)$`,
  'i',
)

/** "Two people edited the same level without a lock": they are not to do so. */
const bySeveral: Form = (sentence) => {
  const [, who = '', word = '', rest = ''] = several.exec(sentence) ?? []
  const verb = verbOf(word)
  if (who === '') return undefined
  if (!isPast(verb) || finite.test(sentence) || isState(verb) || happens(verb.base)) return null
  return (marker.test(rest) || /\bthe same\b/i.test(rest)) && !isConstructive(verb.base)
    ? `do not let ${who} ${verb.base}${rest}`
    : null
}

const one = new RegExp(
  String.raw`^(?:(?:the|an?|one|another)\s+)?((?:[\w-]+\s+)??(?:${persons})s?)\s+([\w-]+)(\s.+)$`,
  'i',
)
const person = new RegExp(`^(?:${persons})s?$`, 'i')

/** "Doctor overruled nurse": who may not do it to whom is what the rule is about. */
const byPerson: Form = (sentence) => {
  const [, who = '', word = '', rest = ''] = one.exec(sentence) ?? []
  const verb = deedOf(word)
  if (!isPast(verb) || verb.form !== 'past' || finite.test(sentence) || isState(verb) || happens(verb.base))
    return undefined
  const wrong = marker.test(rest) || isMisdeed(verb.base)
  if ((isConstructive(verb.base) || isGranted(verb.base)) && !wrong) return undefined
  const thing = rest.trim().split(/\s+/)[0] as string
  // "Player banned twice" is about what was done to the player.
  if (!isDetermined(rest.trim()) && !person.test(thing) && !(isPlural(thing) && !objectless.test(thing)))
    return undefined
  const to = person.test(rest.trim()) ? ` ${plural(rest.trim())}` : rest
  return `do not let ${plural(who)} ${ruledOut(verb.base, to).slice('do not '.length)}`
}

const doneBy = new RegExp(
  String.raw`^(.+?)\s+((?:was|were|has been|have been)\s+)?([\w-]+)\s+by\s+((?:the|an?|another)\s+(?!(?:same|end|deadline|date|time|agent|assistant|ai|bot|model)\b)[\w-]+|(?:${persons})s?)((?:\s+(?:without|before|after|despite|against|outside|instead of|in|on|to|into|from|during|twice)\b.*)?)$`,
  'i',
)

/** "Seal broken by the carrier": the same, whether or not the thing comes first. */
const byThem: Form = (sentence) => {
  const [, thing = '', said, word = '', who = '', rest = ''] = doneBy.exec(sentence) ?? []
  const verb = deedOf(word)
  // "Request rejected by the server" says how things are.
  if (said === undefined && !person.test(who.replace(/^(?:the|an?|another)\s+/i, ''))) return undefined
  if (!isPast(verb) || !isThing(thing) || isState(verb) || finite.test(rest)) return undefined
  if (/\b(?:no|not|never|only)\b/i.test(thing) || thing.split(/\s+/).some(isPlainlyPast)) return undefined
  if ((isConstructive(verb.base) || isGranted(verb.base)) && !marker.test(rest)) return undefined
  return `do not let ${isDetermined(who) ? who : plural(who)} ${ruledOut(verb.base, ` ${thingsOf(thing)}${rest}`).slice('do not '.length)}`
}

/** Who was to do it, or was too few or too many to. */
export const byWhom: Form = (sentence, requirement, areas) => {
  // A ban of it would be the opposite of what anybody wants: "do not let tenants pay".
  if (isNews(sentence)) return null
  for (const form of [byNobody, byOne, bySeveral, byPerson, byThem]) {
    const rule = form(sentence, requirement, areas)
    if (rule !== undefined) return rule
  }
  return undefined
}

/** A deed of two in which one alone is wrong whatever the other is: that one is ruled out. */
export const worseOfTwo: Form = (sentence) => {
  const [, first = '', second = ''] = /^(.+?)\s+and\s+(?:then\s+)?(\S+\s.+)$/i.exec(sentence) ?? []
  const [one, other] = [first, second].map((deed) => verbOf(deed.split(/\s+/)[0] ?? ''))
  if (one?.form !== 'past' || other?.form !== 'past' || one.ambiguous || other.ambiguous) return undefined
  if (/\band\b/i.test(second) || !/^\S+\s+(?:the|an?|all|any|every|its|their)\s/i.test(second)) return undefined
  if (isMisdeed(one.base) === isMisdeed(other.base)) return undefined
  const [base, deed] = isMisdeed(one.base) ? [one.base, first] : [other.base, second]
  return ruledOut(base, deed.replace(/^\S+/, ''))
}

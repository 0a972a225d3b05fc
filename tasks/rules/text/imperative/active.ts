import { isDetermined, isPlural } from '../nouns.ts'
import { deedOf } from '../unknown-past.ts'
import {
  gerundOf,
  isAlsoBase,
  isApprovable,
  isConstructive,
  isHarmful,
  isMisdeed,
  isState,
  type VerbForm,
  verbOf,
} from '../verbs.ts'
import { isEvent } from './deed-noun.ts'
import { demand } from './demand.ts'
import { isDescription } from './description.ts'
import { isFaulty } from './fault.ts'
import type { Form } from './form.ts'
import { ruledOut, toBeDone } from './rule.ts'
import { circumstance, finite, isPlainlyPast, isSubject, isWrong, marker } from './sentence.ts'

const omitted =
  /^(did\s+not|does\s+not|do\s+not|didn['’]t|doesn['’]t|fail(?:ed|s|ing)\s+to|forg(?:ot|ets)\s+to|neglect(?:ed|s)\s+to|omit(?:ted|s)\s+to)\s+((?:\w+ly\s+)?)(\S+)(.*)$/i
/** What an unknown verb does something to, so that it can be one: "reconcile the ledger", but not "converge after ten rounds". */
const objects = /^\s+(?:the|an?|any|all|every|each|its|their|our|your)\s+\S/i

/** "Forgot rotating the key". Of "neglected building inspections" nobody can say what was neglected. */
const leftOut = /^(?:forg(?:ot|ets|etting)|neglect(?:s|ed|ing)?|omit(?:s|ted|ting)?)\s+(\S+ing)\b(.*)$/i

/** What should have been done and was not: it is to be done. */
export const omission: Form = (sentence) => {
  const [, deed = '', object = ''] = leftOut.exec(sentence) ?? []
  const left = deed === '' ? undefined : verbOf(deed)
  if (left?.form === 'gerund') return objects.test(object) && !isHarmful(left.base) ? toBeDone(left.base, object) : null
  const [, opener = '', manner = '', first = '', rest = ''] = omitted.exec(sentence) ?? []
  const never = /^never\s+(?:again\s+)?(\S+)(.*)$/i.exec(sentence)
  if (first === '' && !never) return undefined
  const known = first !== '' ? behindTo(first) : deedOf(never?.[1] ?? '')
  const isDeed = !/^do(?:es)?/i.test(opener) && /^[a-z-]{3,}$/.test(first) && objects.test(rest)
  const verb = known ?? (isDeed ? { base: first, form: 'base' } : undefined)
  if (!verb || isHarmful(verb.base) || (never && (verb.form === 'base' || isAlsoBase(never[1] ?? '')))) return null
  return toBeDone(`${manner}${verb.base}`, first !== '' ? rest : (never?.[2] ?? ''))
}

export const attempt: Form = (sentence) => {
  const [, first = '', rest = ''] =
    /^(?:attempt(?:ed|s|ing)?|tr(?:ied|ies|ying|y))\s+(?:to\s+|(?=\w+ing\b))(\S+)(.*)$/i.exec(sentence) ?? []
  if (first === '') return undefined
  const verb = behindTo(first)
  return verb && (!isConstructive(verb.base) || marker.test(rest)) ? ruledOut(verb.base, rest) : null
}

/** The verb behind "to" or "did not", where no past can be. */
const behindTo = (word: string): VerbForm | undefined =>
  isAlsoBase(word) ? { base: word, form: 'base', ambiguous: false } : verbOf(word)

const adverbs = /^(?:(always|often|repeatedly|again|still|sometimes|frequently|already)|(\w+ly))\s+(?=\S)/i

/** Something done, in the past or as a habit: it is ruled out, or needs what the services demand. */
export const misdeed: Form = (sentence, requirement, areas) => {
  const [found = '', , manner = ''] = adverbs.exec(sentence) ?? []
  const [, first = '', rest = ''] = /^(\S+)(.*)$/s.exec(sentence.slice(found.length)) ?? []
  const verb = deedOf(first)
  if (!verb || isSubject(sentence) || isQualified(sentence)) return undefined
  if (
    verb.form === 'third' &&
    /^\s*(?:\w+ly\s+)?(?:was|were|is|are|has|had|have|must|should|will|can|may)\b/i.test(rest)
  )
    return undefined
  if (isDescription(first, verb, rest)) return null
  // "Always fell trees".
  if (found !== '' && isAlsoBase(first)) return null
  if (verb.form === 'base' || verb.form === 'participle' || verb.ambiguous) return isOfItsEvent(rest) ? undefined : null
  // "Changes to the schema" are things, "changes the schema" is a deed.
  if (verb.form === 'third' && isEvent(first) && /^\s*(?:to|of|in|without|$)/i.test(rest)) return undefined
  // "Reports of a bug", "copies of the key", but "marks of one pupil shown to another" are about what was done to them.
  if (verb.form === 'third' && /^\s*of\b/i.test(rest)) return rest.split(/\s+/).some(isPlainlyPast) ? undefined : null
  // "Logs kept too long", "mailing list used for advertising".
  const [next = '', second = ''] = rest.trim().split(/\s+/)
  if (
    verb.form === 'third' &&
    isPlainlyPast(next) &&
    (second === '' || circumstance.test(`${rest.trim().slice(next.length).trim()} `))
  )
    return undefined
  if (verb.form === 'gerund' && isPlainlyPast(second) && !isDetermined(rest.trim())) return undefined
  // "Rounding difference of 0.01", "parsing error".
  if (verb.form === 'gerund' && state.test(next)) return null
  if (verb.form === 'third' && plainlyVerb.test(next)) return null
  // "Meeting starts at nine", "misleading headline", "expired certificates": what a thing does, or is like.
  if (verb.form === 'gerund' && /^(?:starts|begins|ends|comes|belongs|lasts|takes)$/i.test(next)) return null
  if (/^misleading$/i.test(first) && second === '' && !isPlural(next)) return null
  if (/^(?:expired|lapsed|occurred|happened)$/i.test(first) && !isDetermined(rest.trim())) return null
  if (isState(verb) || (isConstructive(verb.base) && !isWrong(verb.base, rest))) return null
  if (verb.form !== 'past') {
    const clause =
      isMisdeed(verb.base) || marker.test(rest) ? /\b(?:when|while|if|because|although|that|which|who)\b.*$/i : /$/
    if (finite.test(rest.replace(clause, ''))) return null
  }
  // "Reviewed twice by the same person" does not say what was.
  if (rest.trim() === '' || /^\s+(?:twice\s+|only\s+)?by\s+(?:the|an?|its|only|one|two)\b/i.test(rest)) return null
  if (requirement && isApprovable(verb.base) && !isFaulty(sentence))
    return demand(requirement, `${gerundOf(verb.base)}${rest}`, areas, false)
  return ruledOut(`${manner === '' ? '' : `${manner.toLowerCase()} `}${verb.base}`, rest)
}

/** What a gerund says the kind of. */
const state =
  /^(?:differences?|errors?|failures?|conflicts?|problems?|issues?|delays?|mismatch(?:es)?|warnings?|modes?|times?|rates?|limits?|speeds?|costs?|windows?|queues?|thresholds?)$/i

/** Verbs that are no nouns: what stands before them is a thing, although it could be a verb. */
const plainlyVerb =
  /^(?:contains?|depends?|uses?|shows?|includes?|requires?|needs?|relies|rely|refers?|runs?|fails?|pass|passes|expires?|remains?|exists?|overlaps?|mentions?|says?|have|has|lacks?|takes?|gives?|keeps?|sends?|stores?|exposes?|breaks?)$/i

/** "Chart of accounts change": a noun with what happens to it. */
const isOfItsEvent = (rest: string): boolean => /^\s*of\b/i.test(rest) && isEvent(rest.split(/\s+/).at(-1) as string)

/** Pasts that say what a thing is like before something else is said of it. */
const qualities =
  /^(?:(?:privileged|licensed|certified|attached|related|embedded|requested|scheduled|recorded|generated|deprecated|translated|cached|shared|encrypted|archived|retired|approved|published|released|merged|protected|reserved|required|hidden|broken|pinned|compiled|signed|agreed|expired|planned|automated|un\w+ed)\s+)(?!(?:the|an?|its|their|all|any|every|each|some|somebody|before|after|to|into|in|on|with|without|by|from)\s)/i

const clause = /\s(?:before|after|until|although|though|while|when|because|unless|without|despite)\s.*/i

/** "Deprecated API used in new code" is about its use, and "unescaped input" was not unescaped. */
function isQualified(sentence: string): boolean {
  if (!qualities.test(sentence)) return false
  // What a clause says is not said of the thing: "published translations before the glossary was approved".
  const [first = '', ...rest] = sentence.replace(clause, '').split(/\s+/)
  // What stands right behind it says what its object is like: "released closed files to the press".
  return /^un\w+ed$/i.test(first) || rest.slice(1).some(isPlainlyPast)
}

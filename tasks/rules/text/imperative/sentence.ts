import { isDetermined, isOneOfMany, plural, withArticle } from '../nouns.ts'
import { isMisdeed, verbOf } from '../verbs.ts'

export const finite = /\b(?:was|were|is|are|has|had|have|did|does|been)\b/i
/** What shows that something was done the wrong way. */
export const marker =
  /\b(?:without|instead|unless|despite|against|outside|twice|wrong(?:ly)?|false(?:ly)?|un\w+ed|too|own)\b/i

export function isPlainlyPast(word: string): boolean {
  const verb = verbOf(word)
  return (verb?.form === 'past' || verb?.form === 'participle') && !verb.ambiguous
}

/** What may follow a past that is the whole of what is said: "copied from an older document", "left unanswered". */
export const circumstance =
  /^(?:without|with no|before|after|despite|to|into|in|outside|out of|on|onto|from|during|instead of|by (?:hand|mistake|accident)|un\w+ed|for (?:\d+|two|three|several|many|days|weeks|months|hours))\b/i

const compounds =
  /^(?:test data|test code|log files?|release notes|debug output|audit logs?|access logs?|build artefacts?)\s/i
/** "Index dropped without a backup", "test data left in production": a noun that could be a verb, and what was done to it. */
export function isSubject(sentence: string): boolean {
  const [past = '', next = ''] = sentence.replace(compounds, 'noun ').split(/\s+/).slice(1)
  const last = verbOf(sentence.split(/\s+/).at(-1) as string)
  if (last?.form === 'past' && isMisdeed(last.base)) return true
  return isPlainlyPast(past) && circumstance.test(`${next} `)
}

/** Things that are not to be touched at all. */
const guarded = /^(?:sensitive|secret|confidential|restricted|classified)\s+[\w-]+$/i
/** What is not to be given away, although other things are to be disclosed. */
const confidential =
  /\b(?:names?|address(?:es)?|e-?mails?|phone|salar(?:y|ies)|personal|private|confidential|secrets?|credentials?|passwords?|tokens?|(?:member|donor|patient|customer|user|employee|client)s?(?:['’]s?)? (?:data|records?|details|lists?))\b/i
export const isGuarded = (thing: string): boolean => guarded.test(thing)
export const isConfidential = (thing: string): boolean => confidential.test(thing)

/** What is asked for of other things than confidential ones. */
const showing = new Set('disclose quote cite mention announce link'.split(' '))
/** What is asked for, but not where it counts. */
const trying = new Set('test evaluate validate verify debug assess'.split(' '))
const whereItCounts =
  /\b(?:in|on|against|with|from)\s+(?:(?:the|its|their|our|a|an)\s+)?(?:production|prod|live|main|training|test (?:set|data)|real)\b/i
/** Whether something that rules ask for was done in a wrong way, or with what it is wrong to do it with. */
export const isWrong = (base: string, rest: string): boolean =>
  marker.test(rest) ||
  /^\s*only\b/i.test(rest) ||
  (showing.has(base) && confidential.test(rest)) ||
  (trying.has(base) && whereItCounts.test(rest))

/** A thing as a prohibition names it: all of its kind, where it is one of many without an article. */
export const thingsOf = (thing: string): string =>
  guarded.test(thing) || isOneOfMany(thing) || (confidential.test(thing) && !isDetermined(thing))
    ? plural(thing)
    : withArticle(thing)

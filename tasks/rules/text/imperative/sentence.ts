import { isDetermined, isOneOfMany, plural, withArticle } from '../nouns.ts'
import { looksPast } from '../unknown-past.ts'
import { isMisdeed, isPrescribing, verbOf } from '../verbs.ts'
import { isNounFirst } from './noun-first.ts'

export const finite = /\b(?:was|were|is|are|has|had|have|did|does|been)\b/i
/** What shows that something was done the wrong way. */
export const marker =
  /\b(?:without|instead|unless|despite|against|outside|twice|wrong(?:ly)?|false(?:ly)?|un\w+ed|too|own)\b/i

export function isPlainlyPast(word: string): boolean {
  const verb = verbOf(word)
  return (verb?.form === 'past' || verb?.form === 'participle') && !verb.ambiguous
}

/** How much it was, beside what it was to be: "above eight degrees". */
export const amiss = String.raw`(?:above|below|beyond|over|under)\s+(?:\d|(?:an?\s+)?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|half)\b)`

/** What may follow a past that is the whole of what is said: "copied from an older document", "left unanswered". */
export const circumstance = new RegExp(
  String.raw`^(?:without|with no|before|after|despite|to|into|in|inside|outside|out of|on|onto|from|during|across|over(?= (?!at\b|to\b|by\b|in\b|on\b|for\b|from\b)[a-z])|down (?:the|an?)|instead of|${amiss}|(?:above|beyond) (?:the|its|their|an?)|straight|directly|twice|longer than|by (?:hand|mistake|accident)|by (?:the|an?|its) [\w-]+ (?:who|that|author|alone)|by the same|un\w+ed|mid-?(?:year|month|week|term|season|day|sprint|flight)|for (?:\d+|two|three|several|many|days|weeks|months|hours|longer than|(?:an?|any|another) (?:other )?purposes?))\b`,
  'i',
)

const compounds =
  /^(?:test data|test code|log files?|release notes|debug output|audit logs?|access logs?|build artefacts?|pull requests?|merge requests?|mailing lists?|feature flags?|debug menus?|test accounts?|test plans?|release candidates?)\s/i
/** "Loot odds were changed": a thing, and what was done to it. */
const said = /^(?:[\w-]+\s+){1,3}?(?:was|were)\s+(?:being\s+)?(?:not\s+|never\s+)?\w+(?:ed|en|t)\b/i
/** "Index dropped without a backup", "test data left in production": a noun that could be a verb, and what was done to it. */
export function isSubject(sentence: string): boolean {
  const [past = '', ...after] = sentence.replace(compounds, 'noun ').split(/\s+/).slice(1)
  const last = verbOf(sentence.split(/\s+/).at(-1) as string)
  if ((last?.form === 'past' || last?.form === 'participle') && isMisdeed(last.base)) return true
  if (said.test(sentence)) return true
  const [, thing = '', undone = ''] = /^((?:[\w-]+\s+){1,4}?)(?:not|never)\s+([\w-]+)/i.exec(sentence) ?? []
  const [first = '', ...others] = thing.trim().split(/\s+/)
  if (
    (looksPast(undone) || verbOf(undone)?.ambiguous) &&
    (others.length === 0 || !isPrescribing(first)) &&
    !isDetermined(others.join(' '))
  )
    return true
  return (isPlainlyPast(past) && circumstance.test(`${after.join(' ')} `)) || isNounFirst(sentence)
}

/** Things that are not to be touched at all. */
const guarded = /^(?:sensitive|secret|confidential|restricted|classified)\s+[\w-]+$/i
/** What is not to be given away, although other things are to be disclosed. */
const confidential =
  /\b(?:names?|address(?:es)?|e-?mails?|phone|salar(?:y|ies)|personal|private|confidential|secrets?|credentials?|passwords?|tokens?|(?:member|donor|patient|customer|user|employee|client)s?(?:['’]s?)? (?:data|records?|details|lists?))\b/i
export const isGuarded = (thing: string): boolean => guarded.test(thing)
export const isConfidential = (thing: string): boolean => confidential.test(thing)

/** "Invoice approved by the person who wrote it": one who may not do it. */
export const wrongDoer =
  /\bby (?:the (?:person|one|author|developer|engineer|employee|agent|team) (?:who|that)|the same|its (?:own )?author|(?:an?|the) [\w-]+ alone)\b/i

/** What is asked for of other things than confidential ones. */
const showing = new Set('disclose quote cite mention announce link'.split(' '))
/** What is asked for, but not where it counts. */
const trying = new Set('test evaluate validate verify debug assess'.split(' '))
const whereItCounts =
  /\b(?:in|on|against|with|from)\s+(?:(?:the|its|their|our|a|an)\s+)?(?:production|prod|live|main|training|test (?:set|data)|real)\b/i
/** Whether something that rules ask for was done in a wrong way, or with what it is wrong to do it with. */
export const isWrong = (base: string, rest: string): boolean =>
  marker.test(rest) ||
  wrongDoer.test(rest) ||
  /^\s*only\b|\bon behalf of\b|\bin the name of\b/i.test(rest) ||
  isMisplaced(base, rest)
/** "Disclose patient names", "test in production": what is asked for elsewhere. */
export const isMisplaced = (base: string, rest: string): boolean =>
  (showing.has(base) && confidential.test(rest)) ||
  (trying.has(base) && (whereItCounts.test(rest) || compounds.test(`${rest} `)))

/** A thing as a prohibition names it: all of its kind, where it is one of many without an article. */
export const thingsOf = (thing: string): string =>
  guarded.test(thing) || isOneOfMany(thing) || (confidential.test(thing) && !isDetermined(thing))
    ? plural(thing)
    : withArticle(thing)

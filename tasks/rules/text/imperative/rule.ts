import { isBare, isOneOfAKind, isOneOfMany, isPlural, plural, withArticles } from '../nouns.ts'
import { thirdOf, verbOf } from '../verbs.ts'
import { finite } from './sentence.ts'

export const ruledOut = (base: string, rest: string): string =>
  `do not ${base}${generic(several(uncounted(rest)), 'any')}`
/** How many there were is the case's, where something else is what was wrong. */
const uncounted = (rest: string): string =>
  /\bwithout\b/i.test(rest) ? rest.replace(/^\s+\d+\s+(?=[\w-]+s\b)/, ' ') : rest
const adverb =
  /^\s+(?:halfway|early|late|again|twice|alone|online|together|often|on|off|up|down|too|straight|directly|\w+ly)$/i
const object =
  /^\s+((?:[\w-]+\s+){0,3}?[\w-]+)((?:\s+(?:without|before|after|in|into|on|onto|to|from|for|with|by|at|during|outside)\b.*)?)$/
/** "Leak secret", "made strategic decision without approval": one of many without an article is about all of them. */
function several(rest: string): string {
  if (/^\s+[a-z][a-z-]*$/.test(rest) && !adverb.test(rest))
    return ` ${isOneOfAKind(rest.trim()) ? `the ${rest.trim()}` : plural(rest.trim())}`
  const [, thing = '', circumstances = ''] = object.exec(rest) ?? []
  if (isOneOfMany(thing)) return ` ${plural(thing)}${circumstances}`
  return isBare(thing) ? ` the ${thing}${circumstances}` : rest
}
export const doNot = (sentence: string): string => `do not ${generic(sentence, 'any')}`
export const toBeDone = (base: string, rest: string): string => `${base}${generic(rest, 'every')}`

/** One case's "this change" is a rule's every change. */
export const generic = (text: string, every: string): string =>
  withArticles(text)
    .replace(/\bthis\b(?=\s+[a-z])/gi, every)
    .replace(
      /\b(\S+)\s+(that|which|who)\s+had\b/g,
      (_, word: string, joint: string) => `${word} ${joint} ${isPlural(word) ? 'have' : 'has'}`,
    )
    .replace(/\b(\S+)\s+had\b/g, (_, word: string) => `${word} ${isPlural(word) ? 'have' : 'has'}`)
    .replace(
      /\b((?:(?:before|after|until|although|though|while|when|unless|because)(?:\s+\S+){1,8}?|\S+\s+(?:that|which|who))\s+)(was|were)\b/gi,
      (_, words: string, verb: string) => `${words}${verb.toLowerCase() === 'was' ? 'is' : 'are'}`,
    )
    .replace(told, (found, words: string, thing: string, past: string) => {
      const verb = verbOf(past)
      if (verb?.form !== 'past' || verb.ambiguous || finite.test(thing)) return found
      return `${words}${thing} ${isPlural(thing) ? verb.base : thirdOf(verb.base)}`
    })
    // What is said of an agent is said to whoever reads the rule.
    .replace(/\bits own\b/g, 'your own')
    .replace(/(?<=^\s+)itself\b/g, 'yourself')
    .replace(/(?<![’']s |s['’] |\b(?:your|their|his|her|our|my|the|an?|of) )\bown(?=\s+[a-z])/g, 'your own')

/** "Before the polls closed": what was so in one case is so in each. */
const told =
  /\b((?:before|until|after|although|because)\s+(?:the|its|their|all|any|every)\s+)((?:[\w-]+\s+){0,2}?[\w-]+)\s+([a-z]+(?:ed|[a-z]))(?=$|\s+(?:for|to|in|on|at|from|with|its|the|an?)\b)/gi

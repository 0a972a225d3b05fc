import { indefinite, isPlural, isThing, plural, withArticle } from '../nouns.ts'
import { deedOf } from '../unknown-past.ts'
import {
  gerundOf,
  happens,
  isApprovable,
  isConstructive,
  isGranted,
  isHarmful,
  isMisdeed,
  isOutgoing,
  isState,
  type VerbForm,
  verbOf,
} from '../verbs.ts'
import { isEvent } from './deed-noun.ts'
import { demand } from './demand.ts'
import { isFaulty } from './fault.ts'
import type { Form, Requirement } from './form.ts'
import { mayBeOwed } from './owed.ts'
import { doNot, generic, ruledOut, toBeDone } from './rule.ts'
import { circumstance, isConfidential, isGuarded, isPlainlyPast, isWrong, marker, thingsOf } from './sentence.ts'

const voice =
  /^(.+?)\s+(?:(?:was|were|is|are)\s+being|was|were|is|are|has\s+been|have\s+been|had\s+been|being|gets?|got)\s+(?:(not|never)\s+)?(?:\w+ly\s+)?([\w-]+)(.*)$/i

export const passive: Form = (sentence) => {
  const [, thing = '', not = '', word = '', rest = ''] = voice.exec(sentence) ?? []
  if (thing === '') return undefined
  const verb = deedOf(word)
  if (!verb || !(verb.form === 'past' || verb.form === 'participle' || verb.ambiguous)) return null
  // "Payment released before the signature was given": the second clause has the auxiliary.
  if (/\b(?:before|after|until|although|despite|while|because)\b/i.test(thing)) return undefined
  const none = /^(?:no|not any|neither)\s+(.*)$/i.exec(thing)
  const subject = (none?.[1] ?? thing).replace(/\s+nor\s+/i, ' and ')
  if (!isThing(subject)) return null
  const undone = Boolean(none) !== (not !== '')
  const [, alone = ''] = /^only\s+(.+)$/i.exec(subject) ?? []
  if (alone !== '') {
    // "Only admins are allowed" may be a rule, and that only one of two was done was not enough.
    const isPast = /^(?:was|were)\b/i.test(sentence.slice(thing.length).trim())
    return isPast && !undone && !isState(verb) && !isGranted(verb.base)
      ? ruledOut(verb.base, ` only ${withArticle(alone)}${rest}`)
      : null
  }
  const goesOn = /^(?:is|are|was|were)\s+being\b/i.test(sentence.slice(thing.length).trim())
  // "Personal data is not shared" says how it is; that it "was not" says what was missed, if it was to be done at all.
  const present = !goesOn && /^(?:is|are)\b/i.test(sentence.slice(thing.length).trim())
  if (undone)
    return isHarmful(verb.base) ||
      isState(verb) ||
      isGranted(verb.base) ||
      (isOutgoing(verb.base) && !deadline.test(rest)) ||
      /\b(?:without|no|not|un\w+ed)\b/i.test(subject) ||
      (present && !isConstructive(verb.base))
      ? null
      : toHaveDone(verb.base, word, none ? indefinite(subject) : withArticle(subject), rest)
  if (none || isState(verb) || (isConstructive(verb.base) && !isWrong(verb.base, `${subject} ${rest}`))) return null
  // "Unsigned commits are rejected" and "caches are cleared before a release" may as well be rules.
  const plainly = present
    ? isMisdeed(verb.base) || marker.test(rest)
    : isHarmful(verb.base) ||
      isWrong(verb.base, `${subject} ${rest}`) ||
      /\b(?:before|despite)\b/i.test(rest) ||
      isGuarded(subject)
  if (!plainly && !(goesOn && isOutgoing(verb.base)) && (present || (rest.trim() === '' && !isApprovable(verb.base))))
    return null
  return notByThem(verb.base, word, subject, rest)
}

/** Somebody who did it, or did not: whoever reads the rule sees to it. */
const doer = /^\s*by (?:an?|the|its|their|two|another|somebody|someone)\s+(?!(?:end|deadline|date|time)\b)/i

/** What is to be done by somebody else than who reads the rule; a signature is somebody else's as well. */
const toHaveDone = (base: string, word: string, thing: string, rest: string): string =>
  doer.test(rest) || /^(?:counter)?sign$/.test(base)
    ? `have ${generic(`${thing} ${word.toLowerCase()}${rest}`, 'every')}`
    : toBeDone(base, ` ${thing}${rest}`)

/** The same of what is ruled out: "an invoice approved by the person who wrote it". */
function notByThem(base: string, word: string, thing: string, rest: string): string {
  const many = thingsOf(thing)
  const isPluralised = isPlural(many) && !isPlural(thing)
  const twice = /^\s*twice\b/i.test(rest) && !isPlural(thing) && !/\d/.test(thing)
  // What "it" speaks of stays a single one.
  const single = twice || (/\bits?\b/i.test(rest) && (isPluralised || doer.test(rest)))
  const what = single ? indefinite(thing) : many
  return doer.test(rest)
    ? doNot(`have ${what} ${word.toLowerCase()} ${rest.trim()}`)
    : ruledOut(base, ` ${what} ${rest.trim()}`)
}

/** What was not done by then was to be done. */
const deadline = /\b(?:within|in time|on time|by the (?:deadline|end))\b/i

/** "Ledger not reconciled": what was not done is to be done. */
export const notDone: Form = (sentence) => {
  const [, thing = '', word = '', rest = ''] =
    /^((?:[\w-]+\s+){1,4}?)(?:not|never)\s+([\w-]+)(.*)$/i.exec(sentence) ?? []
  const verb = verbOf(word)
  if (!verb || (verb.form === 'base' && !verb.ambiguous) || verb.form === 'third' || !isThing(thing.trim()))
    return undefined
  const unsure =
    isHarmful(verb.base) ||
    (isOutgoing(verb.base) && !deadline.test(rest)) ||
    // What a text does not mention may not be in it; what nobody is told of is to be told.
    (isGranted(verb.base) && !(verb.base === 'mention' && /^\s+to\b/i.test(rest))) ||
    isState(verb)
  return unsure ? null : toHaveDone(verb.base, word, withArticle(thing.trim()), rest)
}

/** "Context pressure unreported": what was left undone is to be done. */
export const leftUndone: Form = (sentence) => {
  const [, thing = '', word = '', rest = ''] = /^((?:[\w-]+\s+){1,4}?)un(\w+ed)((?:\s.*)?)$/i.exec(sentence) ?? []
  const verb = verbOf(word)
  if (rest !== '' || verb?.form !== 'past' || !isConstructive(verb.base) || !isThing(thing.trim())) return undefined
  if (!mayBeOwed(verb.base, thing.trim())) return null
  const isClause =
    /\b(?:without|left|was|were|is|are|with)\b/i.test(thing) || isPlainlyPast(thing.split(' ')[0] as string)
  return isClause ? undefined : toBeDone(verb.base, ` ${withArticle(thing.trim())}`)
}

/** "Console left open". */
const left =
  /^((?:[\w-]+\s+){0,3}?[\w-]+)\s+left\s+((?:open|enabled|disabled|running|unlocked|unattended|exposed|visible|public|writable|behind|on|in|at|un\w+ed)\b.*)$/i

/** "Outdated guideline cited": what is wrong with the thing is no reason to remove it, but it is one not to pass it on. */
const passedOn =
  /^((?:wrong|incorrect|invalid|outdated|obsolete|stale|expired|forged|fake|corrupt(?:ed)?|un(?:approved|licensed|verified|tested|reviewed|signed|sourced|confirmed|encrypted|checked))\s+(?:[\w-]+\s+){0,2}?[\w-]+)\s+([\w-]+)$/i
const passing = new Set(
  'use accept cite apply send deliver publish show serve enter book charge bill upload ship embed release deploy quote copy import merge treat give prescribe administer pay select choose call file post attach print mail install load'.split(
    ' ',
  ),
)
export const faultyThing: Form = (sentence) => {
  const [, thing = '', word = ''] = passedOn.exec(sentence) ?? []
  const verb = verbOf(word)
  if (!verb || verb.ambiguous || !(verb.form === 'past' || verb.form === 'participle') || !passing.has(verb.base))
    return undefined
  return isPlainlyPast(thing.split(/\s+/)[1] ?? '')
    ? undefined
    : doNot(`${verb.base} ${/^wrong\b/i.test(thing) ? `the ${thing}` : plural(thing)}`)
}

/** "Statistics published without a source", "no owner assigned to the service": the same without its auxiliary. */
export const reducedPassive: Form = (sentence, requirement, areas) => {
  const [, kept = '', state = ''] = left.exec(sentence) ?? []
  if (kept !== '' && isThing(kept) && !/\b(?:not|never|no)\b/i.test(kept))
    return ruledOut('leave', ` ${thingsOf(kept)} ${state}`)
  const words = sentence.split(/\s+/)
  for (let at = 1; at <= 4 && at < words.length; at++) {
    const [thing, rest] = [words.slice(0, at).join(' '), words.slice(at + 1).join(' ')]
    // "Filled in" may be another verb than "filled".
    const verb = particle.test(rest) ? verbOf(words[at] as string) : deedOf(words[at] as string)
    if (!verb || !mayBePast(verb, thing, rest) || !isThing(thing) || /ly$/i.test(thing)) continue
    // "Migration claimed as verified": which of the two was wrong nobody knows.
    if (words.slice(1, at).some(isPlainlyPast)) return undefined
    const [, none = ''] = /^no\s+(.+)$/i.exec(thing) ?? []
    if (none === '' ? !circumstance.test(rest) : rest !== '' && !/^[a-z]/.test(rest)) continue
    // Somebody starts what is started without something.
    if (isState(verb) || (happens(verb.base) && !/^start .*\bwithout\b/i.test(`${verb.base} ${rest}`))) return undefined
    // "No consent asked for".
    if (none !== '' && verb.base === 'ask' && /^for$/i.test(rest)) return `ask for ${indefinite(none)}`
    if (none !== '')
      return isHarmful(verb.base) || isGranted(verb.base) || isOutgoing(verb.base)
        ? null
        : toBeDone(verb.base, ` ${indefinite(none)} ${rest.replace(/^for an?\s/i, 'for every ')}`)
    if (isConstructive(verb.base) && !isWrong(verb.base, `${thing} ${rest}`)) return null
    if (isEvent(words[at - 1] as string)) return ruledOut(verb.base, ` ${plural(thing)} ${rest}`)
    return notByThem(verb.base, words[at] as string, thing, rest)
  }
  return demandedOf(sentence, requirement, areas)
}

const particle = /^(?:in|on|out|off|up|down|over|through|to|into|onto|from)\b/i

/** "Cookie set without consent", but not "data set without labels". */
function mayBePast({ form, ambiguous }: VerbForm, thing: string, rest: string): boolean {
  if (form === 'third' || form === 'gerund') return false
  return (
    form !== 'base' ||
    (ambiguous && /^(?:without|before|to)\b/i.test(rest) && !/\b(?:data|test|rule|dry|trial|tool|type)$/i.test(thing))
  )
}

const namedBanned =
  /^(?:prohibited|forbidden|banned|disallowed)\s+((?:[\w-]+\s+){0,2}[\w-]+)\s+(\w+)(?::\s*["'\u201c]?([\w][\w -]{1,40}?)["'\u201d]?)?$/i
/** "Prohibited absolute language used: guarantee": it is called what it is to be. */
export const banned: Form = (sentence) => {
  const [, thing = '', word = '', example = ''] = namedBanned.exec(sentence) ?? []
  const verb = verbOf(word)
  if (!verb || verb.ambiguous || (verb.form !== 'past' && verb.form !== 'participle') || !isThing(thing))
    return undefined
  if (example === '') return `do not ${verb.base} ${plural(sentence.slice(0, sentence.lastIndexOf(' ')))}`
  const things = /(?:language|wording|content|material|software)$/i.test(thing) ? thing : plural(thing)
  return `do not ${verb.base} ${things} such as "${example}"`
}

/** What no approval brings back. */
const refused = /^(?:rejected|declined|refused|vetoed|revoked|withdrawn|recalled|banned|prohibited|forbidden)\s/i

/** "Third party dependency added": what was done, and nothing more; it needs what the services demand. */
function demandedOf(sentence: string, requirement: Requirement | undefined, areas: string[]) {
  const [, thing = '', word = ''] =
    /^((?:[\w-]+\s+){1,4}?(?:of\s+(?:the\s+|an?\s+)?(?:[\w-]+\s+){1,3})?)([\w-]+)$/.exec(sentence) ?? []
  const verb = verbOf(word)
  if (!verb || verb.ambiguous || (verb.form !== 'past' && verb.form !== 'participle') || !isThing(thing.trim()))
    return undefined
  if (/\sof\s/.test(thing) && !isMisdeed(verb.base)) return undefined
  // "Unverified claim published": no approval makes it right.
  if (/^un\w+ed\s/i.test(thing) && isApprovable(verb.base) && !isHarmful(verb.base))
    return ruledOut(verb.base, ` ${plural(thing.trim())}`)
  const what = thing.trim()
  if (isMisdeed(verb.base)) return ruledOut(verb.base, ` ${thingsOf(what)}`)
  if (!requirement || !isApprovable(verb.base))
    return isOutgoing(verb.base) && isConfidential(what) ? ruledOut(verb.base, ` ${plural(what)}`) : undefined
  if (isFaulty(what) || refused.test(what)) return ruledOut(verb.base, ` ${thingsOf(what)}`)
  return demand(requirement, `${gerundOf(verb.base)} ${indefinite(what)}`, areas, false)
}

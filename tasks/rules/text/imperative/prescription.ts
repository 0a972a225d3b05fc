import { isDetermined } from '../nouns.ts'
import { looksPast } from '../unknown-past.ts'
import { isConstructive, isHarmful, isMisdeed, isPrescribing, type VerbForm, verbOf } from '../verbs.ts'
import { isEvent } from './deed-noun.ts'
import type { Form } from './form.ts'
import { doNot } from './rule.ts'
import { finite, isMisplaced, isSubject } from './sentence.ts'

/** Behind a word that may be a noun these say what state it is in: "plan missing". */
const isQuality = /^(?:\w+(?:ed|ing)|due|late|incomplete|absent|stale|necessary|unavailable|broken|wrong|invalid)$/i

/** The same at the end, where no article says that a deed is meant: "audit log incomplete", "test coverage insufficient". */
const isState =
  /^(?:lacking|missing|wanting|pending|outstanding|failing|absent|late|stale|wrong|weak|empty|short|low|high|poor|vague|obsolete|corrupt|broken|overdue|unclear|unsafe|(?:in|im|ir|un)(?:complete|sufficient|adequate|accurate|consistent|correct|valid|visible|secure|active|effective|appropriate|coherent|relevant|precise|proper|\w+able|\w+ible)|\w+less|\w{3,}(?:able|ible)|outdated|un\w+ed)$/i
const making = /^(?:keep|make|leave|set|mark|treat|consider|label|render)$/i
const endsInState = (words: string[]): boolean =>
  !making.test(words[0] ?? '') && !words.some((word) => isGiven.test(word)) && isState.test(words.at(-1) ?? '')
const isGiven = /^(?:the|an?|all|any|every|each|no|not|if|when|where|as|that|which|who|is|are|be)$/i

const isThirdPerson =
  /^(?:contains|depends|uses|shows|includes|requires|needs|relies|refers|runs|fails|passes|expires|remains|exists|mentions|says|has|lacks|takes|gives|keeps|sends|stores|exposes|breaks|comes|goes|lives|belongs)$/i

/** What rules begin with that are nouns as well: a thing and where or how it is, in "report to the press", is no rule. */
export const alsoNouns =
  /^(?:approach|audit|back|check|document|fix|label|limit|link|mark|mask|monitor|name|plan|quote|record|register|report|request|respect|review|sign|state|test|treat|wait|warn)$/i
const placing =
  /^(?:about|above|across|against|among|as|at|behind|below|beside|between|beyond|by|from|in|inside|into|near|of|off|on|onto|out|outside|over|past|through|to|under|up|upon|via|with|within|without)$/i
/** What a thing is like. */
const likeIt =
  /^(?:almost|also|already|barely|blank|empty|false|far|full|hardly|illegible|just|later|less|longer|more|nearly|never|not|older|only|short|shorter|so|still|too|untrue|vague|very)$/i
const particle = /^(?:at|away|into|off|out|over|past|through|up)$/i
/** In front of "must not" these make it what is said of somebody, or somewhere else: "sent to people who must not see it". */
const subordinate =
  /\b(?:that|which|who|whom|whose|what|although|though|because|since|but|despite|even|so|as|how|why|they|it|he|she)\b/i

/** Whether what stands in front of "must not" and "may" is nothing but whom or what it is demanded of. */
const isDemanded = (subject: string): boolean =>
  !subordinate.test(subject) &&
  !finite.test(subject) &&
  !subject
    .replace(/^only\s+\S+/i, '')
    .split(/\s+/)
    .some(looksPast)

/** Whether a sentence that begins like a rule may tell what was done to a thing, or what a thing does or is like. */
function mayTell(first: string, rest: string[]): boolean {
  const [second = '', third = ''] = rest
  const verb = verbOf(second)
  if (verb?.form === 'third' && (isMisdeed(verb.base) || !(placing.test(third) || joining.test(third)))) return true
  if (/[^s]s$/i.test(second) && particle.test(third)) return true
  if (alsoNouns.test(first) && (placing.test(second) || likeIt.test(second))) return true
  return rest.some((word, index) => {
    const isPast = looksPast(word) || (verbOf(word)?.ambiguous && !isDetermined(rest.join(' ')))
    return isPast && !given.test(rest[index - 1] ?? '')
  })
}
/** "Always rinse the burette": what stands there and has an object is a verb, known or not. */
const unknownVerb = (word: string, object: string): VerbForm | undefined =>
  /^[a-z]{3,}(?<!s|ing|ly)$/.test(word) && !looksPast(word) && isDetermined(object.trim())
    ? { base: word, form: 'base', ambiguous: false }
    : undefined
const joining = /^(?:for|before|after|and|or|that|which|who|when|if|until|because|$)/i
const given = /^(?:all|every|each|any|the|an?|no|of|as)$/i

/** What is a rule as it is. */
export const prescription: Form = (sentence) => {
  const [first = '', second = '', third = ''] = sentence.split(/\s+/)
  // What nobody can do may be how it is.
  if (/\b(?:can\s*not|can\s+never|can['’]t)\b/i.test(sentence)) return null
  if (/\b(?:must|shall|should|may)\s*(?:not|never)\b|\b(?:must|should)n['’]t\b/i.test(sentence))
    return finite.test(sentence.replace(/\b(?:that|which|who)\b.*/i, '')) || !isDemanded(subjectOf(sentence))
      ? null
      : sentence
  if (/^only\b.*\b(?:may|must)\b/i.test(sentence)) return isDemanded(subjectOf(sentence)) ? sentence : null
  const [, told = '', object = ''] =
    /^(?:do|don['’]t|never|always)\s+(?:(?:not|again)\s+)?(\S+)(.*)$/i.exec(sentence) ?? []
  const lead = verbOf(told) ?? unknownVerb(told, object)
  // "Never read the contract" may be what was not done, and "always skips" a habit.
  if (
    /^(?:never|always)$/i.test(first) &&
    (lead?.ambiguous || (/^always$/i.test(first) && isBad(lead?.base, sentence)))
  )
    return null
  if (lead?.form === 'base' && !finite.test(sentence)) return sentence
  if (/^do$/i.test(first) && /^not$/i.test(second) && lead) return sentence
  // A thing that must be checked is a demand; somebody who must do something may be complaining of it.
  const [, demanded = '', deed = ''] = /^([^,;:]+?)\s+must\s+be\s+([a-z]+)\b/i.exec(sentence) ?? []
  if (isConstructive(verbOf(deed)?.base ?? '') && isDemanded(demanded) && !subordinate.test(sentence)) return sentence
  if (/\b(?:must|shall|should|needs? to|ha(?:s|ve) to)\b(?!-)/i.test(sentence)) return null
  const verb = verbOf(first)
  if (verb?.form !== 'base' || verb.ambiguous || isSubject(sentence)) return undefined
  // "Report of the audit": no verb that is meant here has an "of" behind it.
  if (/^of$/i.test(second)) return isEvent(sentence.split(/\s+/).at(-1) as string) ? undefined : null
  // "Page shows prices without tax": a thing and what it does.
  if (isThirdPerson.test(second)) return null
  if (isMisdeed(verb.base) || /\bwithout\b/i.test(sentence)) return isConstructive(verb.base) ? null : doNot(sentence)
  if (!isPrescribing(verb.base) || finite.test(sentence) || third === '' || isQuality.test(second)) return null
  if (/\b(?:wrong|false|too|twice|nothing)\b/i.test(sentence) || isMisplaced(verb.base, sentence)) return null
  if (endsInState(sentence.split(/\s+/))) return null
  return mayTell(first, sentence.split(/\s+/).slice(1)) ? null : sentence
}

/** The words in front of what is demanded. */
const subjectOf = (sentence: string): string => sentence.split(/\b(?:must|shall|should|may)/i)[0] as string
const isBad = (base: string | undefined, sentence: string): boolean =>
  base !== undefined && (isHarmful(base) || /\bwithout\b/i.test(sentence))

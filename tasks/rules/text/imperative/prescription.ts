import { isConstructive, isMisdeed, isPrescribing, verbOf } from '../verbs.ts'
import { isEvent } from './deed-noun.ts'
import type { Form } from './form.ts'
import { doNot } from './rule.ts'
import { finite, isSubject } from './sentence.ts'

/** Behind a word that may be a noun these say what state it is in: "plan missing". */
const isQuality = /^(?:\w+(?:ed|ing)|due|late|incomplete|absent|stale|necessary|unavailable|broken|wrong|invalid)$/i

const isThirdPerson =
  /^(?:contains|depends|uses|shows|includes|requires|needs|relies|refers|runs|fails|passes|expires|remains|exists|mentions|says|has|lacks|takes|gives|keeps|sends|stores|exposes|breaks)$/i

/** What is a rule as it is. */
export const prescription: Form = (sentence) => {
  const [first = '', second = '', third = ''] = sentence.split(/\s+/)
  // What nobody can do may be how it is.
  if (/\b(?:can\s*not|can\s+never|can['’]t)\b/i.test(sentence)) return null
  if (/\b(?:must|shall|should|may)\s*(?:not|never)\b|\b(?:must|should)n['’]t\b/i.test(sentence))
    return finite.test(sentence.replace(/\b(?:that|which|who)\b.*/i, '')) ? null : sentence
  if (/^only\b.*\b(?:may|must)\b/i.test(sentence)) return sentence
  const lead = /^(?:do|don['’]t|never|always)$/i.test(first)
    ? verbOf(/^not$/i.test(second) ? third : second)
    : undefined
  if (lead?.form === 'base' && !finite.test(sentence)) return sentence
  if (/^do$/i.test(first) && /^not$/i.test(second) && lead) return sentence
  // Somebody who must do something may be complaining of it.
  if (/\b(?:must|shall|should|needs? to|ha(?:s|ve) to)\b(?!-)/i.test(sentence)) return null
  const verb = verbOf(first)
  if (verb?.form !== 'base' || verb.ambiguous || isSubject(sentence)) return undefined
  // "Report of the audit": no verb that is meant here has an "of" behind it.
  if (/^of$/i.test(second)) return isEvent(sentence.split(/\s+/).at(-1) as string) ? undefined : null
  // "Page shows prices without tax": a thing and what it does.
  if (isThirdPerson.test(second)) return null
  if (isMisdeed(verb.base) || /\bwithout\b/i.test(sentence)) return isConstructive(verb.base) ? null : doNot(sentence)
  if (!isPrescribing(verb.base) || finite.test(sentence) || third === '' || isQuality.test(second)) return null
  const later = sentence.split(/\s+/).slice(2)
  const told = later.some((word, index) => {
    const form = verbOf(word)
    return (
      form?.form === 'past' &&
      !form.ambiguous &&
      !/^(?:all|every|each|any|the|an?|no|of|as)$/i.test(later[index - 1] ?? second)
    )
  })
  return told ? null : sentence
}

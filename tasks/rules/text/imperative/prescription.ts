import { isConstructive, isMisdeed, isPrescribing, verbOf } from '../verbs.ts'
import type { Form } from './form.ts'
import { doNot } from './rule.ts'
import { finite, isSubject } from './sentence.ts'

/** Behind a word that may be a noun these say what state it is in: "plan missing". */
const isQuality = /^(?:\w+(?:ed|ing)|due|late|incomplete|absent|stale|necessary|unavailable|broken|wrong|invalid)$/i

/** What is a rule as it is. */
export const prescription: Form = (sentence) => {
  const [first = '', second = '', third = ''] = sentence.split(/\s+/)
  if (/\b(?:must|shall|should|may|can)\s*(?:not|never)\b|\b(?:must|should|can)n['’]t\b|\bcannot\b/i.test(sentence))
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
  if (/^of$/i.test(second)) return null
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

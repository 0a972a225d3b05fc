import { plural, withArticle } from '../nouns.ts'
import type { Form } from './form.ts'
import { finite } from './sentence.ts'

/** What is wrong wherever a product shows it. */
const hazards = new RegExp(
  `^(?:(?:un\\w+|plain|plain-?text|raw|live|real)\\s+)?(?:${[
    'pii|phi|(?:patient|customer|client|pupil|student|user|donor)s? (?:names?|records?|details|address(?:es)?|phone numbers?)|credentials?|secrets?|tokens?|passwords?|(?:api|access|private) keys?|personal data|inline (?:[\\w-]+ ){0,2}[\\w-]+|to-?dos?',
    'debug(?:ging)? (?:output|code)|console output|placeholders?|(?:test|mock|customer|user|placeholder|sample|dummy) data|(?:e-?mail|ip) address(?:es)?',
    'stack traces?|jargon|dead code|magic numbers?|absolute (?:assurance )?terms?|absolute guarantees?',
    '(?:overconfident|unsupported|unsourced|unverified|misleading|fabricated|made-up) (?:statements?|claims?|figures?|numbers?|statistics|promises?)',
  ].join('|')})$`,
  'i',
)

export const hazard: Form = (sentence) => {
  const [, thing = '', place = ''] = /^(?:no\s+)?(.+?)\s+(?:in|into|inside|within)\s+(.+)$/i.exec(sentence) ?? []
  if (thing === '' || !hazards.test(thing) || finite.test(sentence)) return undefined
  return `keep ${plural(thing)} out of ${withArticle(place)}`
}

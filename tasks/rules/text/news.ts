import { hasWordOfFault } from './fault-signs.ts'
import { deedOf } from './unknown-past.ts'

/** Those who decide by their office. */
export const office =
  '(?:officer|board|owner|committee|council|commission|manager|director|lead|head|chair|supervisor|reviewer|maintainer|editor|team|counsel|legal|ciso|cto|ceo|dpo|human|operator|engineer|support|compliance|desk|on-?call|court|judge)s?'
/** Those for whom things are done: what they choose is theirs. */
export const outsiders =
  '(?:guest|customer|client|user|visitor|patient|member|passenger|applicant|tenant|parent|student|citizen|resident|buyer|reader|donor|requester|caller|sender|human)s?'
/** Those with whom things are agreed, and who have a say that nobody here has. */
const parties =
  '(?:authorit(?:y|ies)|regulator|ministry|agency|parliament|government|inspectorate|municipality|notary|insurer|bank|lender|landlord|seller|supplier|vendor|carrier|courier|contractor|partner|publisher|author|archive|laboratory|university|school|hospital|manufacturer|sponsor|union)s?'

const words = (list: string): Set<string> => new Set(list.split(' '))
/** What is anybody's to grant who decides it. */
const granting = words('approve accept grant authorise authorize confirm waive clear release')
/** What people from outside do of their own accord, and what is dealt with between them and the project. */
const dealing = words(
  'pay deliver return send submit sign order reply answer agree choose collect pick join board visit arrive announce renew confirm accept grant approve decline withdraw deposit donate attend',
)

/** Where to or how it was done may be what is wrong, and who did it. */
const circumstance =
  /\b(?:to|into|onto|with|before|after|while|during|via|using|same|other|another|former|gifts?|bribes?)\b/
const some = String.raw`(?:(?:the|an?|our|its|their)\s+)?`
const someone = String.raw`${some}(?:[\w'\u2019-]+\s+){0,2}?(?:(${parties}|${outsiders})|${office})`
const active = new RegExp(String.raw`^${someone}\s+(?:has\s+|have\s+)?([\w-]+)(\s.+)?$`)
const passive = new RegExp(
  String.raw`^((?:[\w'\u2019-]+\s+){0,7}?)(?:(?:was|were|has been|have been)\s+)?([\w-]+)(?:\s+off)?\s+by\s+${someone}$`,
)

/** "The council granted the permit", "exhibit 14 was returned by the lender": what others decide or bring is no deed of who reads a rule. */
function isOthers(sentence: string): boolean {
  const [, doer, word = '', rest = ''] = active.exec(sentence) ?? []
  const [, thing = '', done = '', by] = passive.exec(sentence) ?? []
  const [verb, outsider, said] = word !== '' ? [deedOf(word), doer, rest] : [deedOf(done), by, thing]
  return (
    (verb?.form === 'past' || verb?.form === 'participle') &&
    (granting.has(verb.base) || (outsider !== undefined && dealing.has(verb.base))) &&
    !circumstance.test(sentence) &&
    !hasWordOfFault(said)
  )
}

const number = String.raw`(?:[+-]?\d[\d.,:]*|(?:an?\s+)?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|third|quarter|half|tenth))(?![\w-])`
/** "Boiler 3 reached 90 degrees", "prices rose by two percent": how much there is of something, by itself. */
const measured = new RegExp(
  String.raw`^((?:[\w'\u2019-]+\s+){1,5}?)(?:(?:has\s+|have\s+)?reach(?:ed|es)|(?:reports?|shows?|reads|measures)|(?:(?:has\s+|have\s+)?(?:rose|risen|fell|fallen|climbed|dropped|sank|sunk|grew|grown|shrank|shrunk|increased|decreased|rises|falls|drops|climbs)\s+(?:to|by|from))|(?:stood|stands|peaked|peaks|hovered|settled|is|was|are|were)(?:\s+at)?)\s+(?:about\s+|around\s+)?${number}`,
)
const underWay =
  /^(?:[\w'’-]+\s+){1,4}(?:is|are|was|were)\s+(?:expected\b|under (?:maintenance|construction|repair|way)\b)|^(?:[\w'’-]+\s+){1,6}(?:has|have) (?:arrived|come in)\b/

/**
 * Whether a report only says what was measured, what is to come, or what others have decided or brought: nobody did it who could have left it alone.
 * A word of fault in it says otherwise.
 */
export function isNews(text: string): boolean {
  const sentence = text.toLowerCase()
  if (isOthers(sentence)) return true
  if (hasWordOfFault(sentence)) return false
  if (underWay.test(sentence)) return true
  const [, thing = ''] = measured.exec(sentence) ?? []
  const first = deedOf(thing.split(' ')[0] as string)
  return thing !== '' && (first === undefined || first.form === 'base')
}

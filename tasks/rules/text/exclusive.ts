import { fromGerman } from './german.ts'
import { placesIn } from './relation/places.ts'
import { doersIn } from './relation/roles.ts'
import { type Statement, statementOf } from './statement.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What a rule leaves to somebody, to a place or to a condition alone. */
export interface Exclusive {
  deed: string[]
  alone: string[]
  /** The word in front of a place or a condition; none in front of a person. */
  link?: string
}

const conditions = 'when|if|once|while|after|with'
const links = `in|inside|on|at|to|into|onto|from|for|as|during|${conditions}`
/** "Only the board may do it", "do it only in the vault", "do it in the vault only". */
const forms = [
  /^(?:only|(?:nobody|no[ -]one|none) (?:but|except))\s+(?<alone>.+?)\s+(?:may|can|must|should|shall|(?:is|are) allowed to)\s+(?:be\s+)?(?<deed>.+)$/i,
  new RegExp(String.raw`^(?<deed>.+?)\s+(?:only|exclusively|solely)\s+(?<link>${links})\s+(?<alone>.+)$`, 'i'),
  new RegExp(String.raw`^only\s+(?<deed>.+?)\s+(?<link>${links})\s+(?<alone>.+)$`, 'i'),
  new RegExp(String.raw`^(?<deed>.+?)\s+(?<link>${links})\s+(?<alone>.+?)\s+(?:only|exclusively|alone)$`, 'i'),
]

export function exclusiveOf(rule: string, vocabulary: Vocabulary): Exclusive | undefined {
  const text = fromGerman(rule)
  if (!/\b(?:only|exclusively|solely|alone|but|except)\b/i.test(text)) return undefined
  const plain = text.trim().replace(/[.!\s]+$/, '')
  const { deed, alone, link } = forms.map((form) => form.exec(plain)?.groups).find(Boolean) ?? {}
  if (deed === undefined || alone === undefined) return undefined
  const left = statementOf(alone, vocabulary)
  // What is done is read together with where: "stored in" says nothing of keys.
  const whole = statementOf(link ? `${deed} ${link} ${alone}` : `${alone} ${deed}`, vocabulary)
  const done = whole.words.filter((word) => !left.signs.has(word))
  if (whole.negations > left.negations || done.length * left.words.length === 0) return undefined
  return { deed: done, alone: left.words, ...(link && { link: link.toLowerCase() }) }
}

/**
 * Whether a report tells of what a rule leaves to one alone, done by that one, there, or then; false where it is done otherwise, which breaks the
 * rule. Undefined where the rule leaves nothing to one alone, or the report is about something else.
 */
export function isAsReserved(exclusive: Exclusive | undefined, report: Statement): boolean | undefined {
  if (!exclusive?.deed.every((word) => (report.signs.get(word) ?? 0) > 0)) return undefined
  const { deed, alone, link } = exclusive
  const { order, signs } = report
  if (alone.some((word) => (signs.get(word) ?? 0) < 0 || (order && !order.implied && order.second.has(word))))
    return false
  if (alone.every((word) => signs.has(word))) return true
  if (link === undefined) return doersIn(report).length > 0 || report.words.length === deed.length ? false : undefined
  // That another condition was met says nothing of this one.
  if (new RegExp(`^(?:${conditions})$`).test(link)) return alone.some((word) => signs.has(word)) ? false : undefined
  return placesIn(report).get(link)?.size ? false : undefined
}

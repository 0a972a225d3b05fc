import { hasWordOfFault } from './fault-signs.ts'
import { deedOf, looksPast } from './unknown-past.ts'
import { isApprovable, isHarmful, isOutgoing } from './verbs.ts'

const amount = String.raw`(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|dozens?|most|several|some|half)`
/** "Six of nine alternatives", "half of the budget", "3 out of the 5 seats". */
const share = new RegExp(
  String.raw`\b${amount}\s+(?:out\s+)?of\s+(?:(?:the|all|its|our|these)\s+)?(?:${amount}\b\s*)?|\bhalf\s+the\b|\bby half\b`,
  'i',
)
/** Where, to whom, when or how it was done may be what is wrong. */
const circumstance = /\b(?:to|into|onto|with|before|after|while|during|for|on|at|under|via|using)\b/i

/** Whether a report only counts how many of something there are, or were dealt with: nothing is missing, too much or harmed. */
export function isCounting(sentence: string): boolean {
  if (!share.test(sentence)) return false
  const rest = sentence.replace(share, '')
  return (
    !hasWordOfFault(rest) &&
    !circumstance.test(rest) &&
    rest.split(/[^\p{L}-]+/u).every((word) => {
      const verb = deedOf(word)
      return (
        verb === undefined || !looksPast(word) || ![isApprovable, isHarmful, isOutgoing].some((is) => is(verb.base))
      )
    })
  )
}

const words = (list: string): Set<string> => new Set(list.split(' '))
/** What the services measure, the values that nobody calls too high or too low, and what is said around them. */
const measures = words('pressure confidence usage score level budget density frequency workload')
const values = words('normal elevated moderate medium nominal estimated estimate measured scored rated used')
const around = words('context token tokens session conversation instruction the a an of its in at is was are percent')

/** Whether a report only says how much there is of what the services measure: "session at 71 % of its token budget". */
export function isMeasure(sentence: string): boolean {
  const said = sentence.toLowerCase().match(/[\p{L}\p{N}.,]*[\p{L}\p{N}]/gu) ?? []
  const isValue = (word: string) => values.has(word) || /^\d/.test(word)
  return (
    said.some((word) => measures.has(word)) &&
    said.some(isValue) &&
    said.every((word) => measures.has(word) || around.has(word) || isValue(word))
  )
}

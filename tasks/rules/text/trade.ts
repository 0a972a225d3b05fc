import { saysAsMuch } from './about.ts'
import { isCommon } from './meanings.ts'
import type { Statement } from './statement.ts'
import { expressedBy, type Subjects, subjectsIn } from './thesaurus.ts'

/** A text as those of the trade hear it. */
export interface InTrade {
  words: string[]
  /** The words behind what denies: what is missing, or came too late. */
  missing: string[]
  subjects: Subjects
}

const denying = /^(?:without|no|not|never|missing|lacking|despite|before|past|unless)$/

export function inTrade({ tokens, words }: Pick<Statement, 'tokens' | 'words'>): InTrade {
  const stems = tokens.map(({ stem }) => stem)
  const denied = tokens.findIndex(({ raw }) => denying.test(raw))
  const behind = denied < 0 ? [] : stems.slice(denied + 1)
  return { words, missing: words.filter((word) => behind.includes(word)), subjects: subjectsIn(new Set(stems)) }
}

/** How far words have to be expressed: what is missing nearly, and the rest the more, the more rules there are, since each may do so by chance. */
const leastOfMissing = 0.7
const leastOfRest = 0.4
const restOfOneRule = 0.12
const restByDoubling = 0.09
/** What a synonym expresses of a word, and what a word that is said everywhere counts. */
const synonymous = 0.7
const ofCommon = 0.5

/**
 * Whether a rule and a violation say the same in the words of their trade ("the history of the shared branch is never rewritten", "force-pushed to
 * main"): what each says beyond the other is about subjects that the other speaks of. `rules`: among how many rules it is looked for. `common`: how
 * common a subject is among them, 0 to 1.
 */
export function saysInTrade(
  rule: InTrade,
  violation: InTrade,
  rules: number,
  common: (row: string) => number,
): boolean {
  const ofViolation = expressedBy(rule.subjects, violation.subjects, common)
  if (shareOf(violation.missing, rule.words, ofViolation) < leastOfMissing) return false
  const ofRule = expressedBy(violation.subjects, rule.subjects, common)
  const rest =
    shareOf(beyond(violation, rule), rule.words, ofViolation) *
    shareOf(beyond(rule, violation), violation.words, ofRule)
  return Math.sqrt(rest) >= Math.max(leastOfRest, restOfOneRule + restByDoubling * Math.log2(rules))
}

const beyond = ({ words }: InTrade, other: InTrade): string[] => words.filter((word) => !other.words.includes(word))

/** How much of some words another text expresses. */
function shareOf(words: string[], others: string[], expressed: Map<string, number>): number {
  let [all, said] = [0, 0]
  for (const word of words) {
    const weight = isCommon(word) ? ofCommon : 1
    const same = others.includes(word) ? 1 : others.some((other) => saysAsMuch(word, other)) ? synonymous : 0
    all += weight
    said += weight * Math.max(same, expressed.get(word) ?? 0)
  }
  return all === 0 ? 1 : said / all
}

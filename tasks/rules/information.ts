import { firstNames, plural } from '../../templates/words.ts'

/** A kind of violation that an active rule is held to say already: only a person knows whether it does. */
export interface CoveredKind {
  text: string
  occurrences: number
  sessions: number
}

/** By rule, the most frequent kinds first. */
export type Covered = Map<string, CoveredKind[]>

/**
 * What there is to know of a rule, with nothing to tick. That no decision violated it: the logs do not show whether it is obeyed or never matched.
 * Or what it is held to cover, for which therefore no rule is proposed.
 */
export interface RuleInformation {
  ruleId: string
  persistence: string
  /** Sessions that were looked at, since the rule is in force. */
  sessions: number
  /** Decisions that name it among the rules they checked. */
  checked: number
  /** Kinds of violation that do not name it and that it is held to say in other words; absent where there is none. */
  inOtherWords?: CoveredKind[]
}

const kindsNamed = 3

export function describeInformation({ ruleId, persistence, sessions, checked, inOtherWords }: RuleInformation): string {
  if (inOtherWords) {
    const times = inOtherWords.reduce((sum, { occurrences }) => sum + occurrences, 0)
    const kinds = inOtherWords.map(
      (each) => `"${each.text}" (${each.occurrences} in ${plural(each.sessions, 'session')})`,
    )
    return `${ruleId} (${persistence}): violated ${plural(times, 'time')}, in other words: ${firstNames(kinds, kindsNamed)}`
  }
  const exposure =
    checked === 0 ? 'named by no decision' : `checked in ${plural(checked, 'decision')}, violated in none`
  return `${ruleId} (${persistence}): ${exposure} of ${plural(sessions, 'session')}`
}

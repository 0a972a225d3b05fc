import { plural } from '../../templates/words.ts'

/** A rule that no decision violated: the logs do not show whether it is obeyed or never matched, so there is nothing to tick. */
export interface RuleInformation {
  ruleId: string
  persistence: string
  /** Sessions that were looked at. */
  sessions: number
  /** Decisions that name it among the rules they checked. */
  checked: number
}

export function describeExposure({ ruleId, persistence, sessions, checked }: RuleInformation): string {
  const exposure =
    checked === 0 ? 'named by no decision' : `checked in ${plural(checked, 'decision')}, violated in none`
  return `${ruleId} (${persistence}): ${exposure} of ${plural(sessions, 'session')}`
}

/** A rule that no decision violated: the logs cannot tell whether it is obeyed or never matched, so there is nothing to tick. */
export interface RuleInformation {
  ruleId: string
  persistence: string
  /** Sessions that were looked at. */
  sessions: number
  /** Decisions that name it in `rulesChecked`. */
  checked: number
  note: string
}

export function describeExposure({ ruleId, persistence, sessions, checked, note }: RuleInformation): string {
  return `${ruleId} (${persistence}): checked in ${checked} decisions of ${sessions} sessions, violated in none. ${note}`
}

import type { AuditLog } from '../../cache/audit/audit-log.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import { parseTime, type Window } from '../../cache/window.ts'

/** Sessions in which a rule must have been checked once, the one that closes included. */
export const coverageSessions = 6

export interface RuleCoverage {
  /** Active HIGH rules. */
  high: number
  /** Ids of those that no decision checked lately. */
  unchecked: string[]
}

/**
 * Which active HIGH rules no decision of the session and the latest ones before it checked; undefined where there are none, or where no decision of
 * all earlier sessions names any rule.
 */
export async function coverRules(
  { rules: log }: Pick<AuditLog, 'rules'>,
  rules: Rule[],
  session: Window,
  earlier: Window[],
): Promise<RuleCoverage | undefined> {
  const all = rules.filter((rule) => rule.active && rule.persistence === 'HIGH')
  const older = all.filter((rule) => !isBornIn(rule, session))
  // Where most of them are new they are the old ones under new names.
  const high = older.length >= all.length / 2 ? older : all
  if (high.length === 0) return undefined
  const missing = new Set(high.map(({ id }) => id))
  let named = false
  for (const [place, window] of [session, ...earlier.toReversed()].entries()) {
    const isLate = place < coverageSessions
    // Once it is known that decisions name rules, what came earlier says nothing more.
    if (!isLate && named) break
    const checked = isLate && missing.size === 0 ? [] : await log.checked(window)
    named ||= checked.length > 0
    if (isLate) for (const id of checked) missing.delete(id)
  }
  return named ? { high: high.length, unchecked: [...missing] } : undefined
}

/** A rule of this session had no time to be checked. */
function isBornIn({ entry }: Rule, { from, to }: Window): boolean {
  const born = parseTime(String(entry.timestamp ?? ''))
  return born !== undefined && born >= from && born < to
}

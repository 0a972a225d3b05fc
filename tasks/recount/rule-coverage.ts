import { isObject } from '../../cache/json.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import { parseTime } from '../../cache/window.ts'
import type { CountedSession } from './session.ts'

/** The session and the five before it. */
const lately = 6

/**
 * How many active HIGH rules of older date there are, and how many of them no decision checked lately; undefined where there are none, or where
 * no decision of the session and of those that it is compared with (oldest first) names a rule.
 */
export function countRuleCoverage(
  rules: Rule[],
  current: CountedSession,
  compared: CountedSession[],
): { high: number; unchecked: number } | undefined {
  const high = rules.filter(({ active, persistence }) => active && persistence === 'HIGH')
  const { from, to } = current.window
  const older = high.filter(({ entry }) => {
    const written = parseTime(String(isObject(entry) ? (entry.timestamp ?? '') : ''))
    return written === undefined || written < from || written >= to
  })
  // More new ones than old: renamed ones are not new.
  const counted = older.length * 2 >= high.length ? older : high
  const sessions = [...compared, current]
  const checkedIn = (some: CountedSession[]) =>
    new Set(some.flatMap(({ decisions }) => decisions).flatMap((d) => d.rules))
  if (counted.length === 0 || checkedIn(sessions).size === 0) return undefined
  const checked = checkedIn(sessions.slice(-lately))
  // A rule that is in the file twice is one that was or was not checked.
  const unchecked = new Set(counted.map(({ id }) => id).filter((id) => !checked.has(id)))
  return { high: counted.length, unchecked: unchecked.size }
}

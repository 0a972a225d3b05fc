import type { Rule } from '../../cache/rules/rule-file.ts'
import { parseTime, utcDate } from '../../cache/window.ts'

const months = 'january february march april may june july august september october november december'.split(' ')
const month = months.map((name) => `${name}|${name.slice(0, 3)}`).join('|')
const until = String.raw`\b(?:until|till|through|up to|expires?(?: on| at)?|valid (?:until|through)|ends? on)\s+(?:the\s+)?(?:end of\s+)?`
const dates: [RegExp, (found: RegExpExecArray) => [year: number, month: number, day: number]][] = [
  [new RegExp(String.raw`${until}(\d{4})-(\d{2})-(\d{2})\b`, 'i'), ([, y, m, d]) => [Number(y), Number(m), Number(d)]],
  [
    new RegExp(String.raw`${until}(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(${month})\.?,?\s+(\d{4})\b`, 'i'),
    ([, d, m = '', y]) => [Number(y), monthOf(m), Number(d)],
  ],
  [
    new RegExp(String.raw`${until}(${month})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`, 'i'),
    ([, m = '', d, y]) => [Number(y), monthOf(m), Number(d)],
  ],
  // A month without a day lasts until its end.
  [new RegExp(String.raw`${until}(${month})\.?,?\s+(\d{4})\b`, 'i'), ([, m = '', y]) => [Number(y), monthOf(m) + 1, 0]],
]

function monthOf(name: string): number {
  return months.findIndex((each) => each.startsWith(name.toLowerCase().slice(0, 3))) + 1
}

/** The day up to which a rule says that it applies, in its fields or in its words, as the first moment behind it. */
export function expiryOf({ entry, text }: Rule): number | undefined {
  for (const field of ['expires_at', 'expiresAt', 'valid_until']) {
    const value = entry[field]
    const time = typeof value === 'string' ? parseTime(value) : typeof value === 'number' ? value : undefined
    if (time !== undefined) return time
  }
  for (const [pattern, parts] of dates) {
    const found = pattern.exec(text)
    if (!found) continue
    const [year, monthOfYear, day] = parts(found)
    const time = Date.UTC(year, monthOfYear - 1, day + 1)
    if (Number.isFinite(time)) return time
  }
  return undefined
}

/** Why a rule no longer applies at a time: its date has passed, or it was made for a session that is over. */
export function hasPassed(rule: Rule, session: { session: string; from: number; to: number }): string | undefined {
  const expiry = expiryOf(rule)
  if (expiry !== undefined && expiry <= session.to) return `it applied until ${utcDate(expiry - 1)}`
  const { temporal_scope: scope, session_id: own, timestamp } = rule.entry
  if (scope !== 'SESSION' && scope !== 'IMMEDIATE') return undefined
  const made = typeof timestamp === 'string' ? parseTime(timestamp) : undefined
  if (own === session.session || made === undefined || made >= session.from) return undefined
  return `it was made for one session${typeof own === 'string' && own !== '' ? ` (${own})` : ''}, which is over`
}

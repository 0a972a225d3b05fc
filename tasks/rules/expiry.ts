import type { Rule } from '../../cache/rules/rule-file.ts'
import { timeOf } from '../../cache/rules/stored-form.ts'
import { parseTime, utcDate } from '../../cache/window.ts'

const months = 'january february march april may june july august september october november december'.split(' ')
const month = months
  .map((name) => `${name}|${name.slice(0, 3)}`)
  .join('|')
  .concat('|sept')
const until = String.raw`\b(?:until|till|through|up to(?:\s+and\s+including)?|expires?(?: on| at)?|valid (?:until|through|till)|ends? on)\s+(?:the\s+)?(?:end of\s+)?`
/** "From 1 to 15 September", "between 1 September and 15 October 2025": it ends with the second. */
const span = String.raw`\b(?:from|between)\s+(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?(?:\s+(?:of\s+)?(?:${month})\.?(?:,?\s+\d{4})?)?\s*(?:to|and|until|till|[-\u2013])\s*(?:the\s+)?`
const dayFirst = String.raw`(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(${month})\.?,?\s+(\d{4})\b`

type DateParts = [year: number, month: number, day: number]
const dates: [RegExp, (found: RegExpExecArray) => DateParts][] = [
  [
    new RegExp(String.raw`(?:${until}|\bfrom\s+\d{4}([-/])\d{2}\1\d{2}\s+to\s+)(\d{4})([-/])(\d{2})\3(\d{2})\b`, 'i'),
    ([, , y, , m, d]) => [Number(y), Number(m), Number(d)],
  ],
  [new RegExp(`(?:${until}|${span})${dayFirst}`, 'i'), ([, d, m = '', y]) => [Number(y), monthOf(m), Number(d)]],
  [
    new RegExp(String.raw`${until}(${month})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`, 'i'),
    ([, m = '', d, y]) => [Number(y), monthOf(m), Number(d)],
  ],
  // A month without a day lasts until its end.
  [new RegExp(String.raw`${until}(${month})\.?,?\s+(\d{4})\b`, 'i'), ([, m = '', y]) => [Number(y), monthOf(m) + 1, 0]],
  // So does a quarter and a half of a year.
  [
    new RegExp(String.raw`${until}(?:Q([1-4])|H([12]))[\s/]*(\d{4})\b`, 'i'),
    ([, quarter, half, y]) => [Number(y), (quarter ? Number(quarter) * 3 : Number(half) * 6) + 1, 0],
  ],
  [
    new RegExp(String.raw`${until}(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b`, 'i'),
    ([, d, m, y]) => [Number(y), Number(m), Number(d)],
  ],
  [
    new RegExp(String.raw`${until}(\d{1,2})\/(\d{1,2})\/(\d{4})\b`, 'i'),
    ([, a, b, y]) => later(Number(y), Number(a), Number(b)),
  ],
  [
    new RegExp(
      String.raw`\b(?:only(?:\s+valid)?|valid(?:\s+only)?|applies\s+only)\s+(?:in|during|throughout|for)\s+(${month})\.?,?\s+(\d{4})\b`,
      'i',
    ),
    ([, m = '', y]) => [Number(y), monthOf(m) + 1, 0],
  ],
  [/\b(?:until|till|through)\s+(?:the\s+)?end of\s+(\d{4})\b/i, ([, y]) => [Number(y), 12, 31]],
]

/** Day and month, or month and day: where both can be, the later date is meant, so that nothing is called over that is not. */
function later(year: number, a: number, b: number): DateParts {
  const readings: DateParts[] = [
    [year, b, a],
    [year, a, b],
  ]
  const possible = readings.filter(([, each]) => each <= 12)
  const [last = [year, b, a]] = possible.toSorted((x, y) => Date.UTC(...y) - Date.UTC(...x))
  return last as DateParts
}

const qualifying = /(?:^|\s)(\S+\s+)?(?:\w+ed|made|sent|given|held|kept|written|born|paid|bought|sold|built|taken)\s*$/i
const auxiliary = /^(?:is|are|was|were|be|been|being|stays?|remains?|not|must|temporarily|all)$/i

/** "Contracts signed until September": what the date is about is not the rule. */
function isAboutSomething(text: string, at: number): boolean {
  const found = qualifying.exec(text.slice(0, at))
  return found !== null && found[1] !== undefined && !auxiliary.test(found[1].trim())
}

function monthOf(name: string): number {
  return months.findIndex((each) => each.startsWith(name.toLowerCase().slice(0, 3))) + 1
}

/** The day up to which a rule says that it applies, in its fields or in its words, as the first moment behind it. */
export function expiryOf({ entry, text }: Rule): number | undefined {
  for (const field of ['expires_at', 'expiresAt', 'valid_until']) {
    const time = timeOf(entry[field])
    if (time !== undefined) return time
  }
  // Each way of writing a date has a year.
  if (!/\d{4}/.test(text)) return undefined
  for (const [pattern, parts] of dates) {
    const found = pattern.exec(text)
    if (!found || isAboutSomething(text, found.index)) continue
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

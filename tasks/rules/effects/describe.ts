import { noun, plural } from '../../../templates/words.ts'
import { decisionWords } from '../decision-words.ts'
import type { Observed, RuleEffect } from '../effects.ts'

/** `Clarify inst_016 (approved): 14 violations in 5 sessions before, 2 in 6 sessions after, rate per decision 0.1 (0.02 to 0.6) of what it was: fewer`. */
export function describeEffect({ title, decision, before, after, interval, verdict }: RuleEffect): string {
  const seen = ({ sessions, violations }: Observed, what: string) =>
    `${violations}${what} in ${plural(sessions, 'session')}`
  const counted = `${title} (${decisionWords[decision]}): ${seen(before, ` ${noun(before.violations, 'violation')}`)} before, ${seen(after, '')} after`
  if (decision === 'reject') return `${counted}; nothing was changed`
  const [low, high] = interval
  const bounds =
    verdict === 'too early' ? '' : ` (${low} to ${high ?? 'any'} times the rate, at 95 %${oneSided(verdict, interval)})`
  return `${counted}${bounds}: ${verdict}`
}

/** A verdict is said by the bound on its side alone: where the interval of both sides still holds 1, that is said beside it. */
function oneSided(verdict: RuleEffect['verdict'], [low, high]: RuleEffect['interval']): string {
  if (verdict === 'fewer' && (high === null || high >= 1)) return ', on its side alone below 1'
  return verdict === 'more' && low <= 1 ? ', on its side alone above 1' : ''
}

import { fromGerman } from './german.ts'

/** What a rule is called that does not apply: not any more, not yet, or never because it only shows something. */
const lapsed =
  'deprecated|obsolete|outdated|superseded|withdrawn|retired|revoked|repealed|rescinded|abandoned|abolished|expired|archived|inactive|void|old rule|former(?:ly)?|no longer [a-z ]{2,20}|not in (?:force|effect|use)|suspended|paused|on hold|frozen|cancell?ed|rejected|declined|postponed|deferred|discontinued'
const pending =
  'draft|proposed|proposal|suggested|suggestion|idea|wish(?:list)?|planned|pending|upcoming|future|some ?day|later|maybe|perhaps|tbd|wip|under (?:discussion|review|consideration)|in discussion|not (?:yet )?(?:decided|agreed|approved|adopted|active|started)(?: yet)?|open question|question|to be (?:decided|discussed|confirmed)|undecided|tentative(?:ly)?|experimental|(?:somebody|someone) (?:suggested|proposed|said)'
const quoting =
  'to ?do|fixme|xxx|(?:for |an |bad |wrong |negative |counter)?examples?|e\\.g\\.|bad|wrong|incorrect|anti-?pattern|not like this|wrongly'

const names = (...kinds: string[]): string => `(?:${kinds.join('|')})`
/** What may follow such a name before it ends: "Suspended since May", "Old rule, superseded". */
const more = ',[^:]{0,40}| (?:rule|policy|item|version|since|until|till|by|from|as of|for now|in|on)\\b[^:]{0,40}'
const label = (kinds: string, tail: string): RegExp =>
  new RegExp(
    `^[^\\p{L}]{0,8}${kinds}(?:\\s*\\([^()]{0,60}\\)|${tail})?[^\\p{L}\\p{N}:]{0,4}(?::|\\s[-–—]\\s|[\\])]\\s)`,
    'iu',
  )
const remark = new RegExp(
  `[([]\\s*${names(lapsed, pending)}(?:\\s(?:since|until|till|by|from|as of|for)\\b[^()[\\]]{0,40})?[)\\]]`,
  'i',
)
const said =
  /(?:^|[.;,:–—]\s*)(?:(?:this|the) (?:rule|policy) )?(?:(?:is |was )?(?:now )?suspended|(?:does not|doesn't|no longer) appl(?:y|ies)|(?:is )?(?:no longer|not(?: yet)?) in (?:force|effect))\b|\buntil further notice\b|^(?:we|they|it|people) used to\b|\?\s*$/i

const isStruckOut = (text: string): boolean => /~~[^~]+~~|<(del|s|strike)>/i.test(text)
const isQuoting = label(names(quoting), ' practice')
const isDormant = label(names(lapsed, pending), more)
const isDeprecated = label('deprecated', more)

/** Whether a rule's words say that it applies; one that does not must not stand in for one that does. */
export function isInForce(text: string): boolean {
  const english = fromGerman(text)
  return !(isStruckOut(text) || [isQuoting, isDormant, remark, said].some((pattern) => pattern.test(english)))
}

/** Whether an item of a list is a rule at all: what is struck out, left to be done or an example is none. */
export const isNoRule = (text: string): boolean =>
  /^[\s*_]*~~[^~]+~~[\s*_.!]*$/.test(text) ||
  [isQuoting, isDeprecated].some((pattern) => pattern.test(fromGerman(text)))

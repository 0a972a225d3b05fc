import { labels } from '../../cache/audit/profile.ts'
import { actionText, type Decision, subjectOf } from '../../cache/decision.ts'
import { isObject } from '../../cache/json.ts'

/** How a person's own refusal is called. */
const usersOwn = 'user-rejected'

/** A blocked decision, as far as the rules' detectors look at it. */
export interface BlockedDecision {
  at: number
  /** What was attempted, in its own words; the service's name for it where none were logged. */
  action: string
  /** The file, else the action's text; '' where only the session is left to name it by. */
  subject: string
  domain: string
  /** What the service demanded for it: MANDATORY, APPROVAL_REQUIRED, REVIEW_RECOMMENDED; '' where it logged nothing. */
  requirement: string
  /** Handed to a human (escalated, to be confirmed, reviewed, clarified) instead of decided. */
  undecided: boolean
  /** What the user refused, and behind a line feed what they said; '' where nothing. */
  told: string
  /** The rule that was checked, where it was the only one; else ''. */
  onlyRule: string
  violations: { key: string; ruleId?: string; severity?: string }[]
  /** What the service said beside the violation, where that may name the rule that it stopped at. */
  cited: string[]
}

export function blockedDecision(decision: Decision): BlockedDecision {
  const { at, rules, violations, metadata } = decision
  const [onlyRule = '', ...others] = new Set(rules)
  // A refusal that gives no reason is for the only rule that was checked.
  const unexplained = violations.length === 0 && onlyRule !== '' && others.length === 0
  const refusal = typeof metadata.denial === 'string' ? metadata.denial : undefined
  // What a deliberation weighed is no misdeed, though it is logged as one too where it ended with it.
  const tensions = new Set(labels(metadata.tensions))
  const named = (field: string) => (typeof metadata[field] === 'string' ? (metadata[field] as string) : '')
  const refused = refusal === usersOwn ? named('command') : ''
  return {
    at,
    action: refused ? `${named('tool_name')} ${refused}` : namedAction(decision),
    subject: refusal === undefined || refusal === 'hook' ? subjectOf(decision) : '',
    domain: named('domain'),
    requirement: named('requirementType'),
    undecided: isUndecided(metadata),
    told: refused && named('reason') && `${refused}\n${named('reason')}`,
    onlyRule: others.length === 0 ? onlyRule : '',
    violations: (unexplained
      ? [{ key: onlyRule, ruleId: onlyRule, severity: undefined }]
      : isRule(refusal, decision)
        ? violations.filter(({ key }) => !tensions.has(key))
        : []
    ).map(({ key, ruleId, severity }) => ({
      key,
      ...(ruleId && { ruleId }),
      ...(severity && { severity }),
    })),
    cited:
      refusal === undefined
        ? [...violations.flatMap(({ detail = '' }) => detail), ...citedIn(metadata)].filter((each) => each !== '')
        : [],
  }
}

/** Fields in which a service explains itself. */
const explaining = new Set('reason reasoning explanation rationale message detail details'.split(' '))
/** Fields of the rules that were broken, and not only looked at. */
const broken = /^(?:violated|matched|broken|breached|conflicting|blocking)_?(?:rules?|instructions?)(?:_?ids?)?$/i
const conflicts = /^(?:conflicts?|conflict_?details|matches)$/i
const ofRule = /^(?:(?:rule|instruction)_?(?:id)?|id)$/i

function citedIn(metadata: Decision['metadata']): string[] {
  return Object.entries(metadata).flatMap(([field, value]) => {
    if (explaining.has(field)) return typeof value === 'string' ? [value] : []
    if (broken.test(field)) return [value].flat().flatMap(idOf)
    return conflicts.test(field) ? [value].flat().flatMap((each) => (isObject(each) ? idOf(each) : [])) : []
  })
}

/** "inst_014", or the object that has it as its id or its rule's. */
const idOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : isObject(value)
      ? Object.entries(value).flatMap(([field, inner]) => (ofRule.test(field) ? idOf(inner) : []))
      : []

/**
 * Whether a refusal of an agent's tool call may show that a rule is missing: a person's, of a command (whoever refuses an edit means its text), or a
 * hook's. What the client's own settings refuse is a rule already, and an interruption means anything.
 */
function isRule(refusal: string | undefined, { violations, metadata }: Decision): boolean {
  if (refusal === undefined || refusal === 'hook') return true
  return refusal === usersOwn && violations.every(({ key }) => key !== `${refusal}: ${metadata.tool_name}`)
}

/** What was attempted, in its own words, else in the service's. */
export function namedAction(decision: Decision): string {
  return actionText(decision) || decision.action || decision.service
}

/** Words with which a service hands a decision to a human, by the field they are in. */
const handedOver: Record<string, Set<string>> = {
  validation_status: new Set(['ESCALATE']),
  decision: new Set(['REQUEST_CONFIRMATION', 'REQUEST_CLARIFICATION', 'REQUIRE_REVIEW']),
  outcome: new Set(['pending']),
}

function isUndecided(metadata: Decision['metadata']): boolean {
  return Object.entries(handedOver).some(([field, words]) => {
    const value = isObject(metadata) ? metadata[field] : undefined
    return typeof value === 'string' && words.has(value)
  })
}

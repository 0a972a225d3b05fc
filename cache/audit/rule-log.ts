import { actionText, type Decision, subjectOf } from '../decision.ts'
import { isObject } from '../json.ts'
import type { Window } from '../window.ts'

/** Blocked decisions that are alike in everything that the rules' detectors look at. */
export interface BlockGroup {
  service: string
  /** What was attempted, in its own words; the service's name for it where none were logged. */
  action: string
  /** The file, else the action's text; '' where only the session is left to tell it by. */
  subject: string
  domain: string
  /** Handed to a human (escalated, to be confirmed, reviewed, clarified) instead of decided. */
  undecided: boolean
  /** The rule that was checked, where it was the only one; else ''. */
  onlyRule: string
  violations: { key: string; ruleId?: string; severity?: string }[]
  decisions: number
  /** Times of the first and the last of them. */
  first: number
  last: number
}

/** How often a rule was checked. */
export interface RuleExposure {
  rule: string
  /** Decisions that name it among the rules they checked. */
  decisions: number
  /** Of these, the ones that checked no other. */
  alone: number
}

/** An action of which somebody wants to know how often it was allowed under a rule. */
export interface WatchedAction {
  service: string
  rule: string
  /** As in `BlockGroup`. */
  action: string
}

export interface AllowedAction extends WatchedAction {
  decisions: number
  first: number
  last: number
}

/** A verdict of the classifier about a text, and when it was first given. */
export interface ClassifierVerdict {
  /** As logged: cut at 100 characters. */
  text: string
  quadrant: string
  persistence: string
  decisions: number
  first: number
}

/** What the decisions of a window say about rules. None of the lists has an order. */
export interface RuleLog {
  /** How many decisions there are: cheap, for noticing that some came later. */
  count(window: Window): Promise<number>
  /** Blocked decisions in groups; a group may come in several parts. */
  blocks(window: Window): AsyncIterable<BlockGroup>
  /** Exposures of all rules, and how many decisions name any. */
  exposures(window: Window): Promise<{ decisions: number; rules: RuleExposure[] }>
  /** Keys and rule ids of violations that decisions name although they allowed. */
  warnedOf(window: Window): Promise<string[]>
  /** Which of these actions were allowed too, by a decision of that service that checked that rule. */
  allowed(window: Window, watched: WatchedAction[]): Promise<AllowedAction[]>
  /** What the classifier said about these texts. */
  verdictsOn(window: Window, texts: string[]): Promise<ClassifierVerdict[]>
}

/** A blocked decision as a group of one. */
export function blockGroupOf(decision: Decision): BlockGroup {
  const { service, rules, violations, metadata, at } = decision
  const [onlyRule = '', ...others] = new Set(rules)
  return {
    service,
    action: namedAction(decision),
    subject: subjectOf(decision),
    domain: typeof metadata.domain === 'string' ? metadata.domain : '',
    undecided: isUndecided(metadata),
    onlyRule: others.length === 0 ? onlyRule : '',
    violations: violations.map(({ key, ruleId, severity }) => ({
      key,
      ...(ruleId && { ruleId }),
      ...(severity && { severity }),
    })),
    decisions: 1,
    first: at,
    last: at,
  }
}

/** What was attempted, in its own words, else in the service's. */
export function namedAction(decision: Decision): string {
  return actionText(decision) || decision.action || decision.service
}

/** Words with which a service hands a decision to a human, by the field they stand in. */
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

import { canonicalJson, isObject, type Json, type JsonObject } from '../../../cache/json.ts'
import { iso, utcDate } from '../../../cache/window.ts'
import { isMarkdownRule } from '../markdown-rules.ts'
import { replacedBy } from '../succession.ts'
import { normalizeWhitespace, type ReviewContext, type ReviewDecision } from './review-decision.ts'
import type { RuleBook } from './rule-book.ts'

/** What approving or modifying a proposal does to the rules; the ids of those that it changed, added or retired. */
export type ChangeRules = (book: RuleBook, decision: ReviewDecision, context: ReviewContext) => string[]

export const addRule: ChangeRules = (book, decision, context) => [
  append(book, decision, context, { how: 'Proposed', parameters: {} }),
]

export const rewordRules: ChangeRules = (book, { proposal, text, ...decision }) => {
  for (const id of proposal.ruleIds) book.set(id, { text, ...editedWords(decision) })
  return proposal.ruleIds
}

/** Approved, the rule goes; modified, it stays as the human words it. */
export const retireRules: ChangeRules = (book, decision, context) => {
  const { ruleIds } = decision.proposal
  for (const id of ruleIds) {
    if (decision.edited.text) book.set(id, { text: decision.text })
    book.set(id, editedWords(decision))
    if (decision.tick === 'approve') book.retire(id, `Deactivated ${origin(decision, context)}.`)
  }
  return ruleIds
}

/** Where the text is one rule's own, that rule holds; any other is a new rule that replaces them all. */
export const mergeRules: ChangeRules = (book, decision, context) => {
  const { places } = decision.proposal
  // The rule that the proposal says is kept stands first among the places: where several have the text, that one holds.
  const ruleIds = places
    ? [...new Set([...places.map(({ ruleId }) => ruleId), ...decision.proposal.ruleIds])]
    : decision.proposal.ruleIds
  const own = ruleIds.find((id) => sameText(book.get(id)?.text, decision.text))
  // A line of Markdown is reworded where it is.
  const holder = own ?? (ruleIds.every(isMarkdownRule) ? ruleIds[0] : undefined)
  if (holder)
    book.set(holder, {
      ...editedWords(decision),
      ...(own === undefined && { text: decision.text }),
      ...(book.get(holder)?.active === false && { active: true }),
    })
  const merged = () => ({ how: `Merged from ${ruleIds.join(', ')},`, parameters: agreed(book, ruleIds) })
  const successor = holder ?? append(book, decision, context, merged())
  const replaced = ruleIds.filter((id) => id !== holder)
  for (const id of replaced) book.retire(id, `${replacedBy(successor)} ${origin(decision, context)}.`)
  return holder ? ruleIds : [successor, ...replaced]
}

/** The rule is active again with the text it had, or with the human's. */
export const reviveRules: ChangeRules = (book, decision, context) => {
  const { ruleIds } = decision.proposal
  for (const id of ruleIds) {
    book.set(id, { ...(decision.edited.text && { text: decision.text }), ...editedWords(decision) })
    book.revive(id, `Reactivated ${origin(decision, context)}.`)
  }
  return ruleIds
}

export const refileRules: ChangeRules = (book, { proposal, text, quadrant, persistence, edited }) => {
  for (const id of proposal.ruleIds) book.set(id, { quadrant, persistence, ...(edited.text && { text }) })
  return proposal.ruleIds
}

/** The quadrant and the persistence, where the human wrote others than were proposed. */
function editedWords({
  quadrant,
  persistence,
  edited,
}: Pick<ReviewDecision, 'quadrant' | 'persistence' | 'edited'>): JsonObject {
  return { ...(edited.quadrant && { quadrant }), ...(edited.persistence && { persistence }) }
}

/** How strictly a rule is to be verified, by its persistence, as the framework's classifier pairs them. */
const verifications: Record<string, string> = { HIGH: 'MANDATORY', MEDIUM: 'REQUIRED', LOW: 'RECOMMENDED' }

function append(
  book: RuleBook,
  decision: ReviewDecision,
  context: ReviewContext,
  { how, parameters }: { how: string; parameters: JsonObject },
): string {
  const { text, quadrant, persistence } = decision
  return book.append({
    text,
    timestamp: iso(context.at),
    quadrant,
    persistence,
    temporal_scope: 'PROJECT',
    verification_required: verifications[persistence] ?? 'OPTIONAL',
    source: 'user',
    session_id: context.session,
    parameters,
    active: true,
    notes: `${how} ${origin(decision, context)}.`,
  })
}

/** The parameters that none of the rules has otherwise. */
function agreed(book: RuleBook, ids: string[]): JsonObject {
  const all = ids.flatMap((id) => {
    const parameters = book.get(id)?.parameters
    return isObject(parameters) ? (Object.entries(parameters) as [string, Json][]) : []
  })
  return Object.fromEntries(
    all.filter(([key, value]) =>
      all.every(([other, its]) => other !== key || canonicalJson(its) === canonicalJson(value)),
    ),
  )
}

/** `as SR-001 of SUGGESTED_RULES_2025-10-24.md, approved by Ada on 2025-10-25`. */
function origin({ proposal, tick }: ReviewDecision, { document, by, at }: ReviewContext): string {
  const decided = tick === 'modify' ? 'modified and approved' : 'approved'
  return `as ${proposal.id} of ${document}, ${decided} by ${by} on ${utcDate(at)}`
}

const sameText = (a: unknown, b: string): boolean => normalizeWhitespace(a) === normalizeWhitespace(b)

import { canonicalJson, isObject, type Json, type JsonObject } from '../../../cache/json.ts'
import type { Category, Proposal } from '../../../cache/proposals.ts'
import { isMarkdownRule } from '../../../cache/rules/markdown-rules.ts'
import { iso, utcDate } from '../../../cache/window.ts'
import { oneLine } from '../../../templates/render.ts'
import { replacedBy } from '../succession.ts'
import type { Tick } from './decision-line.ts'
import type { RuleBook } from './rule-book.ts'

/** A ticked proposal, with what the human made of it. */
export interface Ticked {
  proposal: Proposal
  tick: Tick
  text: string
  quadrant: string
  persistence: string
  edited: { text: boolean; quadrant: boolean; persistence: boolean }
  /** Who says to have written the text, where it is not bookend's. */
  draftedBy?: string
}

/** Where and by whom it was decided: what a new rule and a note tell of it. */
export interface Occasion {
  at: number
  by: string
  session: string
  document: string
}

/** What a decision does to the rules. Returns the ids of those that it changed, added or retired. */
export function applyDecision(book: RuleBook, ticked: Ticked, occasion: Occasion): string[] {
  return ticked.tick === 'reject' ? [] : byCategory[ticked.proposal.category](book, ticked, occasion)
}

const byCategory: Record<Category, (book: RuleBook, ticked: Ticked, occasion: Occasion) => string[]> = {
  new: (book, ticked, occasion) => [addRule(book, ticked, occasion, { how: 'Proposed', parameters: {} })],

  clarify(book, { proposal, text, ...ticked }) {
    for (const id of proposal.ruleIds) book.set(id, { text, ...editedWords(ticked) })
    return proposal.ruleIds
  },

  /** Approved, the rule goes; modified, it stays as the human words it. */
  deprecate(book, ticked, occasion) {
    const { ruleIds } = ticked.proposal
    for (const id of ruleIds) {
      if (ticked.edited.text) book.set(id, { text: ticked.text })
      book.set(id, editedWords(ticked))
      if (ticked.tick === 'approve') book.retire(id, `Deactivated ${origin(ticked, occasion)}.`)
    }
    return ruleIds
  },

  /** Where the text is one rule's own, that rule holds; any other is a new rule that replaces them all. */
  consolidate(book, ticked, occasion) {
    const { ruleIds } = ticked.proposal
    const own = ruleIds.find((id) => sameText(book.get(id)?.text, ticked.text))
    // A line of Markdown is reworded where it is.
    const holder = own ?? (ruleIds.every(isMarkdownRule) ? ruleIds[0] : undefined)
    if (holder)
      book.set(holder, {
        ...editedWords(ticked),
        ...(own === undefined && { text: ticked.text }),
        ...(book.get(holder)?.active === false && { active: true }),
      })
    const merged = () => ({ how: `Merged from ${ruleIds.join(', ')},`, parameters: agreed(book, ruleIds) })
    const successor = holder ?? addRule(book, ticked, occasion, merged())
    const replaced = ruleIds.filter((id) => id !== holder)
    for (const id of replaced) book.retire(id, `${replacedBy(successor)} ${origin(ticked, occasion)}.`)
    return holder ? ruleIds : [successor, ...replaced]
  },

  /** The rule is active again with the text it had, or with the human's. */
  reactivate(book, ticked, occasion) {
    const { ruleIds } = ticked.proposal
    for (const id of ruleIds) {
      book.set(id, { ...(ticked.edited.text && { text: ticked.text }), ...editedWords(ticked) })
      book.revive(id, `Reactivated ${origin(ticked, occasion)}.`)
    }
    return ruleIds
  },

  quadrant(book, { proposal, text, quadrant, persistence, edited }) {
    for (const id of proposal.ruleIds) book.set(id, { quadrant, persistence, ...(edited.text && { text }) })
    return proposal.ruleIds
  },
}

/** Where a rule only goes, comes back or moves, its own text stays. */
const keepsText = new Set<Category>(['deprecate', 'quadrant', 'reactivate'])

/** Whether a decision writes the text that it has: where a rule only goes or moves, its own text stands, whatever was shown of it. */
export function writesText({ tick, proposal: { category }, edited }: Ticked): boolean {
  return tick !== 'reject' && (edited.text || !keepsText.has(category))
}

/** The quadrant and the persistence, where the human wrote others than were proposed. */
function editedWords({
  quadrant,
  persistence,
  edited,
}: Pick<Ticked, 'quadrant' | 'persistence' | 'edited'>): JsonObject {
  return { ...(edited.quadrant && { quadrant }), ...(edited.persistence && { persistence }) }
}

/** How strictly a rule is to be verified, by its persistence, as the framework's classifier pairs them. */
const verifications: Record<string, string> = { HIGH: 'MANDATORY', MEDIUM: 'REQUIRED', LOW: 'RECOMMENDED' }

function addRule(
  book: RuleBook,
  ticked: Ticked,
  occasion: Occasion,
  { how, parameters }: { how: string; parameters: JsonObject },
): string {
  const { text, quadrant, persistence } = ticked
  return book.append({
    text,
    timestamp: iso(occasion.at),
    quadrant,
    persistence,
    temporal_scope: 'PROJECT',
    verification_required: verifications[persistence] ?? 'OPTIONAL',
    source: 'user',
    session_id: occasion.session,
    parameters,
    active: true,
    notes: `${how} ${origin(ticked, occasion)}.`,
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
function origin({ proposal, tick }: Ticked, { document, by, at }: Occasion): string {
  const decided = tick === 'modify' ? 'modified and approved' : 'approved'
  return `as ${proposal.id} of ${document}, ${decided} by ${by} on ${utcDate(at)}`
}

const sameText = (a: unknown, b: string): boolean => squeeze(a) === squeeze(b)

/** A text as far as a person sees it: one line, single blanks. */
export const squeeze = (text: unknown): string => oneLine(text).replace(/\s+/g, ' ')

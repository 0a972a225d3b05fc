import type { JsonObject } from '../../../cache/json.ts'
import { shownRuleName } from '../shown-rule.ts'
import { applyDecision } from './apply-decision.ts'
import type { Problem } from './document.ts'
import { changesRules } from './plan.ts'
import type { Resolved } from './resolve.ts'
import type { ReviewContext } from './review-decision.ts'
import type { RuleBook } from './rule-book.ts'

/** What one decision does to the rules that are there. */
interface Deeds {
  /** What it writes into a rule, by the rule's id. */
  written: Map<string, JsonObject>
  /** What it leaves as it is in place of what it removes. */
  kept: Set<string>
  removed: Set<string>
}

/** Ticks of one review of which one takes away what the other writes: whichever is applied last, the other was for nothing. */
export function clashingDecisions(book: RuleBook, resolved: Resolved[]): Problem[] {
  const ticked = resolved.flatMap((each) =>
    each.state === 'ticked' && changesRules(each.decision)
      ? [{ section: each.section, proposal: each.decision.proposal, deeds: deedsOf(book, each) }]
      : [],
  )
  return ticked.flatMap(({ section, proposal, deeds }, index) =>
    ticked.slice(0, index).flatMap((earlier): Problem[] => {
      const clash = clashOf(earlier.deeds, deeds)
      if (!clash) return []
      const [first, line] = [earlier.section.id, earlier.section.tickLine]
      return [
        {
          line: section.tickLine,
          what: `${section.id} ${clash.second} ${shownRuleName(proposal, clash.ruleId)}, which ${first} (line ${line}) ${clash.first}: tick one of the two, and the other in a review after it`,
        },
      ]
    }),
  )
}

const [writes, keeps, removes] = ['writes', 'keeps', 'removes']

function clashOf(a: Deeds, b: Deeds): { ruleId: string; first: string; second: string } | undefined {
  for (const [ruleId, values] of a.written) {
    if (b.removed.has(ruleId)) return { ruleId, first: writes, second: removes }
    const others = b.written.get(ruleId) ?? {}
    if (Object.keys(values).some((key) => key in others && others[key] !== values[key]))
      return { ruleId, first: 'writes in another way', second: writes }
  }
  for (const ruleId of a.removed) {
    if (b.written.has(ruleId)) return { ruleId, first: removes, second: writes }
    if (b.kept.has(ruleId)) return { ruleId, first: removes, second: keeps }
  }
  for (const ruleId of a.kept) if (b.removed.has(ruleId)) return { ruleId, first: keeps, second: removes }
  return undefined
}

/** Notes are not looked at, so nobody need have decided yet. */
const nobody: ReviewContext = { at: 0, by: '', session: '', document: '' }

function deedsOf(book: RuleBook, { decision }: Extract<Resolved, { state: 'ticked' }>): Deeds {
  const deeds: Deeds = { written: new Map(), kept: new Set(), removed: new Set() }
  const recorder: RuleBook = {
    edits: book.edits,
    get: (id) => book.get(id),
    set(id, { active: _, ...values }) {
      const rule = book.get(id) ?? {}
      const changed = Object.entries(values).filter(([key, value]) => rule[key] !== value)
      deeds.kept.add(id)
      if (changed.length > 0) deeds.written.set(id, { ...deeds.written.get(id), ...Object.fromEntries(changed) })
    },
    append: () => '',
    retire(id) {
      if (book.get(id)?.active !== false) deeds.removed.add(id)
    },
    revive: () => undefined,
  }
  applyDecision(recorder, decision, nobody)
  for (const id of deeds.removed) deeds.kept.delete(id)
  return deeds
}

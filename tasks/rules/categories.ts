import type { Category } from './category.ts'
import { findUnclearRules } from './clarify.ts'
import { findOverlappingRules } from './consolidate.ts'
import { findUnusedRules } from './deprecate.ts'
import type { Covered } from './information.ts'
import { findMissingRules } from './new-rules.ts'
import { findMisfiledRules } from './quadrant.ts'
import { addRule, mergeRules, refileRules, retireRules, reviveRules, rewordRules } from './review/rule-changes.ts'

/** The kinds of proposal, in the order in which documents list them. Detection, documents, `review`, effects and `explain` follow from these rows. Why so: docs/decisions.md, 105. */
export const categories: Record<string, Category> = {
  new: {
    title: 'New Rules',
    definition: 'the same violation in several blocked decisions about several things, which no active rule covers',
    detect(evidence) {
      const covered: Covered = new Map()
      return { findings: findMissingRules(evidence, covered), covered }
    },
    change: addRule,
    helps: true,
  },
  clarify: {
    title: 'Rule Clarifications',
    definition:
      'a rule that is decided by turns, handed to a human again and again, or violated in many unrelated places',
    detect: (evidence) => ({ findings: findUnclearRules(evidence) }),
    change: rewordRules,
    helps: true,
  },
  deprecate: {
    title: 'Rules Never Violated (Consider Deprecation)',
    definition: 'an active rule that is out of date, replaced, or that no decision names',
    detect: findUnusedRules,
    change: retireRules,
    keepsText: true,
  },
  consolidate: {
    title: 'Rule Consolidation',
    definition: 'active rules that say the same, contain or contradict each other',
    detect: (evidence) => ({ findings: findOverlappingRules(evidence) }),
    change: mergeRules,
  },
  quadrant: {
    title: 'Quadrant Adjustments',
    definition: 'a quadrant or persistence that is not one, or that the classifier contradicts again and again',
    detect: (evidence) => ({ findings: findMisfiledRules(evidence) }),
    change: refileRules,
    keepsText: true,
  },
  // Found beside what is new: both come of the same violations.
  reactivate: {
    title: 'Rules To Reactivate',
    definition: 'a retired rule that is still violated',
    change: reviveRules,
    keepsText: true,
    helps: true,
  },
}

export function categoryCalled(name: string): Category {
  const found = Object.hasOwn(categories, name) ? categories[name] : undefined
  if (!found) throw new Error(`no category of proposals is called ${name}`)
  return found
}

import { editRuleFile, type RuleEdits, readEntries } from '../../../cache/rules/edit-rule-file.ts'
import { applyDecision, type Occasion, type Ticked } from './changes.ts'
import { openRuleBook } from './rule-book.ts'

/** What a review does to the instruction history. */
export interface ReviewPlan {
  /** The history as it will be; undefined where no decision changes it. */
  edited: string | undefined
  edits: RuleEdits
  /** The rules that a decision changes, adds or retires, by the number of its proposal. */
  ruleIds: Map<string, string[]>
}

/** Plans all decisions together, one after the other. `rules`: text of the history as it is. Throws what reading it throws. */
export async function planReview(rules: string | undefined, ticked: Ticked[], occasion: Occasion): Promise<ReviewPlan> {
  const book = openRuleBook(rules !== undefined && ticked.some(changesRules) ? readEntries(rules) : [])
  const ruleIds = new Map(ticked.map((each) => [each.proposal.id, applyDecision(book, each, occasion)]))
  const { edits } = book
  const nothing = edits.set.size === 0 && edits.append.length === 0
  return { edited: nothing || rules === undefined ? undefined : await editRuleFile(rules, edits), edits, ruleIds }
}

export const changesRules = ({ tick }: Ticked): boolean => tick !== 'reject'

import { codeOf, UserError } from '../../../cache/errors.ts'
import { type JsonObject, sha256 } from '../../../cache/json.ts'
import type { ProposalDecision } from '../../../cache/proposals.ts'
import { readEntries } from '../../../cache/rules/edit-rule-file.ts'
import type { UnrecordedReview, UnrecordedReviews } from '../../../cache/unrecorded-review.ts'
import { copyBeforeReview } from '../../own-files.ts'
import type { Files } from '../../task.ts'
import type { ReviewPlan } from './plan.ts'

export interface Application {
  rulesFile: string
  /** The history as it was when the plan was made. */
  before: string | undefined
  plan: ReviewPlan
  decisions: ProposalDecision[]
  at: number
}

/**
 * Does what a review decided: what is to come is noted, the old file copied, the new one written, the decisions recorded. Killed anywhere in
 * between, the next review finds the note and knows from the file whether the rules were written. Returns the name of the copy.
 * Throws UserError where the history is no longer what the plan was made for, or cannot be written.
 */
export function applyReview(files: Files, reviews: UnrecordedReviews, application: Application): string | undefined {
  const { rulesFile, before, plan, decisions, at } = application
  const { edited, edits } = plan
  const copy = edited === undefined ? undefined : copyBeforeReview(rulesFile, at)
  if (files.read(rulesFile) !== before)
    throw new UserError(`${rulesFile} was changed while it was reviewed: nothing was applied; run the review again`)
  reviews.begin({ before: sha256(before ?? ''), edits: { set: [...edits.set], append: edits.append }, decisions })
  if (edited !== undefined && copy !== undefined) {
    try {
      files.copyBeside(rulesFile, copy.slice(copy.lastIndexOf('/') + 1))
      files.write(rulesFile, edited)
    } catch (error) {
      reviews.drop()
      if (!/^E[A-Z]+$/.test(codeOf(error))) throw error
      throw new UserError(
        `${rulesFile} or a copy beside it cannot be written (${codeOf(error)}): nothing was applied`,
        4,
      )
    }
  }
  reviews.record()
  return copy
}

/** Finishes what a review that was killed had begun. `recorded`: it had written the rules, so its decisions hold. */
export function finishInterruptedReview(
  files: Files,
  reviews: UnrecordedReviews,
  rulesFile: string,
): 'recorded' | 'dropped' | undefined {
  const review = reviews.get()
  if (!review) return undefined
  if (wasWritten(files.read(rulesFile), review)) {
    reviews.record()
    return 'recorded'
  }
  reviews.drop()
  return 'dropped'
}

/** Whether a history shows what the review was about to write, even where someone went on editing it since. */
function wasWritten(text: string | undefined, { before, edits }: UnrecordedReview): boolean {
  if (edits.set.length === 0 && edits.append.length === 0) return true
  if (text === undefined || sha256(text) === before) return false
  let entries: JsonObject[]
  try {
    entries = readEntries(text)
  } catch {
    return false
  }
  const entry = (id: unknown) => entries.find((each) => each.id === id)
  // A rule that was added carries the very millisecond of its review.
  const added = edits.append.map(({ id, timestamp }) => entry(id)?.timestamp === timestamp)
  if (added.length > 0) return added.every(Boolean)
  return edits.set.every(([id, values]) =>
    Object.entries(values).every(([key, value]) => JSON.stringify(entry(id)?.[key]) === JSON.stringify(value)),
  )
}

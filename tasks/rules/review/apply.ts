import { codeOf, isSystemError, UserError } from '../../../cache/errors.ts'
import { type JsonObject, sha256 } from '../../../cache/json.ts'
import type { ProposalDecision } from '../../../cache/proposals.ts'
import { readEntries } from '../../../cache/rules/rule-file.ts'
import type { UnrecordedReview, UnrecordedReviews } from '../../../cache/unrecorded-review.ts'
import { copyBeforeReview } from '../../own-files.ts'
import type { Files } from '../../task.ts'
import type { FileChange, ReviewedFiles, ReviewPlan } from './plan.ts'

export interface Application {
  plan: ReviewPlan
  /** The rules as they were when the plan was made. */
  reviewed: ReviewedFiles
  decisions: ProposalDecision[]
  at: number
}

/** A file that was changed, and the copy of it as it was; a file that was made has none. */
export interface Written {
  path: string
  backup?: string
}

/**
 * Does what a review decided: what is to come is noted, the old files copied, the new ones written, the decisions recorded. Killed anywhere in
 * between, the next review finds the note and knows from the files whether the rules were written.
 * Throws UserError where a file is no longer what the plan was made for, or cannot be written.
 */
export function applyReview(files: Files, reviews: UnrecordedReviews, application: Application): Written[] {
  const { reviewed, plan, decisions, at } = application
  const { changes, edits } = plan
  const { rulesFile, rules } = reviewed
  for (const { path, before } of [{ path: rulesFile, before: rules }, ...changes])
    if (files.read(path) !== before)
      throw new UserError(`${path} was changed while it was reviewed: nothing was applied; run the review again`)
  // Renaming a new file over one that somebody made read-only would go through.
  for (const { path } of changes) {
    const obstacle = files.obstacle(path)
    if (obstacle) throw new UserError(`${path} cannot be written (${obstacle}): nothing was applied`, 4)
  }
  const others = changes.filter(({ path }) => path !== rulesFile)
  reviews.begin({
    before: sha256(rules ?? ''),
    edits: {
      set: [...edits.set],
      append: edits.append,
      files: others.map(({ path, after }) => [path, sha256(after)] as const),
      undo: changes.map(
        ({ path, before, after }) =>
          [path, sha256(after), before === undefined ? null : copyBeforeReview(path, at)] as const,
      ),
    },
    decisions,
  })
  const written: Written[] = []
  for (const { path, before, after } of changes) {
    const backup = before === undefined ? undefined : copyBeforeReview(path, at)
    try {
      if (backup) files.copyBeside(path, backup.slice(backup.lastIndexOf('/') + 1))
      files.write(path, after)
    } catch (error) {
      takeBack(files, changes.slice(0, written.length))
      removeCopies(files, [...written, { path, ...(backup && { backup }) }])
      reviews.drop()
      if (!isSystemError(error)) throw error
      throw new UserError(`${path} or a copy beside it cannot be written (${codeOf(error)}): nothing was applied`, 4)
    }
    written.push({ path, ...(backup && { backup }) })
  }
  reviews.record()
  return written
}

/** A review is applied whole or not at all: files that were written before one could not be are as they were. */
function takeBack(files: Files, changes: FileChange[]): void {
  for (const { path, before } of changes) {
    const made = files.info(path)
    if (before !== undefined) files.write(path, before)
    else if (made) files.remove(path, made)
  }
}

/** Copies of files that are as they were. */
function removeCopies(files: Files, written: Written[]): void {
  for (const { path, backup } of written) {
    const made = backup === undefined ? undefined : files.info(backup)
    if (backup !== undefined && made && files.read(backup) === files.read(path)) files.remove(backup, made)
  }
}

/** Finishes what a review that was killed had begun. `recorded`: it had written the rules, so its decisions hold. */
export function finishInterruptedReview(
  files: Files,
  reviews: UnrecordedReviews,
  rulesFile: string,
): 'recorded' | 'dropped' | undefined {
  const review = reviews.get()
  if (!review) return undefined
  if (wasWritten(files, rulesFile, review)) {
    reviews.record()
    return 'recorded'
  }
  undoWritten(files, review.edits.undo ?? [])
  reviews.drop()
  return 'dropped'
}

/** Of several files some were written when the review was killed: they are as they were again, unless somebody changed them since. */
function undoWritten(files: Files, undo: NonNullable<UnrecordedReview['edits']['undo']>): void {
  for (const [path, after, backup] of undo) {
    const now = files.read(path)
    const before = backup === null ? undefined : files.read(backup)
    if (now !== undefined && sha256(now) === after) {
      const made = files.info(path)
      if (before !== undefined) files.write(path, before)
      else if (backup === null && made) files.remove(path, made)
    }
    removeCopies(files, [{ path, ...(backup !== null && { backup }) }])
  }
}

/** Whether the rules show what the review was about to write; of a history even where someone went on editing it since. */
function wasWritten(files: Files, rulesFile: string, review: UnrecordedReview): boolean {
  const { edits } = review
  const others = (edits.files ?? []).every(([path, after]) => sha256(files.read(path) ?? '') === after)
  return others && historyWasWritten(files.read(rulesFile), review)
}

function historyWasWritten(text: string | undefined, { before, edits }: UnrecordedReview): boolean {
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

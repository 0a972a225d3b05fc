import type { Database } from './database.ts'
import type { JsonObject } from './json.ts'
import { createProposals, type ProposalDecision } from './proposals.ts'

/** What a review is about to write into the instruction history, and the decisions that it will record behind that. */
export interface UnrecordedReview {
  /** Hash of the history before it is written. */
  before: string
  edits: {
    set: [id: string, values: JsonObject][]
    append: JsonObject[]
    /** Markdown files, with the hash of what they will say. */
    files?: (readonly [path: string, after: string])[]
    /** Every file, with the hash of what it will say and its copy; null: a file that is made. Not there in a cache of an earlier version. */
    undo?: (readonly [path: string, after: string, backup: string | null])[]
  }
  decisions: ProposalDecision[]
}

/** Kept from just before the rules are written until the decisions are recorded, so that a review that was killed between the two can be finished. */
export interface UnrecordedReviews {
  begin(review: UnrecordedReview): void
  get(): UnrecordedReview | undefined
  /** Records the decisions of the review that was begun. */
  record(): void
  /** Forgets it: nothing was written. */
  drop(): void
}

export function createUnrecordedReviews(db: Database): UnrecordedReviews {
  const get = (): UnrecordedReview | undefined => {
    const row = db.prepare('SELECT before, edits, decisions FROM unrecorded_review').get() as
      | Record<keyof UnrecordedReview, string>
      | undefined
    return row && { before: row.before, edits: JSON.parse(row.edits), decisions: JSON.parse(row.decisions) }
  }
  const drop = () => void db.prepare('DELETE FROM unrecorded_review').run()
  return {
    begin({ before, edits, decisions }) {
      db.prepare('INSERT OR REPLACE INTO unrecorded_review (only, before, edits, decisions) VALUES (1, ?, ?, ?)').run(
        before,
        JSON.stringify(edits),
        JSON.stringify(decisions),
      )
    },
    get,
    record: db.transaction(() => {
      createProposals(db).decide(get()?.decisions ?? [])
      drop()
    }),
    drop,
  }
}

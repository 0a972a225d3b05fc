import type { Database } from './database.ts'
import type { JsonObject } from './json.ts'
import { createProposals, type ProposalDecision } from './proposals.ts'
import { insert, query } from './rows.ts'

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
  const get = () =>
    query<UnrecordedReview>(db, 'SELECT before, edits, decisions FROM unrecorded_review', ['edits', 'decisions']).get()
  const drop = () => void db.prepare('DELETE FROM unrecorded_review').run()
  return {
    begin({ before, edits, decisions }) {
      const row = { only: 1, before, edits: JSON.stringify(edits), decisions: JSON.stringify(decisions) }
      insert(db, 'OR REPLACE INTO unrecorded_review', row)
    },
    get,
    record: db.transaction(() => {
      createProposals(db).decide(get()?.decisions ?? [])
      drop()
    }),
    drop,
  }
}

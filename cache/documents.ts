import type { Database } from './database.ts'
import { insert, query, queryValue, queryValues } from './rows.ts'

/** A document that a closedown wrote. */
export interface WrittenDocument {
  /** Relative to the project, as it was written. */
  file: string
  session: string
  /** Hash of its text: as it was written, as a review applied it, or as it was moved. */
  sha256: string
  at: number
}

/** What closedowns wrote: what differs from it now was changed by somebody else. */
export interface Documents {
  record(document: WrittenDocument): void
  /** Takes what a document says now, with a human's ticks or the links of its new place, for what is known of it. */
  accept(file: string, sha256: string): void
  moved(file: string, to: string): void
  /** Those that were not moved, oldest first. */
  inPlace(): WrittenDocument[]
  /** Where documents with an ending were moved to, the latest first. */
  moves(ending: string, limit: number): string[]
  /** Where a document is now. */
  placeOf(file: string): string
}

export function createDocuments(db: Database): Documents {
  return {
    record: ({ file, session, sha256, at }) =>
      insert(db, 'OR REPLACE INTO documents', { file, session, sha256, at_ms: at }),
    accept(file, sha256) {
      db.prepare('UPDATE documents SET sha256 = ? WHERE file = ?').run(sha256, file)
    },
    moved(file, to) {
      db.prepare('UPDATE documents SET moved_to = ? WHERE file = ?').run(to, file)
    },
    inPlace: () =>
      query<WrittenDocument>(
        db,
        'SELECT file, session, sha256, at_ms AS at FROM documents WHERE moved_to IS NULL ORDER BY at_ms, length(file), file',
      ).all(),
    moves: (ending, limit) =>
      queryValues(
        db,
        'SELECT moved_to FROM documents WHERE moved_to LIKE ? ORDER BY at_ms DESC LIMIT ?',
        `%${ending}`,
        limit,
      ),
    placeOf: (file) => queryValue<string | null>(db, 'SELECT moved_to FROM documents WHERE file = ?', file) ?? file,
  }
}

import type { Database } from './database.ts'

/**
 * Work on a batch as one transaction, without SQLite's own check of references: each row of a batch names rows that the code has just written or
 * read, and to look every one of them up again takes a third of the time of writing.
 */
export function batchTransaction<Batch, Result>(
  db: Database,
  work: (batch: Batch) => Result,
): (batch: Batch) => Result {
  const transaction = db.transaction(work)
  return (batch) => {
    db.pragma('foreign_keys = OFF')
    try {
      return transaction.immediate(batch)
    } finally {
      db.pragma('foreign_keys = ON')
    }
  }
}

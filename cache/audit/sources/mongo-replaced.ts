import type { Db } from 'mongodb'
import type { Database } from '../../database.ts'
import { auditCollection } from '../../mongo/collections.ts'
import type { Question } from '../../mongo/connection.ts'
import { idTexts } from '../../mongo/reading.ts'
import { batchTransaction } from '../../sqlite.ts'
import type { Window } from '../../window.ts'

const batchIds = 500

/**
 * What was read of a store before, and what of it comes again when parts of time are read again. A decision that does not, while the store still has
 * its document, is one that was corrected, or whose time was. Why so: docs/decisions.md, 725.
 */
export function createReplaced(db: Database, source: number) {
  const find = db.prepare('SELECT id, stored FROM decisions WHERE at_ms = ? AND hash = ? AND number = ? AND source = ?')
  const keep = db.prepare('UPDATE decisions SET stored = ? WHERE id = ?')
  const passOn = db.prepare(
    'UPDATE decisions SET stored = ? WHERE at_ms = ? AND hash = ? AND source = ? AND stored = ?',
  )
  const before = db.prepare(
    'SELECT id, stored FROM decisions WHERE source = ? AND at_ms >= ? AND at_ms < ? AND id <= ? AND stored IS NOT NULL',
  )
  const newest = (db.prepare('SELECT MAX(id) FROM decisions').pluck().get() as number | null) ?? 0
  const again = new Set<number>()
  const remove = batchTransaction(db, (rows: Row[]) => {
    const ids = JSON.stringify(rows.map(({ id }) => id))
    const these = '(SELECT value FROM json_each(?))'
    for (const table of ['violations', 'measures', 'classifications'])
      db.prepare(`DELETE FROM ${table} WHERE decision IN ${these}`).run(ids)
    db.prepare(`DELETE FROM decisions WHERE id IN ${these}`).run(ids)
  })
  return {
    /** A decision that is known came again, from a document of this id. */
    came(at: number, hash: string, number: number, stored: string | null): void {
      const row = find.get(at, hash, number, source) as Row | undefined
      if (!row?.stored) return
      again.add(row.id)
      if (row.stored === stored) return
      // Equal ones are numbered as they come: each id is still one decision's, also that of a document which is there no more.
      passOn.run(row.stored, at, hash, source, stored)
      keep.run(stored, row.id)
    },
    /** Removes what of these parts did not come again and has its document in the store: to be asked once they were read whole. */
    async remove(store: Db, parts: Window[], question: Question): Promise<void> {
      const { EJSON } = (await import('mongodb')).BSON
      const idText = await idTexts()
      for (const part of parts) {
        const left = (before.all(source, part.from, part.to, newest) as Row[]).filter(({ id }) => !again.has(id))
        for (let from = 0; from < left.length; from += batchIds) {
          const batch = left.slice(from, from + batchIds)
          const ids = batch.map(({ stored }) => EJSON.parse(stored, { relaxed: false }))
          const found = await store
            .collection(auditCollection)
            .find({ _id: { $in: ids } }, { ...question, projection: { _id: 1 } })
            .toArray()
          const there = new Set(found.map(({ _id }) => idText(_id)))
          remove(batch.filter(({ stored }) => there.has(stored)))
        }
        if (left.length > 0)
          db.prepare('DELETE FROM rule_observations WHERE from_ms < ? AND to_ms > ?').run(part.to, part.from)
      }
    },
  }
}

interface Row {
  id: number
  /** Null where another source has the decision as well: it is not the store's alone. */
  stored: string
}

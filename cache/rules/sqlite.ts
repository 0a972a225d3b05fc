import type { Database } from '../database.ts'
import type { JsonObject } from '../json.ts'
import type { RuleStore } from './rule-store.ts'
import { isNoDate, timeOf } from './stored-form.ts'

/** The embedded rule store: a table of the cache. */
export function createSqliteRuleStore(db: Database): RuleStore {
  return {
    name: 'sqlite:',
    shared: false,
    fit: (keys) => keys,
    async read(now) {
      const rows = db.prepare('SELECT id, document FROM rules ORDER BY id').all() as { id: string; document: string }[]
      return rows.map(({ id, document: text }) => {
        const document = JSON.parse(text) as JsonObject
        const { expiresAt } = document
        const enforced = document.active === true && (isNoDate(expiresAt) || (timeOf(expiresAt) ?? now) > now)
        return { id, active: document.active !== false, enforced, mistyped: [], document }
      })
    },
    async write(rules, progress) {
      const read = db.prepare('SELECT document FROM rules WHERE id = ?').pluck()
      const put = db.prepare('INSERT OR REPLACE INTO rules (id, document) VALUES (?, ?)')
      db.transaction(() => {
        for (const { id, keys } of rules) {
          const known = read.get(id) as string | undefined
          put.run(id, JSON.stringify({ ...(known !== undefined && (JSON.parse(known) as JsonObject)), ...keys }))
        }
      }).immediate()
      progress(rules.length)
      return { refused: [] }
    },
  }
}

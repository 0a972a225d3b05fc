import type { Database } from '../database.ts'
import { insert, query, queryValue } from '../rows.ts'
import type { RuleWrite } from './rule-store.ts'

/** `total`: entries that the file had. `texts`: by id, a hash of the text that syncs left in the store last. */
export interface Synced {
  total: number
  texts: Record<string, string>
}

/** What the cache remembers of syncs with each rule store, which is named without credentials. */
export interface RuleSyncs {
  last(store: string): Synced | undefined
  /** The file was taken as it is, and not all of it is in the store as it should be: what waits goes on waiting. */
  attempted(store: string, at: number, synced: Synced): void
  /** A sync is done: its total counts from now on, and nothing waits any more. */
  done(store: string, at: number, synced: Synced): void
  /** Keeps what could not be written; it replaces what waited before. */
  wait(store: string, rules: RuleWrite[]): void
  waiting(store: string): RuleWrite[]
  /** Whether anything waits for any store. */
  anyWaits(): boolean
}

export function createRuleSyncs(db: Database): RuleSyncs {
  const remember = (store: string, at: number, { total, texts }: Synced) =>
    insert(db, 'OR REPLACE INTO rule_syncs', { store, at_ms: at, total, texts: JSON.stringify(texts) })
  const clear = (store: string) => db.prepare('DELETE FROM waiting_rules WHERE store = ?').run(store)
  return {
    last: (store) => query<Synced>(db, 'SELECT total, texts FROM rule_syncs WHERE store = ?', ['texts']).get(store),
    attempted: remember,
    done(store, at, synced) {
      db.transaction(() => {
        remember(store, at, synced)
        clear(store)
      }).immediate()
    },
    wait(store, rules) {
      const put = db.prepare('INSERT INTO waiting_rules (store, id, keys) VALUES (?, ?, ?)')
      db.transaction(() => {
        clear(store)
        for (const { id, keys } of rules) put.run(store, id, JSON.stringify(keys))
      }).immediate()
    },
    anyWaits: () => queryValue(db, 'SELECT EXISTS (SELECT 1 FROM waiting_rules)') === 1,
    waiting: (store) =>
      query<RuleWrite>(db, 'SELECT id, keys FROM waiting_rules WHERE store = ? ORDER BY id', ['keys']).all(store),
  }
}

import type { Database } from '../database.ts'
import { sha256 } from '../json.ts'
import { insert, query, queryValue } from '../rows.ts'
import type { RuleWrite } from './rule-store.ts'

export interface Synced {
  /** Entries of the file. */
  total: number
  /** What the rules say that file and store agree in, by id. */
  texts: Map<string, string>
}

/** What the cache remembers of syncs with each rule store, which is named without credentials. */
export interface RuleSyncs {
  /** Entries that the file had at the last sync. */
  lastTotal(store: string): number | undefined
  /** Whether a rule's text is the one that a sync of this project left in the store last. */
  left(store: string): (id: string, text: string) => boolean
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
  const hashOf = (text: string) => sha256(text).slice(0, 16)
  const textsOf = (store: string) =>
    JSON.parse(queryValue(db, 'SELECT texts FROM rule_syncs WHERE store = ?', store) ?? '{}') as Record<string, string>
  const remember = (store: string, at: number, { total, texts }: Synced) => {
    const hashes = Object.fromEntries([...texts].map(([id, text]) => [id, hashOf(text)]))
    const row = { store, at_ms: at, total, texts: JSON.stringify({ ...textsOf(store), ...hashes }) }
    insert(db, 'OR REPLACE INTO rule_syncs', row)
  }
  const clear = (store: string) => db.prepare('DELETE FROM waiting_rules WHERE store = ?').run(store)
  return {
    lastTotal: (store) => queryValue(db, 'SELECT total FROM rule_syncs WHERE store = ?', store),
    left(store) {
      const known = new Map(Object.entries(textsOf(store)))
      return (id, text) => known.get(id) === hashOf(text)
    },
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

import { copyAll, makeScratch } from './cache-files.ts'
import { conditionOf } from './conditions.ts'
import { type NoteKind, noteKinds } from './notes.ts'
import { insert, queryValue, queryValues } from './rows.ts'
import { type Database, openSqlite } from './sqlite.ts'

/** How many rows of a damaged cache the new one has. */
export interface TakenOver {
  notes: number
  sessions: number
}

type Row = Record<string, string | number | null>

/**
 * What is only in the cache and said by somebody: the sessions, without which nobody knows whose a note is, and what belongs to them. Everything else
 * is read again, or is in a handoff. `isSound`: whether a row can be what was written, for damage may read like any other value.
 */
const tables: { name: string; order: string; isSound(row: Row): boolean }[] = [
  {
    name: 'sessions',
    order: 'rowid',
    isSound: ({ id, from_ms, metadata }) => isWord(id) && isTime(from_ms) && isObject(metadata),
  },
  {
    name: 'notes',
    order: 'number',
    isSound: ({ at_ms, kind, text }) => isTime(at_ms) && noteKinds.includes(kind as NoteKind) && isWord(text),
  },
  { name: 'agent_sessions', order: 'id', isSound: ({ id, session }) => isWord(id) && isWord(session) },
  { name: 'checkpoints', order: 'id', isSound: ({ at_ms, state }) => isTime(at_ms) && isObject(state) },
]

const isWord = (value: unknown): boolean => typeof value === 'string' && value !== '' && !value.includes('\0')
const isTime = (value: unknown): boolean => Number.isSafeInteger(value)

function isObject(value: unknown): boolean {
  try {
    const parsed: unknown = JSON.parse(String(value))
    return typeof parsed === 'object' && parsed !== null
  } catch {
    return false
  }
}

/** Takes what can still be read of a damaged file into a new cache. The file stays as it is, byte for byte: SQLite reads a copy. */
export function takeOver(file: string, db: Database): TakenOver {
  let copy: ReturnType<typeof makeScratch> | undefined
  try {
    copy = makeScratch()
    copyAll(file, copy.file)
    takeTables(copy.file, db)
  } catch (error) {
    if (conditionOf(error) === undefined) throw error
    return { notes: 0, sessions: 0 }
  } finally {
    copy?.remove()
  }
  const count = (table: string) => queryValue<number>(db, `SELECT COUNT(*) FROM ${table}`) ?? 0
  return { notes: count('notes'), sessions: count('sessions') }
}

function takeTables(copy: string, db: Database): void {
  let damaged: Database | undefined
  try {
    damaged = openSqlite(copy)
    // With it SQLite reads a file that is shorter than it should be, and one of whose tables has no sound description.
    damaged.unsafeMode().pragma('writable_schema = ON')
    for (const table of tables) takeTable(damaged, db, table)
  } catch {
    // Not one table of it can be found.
  } finally {
    damaged?.close()
  }
}

/** From both ends, each as far as the damage: a row that both reach is taken once. */
function takeTable(damaged: Database, db: Database, { name, order, isSound }: (typeof tables)[number]): void {
  const columns = new Set(queryValues<string>(db, `SELECT name FROM pragma_table_info('${name}')`))
  for (const direction of ['ASC', 'DESC']) {
    try {
      for (const row of damaged.prepare(`SELECT * FROM ${name} ORDER BY ${order} ${direction}`).iterate()) {
        if (!isSound(row as Row)) continue
        const known = Object.entries(row as Row).filter(([column]) => columns.has(column))
        insertIfSound(db, name, Object.fromEntries(known))
      }
    } catch {
      // The damage is reached.
    }
  }
}

function insertIfSound(db: Database, table: string, row: Row): void {
  try {
    insert(db, `OR IGNORE INTO ${table}`, row)
  } catch {
    // A value that the table does not take: the row is not what was written.
  }
}

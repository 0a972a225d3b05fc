import type { Statement } from 'better-sqlite3'
import { type Database, prepared } from '../sqlite.ts'
import type { Window } from '../window.ts'
import type { AgentName } from './dialect.ts'
import { type Kind, kinds, type PackedPart, type Part, settled, unpacked } from './part.ts'

/** The tables that hold what was read of transcripts, besides `transcripts` itself. */
export const transcriptTables = ['transcript_parts']

interface Stored {
  id: number
  transcript: number
  session: string
  first: number
  last: number
  names: string
}

const statements = prepared((db) => {
  const select = (which: string) =>
    db.prepare(
      `SELECT p.id, transcript, agent_session AS session, p.first_ms AS first, p.last_ms AS last, names
       FROM transcript_parts AS p JOIN transcripts AS t ON t.id = transcript WHERE ${which} ORDER BY p.id`,
    )
  const each = (sql: (kind: Kind) => string) =>
    Object.fromEntries(kinds.map((kind) => [kind, db.prepare(sql(kind))])) as Record<Kind, Statement>
  return {
    add: db.prepare(
      `INSERT INTO transcript_parts (transcript, first_ms, last_ms, end_byte, names, ${kinds.join(', ')})
       VALUES (?, ?, ?, ?, ?, ${kinds.map(() => '?').join(', ')})`,
    ),
    // All kinds at once: what is behind others in a row is only found by way of them.
    numbers: db.prepare(`SELECT ${kinds.join(', ')} FROM transcript_parts WHERE id = ?`),
    one: each((kind) => `SELECT ${kind} FROM transcript_parts WHERE id = ?`),
    renew: each((kind) => `UPDATE transcript_parts SET first_ms = ?, last_ms = ?, ${kind} = ? WHERE id = ?`),
    within: select('p.last_ms >= ? AND p.first_ms < ?'),
    of: select('transcript = ?'),
    before: select('p.id = (SELECT MAX(id) FROM transcript_parts WHERE transcript = ? AND id < ?)'),
    behind: select('transcript = ? AND end_byte > ?'),
    ofSession: select('agent_session = ?'),
    beginning: db
      .prepare(
        `SELECT MIN(p.first_ms) FROM transcript_parts AS p JOIN transcripts AS t ON t.id = transcript WHERE agent_session = ?`,
      )
      .pluck(),
    ofAgent: select('agent = ? AND p.id > ?'),
    all: select('1'),
  }
})

type Columns = Record<Kind, Buffer | string>

/** What is asked for several times, and is little: two thirds of a row are messages and times. */
const kept: Kind[] = ['calls', 'edits', 'results', 'marks']

function partsOf(db: Database, rows: unknown[]): Part[] {
  const { numbers, one } = statements(db)
  const rooms: Partial<Record<Kind, Room>> = { times: roomForOne(), messages: roomForOne() }
  let last: { id: number; columns: Columns; names: string[] } | undefined
  const fetched = ({ id, names }: Stored) => {
    if (last?.id !== id) last = { id, columns: numbers.get(id) as Columns, names: JSON.parse(names) as string[] }
    return last
  }
  return (rows as Stored[]).map((stored) => {
    const { names: _, ...row } = stored
    const known: Partial<Record<Kind, ReturnType<Part['numbers']>>> = {}
    return {
      ...row,
      numbers(kind) {
        if (known[kind]) return known[kind]
        const room = rooms[kind] ?? roomForEach
        // Once what is kept is there, nothing else of the row is wanted.
        const again = known.calls && last?.id !== stored.id && (one[kind].get(stored.id) as Columns)
        if (again) return unpacked(kind, again[kind], JSON.parse(stored.names) as string[], room)
        const { columns, names } = fetched(stored)
        for (const each of kept) known[each] ??= unpacked(each, columns[each], names, roomForEach)
        return known[kind] ?? unpacked(kind, columns[kind], names, room)
      },
    }
  })
}

type Room = (numbers: number) => Float64Array

const roomForEach: Room = (numbers) => new Float64Array(numbers)

/** Room that is used again for each part: what is in it is gone with the next. */
function roomForOne(): Room {
  let room = new Float64Array(0)
  return (numbers) => {
    if (numbers > room.length) room = new Float64Array(numbers * 2)
    return room.subarray(0, numbers)
  }
}

/** Keeps a part of a transcript whose lines end at a byte. */
export function addPart(
  db: Database,
  transcript: number,
  end: number,
  { first, last, names, blobs }: PackedPart,
): void {
  statements(db).add.run(transcript, first, last, end, names, ...kinds.map((kind) => blobs[kind]))
}

/** Gives every row that is kept of a transcript this time: until a line has one, all wait for it. */
export function settleParts(db: Database, transcript: number, at: number): void {
  const { renew, numbers } = statements(db)
  for (const { id } of partsOfTranscript(db, transcript)) {
    const columns = numbers.get(id) as Columns
    for (const kind of kinds) renew[kind].run(at, at, settled(kind, columns[kind], at), id)
  }
}

/** Parts with a line in a window, those with lines around it too. */
export const partsWithin = (db: Database, { from, to }: Window): Part[] =>
  partsOf(db, statements(db).within.all(from, to))

export const partsOfTranscript = (db: Database, transcript: number): Part[] =>
  partsOf(db, statements(db).of.all(transcript))

/** What was read of a part's transcript just before it. */
export const partsBefore = (db: Database, { transcript, id }: Part): Part[] =>
  partsOf(db, statements(db).before.all(transcript, id))

/** Parts that have lines behind a byte. */
export const partsBehind = (db: Database, transcript: number, byte: number): Part[] =>
  partsOf(db, statements(db).behind.all(transcript, byte))

export const partsOfSession = (db: Database, session: string): Part[] =>
  partsOf(db, statements(db).ofSession.all(session))

/** When the first line of a session was written that has any. */
export const beginningOf = (db: Database, session: string): number => statements(db).beginning.get(session) as number

/** Parts of an agent's transcripts that were added behind one. */
export const partsOfAgent = (db: Database, agent: AgentName, behind: number): Part[] =>
  partsOf(db, statements(db).ofAgent.all(agent, behind))

export const allParts = (db: Database): Part[] => partsOf(db, statements(db).all.all())

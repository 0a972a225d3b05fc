import { type Database, prepared } from '../database.ts'
import type { Window } from '../window.ts'
import type { AgentName } from './dialect.ts'
import { type PackedPart, type Part, packed, settle, unpacked } from './part.ts'

/** The tables that hold what was read of transcripts, besides `transcripts` itself. */
export const transcriptTables = ['transcript_parts']

type Stored = PackedPart & { id: number; transcript: number; session: string }

const statements = prepared((db) => {
  const select = (which: string) =>
    db.prepare(
      `SELECT p.id, transcript, agent_session AS session, p.first_ms AS first, p.last_ms AS last, names, numbers
       FROM transcript_parts AS p JOIN transcripts AS t ON t.id = transcript WHERE ${which} ORDER BY p.id`,
    )
  return {
    add: db.prepare(
      `INSERT INTO transcript_parts (transcript, first_ms, last_ms, end_byte, names, numbers)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    renew: db.prepare('UPDATE transcript_parts SET first_ms = ?, last_ms = ?, names = ?, numbers = ? WHERE id = ?'),
    within: select('p.last_ms >= ? AND p.first_ms < ?'),
    of: select('transcript = ?'),
    before: select('p.id = (SELECT MAX(id) FROM transcript_parts WHERE transcript = ? AND id < ?)'),
    behind: select('transcript = ? AND end_byte > ?'),
    ofSession: select('agent_session = ?'),
    ofAgent: select('agent = ? AND p.id > ?'),
    all: select('1'),
  }
})

const partOf = ({ id, transcript, session, ...rest }: Stored): Part => ({ id, transcript, session, ...unpacked(rest) })
const partsOf = (rows: unknown[]): Part[] => (rows as Stored[]).map(partOf)

/** Keeps a part of a transcript whose lines end at a byte. */
export function addPart(db: Database, transcript: number, end: number, part: PackedPart): void {
  statements(db).add.run(transcript, part.first, part.last, end, part.names, part.numbers)
}

/** Gives every row that is kept of a transcript this time: until a line has one, all wait for it. */
export function settleParts(db: Database, transcript: number, at: number): void {
  const { of, renew } = statements(db)
  for (const row of of.all(transcript) as Stored[]) {
    const { numbers, names } = unpacked(row)
    settle(numbers, at)
    const { first, last, ...rest } = packed(numbers, names)
    renew.run(first, last, rest.names, rest.numbers, row.id)
  }
}

/** Parts with a line in a window, those with lines around it too. */
export const partsWithin = (db: Database, { from, to }: Window): Part[] => partsOf(statements(db).within.all(from, to))

export const partsOfTranscript = (db: Database, transcript: number): Part[] =>
  partsOf(statements(db).of.all(transcript))

/** What was read of a part's transcript just before it. */
export const partsBefore = (db: Database, { transcript, id }: Part): Part[] =>
  partsOf(statements(db).before.all(transcript, id))

/** Parts that have lines behind a byte. */
export const partsBehind = (db: Database, transcript: number, byte: number): Part[] =>
  partsOf(statements(db).behind.all(transcript, byte))

export const partsOfSession = (db: Database, session: string): Part[] => partsOf(statements(db).ofSession.all(session))

/** Parts of an agent's transcripts that were added behind one. */
export const partsOfAgent = (db: Database, agent: AgentName, behind: number): Part[] =>
  partsOf(statements(db).ofAgent.all(agent, behind))

export const allParts = (db: Database): Part[] => partsOf(statements(db).all.all())

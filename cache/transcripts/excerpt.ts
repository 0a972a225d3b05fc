import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import { columns, eachRow, layout, type Part, type Row, rowAt, rowsWhere, testOfPlace } from './part.ts'
import { allParts, partsBefore, partsWithin } from './parts.ts'

export interface Keys {
  size: number
  has(key: number): boolean
}

/** What the transcripts have of a window. */
export interface Excerpt {
  db: Database
  window: Window
  /** Parts with a line in it, and what else is in them. */
  parts: Part[]
  /** Results in the window that are no successes. */
  bad(): Generator<Row<'results'>>
  /** The results in the window of certain calls. */
  results(keys: Keys): Generator<Row<'results'>>
  /** Of each kind the newest marks in the window. */
  marks(): NewestMarks
  /** Calls by their key, whenever they were made: those of certain keys. */
  calls(keys: Keys): Map<number, Row<'calls'>[]>
  /** Those about something, in the window or read just before it. */
  callsAbout(subjects: Keys): Row<'calls'>[]
  /** Those of which one name is as a test wants it. */
  callsNamed(column: 'name' | 'about' | 'head', test: (name: string) => boolean): Row<'calls'>[]
  /** The files that calls change, by the call's key. */
  edits(): Map<number, Set<string>>
}

/** `session`: only of one of the agents'. `known`: parts of which something was fetched before. */
export function openExcerpt(db: Database, window: Window, session?: string, known: Part[] = []): Excerpt {
  const parts = asKnown(partsWithin(db, window), known).filter(
    (part) => session === undefined || part.session === session,
  )
  let marks: NewestMarks | undefined
  let around: Part[] | undefined
  const wider = () => {
    around ??= withPartsBefore(db, parts)
    return around
  }
  const inWindow = (rows: Iterable<Row<'results'>>) => where(rows, ({ at }) => at >= window.from && at < window.to)
  const excerpt: Excerpt = {
    db,
    window,
    parts,
    *bad() {
      yield* inWindow(within(parts, (part) => rowsWhere(part, 'results', 'rank', (rank) => rank > 0)))
    },
    *results(keys) {
      if (keys.size === 0) return
      yield* inWindow(within(parts, (part) => rowsWhere(part, 'results', 'key', (key) => keys.has(key))))
    },
    marks() {
      marks ??= newestMarks(parts, window)
      return marks
    },
    calls(keys) {
      if (keys.size === 0) return new Map()
      const found = grouped(within(wider(), (part) => callsOf(part, keys)))
      if (found.size === keys.size) return found
      // Nearly never: a call long before its result, or in another transcript.
      return grouped(within(allParts(db), (part) => callsOf(part, keys)))
    },
    callsAbout: (subjects) => [
      ...within(wider(), (part) => rowsWhere(part, 'calls', 'subject', (subject) => subjects.has(subject))),
    ],
    callsNamed: (column, test) => [
      ...within(wider(), (part) => rowsWhere(part, 'calls', column, testOfPlace(part.numbers('calls').names, test))),
    ],
    edits() {
      const edits = new Map<number, Set<string>>()
      for (const { key, path } of within(wider(), (part) => eachRow(part, 'edits')))
        edits.set(key, (edits.get(key) ?? new Set()).add(path))
      return edits
    },
  }
  return excerpt
}

/** Parts, with what is known of them already. */
export function asKnown(parts: Part[], known: Part[]): Part[] {
  const before = new Map(known.map((part) => [part.id, part]))
  return parts.map((part) => before.get(part.id) ?? part)
}

/** Whether a part has a line in a window. */
export const hasTime = (part: Part, { from, to }: Window): boolean =>
  isInside(part, { from, to }) || part.numbers('times').values.some((at) => at >= from && at < to)
const isInside = ({ first, last }: Part, { from, to }: Window): boolean =>
  (first >= from && first < to) || (last >= from && last < to)

/** The sessions of the agents' that have a line in the window. */
export const sessionsIn = ({ parts, window }: Pick<Excerpt, 'parts' | 'window'>): Set<string> =>
  new Set(parts.filter((part) => hasTime(part, window)).map(({ session }) => session))

const callsOf = (part: Part, keys: Keys) => rowsWhere(part, 'calls', 'key', (key) => keys.has(key))

function* within<Each>(parts: Part[], rows: (part: Part) => Iterable<Each>): Generator<Each> {
  for (const part of parts) yield* rows(part)
}

function* where<Each>(rows: Iterable<Each>, test: (row: Each) => boolean): Generator<Each> {
  for (const row of rows) if (test(row)) yield row
}

export interface NewestMarks {
  /** The newest first, so many of a kind. */
  of(kind: string): Row<'marks'>[]
  /** The sessions that have one of a kind. */
  sessions(kind: string): Set<string>
}

/** More of a kind are never asked for. */
export const mostMarks = 500

/** From the last row of the last part to the first, as the newest are nearly always behind the others: of those that are too old no object is made. */
function newestMarks(parts: Part[], { from, to }: Window): NewestMarks {
  const kinds = new Map<string, { newest: Row<'marks'>[]; sessions: Set<string>; oldest: number }>()
  const cut = ({ newest }: { newest: Row<'marks'>[] }) => newest.sort(newestFirst).splice(mostMarks)
  const column = columns.marks
  const { width } = layout('marks')
  for (const part of parts.toReversed()) {
    const { values, names } = part.numbers('marks')
    for (let first = values.length - width; first >= 0; first -= width) {
      const at = values[first + column.at] as number
      if (at < from || at >= to) continue
      const kind = names[values[first + column.kind] as number] as string
      let known = kinds.get(kind)
      if (!known) {
        known = { newest: [], sessions: new Set(), oldest: Number.NEGATIVE_INFINITY }
        kinds.set(kind, known)
      }
      known.sessions.add(part.session)
      if (at < known.oldest || known.newest.push(rowAt(part, 'marks', first)) < mostMarks * 2) continue
      cut(known)
      known.oldest = known.newest.at(-1)?.at ?? known.oldest
    }
  }
  for (const known of kinds.values()) cut(known)
  return {
    of: (kind) => kinds.get(kind)?.newest ?? [],
    sessions: (kind) => kinds.get(kind)?.sessions ?? new Set(),
  }
}

/** A place of a mark. */
type Placed = Pick<Row<'marks'>, 'at' | 'position' | 'transcript'>

export const newestFirst = (a: Placed, b: Placed): number =>
  b.at - a.at || b.position - a.position || b.transcript - a.transcript

export function grouped<Keyed extends { key: number }>(rows: Iterable<Keyed>): Map<number, Keyed[]> {
  const groups = new Map<number, Keyed[]>()
  for (const row of rows) {
    const group = groups.get(row.key)
    if (group) group.push(row)
    else groups.set(row.key, [row])
  }
  return groups
}

/** The parts, and the one before the first of each transcript's: a call may be in it whose result is in the window. */
function withPartsBefore(db: Database, parts: Part[]): Part[] {
  const first = new Map<number, Part>()
  for (const part of parts) if (!first.has(part.transcript)) first.set(part.transcript, part)
  return [...[...first.values()].flatMap((part) => partsBefore(db, part)), ...parts]
}

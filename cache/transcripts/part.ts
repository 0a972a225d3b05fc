import type { Window } from '../window.ts'
import { isPacked, packRows, unpackRows } from './packed-rows.ts'

/**
 * What is kept of the lines of a transcript that were read at once: rows of numbers, each kind in a table of its own, and the names in them by their
 * places in a list. One such part is one row of the cache: a row a line cost more than the reading did. Why so: docs/decisions.md, 147.
 */
export interface Part {
  id: number
  transcript: number
  /** The agent's id of the session. */
  session: string
  /** Of all its lines. */
  first: number
  last: number
  /** The numbers of one kind, row by row, and the names that they stand for: fetched when they are asked for. Times and messages are there until another part is asked for them. */
  numbers(kind: Kind): { values: Float64Array; names: string[] }
}

/** What rows say, in the order in which their numbers are kept. */
interface Columns {
  /** When lines were written; the same time again at once is left out. */
  times: { at: number }
  /** What lines report of an API message's tokens. `sidechain` and `ended`: 0 or 1. */
  messages: {
    key: number
    at: number
    position: number
    model: string
    sidechain: number
    input: number
    output: number
    cacheRead: number
    cacheWrite: number
    cacheWriteHour: number
    ended: number
  }
  /** Calls of tools. `about`: command, file, other or nothing; `head`: its name; `subject`: hash of the command, or of the tool and what else it is about. */
  calls: { key: number; at: number; position: number; name: string; about: string; head: string; subject: number }
  /** Files that calls change, as the project names them. */
  edits: { key: number; path: string }
  /** `line`: its number in the file; `rank`: 0 done, 1 failure, 2 denial; `secondary`: 1 where it counts only if the call is known, 2 where its line does not have all that was printed either. */
  results: {
    key: number
    at: number
    position: number
    line: number
    rank: number
    denial: string
    secondary: number
  }
  /** `kind`: compaction, unknown, unreadable; `key` is 0 where nothing distinguishes one from another. */
  events: { key: number; at: number; kind: string; count: number }
  /** Where what a report may quote is. */
  marks: { key: number; at: number; position: number; kind: string }
}

export type Kind = keyof Columns
/** A row, and whose it is. */
export type Row<K extends Kind> = Columns[K] & { transcript: number; session: string }

/** Where the numbers of a row are. */
export const columns: { [K in Kind]: Record<keyof Columns[K], number> } = {
  times: { at: 0 },
  messages: {
    key: 0,
    at: 1,
    position: 2,
    model: 3,
    sidechain: 4,
    input: 5,
    output: 6,
    cacheRead: 7,
    cacheWrite: 8,
    cacheWriteHour: 9,
    ended: 10,
  },
  calls: { key: 0, at: 1, position: 2, name: 3, about: 4, head: 5, subject: 6 },
  edits: { key: 0, path: 1 },
  results: { key: 0, at: 1, position: 2, line: 3, rank: 4, denial: 5, secondary: 6 },
  events: { key: 0, at: 1, kind: 2, count: 3 },
  marks: { key: 0, at: 1, position: 2, kind: 3 },
}

/** So many numbers are a row of a kind; and which of them is its time, where it has one. */
export const layout = (kind: Kind): { width: number; at: number | undefined } => {
  const of: Partial<Record<string, number>> = columns[kind]
  return { width: Object.keys(of).length, at: of.at }
}

type MakeRow<K extends Kind> = (
  whose: Pick<Part, 'transcript' | 'session'> & { names: string[] },
  values: Float64Array,
  first: number,
  column: Record<keyof Columns[K], number>,
) => Row<K>

/** Objects are written out: made column by column they take three times as long, and more memory. */
const makers: { [K in Kind]: MakeRow<K> } = {
  times: ({ transcript, session }, values, first, column) => ({
    transcript,
    session,
    at: values[first + column.at] as number,
  }),
  messages: ({ transcript, session, names }, values, first, column) => ({
    transcript,
    session,
    key: values[first + column.key] as number,
    at: values[first + column.at] as number,
    position: values[first + column.position] as number,
    model: names[values[first + column.model] as number] as string,
    sidechain: values[first + column.sidechain] as number,
    input: values[first + column.input] as number,
    output: values[first + column.output] as number,
    cacheRead: values[first + column.cacheRead] as number,
    cacheWrite: values[first + column.cacheWrite] as number,
    cacheWriteHour: values[first + column.cacheWriteHour] as number,
    ended: values[first + column.ended] as number,
  }),
  calls: ({ transcript, session, names }, values, first, column) => ({
    transcript,
    session,
    key: values[first + column.key] as number,
    at: values[first + column.at] as number,
    position: values[first + column.position] as number,
    name: names[values[first + column.name] as number] as string,
    about: names[values[first + column.about] as number] as string,
    head: names[values[first + column.head] as number] as string,
    subject: values[first + column.subject] as number,
  }),
  edits: ({ transcript, session, names }, values, first, column) => ({
    transcript,
    session,
    key: values[first + column.key] as number,
    path: names[values[first + column.path] as number] as string,
  }),
  results: ({ transcript, session, names }, values, first, column) => ({
    transcript,
    session,
    key: values[first + column.key] as number,
    at: values[first + column.at] as number,
    position: values[first + column.position] as number,
    line: values[first + column.line] as number,
    rank: values[first + column.rank] as number,
    denial: names[values[first + column.denial] as number] as string,
    secondary: values[first + column.secondary] as number,
  }),
  events: ({ transcript, session, names }, values, first, column) => ({
    transcript,
    session,
    key: values[first + column.key] as number,
    at: values[first + column.at] as number,
    kind: names[values[first + column.kind] as number] as string,
    count: values[first + column.count] as number,
  }),
  marks: ({ transcript, session, names }, values, first, column) => ({
    transcript,
    session,
    key: values[first + column.key] as number,
    at: values[first + column.at] as number,
    position: values[first + column.position] as number,
    kind: names[values[first + column.kind] as number] as string,
  }),
}
export const kinds = Object.keys(columns) as Kind[]

/** The rows of one kind; with a window, those in it. Each is made when it is asked for: kept together they would outlive several tidyings of the heap. */
export function* eachRow<K extends Kind>(part: Part, kind: K, window?: Window): Generator<Row<K>> {
  const { width, at = 0 } = layout(kind)
  const { values, rowAt } = open(part, kind)
  for (let first = 0; first < values.length; first += width) {
    const time = values[first + at] as number
    if (window === undefined || (time >= window.from && time < window.to)) yield rowAt(first)
  }
}

export const rowsOf = <K extends Kind>(part: Part, kind: K, window?: Window): Row<K>[] => [
  ...eachRow(part, kind, window),
]

/** The rows of one kind of which one number is as a test wants it; of the others no object is made. */
export function* rowsWhere<K extends Kind>(
  part: Part,
  kind: K,
  column: keyof Columns[K],
  test: (value: number) => boolean,
): Generator<Row<K>> {
  const { width } = layout(kind)
  const { values, rowAt } = open(part, kind)
  const tested = columns[kind][column]
  for (let first = 0; first < values.length; first += width)
    if (test(values[first + tested] as number)) yield rowAt(first)
}

/** One number of each row of a kind. */
export function numbersOf<K extends Kind>(part: Part, kind: K, column: keyof Columns[K]): number[] {
  const { values } = part.numbers(kind)
  const { width } = layout(kind)
  const found: number[] = []
  for (let at: number = columns[kind][column]; at < values.length; at += width) found.push(values[at] as number)
  return found
}

/** The row of a kind that begins at a number. */
export const rowAt = <K extends Kind>(part: Part, kind: K, first: number): Row<K> => open(part, kind).rowAt(first)

/** A test of names as one of their places in a part's list: each name is tested once at most. */
export function testOfPlace(names: string[], test: (name: string) => boolean): (place: number) => boolean {
  const known: (boolean | undefined)[] = []
  return (place) => {
    known[place] ??= test(names[place] as string)
    return known[place]
  }
}

function open<K extends Kind>(part: Part, kind: K) {
  const { values, names } = part.numbers(kind)
  const { transcript, session } = part
  const whose = { transcript, session, names }
  const of = columns[kind]
  const row = makers[kind]
  return { values, rowAt: (first: number): Row<K> => row(whose, values, first, of) }
}

/** Takes rows of a part, in the order of their lines. */
export function createPart() {
  const numbers = Object.fromEntries(kinds.map((kind) => [kind, [] as number[]])) as Record<Kind, number[]>
  const places = new Map<string, number>()
  const place = (name: string): number => {
    const known = places.get(name)
    if (known !== undefined) return known
    places.set(name, places.size)
    return places.size - 1
  }
  return {
    numbers,
    /** The place of a name. */
    place,
    /** Gives every row this time. */
    settle: (at: number) => {
      for (const kind of kinds) settle(kind, numbers[kind], at)
    },
    isEmpty: () => numbers.times.length === 0,
    packed(): PackedPart {
      const blobs = Object.fromEntries(
        kinds.map((kind) => [kind, packRows(numbers[kind], layout(kind).width)]),
      ) as Record<Kind, Buffer>
      return { ...span(numbers.times), names: JSON.stringify([...places.keys()]), blobs }
    },
  }
}

/** A part as its row in the cache has it. */
export interface PackedPart {
  first: number
  last: number
  names: string
  blobs: Record<Kind, Buffer>
}

/** The first and the last of some times. */
function span(times: number[]): { first: number; last: number } {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const at of times) {
    if (at < first) first = at
    if (at > last) last = at
  }
  return { first, last }
}

/** Rows of a kind, as the cache has them, with this time in every one. */
export function settled(kind: Kind, stored: Buffer | string, time: number): Buffer | string {
  const { at, width } = layout(kind)
  if (typeof stored === 'string')
    return JSON.stringify(
      (JSON.parse(stored) as unknown[][]).map((row) => (at === undefined ? row : row.with(at, time))),
    )
  const { values } = unpacked(kind, stored, [], (numbers) => new Float64Array(numbers))
  settle(kind, values, time)
  return packRows(values, width)
}

function settle(kind: Kind, values: number[] | Float64Array, time: number): void {
  const { width, at } = layout(kind)
  if (at !== undefined) for (let row = at; row < values.length; row += width) values[row] = time
}

/**
 * The numbers of one kind, from what the cache has of them: packed, or from a former version bytes as they are in memory, or JSON with the names in it. `room`: where so
 * many numbers go.
 */
export function unpacked(
  kind: Kind,
  stored: Buffer | string,
  names: string[],
  room: (numbers: number) => Float64Array,
): { values: Float64Array; names: string[] } {
  if (typeof stored === 'string') return unpackedText(stored)
  if (isPacked(stored)) return { values: unpackRows(stored, layout(kind).width, room), names }
  return { values: new Float64Array(new Uint8Array(stored).buffer), names }
}

function unpackedText(text: string): { values: Float64Array; names: string[] } {
  const places = new Map<string, number>()
  const values = (JSON.parse(text) as (number | string)[][]).flat().map((value) => {
    if (typeof value === 'number') return value
    if (!places.has(value)) places.set(value, places.size)
    return places.get(value) as number
  })
  return { values: new Float64Array(values), names: [...places.keys()] }
}

import type { Window } from '../window.ts'

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
  names: string[]
  /** The numbers of one kind, row by row, and the names that they stand for: fetched when they are asked for, and not kept. */
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
  /** `line`: its number in the file; `rank`: 0 done, 1 failure, 2 denial; `secondary`: 1 where it counts only if the call is known. */
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

interface Form<K extends Kind> {
  /** So many numbers are a row. */
  width: number
  /** Which of them is its time; none has one where it is undefined. */
  at?: number
  row(whose: Pick<Part, 'transcript' | 'session' | 'names'>, values: Float64Array, first: number): Row<K>
}

/** Objects are written out: made column by column they take three times as long, and more memory. */
const forms: { [K in Kind]: Form<K> } = {
  times: {
    ...{ width: 1, at: 0 },
    row: ({ transcript, session }, values, first) => ({ transcript, session, at: values[first] as number }),
  },
  messages: {
    ...{ width: 11, at: 1 },
    row: ({ transcript, session, names }, values, first) => ({
      transcript,
      session,
      key: values[first] as number,
      at: values[first + 1] as number,
      position: values[first + 2] as number,
      model: names[values[first + 3] as number] as string,
      sidechain: values[first + 4] as number,
      input: values[first + 5] as number,
      output: values[first + 6] as number,
      cacheRead: values[first + 7] as number,
      cacheWrite: values[first + 8] as number,
      cacheWriteHour: values[first + 9] as number,
      ended: values[first + 10] as number,
    }),
  },
  calls: {
    ...{ width: 7, at: 1 },
    row: ({ transcript, session, names }, values, first) => ({
      transcript,
      session,
      key: values[first] as number,
      at: values[first + 1] as number,
      position: values[first + 2] as number,
      name: names[values[first + 3] as number] as string,
      about: names[values[first + 4] as number] as string,
      head: names[values[first + 5] as number] as string,
      subject: values[first + 6] as number,
    }),
  },
  edits: {
    width: 2,
    row: ({ transcript, session, names }, values, first) => ({
      transcript,
      session,
      key: values[first] as number,
      path: names[values[first + 1] as number] as string,
    }),
  },
  results: {
    ...{ width: 7, at: 1 },
    row: ({ transcript, session, names }, values, first) => ({
      transcript,
      session,
      key: values[first] as number,
      at: values[first + 1] as number,
      position: values[first + 2] as number,
      line: values[first + 3] as number,
      rank: values[first + 4] as number,
      denial: names[values[first + 5] as number] as string,
      secondary: values[first + 6] as number,
    }),
  },
  events: {
    ...{ width: 4, at: 1 },
    row: ({ transcript, session, names }, values, first) => ({
      transcript,
      session,
      key: values[first] as number,
      at: values[first + 1] as number,
      kind: names[values[first + 2] as number] as string,
      count: values[first + 3] as number,
    }),
  },
  marks: {
    ...{ width: 4, at: 1 },
    row: ({ transcript, session, names }, values, first) => ({
      transcript,
      session,
      key: values[first] as number,
      at: values[first + 1] as number,
      position: values[first + 2] as number,
      kind: names[values[first + 3] as number] as string,
    }),
  },
}
export const kinds = Object.keys(forms) as Kind[]

/** The rows of one kind with certain keys; of the others no object is made. */
export function rowsWith<K extends Exclude<Kind, 'times'>>(part: Part, kind: K, keys: Set<number>): Row<K>[] {
  const { values, names } = part.numbers(kind)
  const { transcript, session } = part
  const whose = { transcript, session, names }
  const { width, row } = forms[kind]
  const rows: Row<K>[] = []
  for (let first = 0; first < values.length; first += width)
    if (keys.has(values[first] as number)) rows.push(row(whose, values, first))
  return rows
}

/** The rows of one kind; with a window, those in it. */
export function rowsOf<K extends Kind>(part: Part, kind: K, window?: Window): Row<K>[] {
  const { values, names } = part.numbers(kind)
  const { transcript, session } = part
  const whose = { transcript, session, names }
  const { width, at = 0, row } = forms[kind]
  const rows: Row<K>[] = []
  for (let first = 0; first < values.length; first += width) {
    const time = values[first + at] as number
    if (window === undefined || (time >= window.from && time < window.to)) rows.push(row(whose, values, first))
  }
  return rows
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
      const blobs = Object.fromEntries(kinds.map((kind) => [kind, packed(numbers[kind])])) as Record<Kind, Buffer>
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
  const { at } = forms[kind]
  if (typeof stored === 'string')
    return JSON.stringify(
      (JSON.parse(stored) as unknown[][]).map((row) => (at === undefined ? row : row.with(at, time))),
    )
  const { values } = unpacked(stored, [])
  settle(kind, values, time)
  return packed(values)
}

function settle(kind: Kind, values: number[] | Float64Array, time: number): void {
  const { width, at } = forms[kind]
  if (at !== undefined) for (let row = at; row < values.length; row += width) values[row] = time
}

const packed = (values: number[] | Float64Array): Buffer => Buffer.from(new Float64Array(values).buffer)

/** The numbers of one kind, as the cache has them: bytes as they are in memory, or JSON with the names in it, from a cache of a former version. */
export function unpacked(stored: Buffer | string, names: string[]): { values: Float64Array; names: string[] } {
  if (typeof stored === 'string') return unpackedText(stored)
  const aligned = stored.byteOffset % 8 === 0 ? stored : Buffer.from(new Uint8Array(stored).buffer)
  return { values: new Float64Array(aligned.buffer, aligned.byteOffset, aligned.length >> 3), names }
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

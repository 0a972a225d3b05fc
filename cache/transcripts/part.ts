import type { Window } from '../window.ts'

/**
 * What is kept of the lines of a transcript that were read at once: rows of numbers, each kind in a table of its own, and the names in them by their
 * places in a list. One such part is one row of the cache: a row a line cost more than the reading did. Why so: docs/decisions.md, 2026-11-27, "Transcripts in parts".
 */
export interface Part {
  id: number
  transcript: number
  /** The agent's id of the session. */
  session: string
  numbers: Record<Kind, Float64Array>
  names: string[]
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
  row(part: Part, values: Float64Array, first: number): Row<K>
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
const kinds = Object.keys(forms) as Kind[]

/** The rows of one kind with certain keys; of the others no object is made. */
export function rowsWith<K extends Exclude<Kind, 'times'>>(part: Part, kind: K, keys: Set<number>): Row<K>[] {
  const values = part.numbers[kind]
  const { width, row } = forms[kind]
  const rows: Row<K>[] = []
  for (let first = 0; first < values.length; first += width)
    if (keys.has(values[first] as number)) rows.push(row(part, values, first))
  return rows
}

/** The rows of one kind; with a window, those in it. */
export function rowsOf<K extends Kind>(part: Part, kind: K, window?: Window): Row<K>[] {
  const values = part.numbers[kind]
  const { width, at = 0, row } = forms[kind]
  const rows: Row<K>[] = []
  for (let first = 0; first < values.length; first += width) {
    const time = values[first + at] as number
    if (window === undefined || (time >= window.from && time < window.to)) rows.push(row(part, values, first))
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
    settle: (at: number) => settle(numbers, at),
    isEmpty: () => numbers.times.length === 0,
    packed: () => packed(numbers, [...places.keys()]),
  }
}

export function settle(numbers: Record<Kind, number[] | Float64Array>, time: number): void {
  for (const kind of kinds) {
    const { width, at } = forms[kind]
    if (at !== undefined) for (let row = at; row < numbers[kind].length; row += width) numbers[kind][row] = time
  }
}

/** A part as its row in the cache has it. */
export interface PackedPart {
  /** Of all its times. */
  first: number
  last: number
  names: string
  /** How many numbers each kind has, then these. Of caches of former versions the same as JSON, with names in their places. */
  numbers: Buffer | string
}

export function packed(numbers: Record<Kind, number[] | Float64Array>, names: string[]): PackedPart {
  const counts = kinds.map((kind) => numbers[kind].length)
  const all = new Float64Array(kinds.length + counts.reduce((sum, count) => sum + count, 0))
  all.set(counts)
  let offset = kinds.length
  for (const kind of kinds) {
    all.set(numbers[kind], offset)
    offset += numbers[kind].length
  }
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const at of numbers.times) {
    if (at < first) first = at
    if (at > last) last = at
  }
  return { first, last, names: JSON.stringify(names), numbers: Buffer.from(all.buffer) }
}

export function unpacked({ numbers, names }: Pick<PackedPart, 'names' | 'numbers'>): Pick<Part, 'numbers' | 'names'> {
  if (typeof numbers === 'string') return unpackedText(numbers)
  const aligned = numbers.byteOffset % 8 === 0 ? numbers : Buffer.from(new Uint8Array(numbers).buffer)
  const all = new Float64Array(aligned.buffer, aligned.byteOffset, aligned.length >> 3)
  let offset = kinds.length
  const parts = kinds.map((kind, index) => {
    const from = offset
    offset += all[index] as number
    return [kind, all.subarray(from, offset)] as const
  })
  return { numbers: Object.fromEntries(parts) as Part['numbers'], names: JSON.parse(names) as string[] }
}

/** What a migration wrote: rows of each kind, with names in them. */
function unpackedText(text: string): Pick<Part, 'numbers' | 'names'> {
  const rows = JSON.parse(text) as Partial<Record<Kind, (number | string)[][]>>
  const part = createPart()
  for (const kind of kinds)
    for (const row of rows[kind] ?? [])
      for (const value of row) part.numbers[kind].push(typeof value === 'string' ? part.place(value) : value)
  return unpacked(part.packed())
}

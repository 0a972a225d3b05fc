import type { Row } from './part.ts'

/** An API message: what its line with the largest total says, whether any says that it ended, and when the last of them was written. */
export interface Message extends Omit<Row<'messages'>, 'session'> {
  lastAt: number
  lastPosition: number
}

/** The size of the context that an answer was made with. */
export const contextOf = ({ input, cacheRead, cacheWrite }: Omit<Message, 'lastAt' | 'lastPosition'>): number =>
  input + cacheRead + cacheWrite

/** Numbers of a message in the table: those of its largest line, its transcript, whether and when it ended, and its model's place. */
const width = 14

/**
 * Each message once, of the lines that several transcripts may have of it. A window can have a hundred thousand: they are numbers in one table, because as
 * objects all of them outlive several tidyings of the heap, which took longer than everything else about them.
 */
export function messagesOf(lines: Iterable<Row<'messages'>>): () => Generator<Message> {
  const places = new Map<number, number>()
  const models: string[] = []
  let table = new Float64Array(width * 64)
  const messageAt = (place: number): Message => ({
    key: table[place] as number,
    at: table[place + 1] as number,
    position: table[place + 2] as number,
    sidechain: table[place + 3] as number,
    input: table[place + 4] as number,
    output: table[place + 5] as number,
    cacheRead: table[place + 6] as number,
    cacheWrite: table[place + 7] as number,
    cacheWriteHour: table[place + 8] as number,
    transcript: table[place + 9] as number,
    model: models[table[place + 10] as number] as string,
    ended: table[place + 11] as number,
    lastAt: table[place + 12] as number,
    lastPosition: table[place + 13] as number,
  })
  const put = (place: number, line: Row<'messages'>) => {
    table[place] = line.key
    table[place + 1] = line.at
    table[place + 2] = line.position
    table[place + 3] = line.sidechain
    table[place + 4] = line.input
    table[place + 5] = line.output
    table[place + 6] = line.cacheRead
    table[place + 7] = line.cacheWrite
    table[place + 8] = line.cacheWriteHour
    table[place + 9] = line.transcript
    if (!models.includes(line.model)) models.push(line.model)
    table[place + 10] = models.indexOf(line.model)
  }
  const end = (place: number, { ended, at, position }: Row<'messages'>) => {
    if (ended === 1) table[place + 11] = 1
    const lastAt = table[place + 12] as number
    if (at < lastAt || (at === lastAt && position <= (table[place + 13] as number))) return
    table[place + 12] = at
    table[place + 13] = position
  }
  /** Of lines with one total any may count, but always the same one, in whatever order they were read. */
  const isLarger = (line: Row<'messages'>, place: number): boolean => {
    const output = table[place + 5] as number
    const cacheRead = table[place + 6] as number
    const cacheWrite = table[place + 7] as number
    const context = (table[place + 4] as number) + cacheRead + cacheWrite
    const difference =
      contextOf(line) + line.output - context - output ||
      line.output - output ||
      line.cacheRead - cacheRead ||
      line.cacheWrite - cacheWrite ||
      (table[place + 1] as number) - line.at ||
      (table[place + 3] as number) - line.sidechain
    return difference === 0 ? line.model < (models[table[place + 10] as number] as string) : difference > 0
  }
  /** The place of a message; one that is new gets the next. */
  const placeOf = (line: Row<'messages'>): number => {
    const known = places.get(line.key)
    if (known !== undefined) return known
    const place = places.size * width
    places.set(line.key, place)
    if (place === table.length) {
      const larger = new Float64Array(table.length * 2)
      larger.set(table)
      table = larger
    }
    put(place, line)
    table[place + 12] = line.at
    table[place + 13] = line.position
    return place
  }
  let last = Number.NaN
  let place = 0
  for (const line of lines) {
    // The lines of one message come one after the other: only the first of them is looked up.
    if (line.key !== last) place = placeOf(line)
    last = line.key
    if (isLarger(line, place)) put(place, line)
    end(place, line)
  }
  return function* () {
    for (let place = 0; place < places.size * width; place += width) yield messageAt(place)
  }
}

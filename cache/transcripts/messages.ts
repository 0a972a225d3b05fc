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
    const [lastAt, lastPosition] = [table[place + 12] as number, table[place + 13] as number]
    if (at < lastAt || (at === lastAt && position <= lastPosition)) return
    table[place + 12] = at
    table[place + 13] = position
  }
  for (const line of lines) {
    let place = places.get(line.key)
    if (place === undefined) {
      place = places.size * width
      places.set(line.key, place)
      if (place === table.length) {
        const larger = new Float64Array(table.length * 2)
        larger.set(table)
        table = larger
      }
      put(place, line)
      table[place + 12] = line.at
      table[place + 13] = line.position
    } else if (isLarger(line, messageAt(place))) put(place, line)
    end(place, line)
  }
  return function* () {
    for (let place = 0; place < places.size * width; place += width) yield messageAt(place)
  }
}

/** Of lines with one total any may count, but always the same one, in whatever order they were read. */
function isLarger(line: Row<'messages'>, than: Message): boolean {
  const difference =
    contextOf(line) + line.output - contextOf(than) - than.output ||
    line.output - than.output ||
    line.cacheRead - than.cacheRead ||
    line.cacheWrite - than.cacheWrite ||
    than.at - line.at ||
    than.sidechain - line.sidechain
  return difference === 0 ? line.model < than.model : difference > 0
}

import type { Window } from '../window.ts'
import { KeyTable } from './key-table.ts'
import { columns, layout, type Part, type Row } from './part.ts'

/** An API message: what its line with the largest total says, whether any says that it ended, and when the last of them was written. */
export interface Message extends Omit<Row<'messages'>, 'session'> {
  lastAt: number
  lastPosition: number
}

/** The size of the context that an answer was made with. */
export const contextOf = ({ input, cacheRead, cacheWrite }: Omit<Message, 'lastAt' | 'lastPosition'>): number =>
  input + cacheRead + cacheWrite

/** Of a line of a part, and behind it what is known of its message. */
const of = columns.messages
const lineWidth = layout('messages').width
const [transcriptAt, lastAt, lastPositionAt] = [lineWidth, lineWidth + 1, lineWidth + 2]
const width = lineWidth + 3
/** So many messages are in one table. One for all that grows would be copied, and its memory touched, as often as it does. */
const inOneTable = 1024
const total = [of.input, of.output, of.cacheRead, of.cacheWrite]
const order = [of.output, of.cacheRead, of.cacheWrite, of.at, of.sidechain]

/**
 * Each message once, of the lines that several transcripts may have of it in a window. There can be a hundred thousand: they are numbers in
 * tables, and no object is made of a line, because as objects all of them outlive several tidyings of the heap, which took longer than everything else about them.
 */
export function createMessages({ from, to }: Window) {
  const places = new KeyTable()
  const models: string[] = []
  const tables: Float64Array[] = []
  const messageAt = (table: Float64Array, place: number): Message => ({
    key: table[place + of.key] as number,
    at: table[place + of.at] as number,
    position: table[place + of.position] as number,
    model: models[table[place + of.model] as number] as string,
    sidechain: table[place + of.sidechain] as number,
    input: table[place + of.input] as number,
    output: table[place + of.output] as number,
    cacheRead: table[place + of.cacheRead] as number,
    cacheWrite: table[place + of.cacheWrite] as number,
    cacheWriteHour: table[place + of.cacheWriteHour] as number,
    ended: table[place + of.ended] as number,
    transcript: table[place + transcriptAt] as number,
    lastAt: table[place + lastAt] as number,
    lastPosition: table[place + lastPositionAt] as number,
  })
  const put = (
    table: Float64Array,
    place: number,
    values: Float64Array,
    first: number,
    transcript: number,
    model: number,
  ) => {
    for (let index = 0; index < lineWidth; index++) table[place + index] = values[first + index] as number
    table[place + of.model] = model
    table[place + transcriptAt] = transcript
  }
  /** Of lines with one total any may count, but always the same one, in whatever order they were read. */
  const isLarger = (
    table: Float64Array,
    place: number,
    values: Float64Array,
    first: number,
    model: number,
  ): boolean => {
    let difference = 0
    for (const column of total) difference += (values[first + column] as number) - (table[place + column] as number)
    if (difference !== 0) return difference > 0
    for (const column of order) {
      difference = (values[first + column] as number) - (table[place + column] as number)
      if (difference !== 0) return difference > 0 === (column !== of.at && column !== of.sidechain)
    }
    return (models[model] as string) < (models[table[place + of.model] as number] as string)
  }
  const take = ({ transcript, numbers }: Part) => {
    const { values, names } = numbers('messages')
    const modelsHere = new Map<number, number>()
    for (let first = 0; first < values.length; first += lineWidth) {
      const at = values[first + of.at] as number
      if (at < from || at >= to) continue
      const name = values[first + of.model] as number
      const model = modelsHere.get(name) ?? placeIn(models, names[name] as string)
      modelsHere.set(name, model)
      const { size } = places
      const message = places.place(values[first + of.key] as number)
      const isNew = places.size > size
      if (isNew && message % inOneTable === 0) tables.push(new Float64Array(inOneTable * width))
      const table = tables[Math.floor(message / inOneTable)] as Float64Array
      const place = (message % inOneTable) * width
      const ended = values[first + of.ended] === 1 || (!isNew && table[place + of.ended] === 1)
      if (isNew || isLarger(table, place, values, first, model)) put(table, place, values, first, transcript, model)
      table[place + of.ended] = ended ? 1 : 0
      const position = values[first + of.position] as number
      const last = isNew ? Number.NEGATIVE_INFINITY : (table[place + lastAt] as number)
      if (at < last || (at === last && position <= (table[place + lastPositionAt] as number))) continue
      table[place + lastAt] = at
      table[place + lastPositionAt] = position
    }
  }
  return {
    take,
    /** The models that they are of. */
    models,
    *each(): Generator<Message> {
      for (let message = 0; message < places.size; message++) {
        const table = tables[Math.floor(message / inOneTable)] as Float64Array
        yield messageAt(table, (message % inOneTable) * width)
      }
    },
  }
}

function placeIn(list: string[], name: string): number {
  const known = list.indexOf(name)
  return known === -1 ? list.push(name) - 1 : known
}

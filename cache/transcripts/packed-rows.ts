/**
 * Rows of numbers as a part of a transcript keeps them: column by column, of each number what it is more than the least of its column, in as many bytes as the largest of
 * these takes. Most columns are one name, small counts, or times and places close together: a row takes a third of what it takes in memory, and as much less is
 * written and read. A column with anything but whole numbers that are near enough to each other is kept as it is.
 *
 * How many rows; the bytes a number takes, of each column; the least number of each; the columns. Never a multiple of eight bytes: rows that were kept as they are in memory always are.
 */
export function packRows(values: ArrayLike<number>, width: number): Buffer {
  const rows = values.length / width
  if (rows === 0) return Buffer.alloc(0)
  const columns = Array.from({ length: width }, (_, column) => extentOf(values, column, width))
  const head = headBytes(width)
  const end = head + columns.reduce((sum, { size }) => sum + size * rows, 0)
  const packed = Buffer.alloc(end % 8 === 0 ? end + 1 : end)
  const view = new DataView(packed.buffer, packed.byteOffset)
  view.setUint32(0, rows)
  let at = head
  for (const [column, { size, least }] of columns.entries()) {
    packed[4 + column] = size
    view.setFloat64(4 + width + column * 8, least)
    for (let from = column; from < values.length; from += width) {
      if (size === asItIs) view.setFloat64(at, values[from] as number)
      else putWhole(packed, at, size, (values[from] as number) - least)
      at += size
    }
  }
  return packed
}

/** The numbers again, row by row. `room`: where so many go. */
export function unpackRows(packed: Buffer, width: number, room: (numbers: number) => Float64Array): Float64Array {
  const view = new DataView(packed.buffer, packed.byteOffset)
  const count = view.getUint32(0) * width
  const values = room(count)
  let at = headBytes(width)
  for (let column = 0; column < width; column++) {
    const size = packed[4 + column] as number
    const least = view.getFloat64(4 + width + column * 8)
    for (let to = column; to < count; to += width) {
      if (size === asItIs) values[to] = view.getFloat64(at)
      else {
        let more = 0
        for (let byte = at; byte < at + size; byte++) more = more * 256 + (packed[byte] as number)
        values[to] = least + more
      }
      at += size
    }
  }
  return values
}

export const isPacked = (stored: Buffer): boolean => stored.length % 8 !== 0

const headBytes = (width: number): number => 4 + width * 9

/** Of a column whose numbers are kept whole, sign and fraction and all. */
const asItIs = 8

function extentOf(values: ArrayLike<number>, column: number, width: number): { size: number; least: number } {
  let least = Number.POSITIVE_INFINITY
  let largest = Number.NEGATIVE_INFINITY
  let isWhole = true
  for (let at = column; at < values.length; at += width) {
    const value = values[at] as number
    if (value < least) least = value
    if (value > largest) largest = value
    isWhole &&= Number.isSafeInteger(value)
  }
  if (!isWhole || !Number.isSafeInteger(largest - least)) return { size: asItIs, least: 0 }
  let size = 0
  while (largest - least >= 256 ** size) size++
  return { size, least }
}

function putWhole(packed: Buffer, at: number, size: number, value: number): void {
  // By halves: what is over 32 bits is no number that can be shifted.
  let rest = value >>> 0
  for (let byte = size - 1; byte >= 0; byte--) {
    packed[at + byte] = rest
    rest = byte === size - 4 ? (value - (value >>> 0)) / 2 ** 32 : rest >>> 8
  }
}

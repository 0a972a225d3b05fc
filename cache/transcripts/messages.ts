import type { Row } from './part.ts'

/** An API message: its line with the largest total, and when the last of its lines was written. */
export interface Message {
  largest: Row<'messages'>
  last: { at: number; position: number }
  ended: boolean
}

/** Each message once, of the lines that several transcripts may have of it. */
export function messagesOf(lines: Iterable<Row<'messages'>>): Map<number, Message> {
  const messages = new Map<number, Message>()
  // Most lines are of the message that the one before is of.
  let known: Message | undefined
  for (const line of lines) {
    const { key, at, position } = line
    if (known?.largest.key !== key) known = messages.get(key)
    if (!known) {
      known = { largest: line, last: { at, position }, ended: line.ended === 1 }
      messages.set(key, known)
      continue
    }
    if (isLarger(line, known.largest)) known.largest = line
    if (at > known.last.at || (at === known.last.at && position > known.last.position)) known.last = { at, position }
    known.ended ||= line.ended === 1
  }
  return messages
}

/** The size of the context that an answer was made with. */
export const contextOf = ({ input, cacheRead, cacheWrite }: Row<'messages'>): number => input + cacheRead + cacheWrite

/** Of lines with one total any may count, but always the same one, in whatever order they were read. */
function isLarger(line: Row<'messages'>, than: Row<'messages'>): boolean {
  const difference =
    contextOf(line) + line.output - contextOf(than) - than.output ||
    line.output - than.output ||
    line.cacheRead - than.cacheRead ||
    line.cacheWrite - than.cacheWrite ||
    than.at - line.at ||
    than.sidechain - line.sidechain
  return difference === 0 ? line.model < than.model : difference > 0
}

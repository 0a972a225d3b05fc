import { type Normalised, normaliseDecision } from '../decision.ts'
import { isTooDeep, tooDeep } from '../json.ts'
import { mayBeExtended, plainExtended } from './extended-json.ts'
import { type Line, longestLine } from './lines.ts'

/** A line of a log as a decision; `empty` where it is no line at all. */
export function parseLine(line: Line): Normalised | 'empty' {
  if (line.text.length >= longestLine) return { unreadable: 'longer than 16 MiB' }
  const text = line.offset === 0 ? line.text.replace(/^\uFEFF/, '') : line.text
  if (text.trim() === '') return 'empty'
  try {
    const value: unknown = JSON.parse(text)
    // Two brackets a level: a shorter line cannot be too deep.
    if (text.length > 2000 && isTooDeep(value)) return { unreadable: tooDeep }
    return normaliseDecision(mayBeExtended(text) ? plainExtended(value) : value)
  } catch {
    return { unreadable: line.terminated ? 'not JSON' : 'not JSON (cut off at the end of the file)' }
  }
}

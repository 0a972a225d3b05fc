import { isObject } from '../../json.ts'
import type { Dialect, PlaceFinder, ReaderState } from '../dialect.ts'
import type { TranscriptLine } from '../line.ts'
import { numbered } from '../numbered.ts'
import type { Page } from '../page.ts'
import type { Parse } from '../parsed.ts'
import { createSelect } from '../select.ts'
import { addReports, callsInBackground } from './background.ts'
import { listSessions } from './files.ts'
import { isNameless, reduceLine } from './line.ts'
import { quotes } from './quotes.ts'
import { wantedOfLine } from './wanted.ts'

const select = createSelect(wantedOfLine)
/** A fork copies a line as it is, but for its session. */
const itsSession = /"sessionId"\s*:\s*"[^"]*",?/

/** A line that is only recognised by all that it says comes with it, as `said`. */
const parse: Parse = (page, from, to) => {
  const parsed = select(page, from, to)
  if (isObject(parsed?.value) && isNameless(parsed.value))
    parsed.value.said = page.bytes.toString('utf8', from, to).replace(itsSession, '')
  return parsed
}

function createReader(state: ReaderState): (value: Record<string, unknown>) => TranscriptLine {
  return (value) => {
    const line = reduceLine(value)
    addReports(line, value, state)
    if (typeof value.said !== 'string') return line
    state.nameless ??= {}
    line.uuid = numbered(state.nameless as Record<string, number>, 'line', value.said)
    return line
  }
}

const selectPlace = createSelect({ members: { cwd: { repeats: true } } })

export const claudeCode: Dialect = {
  agent: 'claude-code',
  list: listSessions,
  parse,
  workplaces: createPlaceFinder,
  reader: (_, state) => createReader(state),
  quotes,
  running: callsInBackground,
}

const name = Buffer.from('"cwd"')
/** With one of these in it another name could be this one, too: `c`, `w` and `d` written as escapes. */
const escapes = ['\\u006', '\\u0077']

/**
 * Most lines of most sessions name the same directory as the line before, in the same bytes: these are recognised without looking at the rest of
 * the lines, however many they are. What is written in any other way is read properly.
 */
function createPlaceFinder(): PlaceFinder {
  let last: { bytes: Buffer; place: string } | undefined
  return {
    placeIn(page, from, to) {
      const place = placeIn(page, from, to)
      last = place === undefined ? last : { bytes: Buffer.from(`"cwd":${JSON.stringify(place)}`), place }
      return place
    },
    isUnchanged: (page, from, to) => last !== undefined && namesOnly(page.bytes.subarray(from, to), last.bytes),
  }
}

/** Whether each member `cwd` in some lines is exactly this. */
function namesOnly(lines: Buffer, known: Buffer): boolean {
  for (let at = lines.indexOf(name); at !== -1; at = lines.indexOf(name, at + known.length))
    if (lines.compare(known, 0, known.length, at, Math.min(lines.length, at + known.length)) !== 0) return false
  return !escapes.some((each) => lines.includes(each))
}

function placeIn(page: Page, from: number, to: number): string | undefined {
  const value = selectPlace(page, from, to)?.value
  return isObject(value) && typeof value.cwd === 'string' ? value.cwd : undefined
}

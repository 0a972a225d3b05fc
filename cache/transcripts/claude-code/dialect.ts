import { isObject } from '../../json.ts'
import type { Dialect } from '../dialect.ts'
import { createSelect } from '../select.ts'
import { listSessions } from './files.ts'
import { reduceLine } from './line.ts'
import { quotes } from './quotes.ts'
import { wantedOfLine } from './wanted.ts'

const selectPlace = createSelect({ members: { cwd: { repeats: true } } })

export const claudeCode: Dialect = {
  agent: 'claude-code',
  list: listSessions,
  parse: createSelect(wantedOfLine),
  workplaces: createPlaceFinder,
  reader: () => reduceLine,
  quotes,
}

const name = Buffer.from('"cwd"')

/**
 * Most lines of most sessions name the same directory as the line before, in the same bytes: these are recognised without looking at the rest of
 * the line, however long it is. What is written in any other way is read properly.
 */
function createPlaceFinder(): (line: Buffer) => string | undefined {
  let last: { bytes: Buffer; place: string } | undefined
  return (line) => {
    if (last && namesOnly(line, last.bytes)) return last.place
    const place = placeIn(line)
    last = place === undefined ? last : { bytes: Buffer.from(`"cwd":${JSON.stringify(place)}`), place }
    return place
  }
}

/** Whether each member `cwd` of a line, and there is one, is exactly this. A name with an escape in it could be one too. */
function namesOnly(line: Buffer, known: Buffer): boolean {
  let at = line.indexOf(name)
  if (at === -1 || line.includes('\\u')) return false
  for (; at !== -1; at = line.indexOf(name, at + 1))
    if (line.compare(known, 0, known.length, at, Math.min(line.length, at + known.length)) !== 0) return false
  return true
}

function placeIn(line: Buffer): string | undefined {
  const value = selectPlace(line)?.value
  return isObject(value) && typeof value.cwd === 'string' ? value.cwd : undefined
}

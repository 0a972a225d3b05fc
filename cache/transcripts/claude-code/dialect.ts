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
  workplaces: () => placeIn,
  reader: () => reduceLine,
  quotes,
}

function placeIn(line: Buffer): string | undefined {
  const value = selectPlace(line)?.value
  return isObject(value) && typeof value.cwd === 'string' ? value.cwd : undefined
}

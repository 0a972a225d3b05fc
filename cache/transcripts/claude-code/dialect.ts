import type { Dialect } from '../dialect.ts'
import { listSessions } from './files.ts'
import { reduceLine } from './line.ts'
import { quotes } from './quotes.ts'

export const claudeCode: Dialect = {
  agent: 'claude-code',
  list: listSessions,
  reader: () => reduceLine,
  quotes,
}

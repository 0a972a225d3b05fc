import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import { partsWithin } from './parts.ts'

/** When the agents' lines in a window were written, in order. */
export const timesWithin = (db: Database, { from, to }: Window): number[] =>
  partsWithin(db, { from, to })
    .flatMap((part) => [...part.numbers('times').values].filter((at) => at >= from && at < to))
    .sort((a, b) => a - b)

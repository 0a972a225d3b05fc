import type { Database } from '../database.ts'
import { valuesOf } from '../sqlite.ts'
import type { Window } from '../window.ts'
import type { InstantCount } from './audit-log.ts'

/** What one pass over a window's decisions counts, by the numbers of their profiles. */
export interface Scan {
  profiles: Map<number, { decisions: number; first: number; last: number }>
  instants: InstantCount[]
}

/**
 * Counts profiles and instants in one pass over an index, in order of time. It is what two `GROUP BY` would do, in half the time: SQLite sorts a
 * hundred thousand rows to group them, and the engine runs in this process anyway. Times and profiles are read as plain columns, a slice at a time.
 */
export function scanDecisions(db: Database, window: Window): Scan {
  const within = 'FROM decisions INDEXED BY decisions_by_profile WHERE at_ms >= ? AND at_ms < ? ORDER BY at_ms, profile'
  const times = valuesOf(db, `SELECT at_ms ${within}`)
  const numbers = valuesOf(db, `SELECT profile ${within}`)
  const profiles: Scan['profiles'] = new Map()
  const instants = instantCounter(db)
  for (const { from, to } of slicesOf(db, window, 'decisions WHERE')) {
    const at = times.all(from, to) as number[]
    const of = numbers.all(from, to) as number[]
    for (let start = 0, next = 0; start < at.length; start = next) {
      const time = at[start] as number
      for (next = start; next < at.length && at[next] === time; next++) count(profiles, of[next] as number, time)
      instants.add(of, start, next)
    }
  }
  return { profiles, instants: instants.counts() }
}

function count(profiles: Scan['profiles'], profile: number, time: number): void {
  const known = profiles.get(profile)
  if (!known) profiles.set(profile, { decisions: 1, first: time, last: time })
  else {
    known.decisions++
    known.last = time
  }
}

/** Instants by the services that decided in them; services by small numbers, which are faster to distinguish than names. */
function instantCounter(db: Database) {
  const find = valuesOf(db, 'SELECT service FROM profiles WHERE id = ?')
  const names: string[] = []
  const services = new Map<number, number>()
  const counts = new Map<string | number, number>()
  const serviceOf = (profile: number): number => {
    const known = services.get(profile)
    if (known !== undefined) return known
    const name = find.get(profile) as string
    const number = names.includes(name) ? names.indexOf(name) : names.push(name) - 1
    services.set(profile, number)
    return number
  }
  return {
    /** The decisions of one instant, by their profiles: those from `start` to before `end`. */
    add(of: number[], start: number, end: number): void {
      const only = serviceOf(of[start] as number)
      const set = end - start === 1 ? undefined : new Set(of.slice(start, end).map(serviceOf))
      const key = set && set.size > 1 ? [...set].sort((a, b) => a - b).join() : only
      counts.set(key, (counts.get(key) ?? 0) + 1)
    },
    counts: (): InstantCount[] =>
      [...counts].map(([key, instants]) => ({
        services: String(key)
          .split(',')
          .map((number) => names[Number(number)] as string)
          .sort(),
        instants,
      })),
  }
}

/** Rows that are held at once while numbers are streamed. */
const sliceRows = 50_000

/** A window in parts of about so many rows of a table, cut between instants: a condition on `at_ms` is put behind `rows`. */
export function* slicesOf(db: Database, { from, to }: Window, rows: string): Generator<Window> {
  const far = valuesOf(
    db,
    `SELECT at_ms FROM ${rows} at_ms >= ? AND at_ms < ? ORDER BY at_ms LIMIT 1 OFFSET ${sliceRows}`,
  )
  const later = valuesOf(db, `SELECT MIN(at_ms) FROM ${rows} at_ms > ? AND at_ms < ?`)
  let start = from
  while (start < to) {
    const cut = far.get(start, to) as number | undefined
    // More rows than a slice in one instant: they stay together.
    const end = (cut === start ? (later.get(start, to) as number | null) : cut) ?? to
    yield { from: start, to: end }
    start = end
  }
}

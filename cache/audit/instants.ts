import type { Database } from '../database.ts'
import type { Window } from '../window.ts'
import type { InstantCount } from './audit-log.ts'
import { slicesOf } from './slices.ts'

/** Instants by the services that decided in them. Times and profiles are read in order, and runs of one time are looked at together. */
export function countInstants(db: Database, window: Window): InstantCount[] {
  const within = 'FROM decisions INDEXED BY decisions_by_profile WHERE at_ms >= ? AND at_ms < ? ORDER BY at_ms, profile'
  const times = db.prepare(`SELECT at_ms ${within}`).pluck()
  const profiles = db.prepare(`SELECT profile ${within}`).pluck()
  const serviceOf = serviceNames(db)
  const counts = new Map<string, InstantCount>()
  for (const { from, to } of slicesOf(db, window, 'decisions WHERE')) {
    const at = times.all(from, to) as number[]
    const of = profiles.all(from, to) as number[]
    for (let start = 0, next = 0; start < at.length; start = next) {
      for (next = start + 1; next < at.length && at[next] === at[start]; ) next++
      let services = [serviceOf(of[start] as number)]
      if (next > start + 1) services = [...new Set(of.slice(start, next).map(serviceOf))].sort()
      const key = services.length === 1 ? ` ${services[0]}` : JSON.stringify(services)
      const count = counts.get(key)
      if (count) count.instants++
      else counts.set(key, { services, instants: 1 })
    }
  }
  return [...counts.values()]
}

function serviceNames(db: Database): (profile: number) => string {
  const find = db.prepare('SELECT service FROM profiles WHERE id = ?').pluck()
  const names = new Map<number, string>()
  return (profile) => {
    let name = names.get(profile)
    if (name === undefined) {
      name = find.get(profile) as string
      names.set(profile, name)
    }
    return name
  }
}

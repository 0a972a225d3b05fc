import type { ProfileCount } from '../../cache/audit/audit-log.ts'
import { countIds } from './quality.ts'

/** How many decisions of a session have an equal one of the same instant before them: of all, of those with such ids, and by service. */
export interface Copies {
  decisions: number
  blocked: number
  placeholderIds: number
  staleIds: number
  services: Record<string, { decisions: number; blocked: number }>
}

export function countCopies(profiles: ProfileCount[], from: number): { copies?: Copies } {
  const copied = profiles.flatMap((profile) => (profile.copies > 0 ? [{ ...profile, decisions: profile.copies }] : []))
  if (copied.length === 0) return {}
  const copies: Copies = { decisions: 0, blocked: 0, ...countIds(copied, from), services: {} }
  for (const { service, decisions, blocked } of copied) {
    const own = copies.services[service] ?? { decisions: 0, blocked: 0 }
    copies.services[service] = own
    for (const each of [copies, own]) {
      each.decisions += decisions
      if (blocked) each.blocked += decisions
    }
  }
  return { copies }
}

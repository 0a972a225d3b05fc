import { basename, join } from 'node:path'
import { type AgentSession, isRegular, type Listing, type NotRead, names } from '../listing.ts'

/** Below Codex's directory: sessions by day, and those that were put away. */
const places = ['sessions', 'archived_sessions']

/** Every rollout below Codex's directory, in the order in which they were begun: a session comes before what was made of it. */
export function listRollouts(directory: string): Listing {
  const notRead: NotRead[] = []
  const rollouts = places.flatMap((place) =>
    (names(join(directory, place), notRead, { recursive: true }) ?? []).map((name) => join(directory, place, name)),
  )
  const sessions = rollouts
    .filter((path) => basename(path).startsWith('rollout-'))
    .toSorted((a, b) => (basename(a) < basename(b) ? -1 : 1))
    .flatMap((path) => sessionOf(path, notRead))
  return { sessions, notRead }
}

function sessionOf(path: string, notRead: NotRead[]): AgentSession[] {
  const name = basename(path)
  if (!name.endsWith('.jsonl')) notRead.push({ path, reason: 'not named like a rollout (*.jsonl)', failed: false })
  else if (isRegular(path, notRead))
    return [{ id: /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\.jsonl$)/.exec(name)?.[0] ?? name, files: [path] }]
  return []
}

import type { Database } from '../database.ts'
import type { AgentName } from './dialect.ts'
import { type Part, rowsOf } from './part.ts'
import { partsOfAgent } from './parts.ts'

/** What a transcript may have copied from another under a new time. */
export type CopiedKind = 'messages' | 'calls' | 'results' | 'request' | 'todo' | 'compaction' | 'unknown'

export interface Copies {
  /** Whether a transcript other than this has the same. */
  isElsewhere(what: CopiedKind, key: number, transcript: number): boolean
}

/** In more than one transcript. */
const several = -1

interface Known {
  /** The part that was looked at last. */
  behind: number
  holders: Map<string, number>
}

const known = new WeakMap<Database, Map<AgentName, Known>>()

/** What is read once for all forks of a run: each further one only adds what was read in between. */
export function copiesOf(db: Database, agent: AgentName): Copies {
  const agents = known.get(db) ?? new Map<AgentName, Known>()
  known.set(db, agents)
  const { holders, behind } = agents.get(agent) ?? { holders: new Map<string, number>(), behind: 0 }
  const parts = partsOfAgent(db, agent, behind)
  for (const part of parts)
    for (const name of namesIn(part)) {
      const holder = holders.get(name)
      holders.set(name, holder === undefined || holder === part.transcript ? part.transcript : several)
    }
  agents.set(agent, { holders, behind: parts.at(-1)?.id ?? behind })
  return {
    isElsewhere(what, key, transcript) {
      const holder = holders.get(`${what} ${key}`)
      return holder !== undefined && holder !== transcript
    },
  }
}

/** Forgets what was read: parts were taken back. */
export const forgetCopies = (db: Database): boolean => known.delete(db)

function* namesIn(part: Part): Generator<string> {
  for (const kind of ['messages', 'calls', 'results'] as const)
    for (const { key } of rowsOf(part, kind)) yield `${kind} ${key}`
  for (const { kind, key } of rowsOf(part, 'marks')) yield `${kind} ${key}`
  for (const { kind, key } of rowsOf(part, 'events')) yield `${kind} ${key}`
}

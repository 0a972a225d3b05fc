import type { AgentSession } from './agent-sessions.ts'
import type { Database } from './database.ts'
import { queryValue } from './rows.ts'
import type { SessionRecord } from './sessions.ts'

/**
 * The agents that worked in a session, and the one that just came: it is calling (`caller`), or it is the newest of several and has not come to the
 * end of a turn. Who came first is never a newcomer.
 */
export function splitAgents(
  agents: AgentSession[],
  caller: string | undefined,
): { workers: AgentSession[]; newcomer?: AgentSession } {
  const [first, ...later] = agents.toSorted((a, b) => a.firstSeen - b.firstSeen)
  const newest = later.at(-1)
  const isNew = newest?.turns === 0 && first?.id !== caller && (caller === undefined || caller === newest.id)
  return newest && isNew
    ? { workers: agents.filter(({ id }) => id !== newest.id), newcomer: newest }
    : { workers: agents }
}

/** What the cache knows of when a session lived. */
export interface SessionLife {
  /** When it last heard of a session before a time: notes, runs, what its agents' hooks reported. Decisions are the audit log's. */
  lastSign(session: SessionRecord, before: number, newcomer?: string): number
}

export function createSessionLife(db: Database): SessionLife {
  const signs = [
    'SELECT MAX(at_ms) FROM notes WHERE at_ms >= @from AND at_ms < @before',
    'SELECT MAX(max(started_ms, coalesce(finished_ms, 0))) FROM runs WHERE session = @id AND started_ms < @before',
    'SELECT MAX(at_ms) FROM checkpoints WHERE session = @id AND at_ms < @before',
    'SELECT MAX(last_ms) FROM agent_sessions WHERE session = @id AND last_ms < @before AND id <> @newcomer',
  ]
  return {
    lastSign({ id, from }, before, newcomer = '') {
      const times = signs.map((sign) => queryValue<number | null>(db, sign, { id, from, before, newcomer }) ?? from)
      return Math.min(Math.max(from, ...times), before - 1)
    },
  }
}

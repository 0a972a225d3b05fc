import type { Database } from './database.ts'
import type { Json } from './json.ts'
import { insert, query, queryValue } from './rows.ts'
import { withoutTraces } from './sqlite.ts'
import type { WorkBehind } from './transcripts/work/failing.ts'
import type { AgentWords } from './transcripts/work/own-words.ts'
import type { Window } from './window.ts'

/** What of an agent's session stood when a hook last looked: for hooks and the status line, which have no time to read transcripts. */
export type KeptWords = AgentWords & Partial<WorkBehind> & { request?: string; compactions?: number }

/** A session of the agent's own that worked while one of ours was open. */
export interface AgentSession {
  /** The agent's id of it. */
  id: string
  /** Ours. */
  session: string
  firstSeen: number
  lastSeen: number
  /** How many turns it came to the end of. */
  turns: number
  /** What it said runs in the background, when it last stopped. */
  background: Json[]
  /** When and why it ended; null while it is not known to have. One that ends while ours is open left it unclosed. */
  endedAt: number | null
  endReason: string | null
}

/** What was known of a session just before the agent's context was compacted. */
export interface Checkpoint {
  session: string
  agent: string
  at: number
  /** `manual` or `auto`, as the agent says. */
  trigger: string
  state: Json
}

/** What the agent's hooks report, as it happens. */
export interface AgentSessions {
  /** Links the agent's session to ours: whatever carries its id was started by ours. */
  link(session: string, agent: string, at: number): void
  stopped(agent: string, at: number, background: Json[]): void
  ended(agent: string, at: number, reason: string): void
  keepWords(agent: string, words: KeptWords): void
  /** Where texts are no longer to be kept: nothing is left of words, and of background tasks what `names` leaves. */
  forgetTexts(names: (task: Json) => Json): void
  /** Those of one agent's session, where it works in one of ours. */
  wordsOf(session: string, agent: string): KeptWords | undefined
  /** Those of one agent's session that was heard of last in a window. */
  wordsWithin(agent: string, window: Window): KeptWords | undefined
  /** Those of the agent's session that was left for another one by `/clear` just before. */
  clearedWords(session: string, at: number): KeptWords | undefined
  /** Those of one of our sessions, the latest seen first. */
  of(session: string): AgentSession[]
  /** The one that was heard of last, of whichever session. */
  latest(): AgentSession | undefined
  addCheckpoint(checkpoint: Checkpoint): void
}

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

/** The new session of `/clear` begins at once. */
const clearedMs = 60_000

export function createAgentSessions(db: Database): AgentSessions {
  const select = (which: string) =>
    query<AgentSession>(
      db,
      `SELECT id, session, first_ms AS firstSeen, last_ms AS lastSeen, turns, background, ended_ms AS endedAt, end_reason AS endReason
       FROM agent_sessions ${which}`,
      ['background'],
    )
  const words = (which: string, ...of: (string | number)[]) => {
    const kept = queryValue<string | null>(db, `SELECT words FROM agent_sessions WHERE ${which}`, ...of)
    return kept ? (JSON.parse(kept) as KeptWords) : undefined
  }
  return {
    link(session, agent, at) {
      db.prepare(
        `INSERT INTO agent_sessions (id, session, first_ms, last_ms) VALUES (@agent, @session, @at, @at)
         ON CONFLICT DO UPDATE SET last_ms = @at, session = @session, ended_ms = NULL, end_reason = NULL`,
      ).run({ agent, session, at })
      // The list in the session's record is what cleanup takes as proof, and what shows whose a transcript is.
      db.prepare(
        `UPDATE sessions SET metadata = json_set(metadata, '$.agentSessions',
           json_insert(coalesce(json_extract(metadata, '$.agentSessions'), json_array()), '$[#]', @agent))
         WHERE id = @session AND NOT EXISTS (SELECT 1 FROM json_each(metadata, '$.agentSessions') WHERE value = @agent)`,
      ).run({ agent, session })
    },
    stopped(agent, at, background) {
      const update = db.prepare('UPDATE agent_sessions SET last_ms = ?, turns = turns + 1, background = ? WHERE id = ?')
      update.run(at, JSON.stringify(background), agent)
    },
    ended(agent, at, reason) {
      const update = db.prepare(
        'UPDATE agent_sessions SET last_ms = @at, ended_ms = @at, end_reason = @reason WHERE id = @agent',
      )
      update.run({ agent, at, reason })
    },
    keepWords: (agent, words) =>
      withoutTraces(db, () =>
        db.prepare('UPDATE agent_sessions SET words = ? WHERE id = ?').run(JSON.stringify(words), agent),
      ),
    forgetTexts(names) {
      withoutTraces(db, () => {
        db.prepare('UPDATE agent_sessions SET words = NULL WHERE words IS NOT NULL').run()
        const keep = db.prepare('UPDATE agent_sessions SET background = ? WHERE id = ?')
        for (const { id, background } of select("WHERE background <> '[]'").all())
          keep.run(JSON.stringify(background.map(names)), id)
      })
    },
    wordsOf: (session, agent) => words('session = ? AND id = ?', session, agent),
    wordsWithin: (agent, { from, to }) => words('id = ? AND last_ms >= ? AND last_ms < ?', agent, from, to),
    clearedWords: (session, at) =>
      words(
        "session = ? AND end_reason = 'clear' AND ended_ms >= ? ORDER BY ended_ms DESC LIMIT 1",
        session,
        at - clearedMs,
      ),
    of: (session) => select('WHERE session = ? ORDER BY last_ms DESC, id').all(session),
    latest: () => select('ORDER BY last_ms DESC, id LIMIT 1').get(),
    addCheckpoint: ({ session, agent, at, trigger, state }) =>
      insert(db, 'INTO checkpoints', { session, agent, at_ms: at, trigger, state: JSON.stringify(state) }),
  }
}

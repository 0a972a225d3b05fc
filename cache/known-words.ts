import { createAgentSessions, type KeptWords } from './agent-sessions.ts'
import type { Database } from './sqlite.ts'
import { lastLetter } from './transcripts/left-open.ts'
import type { AgentWords } from './transcripts/work/own-words.ts'

/** What of the agents' work stands, as far as that is known without reading a transcript: what a hook kept of one's own session, else what the last letter says. */
export const knownWords = (
  db: Database,
  open: { id: string } | undefined,
  agent: unknown,
  now: number,
): KeptWords | undefined => (open && createAgentSessions(db).wordsOf(open.id, String(agent))) ?? wordsOfLetter(db, now)

/** What agents had left open, as the last letter before now says it: nobody looked since. */
function wordsOfLetter(db: Database, now: number): AgentWords | undefined {
  const letter = lastLetter(db, { from: now, to: now + 1 })
  if (!letter) return undefined
  const { pending, failing, aim } = letter
  return {
    todos: { completed: [], pending: pending.map(({ text }) => text), earlier: pending },
    askedAt: pending.map(({ since }) => since),
    summary: aim,
    failing: failing.map((call) => ({ ...call, since: call.since ?? call.lastAt })),
  }
}

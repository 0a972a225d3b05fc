import type { KeptWords } from './agent-sessions.ts'
import type { Database } from './sqlite.ts'
import { lastLetter } from './transcripts/left-open.ts'
import type { AgentWords } from './transcripts/work/own-words.ts'
import type { Window } from './window.ts'

/**
 * What of the agents' work stands, as far as that is known without reading a transcript: what a hook kept of one's own session, else what the last letter says;
 * of failures the letter says it until a hook looked at them.
 */
export function knownWords(
  db: Database,
  open: { from: number } | undefined,
  kept: KeptWords | undefined,
  now: number,
): KeptWords | undefined {
  if (kept?.failing) return kept
  const told = wordsOfLetter(db, { from: open?.from ?? now, to: now + 1 })
  return kept ? { ...kept, ...(told?.failing && { failing: told.failing }) } : told
}

/** What agents had left open, as the last letter before a window says it: nobody looked since. */
function wordsOfLetter(db: Database, window: Window): AgentWords | undefined {
  const letter = lastLetter(db, window)
  if (!letter) return undefined
  const { pending, failing, aim } = letter
  return {
    todos: { completed: [], pending: pending.map(({ text }) => text), earlier: pending },
    askedAt: pending.map(({ since }) => since),
    summary: aim,
    failing: failing.map((call) => ({ ...call, since: call.since ?? call.lastAt })),
  }
}

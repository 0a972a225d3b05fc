import { isAbsolute } from 'node:path'
import { createAgentSessions, type KeptWords } from '../../../cache/agent-sessions.ts'
import type { Database } from '../../../cache/database.ts'
import { createSessions, type SessionRecord } from '../../../cache/sessions.ts'
import { agentOf } from '../../../cache/transcripts/dialects.ts'
import { type Excerpt, openExcerpt } from '../../../cache/transcripts/excerpt.ts'
import type { Part } from '../../../cache/transcripts/part.ts'
import { readTranscript } from '../../../cache/transcripts/read-file.ts'
import { countCompactions } from '../../../cache/transcripts/usage.ts'
import type { WorkOptions } from '../../../cache/transcripts/work/scene.ts'
import { stillFailing } from '../../../cache/transcripts/work/worst-first.ts'
import { quoting } from '../../../tasks/analysis/agent/quoting.ts'
import { redactJson } from '../../../templates/redact.ts'
import type { HookScene } from './scene.ts'

/** A transcript that is longer than this is read on at the next event, in milliseconds. */
const readingMs = 2000
/** So much of each list is kept: no answer has room for more. */
const most = { pending: 20, failing: 10, refused: 10, edited: 20 }

/** Reads what was added to the transcript of the agent that an event is of; whether there is one. */
export async function readOwnTranscript({ event, project }: HookScene, db: Database): Promise<boolean> {
  const path = event.transcript
  if (!path || !isAbsolute(path) || !path.endsWith('.jsonl')) return false
  try {
    await readTranscript(db, path, {
      agent: agentOf(path),
      roots: [project.root],
      session: event.agent,
      signal: AbortSignal.timeout(readingMs),
    })
  } catch {
    // What was read before a busy cache or the time stopped it is known; the rest is read at the next event.
  }
  return true
}

/** Keeps what the agent itself says of its session, and what it did in it where `wordsOf` reads that, for the hooks and the status line to come. */
export async function keepWords(
  { event, project, now, attempt }: HookScene,
  db: Database,
  { id, from }: SessionRecord,
  wordsOf: (excerpt: Excerpt, options: WorkOptions) => KeptWords,
  known?: Part[],
): Promise<void> {
  if (!project.agentText) return
  // Nothing told since the closedown before what the agent did before the session was opened.
  const window = { from: createSessions(db).lastClosed(from)?.to ?? 0, to: now + 1 }
  const excerpt = openExcerpt(db, window, event.agent, known)
  // What was done is known from the last look at it.
  const before = createAgentSessions(db).wordsOf(id, event.agent) ?? {}
  const {
    request,
    todos,
    failing = before.failing,
    refused = before.refused,
    edited = before.edited,
    answer = before.answer,
    summary,
    ...standing
  } = wordsOf(excerpt, {
    roots: [project.root],
    ...quoting({ agentText: true }),
  })
  const { done: _, ...aim } = summary ?? {}
  const words = await redactJson({
    ...standing,
    ...(request && { request }),
    ...(summary && { summary: aim }),
    todos: { ...todos, completed: [], pending: todos?.pending.slice(0, most.pending) ?? [] },
    ...(failing && { failing: stillFailing(failing).slice(0, most.failing) }),
    ...(refused && { refused: refused.slice(0, most.refused) }),
    ...(edited && { edited: edited.slice(0, most.edited) }),
    ...(answer && { answer }),
    compactions: countCompactions(excerpt, { from, to: now + 1 }),
  })
  attempt(() => createAgentSessions(db).keepWords(event.agent, words))
}

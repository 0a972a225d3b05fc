import { isAbsolute } from 'node:path'
import { createAgentSessions } from '../../../cache/agent-sessions.ts'
import type { Database } from '../../../cache/database.ts'
import { createSessions, type SessionRecord } from '../../../cache/sessions.ts'
import { agentOf } from '../../../cache/transcripts/dialects.ts'
import { type Excerpt, openExcerpt } from '../../../cache/transcripts/excerpt.ts'
import type { Part } from '../../../cache/transcripts/part.ts'
import { readTranscript } from '../../../cache/transcripts/read-file.ts'
import type { AgentWords } from '../../../cache/transcripts/work/own-words.ts'
import type { WorkOptions } from '../../../cache/transcripts/work/scene.ts'
import { stillFailing } from '../../../cache/transcripts/work/worst-first.ts'
import { quoting } from '../../../tasks/analysis/agent/quoting.ts'
import { redactJson } from '../../../templates/redact.ts'
import type { HookScene } from './scene.ts'

/** A transcript that is longer than this is read on at the next event, in milliseconds. */
const readingMs = 2000
/** So much of each list is kept: no answer has room for more. */
const most = { pending: 20, failing: 10 }

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

/** Keeps what the agent itself says of its session, and what fails in it where `wordsOf` reads that, for the hooks and the status line to come. */
export async function keepWords(
  { event, project, now, attempt }: HookScene,
  db: Database,
  { id, from }: SessionRecord,
  wordsOf: (excerpt: Excerpt, options: WorkOptions) => AgentWords & { request?: string },
  known?: Part[],
): Promise<void> {
  if (!project.agentText) return
  // Nothing told since the closedown before what the agent did before the session was opened.
  const window = { from: createSessions(db).lastClosed(from)?.to ?? 0, to: now + 1 }
  // What fails is known from the last look at it.
  const { failing: failedBefore } = createAgentSessions(db).wordsOf(id, event.agent) ?? {}
  const {
    request,
    todos,
    failing = failedBefore,
    summary,
    ...standing
  } = wordsOf(openExcerpt(db, window, event.agent, known), {
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
  })
  attempt(() => createAgentSessions(db).keepWords(event.agent, words))
}

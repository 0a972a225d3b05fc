import { existsSync } from 'node:fs'
import { createAgentSessions, type KeptWords } from '../../agent-sessions.ts'
import { query } from '../../rows.ts'
import { words } from '../../settled.ts'
import { type Excerpt, sessionsIn } from '../excerpt.ts'
import type { AgentWork } from '../work.ts'

/** What happened in a window, with what hooks kept of sessions whose transcripts are gone: as long as nothing that is there says otherwise. */
export function withKept(excerpt: Excerpt, work: AgentWork): AgentWork {
  const { db, window } = excerpt
  const gone = [...sessionsIn(excerpt)].filter((session) => !isThere(excerpt, session))
  if (gone.length === 0) return work
  const agents = createAgentSessions(db)
  let known = work
  for (const session of gone) {
    const kept = agents.wordsWithin(session, window)
    if (kept) known = filled(known, kept)
  }
  return known
}

function filled(work: AgentWork, kept: KeptWords): AgentWork {
  const { title, request, summary, todos, askedAt } = { ...kept, ...work }
  const named = new Set([...(todos?.completed ?? []), ...(todos?.pending ?? [])].map(words))
  const more = (kept.todos?.pending ?? []).flatMap((text, at) =>
    named.has(words(text)) ? [] : [{ text, at: kept.askedAt?.[at] ?? '' }],
  )
  const pending = [...(todos?.pending ?? []), ...more.map(({ text }) => text)]
  const inProgress = [
    ...(todos?.inProgress ?? []),
    ...(kept.todos?.inProgress ?? []).filter((text) => !named.has(words(text))),
  ]
  return {
    ...work,
    ...(title && { title }),
    ...(request && { request }),
    ...(summary && { summary }),
    todos: { completed: [], ...todos, pending, ...(inProgress.length > 0 && { inProgress }) },
    ...(pending.length > 0 && { askedAt: [...(askedAt ?? []), ...more.map(({ at }) => at)] }),
  }
}

const isThere = ({ db }: Excerpt, session: string): boolean =>
  query<{ path: string }>(db, 'SELECT path FROM transcripts WHERE agent_session = ?')
    .all(session)
    .some(({ path }) => existsSync(path))

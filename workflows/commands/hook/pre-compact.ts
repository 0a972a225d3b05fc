import { createAgentSessions } from '../../../cache/agent-sessions.ts'
import type { Json } from '../../../cache/json.ts'
import { createNotes, type Note } from '../../../cache/notes.ts'
import { createSessions } from '../../../cache/sessions.ts'
import { ofKind, openTodos } from '../../../tasks/handoff/notes.ts'
import type { HookScene } from './answer.ts'

/** Keeps where the open session stands, just before the agent's context is compacted. */
export function keepCheckpoint({ db, event, now, attempt }: HookScene, trigger: string): void {
  attempt(() => {
    const open = db && createSessions(db).open()
    if (!db || !open) return
    const state = stateOf(createNotes(db).within({ from: open.from, to: now + 1 }))
    db.transaction(() => {
      const agents = createAgentSessions(db)
      agents.link(open.id, event.agent, now)
      agents.addCheckpoint({ session: open.id, agent: event.agent, at: now, trigger, state })
    }).immediate()
  })
}

function stateOf(notes: Note[]): Json {
  const texts = (list: Note[]) => list.map(({ text }) => text)
  const todos = openTodos(notes)
  return {
    nextAction: (ofKind(notes, 'next').at(-1) ?? todos[0])?.text ?? null,
    goal: ofKind(notes, 'goal').at(-1)?.text ?? null,
    blockers: texts(ofKind(notes, 'blocked')),
    failures: texts(ofKind(notes, 'failed')),
    todos: texts(todos),
  }
}

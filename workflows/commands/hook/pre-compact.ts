import { createAgentSessions } from '../../../cache/agent-sessions.ts'
import type { Json } from '../../../cache/json.ts'
import { createNotes } from '../../../cache/notes.ts'
import { createSessions } from '../../../cache/sessions.ts'
import { viewNow } from '../../../tasks/work/now.ts'
import { type StandingWork, standingWork } from '../../../tasks/work/standing/view.ts'
import type { HookScene } from './scene.ts'

/** Keeps where the open session stands, just before the agent's context is compacted. */
export async function keepCheckpoint(scene: HookScene, trigger: string): Promise<void> {
  const { db, event, now, attempt } = scene
  const open = db && createSessions(db).open()
  if (!db || !open) return
  attempt(() => {
    const state = stateOf(standingWork(createNotes(db).seenFrom(viewNow(open, now))))
    db.transaction(() => {
      const agents = createAgentSessions(db)
      agents.link(open.id, event.agent, now)
      agents.addCheckpoint({ session: open.id, agent: event.agent, at: now, trigger, state })
    }).immediate()
  })
  // The agent may have worked for long since it last came to the end of a turn.
  const { keepWords, readOwnTranscript } = await import('./transcript.ts') // with all that reads transcripts: the status line's modules do without
  if (!(await readOwnTranscript(scene, db))) return
  const { wordsAndWork } = await import('../../../cache/transcripts/work/failing.ts')
  await keepWords(scene, db, open, wordsAndWork)
}

function stateOf({ next, goal, blocked, failed, todos }: StandingWork): Json {
  const texts = (list: { text: string }[]) => list.map(({ text }) => text)
  return {
    nextAction: next?.text ?? null,
    goal: goal?.text ?? null,
    blockers: texts(blocked),
    failures: texts(failed),
    todos: texts(todos),
  }
}

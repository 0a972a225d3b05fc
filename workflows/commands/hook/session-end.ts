import { createAgentSessions } from '../../../cache/agent-sessions.ts'
import type { HookScene } from './scene.ts'

/** Leaves the mark that the agent's session ended: with the session still open, that it was left unclosed. Nothing else fits into its time. */
export function markEnd({ db, event, now, attempt }: HookScene, reason: string): void {
  attempt(() => db && createAgentSessions(db).ended(event.agent, now, reason))
}

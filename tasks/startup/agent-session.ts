import { defineTask, skipped } from '../task.ts'
import { openSession } from './session.ts'

/** An agent that was there before the session carries its own id in what it starts: from now on that is proof, as if a hook had linked it. */
export const linkAgent = defineTask({
  id: 'startup/agent-session',
  title: "Link the agent's own session",
  needs: { session: openSession },
  show: ({ agent }: { agent: string }) => agent,
  plan({ environment, session }) {
    const agent = environment.CLAUDE_CODE_SESSION_ID
    if (!agent) return skipped({ reason: 'nothing-there', detail: 'no CLAUDE_CODE_SESSION_ID in the environment' })
    return {
      actions: [{ kind: 'record' as const, what: `agent session ${agent} of session ${session.id}` }],
      output: { agent },
      data: null,
    }
  },
  apply({ stores, session, run }, { output }) {
    stores.agentSessions.link(session.id, output.agent, run.startedAt)
    return output
  },
})

import type { Cache } from '../../../cache/database.ts'
import { readApart } from '../../../cache/transcripts/apart.ts'
import { newestAgentSession } from '../../../cache/transcripts/known-transcripts.ts'
import type { AgentWords } from '../../../cache/transcripts/work/own-words.ts'
import type { AgentReport } from '../../../tasks/analysis/agent/agent-report.ts'
import { quoting } from '../../../tasks/analysis/agent/quoting.ts'
import { readAgent } from '../../../tasks/analysis/agent.ts'
import { type GitState, readGitStatus } from '../../../tasks/git/status.ts'
import { describeReason, type Session } from '../../../tasks/task.ts'
import { chooseSession } from '../../runner/choose-session.ts'
import type { Invocation } from '../../runner/command.ts'
import { createTranscripts } from '../../runner/effects/transcripts.ts'
import { runReads } from '../../runner/run-here.ts'

/** The work tree and the agent's last session; what there is not is absent. */
export interface Look {
  git?: GitState
  agent?: AgentReport & { from: number; to: number }
  /** Why one of them is absent that could not be read, in sentences. */
  unread?: string[]
}

/** `words`: what of the agents' sessions stands, as a closedown now would say it. */
export type Looked = Look & { words?: AgentWords }

/** Reads both beside what the cache has, so that a look leaves nothing behind, also in a project that bookend never saw. */
export async function lookAtProject(invocation: Invocation): Promise<Looked> {
  const cache = invocation.openCache('look')
  readApart(cache.db)
  const transcripts = await readTranscripts(invocation, cache)
  const closing = chooseSession(invocation, cache)
  const newest = newestAgentSession(cache.db)
  // What an open session's letter counts, where an agent is at work in it: one that was resumed may have begun days before.
  const session: Session = closing.open && transcripts.any(closing) ? closing : { ...closing, ...newest }
  const settled = await runReads(invocation, [readGitStatus, readAgent], { session, cache })
  const outputOf = <Output>(id: string) => settled.find((step) => step.id === id)?.output as Output | undefined
  const git = outputOf<GitState>(readGitStatus.id)
  const agent = outputOf<AgentReport>(readAgent.id)
  const unread = settled.flatMap(({ outcome, reason }) =>
    outcome === 'failed' && reason ? describeReason(reason) : [],
  )
  const words = transcripts.standing(closing, quoting(invocation.settings))
  return {
    ...(git && { git }),
    ...(agent && { agent: { ...agent, from: session.from, to: Math.min(session.to, newest?.to ?? session.to) } }),
    ...(unread.length > 0 && { unread }),
    ...(words && { words }),
  }
}

/** So long a look says nothing of how far it is, in milliseconds. */
const silentMs = 1000

/** Only what was read shows which session of the agent's was the last. What cannot be read is the agent step's to say. */
async function readTranscripts({ project, environment, interruption, output, quiet, now }: Invocation, { db }: Cache) {
  const { signal } = interruption
  const transcripts = createTranscripts({ root: project.root, environment, db, signal, texts: false })
  const began = now()
  // Mostly it is over before anybody wonders.
  const progress = (message: string) => {
    if (output.interactive && !quiet && now() - began >= silentMs) output.note(message)
  }
  await transcripts.read(progress)
  return transcripts
}

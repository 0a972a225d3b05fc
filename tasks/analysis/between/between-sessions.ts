import type { RefusedCall } from '../../../cache/transcripts/work/troubled-calls.ts'
import type { Commit } from '../../git/find-commits.ts'

/** What was done since the closedown before, while no session was open: it is of no session, and would be in no letter. */
export interface BetweenSessions {
  from: string
  to: string
  agents: string[]
  activeMinutes: number
  turns: number
  /** An estimate; null where no model has a published price. */
  costUsd: number | null
  request?: string
  /** Of the agent's list. */
  completed: string[]
  refused: RefusedCall[]
  edited: { path: string; edits: number }[]
  commits: Pick<Commit, 'sha' | 'subject' | 'where'>[]
}

import type { Todos } from '../../../cache/transcripts/todo.ts'
import type { FailingCall, RefusedCall } from '../../../cache/transcripts/work/troubled-calls.ts'
import type { Commit } from '../../git/find-commits.ts'
import type { Cost } from '../agent/cost.ts'

/** What was done before a session was opened, while none was: it is of no session, and would be in no letter. */
export interface BetweenSessions extends Cost {
  from: string
  to: string
  /** Where no session was ever closed: since an agent went to work, within a day. */
  first?: boolean
  agents: string[]
  activeMinutes: number
  turns: number
  request?: string
  /** Of the agent's list. */
  completed: string[]
  pending: string[]
  earlier?: NonNullable<Todos['earlier']>
  /** What did not pass until the session was opened. */
  failing: FailingCall[]
  refused: RefusedCall[]
  edited: { path: string; edits: number }[]
  commits: Pick<Commit, 'sha' | 'subject' | 'where'>[]
}

import type { AgentUsage } from '../../../cache/transcripts/usage.ts'
import type { AgentWork } from '../../../cache/transcripts/work.ts'
import type { TokenFacts } from '../../checkpoints.ts'
import type { PullRequest } from './pull-requests.ts'

export interface ModelCost {
  messages: number
  input: number
  output: number
  cacheRead: number
  cacheWrite: number
  /** An estimate in US dollars; null for a model without a published price. */
  costUsd: number | null
}

/** The report's block, and what only documents say. */
export interface AgentReport extends Omit<AgentUsage, 'spend' | 'context'>, Omit<AgentWork, 'edited' | 'links'> {
  links: PullRequest[]
  models: Record<string, ModelCost>
  /** `window` is that of the model that had the largest context; `lastWindow` that of the last answer's, where it is another size. */
  context: { peak: number; last: number; window: number | null; lastWindow?: number | null }
  edited: { path: string; edits: number; uncommitted: boolean }[]
  /** How many files were edited besides. */
  moreEdited?: number
  notRead: { path: string; reason: string }[]
  /** What the context means for the token checkpoints; null where the project keeps none. */
  checkpoints: TokenFacts | null
}

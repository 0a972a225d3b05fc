import type { ProposalTick } from '../../cache/proposals.ts'

/** What was decided, in the words of documents. */
export const decisionWords: Record<ProposalTick, string> = {
  approve: 'approved',
  reject: 'rejected',
  modify: 'modified and approved',
}

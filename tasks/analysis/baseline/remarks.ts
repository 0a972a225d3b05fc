import type { Baseline } from '../baseline.ts'
import { describeUnread } from '../inferred.ts'
import { describeChanges } from './changed-since.ts'

/** What is to be known of the sessions that were compared with, in sentences. */
export const remarksOnBaseline = ({ unread, changedSince }: Pick<Baseline, 'unread' | 'changedSince'>): string[] => [
  ...(unread ? [describeUnread(unread)] : []),
  ...(changedSince ? [describeChanges(changedSince)] : []),
]

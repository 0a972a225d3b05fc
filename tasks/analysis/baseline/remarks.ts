import { describeUnread, type InferredSessions } from '../inferred.ts'
import { type ChangedSince, describeChanges } from './changed-since.ts'

/** What is to be known of the sessions that were compared with, in sentences. */
export const remarksOnBaseline = ({
  unread,
  changedSince,
}: Pick<InferredSessions, 'unread'> & { changedSince?: ChangedSince[] }): string[] => [
  ...(unread ? [describeUnread(unread)] : []),
  ...(changedSince ? [describeChanges(changedSince)] : []),
]

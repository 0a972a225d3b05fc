import type { FailingCall, RefusedBy } from '../../../cache/transcripts/work/troubled-calls.ts'
import { clip } from '../../../templates/render.ts'
import { dayOf, noun } from '../../../templates/words.ts'

/** How often: `once`, `3 times`. */
export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

const longestReason = 60
const longestBranch = 40

/** Who or what refused a call: `by user`; an interrupted one was refused by nobody. What the user said about it binds whoever goes on. */
export function refusedBy(
  by: RefusedBy,
  reason = '',
  whose: readonly RefusedBy[] = ['user'],
  longest = longestReason,
): string {
  if (by === 'interrupted') return by
  return whose.includes(by) && reason !== '' ? `by ${by}: ${clip(reason, longest)}` : `by ${by}`
}

/** How often a call failed, since what day where that was before the session, and on which branch where another one is checked out. */
export function failedTimes({ count, since, branch }: Pick<FailingCall, 'count' | 'since' | 'branch'>): string {
  const day = since === undefined ? '' : ` ${noun(count, 'on', 'since')} ${dayOf(since)}`
  return `${times(count)}${day}${branch === undefined ? '' : ` on branch ${clip(branch, longestBranch)}`}`
}

/** The same, and with what, as far as there is room for it. */
export function failedWith(
  { error, cause = error, ...call }: Omit<FailingCall, 'tool' | 'command' | 'lastAt' | 'passedLater'>,
  characters: number,
): string {
  return `${failedTimes(call)}${cause ? `: ${clip(cause, characters)}` : ''}`
}

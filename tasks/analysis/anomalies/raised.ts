import type { ShareFit } from '../baseline/shares.ts'

/** Chances from which on a change counts for the score, and in full. */
export const counts = { from: 0.1, full: 0.003 }

/** A rate that was raised for longer is what is usual: the next session is compared with those of the run, too. */
const longestRun = 12

/** What was known of a service's block rate before a run of sessions in which it is raised beyond chance. */
export interface Raised<Usual> {
  fit: ShareFit
  usual: Usual
  /** Sessions of the run so far. */
  sessions: number
}

/** The run with one more session, which may be its last. */
export function goOn<Usual>({ fit, usual, sessions }: Raised<Usual>): Raised<Usual> | undefined {
  return sessions + 1 < longestRun ? { fit, usual, sessions: sessions + 1 } : undefined
}

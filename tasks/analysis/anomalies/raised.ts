import type { ShareFit } from '../baseline/shares.ts'
import type { Track } from './track.ts'

/** A rate that was raised for longer is what is usual: the next session is compared with those of the run, too. */
const longestRun = 12

/**
 * Sessions whose rate was found to be an anomaly, one after the other: they teach nothing, or the first ordinary session behind them would be a fall. What
 * lasts for longer is what is usual, and joins the baseline as a whole.
 */
export function keepApart(apart: number[], session: number, track: Track): number[] {
  if (apart.length + 1 < longestRun) {
    track.baseline = track.baseline.filter((each) => each !== session)
    return [...apart, session]
  }
  track.baseline = [...track.baseline, ...apart].sort((a, b) => a - b)
  return []
}

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

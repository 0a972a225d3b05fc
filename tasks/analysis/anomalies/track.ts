/**
 * What a service is compared with. A run of sessions in which it did unusually little is kept apart while it lasts: the baseline is frozen before
 * it. A run that was never an anomaly joins the baseline when it ends; one that was is left out forever.
 */
export interface Track {
  /** Sessions of the baseline, by their number in the history, oldest first. */
  baseline: number[]
  /** The sessions of the run that is going on, the current one included. */
  run: number[]
  /** Whether the run was found to be an anomaly. */
  found: boolean
  /** Where it was, the session that the anomaly began with: the run itself may have begun before, and what it began with never moves. */
  from?: number | undefined
  /** How sure it ever was that the silence that is going on is no chance: it is never less so for lasting longer, whatever others do. */
  silence?: { first: number; p: number } | undefined
  /** Sessions of short runs that were found and ended by themselves: a service that now and then is not used shows it by these. */
  skipped: number[]
}

/** A longer run is an outage, and teaches nothing. */
const shortRun = 2

export const newTrack = (): Track => ({ baseline: [], run: [], found: false, skipped: [] })

export const comparedWith = ({ baseline }: Track, most: number): number[] => baseline.slice(-most)

/** Ends a run where the current session does not go on with it. */
export function endRun(track: Track): void {
  if (!track.found) track.baseline.push(...track.run)
  else if (track.run.length <= shortRun) track.skipped.push(...track.run)
  track.run = []
  track.found = false
  track.from = undefined
}

/** What was found of the run that is going on; all of it as long as nothing was. */
export const foundPart = ({ run, from = Number.NEGATIVE_INFINITY }: Track): number[] =>
  run.filter((session) => session >= from)

/** Notes that the run was found to be an anomaly, from one of its sessions on. */
export function noteFound(track: Track, from: number): void {
  if (!track.found) track.from = from
  track.found = true
}

/** Takes the latest sessions of a baseline back into the run, as when a slow fall is found only now. */
export function reclaim(track: Track, sessions: number[]): void {
  track.baseline = track.baseline.filter((session) => !sessions.includes(session))
  track.run = [...new Set([...sessions, ...track.run])].sort((a, b) => a - b)
}

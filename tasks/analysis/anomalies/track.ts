import { counts } from './evidence.ts'

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
  /** Silence that ended by itself: a service that now and then is not used shows it by these. */
  skipped: Skip[]
}

/** A run with silence that counted, which ended. One that was found is in no baseline. */
interface Skip {
  sessions: number[]
  found: boolean
}

/** A longer run that was found is an outage, and teaches nothing. */
const shortRun = 2
/** So many of them among the latest sessions are a habit; before that the first one would make the next one nearly free. */
const regularly = 3

export const newTrack = (): Track => ({ baseline: [], run: [], found: false, skipped: [] })

export const comparedWith = ({ baseline }: Track, most: number): number[] => baseline.slice(-most)

/** Ends a run where the current session does not go on with it. */
export function endRun(track: Track): void {
  const { run, found, silence } = track
  const counted = silence !== undefined && silence.p < counts.from && run.includes(silence.first)
  if (!found) track.baseline.push(...run)
  if (found ? run.length <= shortRun : counted) track.skipped.push({ sessions: run, found })
  track.run = []
  track.found = false
  track.from = undefined
}

/**
 * The sessions, from one of them on, that show how often a service is used. To the score (`surely`) silence that counted teaches nothing until it is a habit:
 * who is silent once must not pay less for the next time.
 */
export function showUse({ baseline, run, found, skipped }: Track, from: number, surely: boolean): number[] {
  const isHabit = skipped.filter(({ sessions }) => (sessions[0] as number) >= from).length >= regularly
  const numbersOf = (skips: Skip[]) => skips.flatMap(({ sessions }) => sessions)
  const apart = new Set(surely && !isHabit ? numbersOf(skipped) : [])
  return [
    ...baseline.filter((session) => !apart.has(session)),
    ...(isHabit ? numbersOf(skipped.filter((skip) => skip.found)) : []),
    ...(found ? [] : run),
  ]
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

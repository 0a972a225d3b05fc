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
  /** Whether the run, with decisions, was ever too unlikely to be usual, though nothing that had to be looked at. */
  counted?: boolean | undefined
  /** Where it was, the session that the anomaly began with: the run itself may have begun before, and what it began with never moves. */
  from?: number | undefined
  /** How sure it ever was that the silence that is going on is no chance: it is never less so for lasting longer, whatever others do. */
  silence?: { first: number; p: number } | undefined
  /** Runs with silence that counted, which ended by itself: a service that now and then is not used shows it by these. To the score they are in no baseline. */
  skipped: number[][]
}

/** A longer run that was found is an outage, and teaches nothing. */
const shortRun = 2
/** So many of them among the latest sessions are a habit to the tests: a person who looked at as many need not be called for the next. */
const regularly = 3

export const newTrack = (): Track => ({ baseline: [], run: [], found: false, skipped: [] })

export const comparedWith = ({ baseline }: Track, most: number): number[] => baseline.slice(-most)

/** Whether silence of the run was too unlikely to teach the score. */
const hasSilence = ({ run, silence }: Track): boolean =>
  silence !== undefined && silence.p < counts.from && run.includes(silence.first)

/** Ends a run where the current session does not go on with it. */
export function endRun(track: Track): void {
  const { run, found, counted } = track
  if (!found && !counted) track.baseline.push(...run)
  if (found ? run.length <= shortRun : hasSilence(track)) track.skipped.push(run)
  track.run = []
  track.found = false
  track.counted = false
  track.from = undefined
}

/** The sessions that show how often a service is used; to the tests skips are a habit by those from one session on. */
export function showUse({ baseline, run, found, skipped }: Track, from: number): number[] {
  const isHabit = skipped.filter(([first = 0]) => first >= from).length >= regularly
  return [...new Set([...baseline, ...(isHabit ? skipped.flat() : []), ...(found ? [] : run)])]
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

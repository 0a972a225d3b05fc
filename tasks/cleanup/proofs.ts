import { isAbsolute } from 'node:path'
import type { ProcessInfo } from '../task.ts'
import type { Kin } from './kin.ts'
import type { Place } from './places.ts'
import { startToleranceMs, type TrackedProcess } from './tracked.ts'

/** Everything that the verdicts depend on. */
export interface Evidence {
  processes: ProcessInfo[]
  /** This process and its user. */
  self: number
  user: number
  /** Who holds the other end of the standard streams of this process, or of those above it. */
  streamEnds: Set<number>
  /** Who feeds the standard input and reads the standard output of a process, by its pid: of those that carry the session's mark or its agent's id. */
  partners: Map<number, number[]>
  /** Who traces a process, by its pid: of this one, and of those that could be ended. */
  tracers: Map<number, number>
  /** The session's mark; undefined where the session was never opened. */
  mark?: string
  /** Ids of the agent's own sessions that are linked to this one. */
  agentSessions: string[]
  tracked: TrackedProcess[]
  /** What was owned at an earlier look, by pid: a process that has replaced its program and environment since is the same one. */
  seen: Map<number, { start: string; proof: string }>
  /** Pids of bookend's process group at the first look; undefined at that one. Who joins it later is not part of the pipeline. */
  firstGroup?: Set<number>
  /** Undefined before anything was ended. */
  before?: Before
  /** Protected ports that processes listen on. */
  listeners: Map<number, number[]>
  placeOf(directory: string): Place
  window: { from: number; to: number }
  /** Whether the session is the one that its agents work in now: of a past one, only what was started in its window is its own. */
  current: boolean
  /** The session was opened in another copy of the project, which is still there: of what bears its mark only what works in this one is this one's. */
  elsewhere?: boolean
}

/** What was there before anything was ended, to judge whoever comes up afterwards with nothing in its environment. */
export interface Before {
  /** Starts by pid. */
  starts: Map<number, string>
  /** Process groups and terminal sessions in which there were only processes that are the session's. */
  groups: Set<number>
  terminalSessions: Set<number>
}

/** What a process says of whose it is: a proof, or only that it may be the session's, and why that is none. */
export type Claim = { proof: string } | { doubt: string }

/**
 * What a process itself says: it was written down when it was started, or carries the session's mark or its agent's id. The agent carries both wherever it goes: so
 * what works in another project with an open session is that one's, and the id alone proves only of what was started since the session began.
 */
export function claimOf(info: ProcessInfo, evidence: Evidence): Claim | undefined {
  const { mark, agentSessions, seen, current, elsewhere, window } = evidence
  const before = seen.get(info.pid)
  if (before?.start === info.start) return { proof: before.proof }
  const place = placeOf(info, evidence)
  if (elsewhere && place !== 'this project') return undefined
  const { BOOKEND_SESSION, CLAUDE_CODE_SESSION_ID: agent } = info.environment ?? {}
  const marked = mark !== undefined && BOOKEND_SESSION === mark
  if (marked && place !== 'another project')
    return { proof: "BOOKEND_SESSION in its environment is this session's mark" }
  if (isTracked(info, evidence)) return { proof: 'tracked in .claude/background-processes.json with the same start' }
  const linked = agent !== undefined && agentSessions.includes(agent) && (current || isWithin(window, info))
  if (!marked && !linked) return undefined
  const unlike = whyNotHere(info, place, evidence)
  if (unlike) return { doubt: `carries ${marked ? "the session's mark" : "the agent's id"}, ${unlike}` }
  return { proof: `CLAUDE_CODE_SESSION_ID in its environment is linked to this session (${agent})` }
}

/** Why what carries the agent's id is not this session's; '' where it is. What works in no project is the session's, unless its agent works in another one, too. */
function whyNotHere({ startedAt, environment }: ProcessInfo, place: Place, evidence: Evidence): string {
  if (place === 'another project') return 'works in another project whose session is open'
  if (startedAt < evidence.window.from) return 'was started before the session'
  const agent = environment?.CLAUDE_CODE_SESSION_ID
  const isElsewhereToo = (other: ProcessInfo) =>
    other.environment?.CLAUDE_CODE_SESSION_ID === agent && placeOf(other, evidence) === 'another project'
  return place === 'outside' && evidence.processes.some(isElsewhereToo)
    ? 'works outside the project while its agent works in another one'
    : ''
}

/** Where a process works; of one that works in no project, as daemons do, where it was started. */
export function placeOf({ workingDirectory, environment }: ProcessInfo, { placeOf: find }: Evidence): Place {
  const place = workingDirectory === undefined ? 'outside' : find(workingDirectory)
  const started = environment?.PWD ?? ''
  return place === 'outside' && isAbsolute(started) ? find(started) : place
}

export const worksHere = ({ workingDirectory }: ProcessInfo, { placeOf: find }: Evidence): boolean =>
  workingDirectory !== undefined && find(workingDirectory) === 'this project'

export const isWithin = ({ from, to }: Evidence['window'], { startedAt }: ProcessInfo): boolean =>
  startedAt >= from && startedAt < to

/** The system's own start may be a little before the moment that a clock showed when the session began. */
function isTracked({ pid, startedAt }: ProcessInfo, { tracked, window }: Evidence): boolean {
  if (startedAt < window.from - startToleranceMs || startedAt >= window.to) return false
  return tracked.some((entry) => entry.pid === pid && Math.abs(entry.startedAt - startedAt) <= startToleranceMs)
}

/** The proof of a process itself; one of another user's is never ended, whatever it proves. */
export function ownProof(info: ProcessInfo, evidence: Evidence): string | undefined {
  const claim = claimOf(info, evidence)
  return claim && 'proof' in claim && info.user === evidence.user ? claim.proof : undefined
}

/** The proof of each owned process: its own, or that of an owned process above it. A protected one hands nothing down. */
export function ownedBy(evidence: Evidence, kin: Kin, isProtected: (pid: number) => boolean): Map<number, string> {
  const owned = new Map<number, string>()
  for (const info of evidence.processes) {
    const proof = isProtected(info.pid) ? undefined : ownProof(info, evidence)
    if (proof !== undefined) owned.set(info.pid, proof)
  }
  const handDown = (pid: number, owner: number): void => {
    for (const child of kin.childrenOf(pid)) {
      if (isProtected(child.pid) || owned.has(child.pid)) continue
      owned.set(child.pid, `started by process ${owner}, which is owned`)
      handDown(child.pid, owner)
    }
  }
  for (const pid of [...owned.keys()]) handDown(pid, pid)
  return owned
}

import type { ProcessInfo } from '../task.ts'
import { type Kin, kinOf } from './kin.ts'
import { type Before, claimOf, type Evidence, isWithin, ownedBy, worksHere } from './proofs.ts'
import { pipelineOf, protectionsOf } from './protections.ts'

export type ProcessVerdict = 'owned' | 'protected' | 'suspect'

/** A process that could belong to the session, with what is held of it and why. */
export interface JudgedProcess {
  pid: number
  start: string
  startedAt: number
  memory: number
  command: string
  verdict: ProcessVerdict
  proof: string
  /** What proves a protected one to be the session's all the same. */
  ownProof?: string
  port?: number
  /** Owned because an owned process started it. */
  descends?: true
  /** Of a planned one: the pid namespace that its number counts in, where one is known. */
  namespace?: string
}

/** What stands before the semicolon goes into documents too. */
const unproven = '; nothing proves whose it is'
const works = `works in the project and was started in the session${unproven}`
const cameUp = `came up while the session's processes were ended${unproven}`

/** Whether a suspect came up while the session's processes were ended. */
export const cameUpThen = ({ verdict, proof }: JudgedProcess): boolean => verdict === 'suspect' && proof === cameUp

/** Whether a suspect may be ended with all others: one that only carries what the agent carries everywhere may be another project's. */
export const mayBeEnded = ({ verdict, proof }: Pick<JudgedProcess, 'verdict' | 'proof'>): boolean =>
  verdict === 'suspect' && (proof === works || proof === cameUp)

/**
 * The processes that could belong to the session. Owned: a proof says so. Protected: something says that it must live, and that wins over
 * every proof. Suspect: it carries what the session's processes carry, or works in the project and was started in the session, and nothing proves whose it is.
 * All others are left out.
 */
export function judgeProcesses(evidence: Evidence): JudgedProcess[] {
  const kin = kinOf(evidence.processes)
  const pipeline = pipelineOf(evidence, kin)
  const protections = protectionsOf(evidence, kin, pipeline)
  const owned = ownedBy(evidence, kin, (pid) => protections.has(pid))
  return evidence.processes.flatMap((info): JudgedProcess[] => {
    const { pid, start, startedAt, memory, command } = info
    const port = evidence.listeners.get(pid)?.[0]
    const known = { pid, start, startedAt, memory, command, ...(port !== undefined && { port }) }
    const claim = claimOf(info, evidence)
    const own = claim && 'proof' in claim ? claim.proof : undefined
    // The reader of bookend's own pipe is nobody's leftover: only a mark makes it worth a line.
    const suspicion = pipeline.has(pid) ? undefined : suspicionOf(info, evidence, kin)
    const protection = protections.get(pid)
    if (protection !== undefined) {
      if (own === undefined && suspicion === undefined && port === undefined) return []
      return [{ ...known, verdict: 'protected', proof: protection, ...(own !== undefined && { ownProof: own }) }]
    }
    const proof = owned.get(pid)
    if (proof !== undefined)
      return [{ ...known, verdict: 'owned', proof, ...(own === undefined && { descends: true as const }) }]
    return suspicion === undefined ? [] : [{ ...known, verdict: 'suspect', proof: suspicion }]
  })
}

/** Why a process that proves nothing may be the session's all the same. */
function suspicionOf(info: ProcessInfo, evidence: Evidence, kin: Kin): string | undefined {
  if (info.pid === evidence.self || info.user !== evidence.user) return undefined
  const claim = claimOf(info, evidence)
  if (claim && 'doubt' in claim) return claim.doubt + unproven
  if (cameUpMeanwhile(info, evidence, kin)) return cameUp
  return worksHere(info, evidence) && isWithin(evidence.window, info) ? works : undefined
}

/** What was there before anything is ended, with the groups that hold only what is owned. */
export function standBefore(evidence: Evidence): Before {
  const owned = new Set(judgeProcesses(evidence).flatMap(({ pid, verdict }) => (verdict === 'owned' ? [pid] : [])))
  const { processes } = evidence
  const onlyOwned = (of: (info: ProcessInfo) => number | undefined) => {
    const others = new Set(processes.filter(({ pid }) => !owned.has(pid)).map(of))
    return new Set(
      processes.flatMap((info) => {
        const id = of(info)
        return id !== undefined && owned.has(info.pid) && !others.has(id) ? [id] : []
      }),
    )
  }
  return {
    starts: new Map(processes.map(({ pid, start }) => [pid, start])),
    groups: onlyOwned(({ group }) => group),
    terminalSessions: onlyOwned(({ terminalSession }) => terminalSession),
  }
}

/**
 * Whether a process that was not there before may have been started by one that was being ended: it is where only those were, or it works in the project and whoever
 * started it is gone. That proves nothing.
 */
function cameUpMeanwhile(info: ProcessInfo, evidence: Evidence, { byPid }: Kin): boolean {
  const { before } = evidence
  if (!before || before.starts.get(info.pid) === info.start) return false
  const { group, terminalSession, parent } = info
  if (before.groups.has(group)) return true
  if (terminalSession !== undefined && before.terminalSessions.has(terminalSession)) return true
  return worksHere(info, evidence) && isOrphanOf(byPid.get(parent), parent)
}

/** Who is left alone is taken by process 1, or by the user's own. */
const isOrphanOf = (parent: ProcessInfo | undefined, pid: number): boolean =>
  pid === 1 || (parent?.parent === 1 && /(^|\/)systemd\b.*--user/.test(parent.command))

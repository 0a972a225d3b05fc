import { isShell } from '../is-shell.ts'
import type { Kin } from './kin.ts'
import { type Evidence, ownedBy, placeOf } from './proofs.ts'

/** Protections of what runs bookend or ends with it, and of what is not this session's whatever else it proves. */
const notLeftover = {
  first: 'it is process 1',
  self: 'it is bookend itself',
  started: 'bookend started it',
  ancestor: 'it runs bookend (an ancestor of this process)',
  stream: 'it holds the other end of one of the standard streams of bookend or of what runs it',
  below: 'what started it holds the other end of one of the standard streams of bookend or of what runs it',
  served: "it belongs to a process that may serve one that is not the session's",
  session: 'BOOKEND_SESSION in its environment is the mark of another session',
}
/** Nothing tells a server from what never reads the input that it was started with: it is named, as it may be a leftover. */
const serves =
  "it may serve a process that is not the session's, at the other end of its standard streams or of its terminals"
const anotherUsers = "it is another user's"
const traced = "it is traced, as by a debugger, by a process that is not the session's"
const endsByItself = new Set(Object.values(notLeftover))

/**
 * Why a process of the session's lives on, without a pid: a protected port, BOOKEND_KEEP=1, bookend's own process group, as of what an agent's shell put into the
 * background in the same call, another user, a debugger, or that it may be a server. Undefined where it is no leftover.
 */
export function whyItLivesOn(process: { verdict: string; proof: string; ownProof?: string }): string | undefined {
  const { verdict, proof, ownProof } = process
  if (verdict !== 'protected' || ownProof === undefined || endsByItself.has(proof)) return undefined
  return proof.replace(/process \d+ (above|below) it/, 'a process $1 it')
}

/** Whoever runs beside bookend in one command line, or reads what it prints: to end them is to end bookend. */
export function pipelineOf({ self, streamEnds, processes, firstGroup }: Evidence, kin: Kin): Map<number, string> {
  const group = kin.byPid.get(self)?.group
  const members = new Map<number, string>()
  const above = new Set(kin.above(self).map(({ pid }) => pid))
  // What a reader starts for each line (`xargs`) is its work.
  for (const end of streamEnds)
    if (!above.has(end)) for (const child of kin.below(end)) members.set(child.pid, notLeftover.below)
  // A member of the pipeline may start others while bookend runs.
  const belongs = (pid: number) => [pid, ...kin.above(pid).map((one) => one.pid)].some((one) => firstGroup?.has(one))
  for (const info of processes) {
    if (info.pid === self) continue
    if (streamEnds.has(info.pid)) members.set(info.pid, notLeftover.stream)
    else if (!members.has(info.pid) && info.group === group && (!firstGroup || belongs(info.pid)))
      members.set(info.pid, "it is in bookend's own process group")
  }
  return members
}

/** Why a process must live, for each that must; the first reason stands. */
export function protectionsOf(evidence: Evidence, kin: Kin, pipeline: Map<number, string>): Map<number, string> {
  const { self, user, listeners, mark, processes } = evidence
  const reasons = new Map<number, string>()
  const protect = (pid: number, why: string) => reasons.has(pid) || reasons.set(pid, why)
  protect(1, notLeftover.first)
  protect(self, notLeftover.self)
  for (const child of kin.below(self)) protect(child.pid, notLeftover.started)
  for (const ancestor of kin.above(self)) protect(ancestor.pid, notLeftover.ancestor)
  for (const [pid, why] of pipeline) protect(pid, why)
  for (const info of processes) if (info.user !== user) protect(info.pid, anotherUsers)
  for (const [pid, ports] of listeners) {
    const port = ports.join(', ')
    protect(pid, `it listens on protected port ${port}`)
    for (const ancestor of kin.above(pid))
      protect(ancestor.pid, `process ${pid} below it listens on protected port ${port}`)
    for (const child of kin.below(pid)) protect(child.pid, `process ${pid} above it listens on protected port ${port}`)
  }
  for (const info of processes) {
    const { BOOKEND_KEEP, BOOKEND_SESSION } = info.environment ?? {}
    if (BOOKEND_KEEP === '1') {
      protect(info.pid, 'BOOKEND_KEEP=1 is in its environment')
      for (const child of kin.below(info.pid))
        protect(child.pid, `BOOKEND_KEEP=1 is in the environment of process ${info.pid} above it`)
    }
    if (BOOKEND_SESSION && BOOKEND_SESSION !== mark) protect(info.pid, notLeftover.session)
    // A terminal takes everything in it along.
    if (placeOf(info, evidence) === 'another project')
      for (const ancestor of kin.above(info.pid))
        protect(ancestor.pid, `process ${info.pid} below it works in another project whose session is open`)
  }
  const owned = ownedBy(evidence, kin, (one) => reasons.has(one))
  for (const [pid, why] of serversOf(evidence.partners, kin, owned)) protect(pid, why)
  // Whoever traces bookend too traces the whole session, as `strace -f` and `proot` do, and is at work on none of it.
  for (const [pid, tracer] of evidence.tracers)
    if (!owned.has(tracer) && tracer !== evidence.tracers.get(self)) protect(pid, traced)
  return reasons
}

/**
 * What serves somebody that lives on, as an agent's MCP servers do, with what they started and what started them. A shell that runs a command serves
 * nobody: an agent runs its commands in one, and may hold both ends of its streams. One that runs nothing reads its input itself, or has not become the server yet.
 */
function serversOf(partners: Evidence['partners'], kin: Kin, owned: Map<number, string>): Map<number, string> {
  const members = new Map<number, string>()
  const servers = new Map<number, number[]>()
  for (const [pid, holders] of partners) {
    const served = holders.filter((holder) => kin.byPid.has(holder) && !owned.has(holder))
    const runsCommand = kin.childrenOf(pid).length > 0 && isShell(kin.byPid.get(pid)?.command ?? '')
    if (served.length > 0 && !runsCommand) servers.set(pid, served)
  }
  for (const [pid, served] of servers) {
    const above = kin.above(pid).map((one) => one.pid)
    members.set(pid, above.some((one) => servers.has(one)) ? notLeftover.served : serves)
    const under = above.findIndex((one) => served.includes(one))
    const belonging = [...above.slice(0, Math.max(0, under)), ...kin.below(pid).map((one) => one.pid)]
    for (const one of belonging) if (!members.has(one)) members.set(one, notLeftover.served)
  }
  return members
}

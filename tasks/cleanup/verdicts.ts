import { isShell } from '../is-shell.ts'
import type { ProcessInfo } from '../task.ts'
import type { TrackedProcess } from './tracked.ts'

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
  /** A suspect that came up while the session's processes were ended. */
  cameUp?: true
}

/** What was there before anything was ended, to judge whoever comes up afterwards with nothing in its environment. */
export interface Before {
  /** Starts by pid. */
  starts: Map<number, string>
  /** Process groups and terminal sessions in which there were only processes that are the session's. */
  groups: Set<number>
  terminalSessions: Set<number>
}

/** Everything that the verdicts depend on. */
export interface Evidence {
  processes: ProcessInfo[]
  /** This process and its user. */
  self: number
  user: number
  /** Who holds the other end of the standard streams of this process, or of those above it. */
  streamEnds: Set<number>
  /** Who feeds the standard input and reads the standard output of a process, by its pid: of those that prove themselves the session's. */
  partners: Map<number, number[]>
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
  project: string
  window: { from: number; to: number }
  /** Whether the session is the one that its agents work in now: of a past one, only what was started in its window is its own. */
  current: boolean
  /** The session was opened in another copy of the project, which is still there: of what bears its mark only what works in this one is this one's. */
  elsewhere?: boolean
}

/** Why a process is suspected; what stands before the semicolon goes into documents too. */
const suspicions = {
  works: 'works in the project and was started in the session; nothing proves whose it is',
  cameUp: "came up while the session's processes were ended; nothing proves whose it is",
}

/** Protections of what runs bookend or ends with it, and of what is not this session's whatever else it proves. */
const notLeftover = {
  first: 'it is process 1',
  self: 'it is bookend itself',
  started: 'bookend started it',
  ancestor: 'it runs bookend (an ancestor of this process)',
  stream: 'it holds the other end of one of the standard streams of bookend or of what runs it',
  below: 'what started it holds the other end of one of the standard streams of bookend or of what runs it',
  served: "it belongs to a process that may serve one that is not the session's",
  user: "it is another user's",
  session: 'BOOKEND_SESSION in its environment is the mark of another session',
}
/** Nothing tells a server from what never reads the input that it was started with: it is named, as it may be a leftover. */
const serves = "its standard input and output lead to a process that is not the session's, which it may serve"
const endsByItself = new Set(Object.values(notLeftover))

/**
 * Why a process of the session's lives on, without a pid: a protected port, BOOKEND_KEEP=1, bookend's own process group, as of what an agent's shell put into the
 * background in the same call, or that it may be a server. Undefined where it is no leftover.
 */
export function whyItLivesOn({
  verdict,
  proof,
  ownProof,
}: Pick<JudgedProcess, 'verdict' | 'proof' | 'ownProof'>): string | undefined {
  if (verdict !== 'protected' || ownProof === undefined || endsByItself.has(proof)) return undefined
  return proof.replace(/process \d+ (above|below) it/, 'a process $1 it')
}

/** A tracked start and the system's own may differ by this much: some systems report whole seconds. */
const startToleranceMs = 2000

/**
 * The processes that could belong to the session. Owned: a proof says so. Protected: something says that it must live, and that wins over
 * every proof. Suspect: it works in the project and was started in the session, and nothing proves whose it is. All others are left out.
 */
export function judgeProcesses(evidence: Evidence): JudgedProcess[] {
  const { processes } = evidence
  const byPid = new Map(processes.map((info) => [info.pid, info]))
  const children = childrenOf(processes)
  const protections = protectionsOf(evidence, byPid, children)
  const owned = ownedBy(evidence, children, protections)
  const pipeline = pipelineOf(evidence, byPid, children)
  return processes.flatMap((info): JudgedProcess[] => {
    const proof = owned.get(info.pid)
    const protection = protections.get(info.pid)
    const port = evidence.listeners.get(info.pid)?.[0]
    const own = protection || proof ? ownProof(info, evidence) : undefined
    const judged = (verdict: ProcessVerdict, why: string): JudgedProcess[] => {
      const { pid, start, startedAt, memory, command } = info
      const descends = verdict === 'owned' && !own
      const extras = {
        ...(verdict === 'protected' && own !== undefined && { ownProof: own }),
        ...(port !== undefined && { port }),
        ...(descends && { descends: true as const }),
        ...(verdict === 'suspect' && cameUp && { cameUp: true as const }),
      }
      return [{ pid, start, startedAt, memory, command, verdict, proof: why, ...extras }]
    }
    // The reader of bookend's own pipe is nobody's leftover: only a mark makes it worth a line.
    const cameUp = cameUpMeanwhile(info, evidence, byPid)
    const suspicious = (cameUp || isSuspicious(info, evidence)) && !pipeline.has(info.pid)
    if (protection) return proof || suspicious || own || port !== undefined ? judged('protected', protection) : []
    if (proof) return judged('owned', proof)
    return suspicious ? judged('suspect', cameUp ? suspicions.cameUp : suspicions.works) : []
  })
}

/** What a process itself proves: its environment, or that it was written down when it was started. */
export function ownProof(info: ProcessInfo, evidence: Evidence): string | undefined {
  const { mark, agentSessions, tracked, user, current, elsewhere, project } = evidence
  if (info.user !== user) return undefined
  if (elsewhere && !worksIn(project, info)) return undefined
  const { BOOKEND_SESSION, CLAUDE_CODE_SESSION_ID } = info.environment ?? {}
  if (mark !== undefined && BOOKEND_SESSION === mark) return "BOOKEND_SESSION in its environment is this session's mark"
  const before = evidence.seen.get(info.pid)
  if (before?.start === info.start) return before.proof
  const inWindow = startedInWindow(info, evidence)
  if (CLAUDE_CODE_SESSION_ID !== undefined && agentSessions.includes(CLAUDE_CODE_SESSION_ID) && (current || inWindow)) {
    return `CLAUDE_CODE_SESSION_ID in its environment is linked to this session (${CLAUDE_CODE_SESSION_ID})`
  }
  const entry = tracked.find(
    ({ pid, startedAt }) => pid === info.pid && Math.abs(startedAt - info.startedAt) <= startToleranceMs,
  )
  return entry && inWindow ? 'tracked in .claude/background-processes.json with the same start' : undefined
}

/** The system's own start may be a little before the moment that a clock showed when the session began. */
function startedInWindow({ startedAt }: ProcessInfo, { window }: Evidence): boolean {
  return startedAt >= window.from - startToleranceMs && startedAt < window.to
}

type Children = Map<number, ProcessInfo[]>

function childrenOf(processes: ProcessInfo[]): Children {
  const children: Children = new Map()
  for (const info of processes) children.set(info.parent, [...(children.get(info.parent) ?? []), info])
  return children
}

/** Every process below one, however deep. */
function descendants(pid: number, children: Children): ProcessInfo[] {
  const found = new Map<number, ProcessInfo>()
  const visit = (parent: number) => {
    for (const child of children.get(parent) ?? []) {
      if (found.has(child.pid)) continue
      found.set(child.pid, child)
      visit(child.pid)
    }
  }
  visit(pid)
  return [...found.values()]
}

function ancestors(pid: number, byPid: Map<number, ProcessInfo>): ProcessInfo[] {
  const found: ProcessInfo[] = []
  for (let info = byPid.get(byPid.get(pid)?.parent ?? 0); info && !found.includes(info); info = byPid.get(info.parent))
    found.push(info)
  return found
}

/** Whoever runs beside bookend in one command line, or reads what it prints: to end them is to end bookend. */
function pipelineOf(evidence: Evidence, byPid: Map<number, ProcessInfo>, children: Children): Map<number, string> {
  const { self, streamEnds, processes, firstGroup } = evidence
  const group = byPid.get(self)?.group
  const members = new Map<number, string>()
  const above = new Set(ancestors(self, byPid).map(({ pid }) => pid))
  // What a reader starts for each line (`xargs`) is its work.
  for (const end of streamEnds)
    if (!above.has(end)) for (const child of descendants(end, children)) members.set(child.pid, notLeftover.below)
  // A member of the pipeline may start others while bookend runs.
  const belongs = (pid: number) =>
    [pid, ...ancestors(pid, byPid).map((above) => above.pid)].some((one) => firstGroup?.has(one))
  for (const info of processes) {
    if (info.pid === self) continue
    if (streamEnds.has(info.pid)) members.set(info.pid, notLeftover.stream)
    else if (!members.has(info.pid) && info.group === group && (!firstGroup || belongs(info.pid)))
      members.set(info.pid, "it is in bookend's own process group")
  }
  return members
}

/** Why a process must live, for each that must; the first reason stands. */
function protectionsOf(evidence: Evidence, byPid: Map<number, ProcessInfo>, children: Children): Map<number, string> {
  const { self, user, listeners, mark, processes } = evidence
  const reasons = new Map<number, string>()
  const protect = (pid: number, why: string) => reasons.has(pid) || reasons.set(pid, why)
  protect(1, notLeftover.first)
  protect(self, notLeftover.self)
  for (const child of descendants(self, children)) protect(child.pid, notLeftover.started)
  for (const ancestor of ancestors(self, byPid)) protect(ancestor.pid, notLeftover.ancestor)
  for (const [pid, why] of pipelineOf(evidence, byPid, children)) protect(pid, why)
  for (const info of processes) if (info.user !== user) protect(info.pid, notLeftover.user)
  for (const [pid, ports] of listeners) {
    const port = ports.join(', ')
    protect(pid, `it listens on protected port ${port}`)
    for (const ancestor of ancestors(pid, byPid))
      protect(ancestor.pid, `process ${pid} below it listens on protected port ${port}`)
    for (const child of descendants(pid, children))
      protect(child.pid, `process ${pid} above it listens on protected port ${port}`)
  }
  for (const info of processes) {
    const { BOOKEND_KEEP, BOOKEND_SESSION } = info.environment ?? {}
    if (BOOKEND_KEEP === '1') {
      protect(info.pid, 'BOOKEND_KEEP=1 is in its environment')
      for (const child of descendants(info.pid, children))
        protect(child.pid, `BOOKEND_KEEP=1 is in the environment of process ${info.pid} above it`)
    }
    if (BOOKEND_SESSION && BOOKEND_SESSION !== mark) protect(info.pid, notLeftover.session)
  }
  for (const [pid, why] of serversOf(evidence, byPid, children, ownedBy(evidence, children, reasons))) protect(pid, why)
  return reasons
}

/**
 * What serves somebody that lives on, as an agent's MCP servers do, with what they started and what started them. A shell that runs a command serves
 * nobody: an agent runs its commands in one, and may hold both ends of its streams. One that runs nothing reads its input itself, or has not become the server yet.
 */
function serversOf(
  { partners }: Evidence,
  byPid: Map<number, ProcessInfo>,
  children: Children,
  owned: Map<number, string>,
): Map<number, string> {
  const members = new Map<number, string>()
  const servers = new Map<number, number[]>()
  for (const [pid, holders] of partners) {
    const served = holders.filter((holder) => byPid.has(holder) && !owned.has(holder))
    const runsCommand = children.has(pid) && isShell(byPid.get(pid)?.command ?? '')
    if (served.length > 0 && !runsCommand) servers.set(pid, served)
  }
  for (const [pid, served] of servers) {
    const above = ancestors(pid, byPid).map((one) => one.pid)
    members.set(pid, above.some((one) => servers.has(one)) ? notLeftover.served : serves)
    const under = above.findIndex((one) => served.includes(one))
    const belonging = [...above.slice(0, Math.max(0, under)), ...descendants(pid, children).map((one) => one.pid)]
    for (const one of belonging) if (!members.has(one)) members.set(one, notLeftover.served)
  }
  return members
}

/** The proof of each owned process: its own, or that of an owned process above it. A protected one hands nothing down. */
function ownedBy(evidence: Evidence, children: Children, protections: Map<number, string>): Map<number, string> {
  const owned = new Map<number, string>()
  for (const info of evidence.processes) {
    const proof = ownProof(info, evidence)
    if (!proof || protections.has(info.pid)) continue
    owned.set(info.pid, proof)
  }
  for (const pid of [...owned.keys()]) handDown(pid, pid, children, protections, owned)
  return owned
}

function handDown(
  pid: number,
  owner: number,
  children: Children,
  protections: Map<number, string>,
  owned: Map<number, string>,
): void {
  for (const child of children.get(pid) ?? []) {
    if (protections.has(child.pid) || owned.has(child.pid)) continue
    owned.set(child.pid, `started by process ${owner}, which is owned`)
    handDown(child.pid, owner, children, protections, owned)
  }
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
function cameUpMeanwhile(info: ProcessInfo, evidence: Evidence, byPid: Map<number, ProcessInfo>): boolean {
  const { before, user, project } = evidence
  if (!before || info.user !== user || before.starts.get(info.pid) === info.start) return false
  const { group, terminalSession, parent } = info
  if (before.groups.has(group)) return true
  if (terminalSession !== undefined && before.terminalSessions.has(terminalSession)) return true
  return worksIn(project, info) && isOrphanOf(byPid.get(parent), parent)
}

/** Who is left alone is taken by process 1, or by the user's own. */
const isOrphanOf = (parent: ProcessInfo | undefined, pid: number): boolean =>
  pid === 1 || (parent?.parent === 1 && /(^|\/)systemd\b.*--user/.test(parent.command))

function worksIn(project: string, { workingDirectory: directory }: ProcessInfo): boolean {
  return directory !== undefined && (directory === project || directory.startsWith(`${project}/`))
}

function isSuspicious(info: ProcessInfo, { user, project, window, self }: Evidence): boolean {
  const inProject = worksIn(project, info)
  return (
    info.pid !== self && info.user === user && inProject && info.startedAt >= window.from && info.startedAt < window.to
  )
}

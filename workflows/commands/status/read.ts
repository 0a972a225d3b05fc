import { createAgentSessions } from '../../../cache/agent-sessions.ts'
import type { Database } from '../../../cache/database.ts'
import { createDeliveries } from '../../../cache/deliveries.ts'
import { createDocuments } from '../../../cache/documents.ts'
import { createJournal, type Journal } from '../../../cache/journal.ts'
import { isObject, type Json } from '../../../cache/json.ts'
import { createNotes } from '../../../cache/notes.ts'
import { createProposals } from '../../../cache/proposals.ts'
import { createReports } from '../../../cache/reports.ts'
import { createSessions, type SessionRecord, type Sessions } from '../../../cache/sessions.ts'
import type { AgentWords } from '../../../cache/transcripts/work/own-words.ts'
import { iso } from '../../../cache/window.ts'
import { runningHere } from '../../../tasks/cleanup/tracked.ts'
import { closedBesideCache } from '../../../tasks/closed-beside-cache.ts'
import { placesHere } from '../../../tasks/place.ts'
import { finishing, type InterruptedRun, interruptedRun } from '../../../tasks/startup/interrupted-run.ts'
import { unfinishedClosedowns } from '../../../tasks/startup/unfinished.ts'
import type { Files } from '../../../tasks/task.ts'
import { viewNow } from '../../../tasks/work/now.ts'
import { type StandingWork, standingWork } from '../../../tasks/work/standing/view.ts'
import { redactJson } from '../../../templates/redact.ts'
import type { Invocation } from '../../runner/command.ts'
import { createFiles } from '../../runner/effects/files.ts'
import { createProcesses } from '../../runner/effects/processes/processes.ts'
import { failedClosedown } from '../../runner/failed-closedown.ts'
import { type RunningRun, runningRun } from '../../runner/running.ts'

/** Where the project stands, as `status --json` has it; what there is not is absent. */
export interface Status {
  /** `closed`: a closedown closed it that could not use the cache, and `init` opens the next one. `clockWentBack`: it began in what is the future now. */
  session?: { id: string; from: string; ageMinutes: number; clockWentBack?: true; closed?: string }
  work: Pick<StandingWork, 'goal' | 'next' | 'todos' | 'blocked' | 'issues'> & {
    agent: Pick<StandingWork['agent'], 'pending' | 'inProgress' | 'earlier' | 'failing'>
  }
  /** Background commands that are written down and still run. */
  processes: { pid: number; startedAt: string; command: string }[]
  /** The agent's own sessions in the open one. */
  agents: { id: string; lastSeen: string; turns: number; ended?: string }[]
  running?: RunningRun
  unfinished?: InterruptedRun & { command: string }
  handoff?: { file: string; session: string; outcome: Json }
  proposals: { open: number; file?: string | null }
}

/** `agent`: what stands of the agents' sessions. */
export async function readStatus(
  { openCache, now, project, workflows }: Invocation,
  agent: AgentWords | undefined,
): Promise<Status> {
  const { db, file } = openCache('look')
  const sessions = createSessions(db)
  const session = sessions.open()
  const running = runningRun(db, file)
  const unfinished = running ? undefined : await unfinishedRun(sessions, createJournal(db), { workflows, project })
  const files = createFiles(project.root, true)
  const closed = session && closedBesideCache(project.root, files, session)
  const handoff = closed
    ? { file: closed.file, session: session.id, outcome: notRecorded }
    : handoffOf(db, project.root, files)
  return redactJson<Status>({
    ...(session && {
      session: {
        id: session.id,
        from: iso(session.from),
        ageMinutes: Math.max(0, Math.round((now() - session.from) / 60_000)),
        ...(session.from > now() && { clockWentBack: true as const }),
        ...(closed && { closed: iso(closed.at) }),
      },
    }),
    work: workNow(db, now(), agent),
    processes: processesOf(project.root, files, session),
    agents: session ? agentsOf(db, session.id) : [],
    ...(running && { running }),
    ...(unfinished && { unfinished }),
    ...(handoff && { handoff }),
    proposals: proposalsOf(db),
  })
}

/** What `--resume` finishes: the newest closedown that was not, or else the init. */
async function unfinishedRun(
  sessions: Sessions,
  journal: Journal,
  { workflows, project }: Pick<Invocation, 'workflows' | 'project'>,
): Promise<Status['unfinished']> {
  const closedown = unfinishedClosedowns({ journal, sessions }, project).at(-1)
  const run = closedown
    ? { ...closedown, workflow: 'closedown' }
    : ((await failedClosedown(journal, { workflows })) ?? interruptedRun(journal, sessions))
  return run && { workflow: run.workflow, session: run.session, command: finishing(project, run) }
}

/** Goal, next action and open work as they stand; with an agent's own words where nothing was noted. */
function workNow(db: Database, now: number, agent?: AgentWords): Status['work'] {
  const ledger = createNotes(db).seenFrom(viewNow(createSessions(db).open(), now))
  const { goal, next, todos, blocked, issues, agent: left } = standingWork(ledger, agent)
  const { pending, inProgress, earlier, failing } = left
  return {
    ...(goal && { goal }),
    ...(next && { next }),
    todos,
    blocked,
    issues,
    agent: {
      pending,
      ...(inProgress && { inProgress }),
      ...(earlier && { earlier }),
      ...(failing && { failing }),
    },
  }
}

const processesOf = (root: string, files: Files, session: SessionRecord | undefined): Status['processes'] =>
  runningHere({ root, files, opened: session?.metadata.worktree }, createProcesses()).map(
    ({ pid, startedAt, command }) => ({
      pid,
      startedAt: iso(startedAt),
      command,
    }),
  )

const agentsOf = (db: Database, session: string): Status['agents'] =>
  createAgentSessions(db)
    .of(session)
    .map(({ id, lastSeen, turns, endedAt, endReason }) => ({
      id,
      lastSeen: iso(lastSeen),
      turns,
      ...(endedAt !== null && { ended: endReason ?? 'not said why' }),
    }))

/** Of a closedown that could not use the cache. */
const notRecorded = 'its closedown is not in the cache'

function handoffOf(db: Database, root: string, files: Files): Status['handoff'] {
  const reports = createReports(db)
  const last = reports.latest('closedown')
  const deliveries = createDeliveries(db)
  const newest = deliveries.lastHandoff(placesHere(root, files, deliveries.places()))
  const ofNewest = newest && reports.of(newest.session, 'closedown')
  // A closedown that wrote no letter leaves the one before it the last.
  if (newest && !(ofNewest && isObject(last?.report.handoff))) {
    const outcome = ofNewest ? (ofNewest.outcome ?? null) : notRecorded
    return { file: createDocuments(db).placeOf(newest.file), session: newest.session, outcome }
  }
  if (!last || !isObject(last.report.handoff)) return undefined
  const file = createDocuments(db).placeOf(String(last.report.handoff.file))
  return { file, session: last.session, outcome: last.report.outcome ?? null }
}

function proposalsOf(db: Database): Status['proposals'] {
  const proposals = createProposals(db)
  const open = proposals.open().length
  return { open, ...(open > 0 && { file: proposals.latestDocument()?.file ?? null }) }
}

import { createAgentSessions, splitAgents } from '../../cache/agent-sessions.ts'
import type { Cache } from '../../cache/database.ts'
import { UserError } from '../../cache/errors.ts'
import { createJournal, type Journal, type RunRecord } from '../../cache/journal.ts'
import type { JsonObject } from '../../cache/json.ts'
import { createSessions, type SessionRecord } from '../../cache/sessions.ts'
import { iso } from '../../cache/window.ts'
import { closedBesideCache } from '../../tasks/closed-beside-cache.ts'
import type { Session, Workflow } from '../../tasks/task.ts'
import { type Invocation, stringOption } from './command.ts'
import { createFiles } from './effects/files.ts'
import { machineStartedAt } from './effects/machine.ts'
import { createShell } from './effects/shell.ts'
import { createStores } from './effects/stores.ts'
import { failedClosedown } from './failed-closedown.ts'
import { select, tasksOf } from './graph.ts'
import { type LeftBehind, leftBehind } from './life-signs.ts'
import { canBeMadeUpFor } from './redo.ts'
import { runHere } from './run-here.ts'

type Caller = Pick<Invocation, 'now' | 'environment' | 'project'>

/** Whether the session that is open was left behind, by what is known without asking anybody. */
export function whyLeft(
  { now, environment, project }: Caller,
  { db }: Cache,
  session: SessionRecord,
): LeftBehind | undefined {
  const agents = createAgentSessions(db).of(session.id)
  const { workers, newcomer } = splitAgents(agents, environment.CLAUDE_CODE_SESSION_ID)
  return leftBehind({
    now: now(),
    last: createSessions(db).lastSign(session, now(), newcomer?.id),
    laterSession: createSessions(db).nextOpened(session),
    closed: closedBesideCache(project.root, createFiles(project.root, true), session)?.at,
    closedownBegun: createJournal(db).unfinished('closedown', session.id)?.startedAt,
    machineStarted: machineStartedAt(now()),
    workers,
  })
}

/** What --resume continues: a run that was interrupted, or a session whose closing was never begun. */
export async function takeUp(
  invocation: Invocation,
  cache: Cache,
  workflow: Workflow,
): Promise<{ session: Session; resume?: RunRecord }> {
  const id = stringOption(invocation.options, 'session')
  const journal = createJournal(cache.db)
  const run = journal.unfinished(workflow.name, id) ?? lacking(journal, workflow, id)
  if (run) return { session: sessionOf(run), resume: run }
  // Without a name it is the one that status names, and init last.
  const sessions = createSessions(cache.db)
  const record = id === undefined ? sessions.leftOpen().at(-1) : sessions.get(id)
  if (record && record.to === null && workflow.session === 'closes')
    return { session: await windowOfLeft(invocation, cache, workflow, record) }
  const of = id === undefined ? '' : ` of session ${id}`
  throw new UserError(
    `nothing to resume: no ${workflow.name}${of} is recorded as interrupted; ${whatInstead(invocation, cache, workflow, record)}`,
  )
}

/**
 * The closedown that the same command again finishes: it ended its session in the cache, which nothing came after, and then was interrupted, or kept by the
 * machine from what it is for. Why so: docs/decisions.md, 1021.
 */
export async function takeUpAgain(
  invocation: Invocation,
  { db }: Cache,
  { name }: Workflow,
): Promise<{ session: Session; resume?: RunRecord } | undefined> {
  const journal = createJournal(db)
  const sessions = createSessions(db)
  const run = journal.unfinished(name) ?? (await failedClosedown(journal, invocation))
  if (run?.workflow !== name || sessions.open()) return undefined
  const session = sessionOf(run)
  const ended = sessions.get(run.session)?.to
  if (ended === undefined || ended === null || sessions.laterClosed(session, invocation.now())) return undefined
  invocation.output.note(
    `bookend: finishing the ${name} of session ${run.session} that was interrupted; what came after ${iso(session.to)} belongs to the next one`,
  )
  return { session, resume: run }
}

/** The command that does the work where nothing is recorded of it: what interrupted a run may have kept it from recording anything. */
function whatInstead(
  { project: { command } }: Invocation,
  { db }: Cache,
  { name, session }: Workflow,
  asked: SessionRecord | undefined,
): string {
  if (session !== 'closes') return `run ${command(name)}`
  if (asked && asked.to !== null) {
    const window = ['--from', iso(asked.from), '--to', iso(asked.to)]
    return `${command(name, ...window)} closes that session once more`
  }
  const open = createSessions(db).open()
  if (open) return `${command(name)} closes the open session ${open.id}`
  return `${command(name)} closes what came since the last closedown, ${command(name, '--from', 'TIME', '--to', 'TIME')} another window`
}

/** The latest run, where it came to its end and the machine kept it from some of its work. */
function lacking(journal: Journal, workflow: Workflow, session: string | undefined): RunRecord | undefined {
  const run = journal.last(workflow.name, session)
  const steps = tasksOf(workflow).flatMap(({ id }) => (run && journal.step(run.id, id)) ?? [])
  return steps.some(canBeMadeUpFor) ? run : undefined
}

export function sessionOf(run: RunRecord): Session {
  return (run.settings as { session: Session }).session
}

/** A session that nobody closed, up to its last sign of life. */
async function windowOfLeft(
  invocation: Invocation,
  cache: Cache,
  workflow: Workflow,
  record: SessionRecord,
): Promise<Session> {
  const { project, settings, environment, interruption, dryRun, now } = invocation
  const before = whyLeft(invocation, cache, record)?.at ?? now()
  const stores = createStores(project.root, settings, environment, cache, interruption.signal)
  try {
    const shell = createShell(project.root, interruption.signal, () => undefined)
    const context = { project, config: settings, environment, stores, shell, files: createFiles(project.root, dryRun) }
    const last = (await workflow.lastSign?.(context, record, before)) ?? before - 1
    // The window's end does not belong to it, and the last sign does.
    return { id: record.id, from: record.from, to: Math.max(last, record.from) + 1, windowBasis: 'session', open: true }
  } finally {
    await stores.close()
  }
}

/** Finishes every closedown that was missed, the oldest first: what it did is in the report of init. A dry run only says what it would finish. */
export async function finishPrevious(invocation: Invocation, cache: Cache): Promise<JsonObject[]> {
  const { output, workflows, dryRun, interruption } = invocation
  const workflow = (await workflows()).find(({ session }) => session === 'closes')
  if (!workflow) return []
  const finished: JsonObject[] = []
  for (const missed of missedClosedowns(invocation, cache, workflow)) {
    if (interruption.signal.aborted) break
    const id = 'run' in missed ? missed.run.session : missed.record.id
    if (dryRun) {
      output.note(`bookend: would finish the closedown of session ${id}`)
      continue
    }
    const taken =
      'run' in missed
        ? { session: sessionOf(missed.run), resume: missed.run }
        : { session: await windowOfLeft(invocation, cache, workflow, missed.record) }
    output.note(`bookend: finishing the closedown of session ${id}`)
    const { report } = await runHere(invocation, { workflow, selection: select(workflow, {}), cache, ...taken })
    finished.push({ session: id, outcome: report.outcome ?? null, ...(report.handoff && { handoff: report.handoff }) })
  }
  return finished
}

type Missed = { run: RunRecord } | { record: SessionRecord }

function missedClosedowns(invocation: Invocation, { db, ...cache }: Cache, workflow: Workflow): Missed[] {
  const runs = createJournal(db).allUnfinished(workflow.name)
  const sessions = createSessions(db)
  const open = sessions.open()
  const own = open !== undefined && isOwn(invocation, { db, ...cache }, open)
  if (own)
    invocation.output.note(`bookend: session ${open.id} is this agent's own: it goes on, and closedown closes it`)
  const records = [...sessions.leftOpen(), ...(open && !own ? [open] : [])]
  return [
    ...runs.map((run): Missed => ({ run })),
    ...records.filter(({ id }) => !runs.some(({ session }) => session === id)).map((record): Missed => ({ record })),
  ]
}

/** Whether whoever calls works in the open session already, and nothing says that the session was left. */
function isOwn(invocation: Invocation, cache: Cache, open: SessionRecord): boolean {
  const caller = invocation.environment.CLAUDE_CODE_SESSION_ID
  if (caller === undefined || whyLeft(invocation, cache, open)) return false
  return splitAgents(createAgentSessions(cache.db).of(open.id), caller).workers.some(({ id }) => id === caller)
}

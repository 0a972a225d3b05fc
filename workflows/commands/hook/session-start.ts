import { type AgentSession, createAgentSessions, type KeptWords } from '../../../cache/agent-sessions.ts'
import type { Database } from '../../../cache/database.ts'
import { createDeliveries, type Handoff } from '../../../cache/deliveries.ts'
import { createDocuments } from '../../../cache/documents.ts'
import { createJournal } from '../../../cache/journal.ts'
import { isObject, parseJsonFile } from '../../../cache/json.ts'
import { knownWords } from '../../../cache/known-words.ts'
import { createNotes } from '../../../cache/notes.ts'
import { createSessions, type SessionRecord } from '../../../cache/sessions.ts'
import { runningHere } from '../../../tasks/cleanup/tracked.ts'
import { type AgentContext, renderContext, renderNotice } from '../../../tasks/compaction/agent-context.ts'
import { readHandoff } from '../../../tasks/handoff/read-handoff.ts'
import { firstScreenOf } from '../../../tasks/handoff/shown-screen.ts'
import { markerFile } from '../../../tasks/own-files.ts'
import { isFromElsewhere, placeOf, placesHere } from '../../../tasks/place.ts'
import { agedDays } from '../../../tasks/startup/due-handoff.ts'
import { interruptedRun } from '../../../tasks/startup/interrupted-run.ts'
import { withExportLine } from '../../../tasks/startup/session-mark.ts'
import type { Files } from '../../../tasks/task.ts'
import { viewNow } from '../../../tasks/work/now.ts'
import { standingWork } from '../../../tasks/work/standing/view.ts'
import { redactJson, redactOwn } from '../../../templates/redact.ts'
import { createProcesses } from '../../runner/effects/processes/processes.ts'
import { runningRun } from '../../runner/running.ts'
import { typedCommandIn } from '../../runner/typed-command.ts'
import type { HookScene } from './scene.ts'

/** The agent kept nothing of its context: it is told everything. Otherwise a few lines do. */
const emptied = new Set(['clear', 'compact'])

/** Tells the agent where things stand, and links its session to the one that is open. */
export async function answerSessionStart(scene: HookScene, source: string): Promise<string> {
  const { db, event, now } = scene
  const open = db && createSessions(db).open()
  const full = emptied.has(source)
  const { agentText } = scene.project
  const kept = agentText && db && open ? keptWords(scene, db, open, source) : undefined
  const context = gather(scene, open, full, kept)
  // That it begins behind a compaction is its boundary: nothing has read yet that it is in the transcript.
  if (context.session && source === 'compact')
    context.session.compacted = {
      at: now,
      ...(kept?.compactions !== undefined && { times: kept.compactions + 1 }),
    }
  context.work = await redactOwn(context.work)
  if (context.session) {
    context.session.agents = await tellableBackground(context.session.agents, agentText)
    context.session.processes = await redactJson(context.session.processes)
  }
  const command = typedCommandIn(scene.project.root, scene.environment)
  const text = full ? renderContext({ ...context, command }) : renderNotice({ ...context, command })
  // What is written comes last: the answer stands, whoever keeps the cache busy.
  scene.attempt(() => {
    if (open?.mark) handMark(scene, open.mark)
  })
  scene.attempt(() => {
    if (!db) return
    db.transaction(() => {
      if (open) createAgentSessions(db).link(open.id, event.agent, now)
      if (kept) createAgentSessions(db).keepWords(event.agent, kept)
      if (full && !open) recordDelivery(scene, db)
    }).immediate()
  })
  return JSON.stringify({ hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: text } })
}

type Gathered = Omit<AgentContext, 'command'>
type FoundHandoff = Omit<NonNullable<Gathered['handoff']>, 'missing'>

function gather(
  { db, problem, project, files, now }: HookScene,
  open: SessionRecord | undefined,
  full: boolean,
  kept: KeptWords | undefined,
): Gathered {
  const handoff = (db && fromCache(db, project.root, files, now)) ?? fromMarker(project.root, files)
  const ledger = db ? createNotes(db).seenFrom(viewNow(open, now)) : []
  // Where the letter's first screen is shown, it says what is left open itself; where something of this session is kept, that knows what was done since.
  const words = db && (!full || kept) ? knownWords(db, open, kept, now) : undefined
  const hasOwn = kept !== undefined || ledger.some(({ own }) => own)
  const unfinished = db && !runningRun(db) ? interruptedRun(createJournal(db), createSessions(db)) : undefined
  return {
    now,
    changed: project.changedConfiguration(),
    ...(problem && { cacheProblem: problem }),
    work: standingWork(ledger, words),
    ...(words?.request && { request: words.request }),
    ...(kept && { own: kept }),
    ...(handoff && { handoff: withScreen(files, handoff) }),
    ...(db && idleSince(db, project.root, files)),
    ...(unfinished && { unfinished }),
    ...(db &&
      open && {
        session: { ...sessionFacts(db, { root: project.root, files }, open), hasOwn, id: open.id, from: open.from },
      }),
  }
}

/** What `/clear` begins has a new id; it is the same agent's own all the same. */
function keptWords({ event, now }: HookScene, db: Database, { id }: SessionRecord, source: string) {
  const agents = createAgentSessions(db)
  return agents.wordsOf(id, event.agent) ?? (source === 'clear' ? agents.clearedWords(id, now) : undefined)
}

/** Without secrets; where texts are left out, as they are kept there: what was kept before says more. */
async function tellableBackground(agents: AgentSession[], texts: boolean): Promise<AgentSession[]> {
  const background = await redactJson(agents.map((agent) => agent.background))
  if (!texts && background.flat().length > 0) {
    const { namesOfTask } = await import('../../../cache/transcripts/background-names.ts')
    return agents.map((agent, at) => ({ ...agent, background: (background[at] ?? []).map(namesOfTask) }))
  }
  return agents.map((agent, at) => ({ ...agent, background: background[at] ?? [] }))
}

function sessionFacts(db: Database, place: { root: string; files: Files }, open: SessionRecord) {
  const agents = createAgentSessions(db)
  return {
    agents: agents.of(open.id),
    processes: runningHere({ ...place, opened: open.metadata.worktree }, createProcesses()),
  }
}

function fromCache(db: Database, root: string, files: Files, now: number): FoundHandoff | undefined {
  const deliveries = createDeliveries(db)
  const handoff = deliveries.latestHandoff(placesHere(root, files, deliveries.places()))
  if (!handoff) return undefined
  return { ...asFound(db, handoff), days: agedDays(handoff.to, now) }
}

/** With the place where its document is now: a later closedown moves it into the archive. */
const asFound = (db: Database, { file, session, closedAt, screen }: Handoff) => ({
  file: createDocuments(db).placeOf(file),
  session,
  closedAt,
  screen: screen ?? undefined,
})

/** The last handoff, where its session did nothing: then an earlier one is what is still to be done. */
function idleSince(db: Database, root: string, files: Files): Pick<Gathered, 'idle'> {
  const deliveries = createDeliveries(db)
  const places = placesHere(root, files, deliveries.places())
  const last = deliveries.lastHandoff(places)
  if (!last || last.session === deliveries.latestHandoff(places)?.session) return {}
  return { idle: { ...asFound(db, last), missing: !files.exists(createDocuments(db).placeOf(last.file)) } }
}

/** Without a cache, the marker still names the document. */
function fromMarker(root: string, files: Files): FoundHandoff | undefined {
  try {
    const marker: unknown = parseJsonFile(files.read(markerFile) ?? '')
    if (!isObject(marker) || isFromElsewhere(marker, [placeOf(root, files)])) return undefined
    const file = marker.recovery_doc
    if (typeof file !== 'string') return undefined
    const read = readHandoff(files, file)
    return 'text' in read || read.missing ? { file } : undefined
  } catch {
    return undefined // init names what is wrong with it
  }
}

/** The first screen as it was written, from the cache; from the file where the cache does not have it. */
function withScreen(files: Files, handoff: FoundHandoff): NonNullable<Gathered['handoff']> {
  const read = readHandoff(files, handoff.file)
  const screen = handoff.screen ?? ('text' in read ? firstScreenOf(read.text) : undefined)
  return { ...handoff, screen, missing: 'problem' in read && read.missing }
}

/** What the agent starts from now on carries the session's mark. */
function handMark({ files, environment }: HookScene, mark: string): void {
  const file = environment.CLAUDE_ENV_FILE
  if (!file) return
  const added = withExportLine(files.readOutside(file) ?? '', mark)
  if (added) files.appendOutside(file, added)
}

function recordDelivery({ project, files, event, now }: HookScene, db: Database): void {
  const deliveries = createDeliveries(db)
  const handoff = deliveries.latestHandoff(placesHere(project.root, files, deliveries.places()))
  if (!handoff || withScreen(files, asFound(db, handoff)).screen === undefined) return
  deliveries.record({ ...handoff, at: now, by: 'hook', to: event.agent, seen: null })
}

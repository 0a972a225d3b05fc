import { crypto } from '../../cache/crypto.ts'
import { closedownMetadata, placeMetadata } from '../../cache/deliveries.ts'
import type { WrittenDocument } from '../../cache/documents.ts'
import { type JsonObject, sha256 } from '../../cache/json.ts'
import type { SessionRecord } from '../../cache/sessions.ts'
import { type GitState, readGitStatus } from '../git/status.ts'
import { isOwnFile } from '../own-files.ts'
import { placeOf } from '../place.ts'
import { defineTask, type TaskContext } from '../task.ts'
import { consumeMarker, type ShownMarker } from './marker.ts'

export interface OpenedSession {
  id: string
  /** False where the session was open before: it goes on, and nothing is reset. */
  opened: boolean
  /** HEAD when it began; null where there was no commit. */
  startHead: string | null
}

interface Ended {
  id: string
  from: number
  to: number
  metadata: JsonObject
  documents: WrittenDocument[]
}

/** Opens the session, or continues the one that is open. */
export const openSession = defineTask({
  id: 'startup/session',
  title: 'Open the session',
  wants: { git: readGitStatus, marker: consumeMarker },
  show: (session: OpenedSession, planned) => `session ${describe(session, planned)}`,
  brief: describe,
  block: ({ startHead }: OpenedSession) => ({ session: { head: { start: startHead, end: null } } }),
  plan(context, { git, marker }) {
    const { session, stores, project, files } = context
    const before = stores.sessions.open()
    const opened = before?.id !== session.id
    const head = git?.head ?? null
    const startHead = opened ? head : before.metadata.startHead
    const metadata: JsonObject = {
      startHead: head,
      branch: git?.branch ?? null,
      ...(git && { startTree: startTree(git) }),
      ...placeMetadata(placeOf(project.root, files)),
    }
    return {
      actions: opened ? [{ kind: 'record' as const, what: `session ${session.id}` }] : [],
      output: { id: session.id, opened, startHead: typeof startHead === 'string' ? startHead : null },
      // 128 random bits: whoever carries the mark was started by this session.
      data: {
        mark: `${session.id}-${crypto().randomBytes(16).toString('hex')}`,
        metadata,
        closed: opened && before && marker ? endOf(context, before, marker) : null,
      },
    }
  },
  apply({ session, stores }, { output, data }) {
    if (data.closed) {
      stores.sessions.close(data.closed)
      for (const document of data.closed.documents) stores.documents.record(document)
    }
    if (output.opened && !stores.sessions.get(session.id)) {
      stores.sessions.begin({ id: session.id, from: session.from, mark: data.mark, metadata: data.metadata })
    }
    return output
  },
})

/** The end of the session before, which the marker proves and the cache does not have: a closedown that could not use the cache wrote it. */
function endOf(context: TaskContext, { id, from }: SessionRecord, marker: ShownMarker): Ended | null {
  const { closedAt: to, recoveryDocument } = marker
  if (to === undefined || to <= from) return null
  const metadata = { ...closedownMetadata(to, false), documents: [recoveryDocument] }
  return { id, from, to, metadata, documents: unchangedSet(context, { id, to }, marker) }
}

/** The documents of that closedown that nobody changed since: the marker was left behind them. */
function unchangedSet(
  { files, config }: TaskContext,
  session: { id: string; to: number },
  { recoveryDocument: handoff, leftAt = 0 }: ShownMarker,
): WrittenDocument[] {
  return [handoff, handoff.replace(/\.md$/, '.html')]
    .filter((file) => isOwnFile(file, config) && (files.modifiedAt(file) ?? Number.POSITIVE_INFINITY) <= leftAt)
    .map((file) => ({ file, session: session.id, sha256: sha256(files.read(file) ?? ''), at: session.to }))
}

function describe({ id, opened }: OpenedSession, planned: boolean): string {
  if (!opened) return `${id} goes on`
  return `${id} ${planned ? 'to be opened' : 'opened'}`
}

/** More paths than this are not kept: a tree so dirty says nothing. */
const keptPaths = 500

/** What was uncommitted when the session began: what a session that nobody closed is compared with. */
function startTree({ staged, unstaged, untracked, conflicts }: GitState): JsonObject | null {
  const paths = staged.length + unstaged.length + untracked.length + conflicts.length
  return paths > keptPaths ? null : { staged, unstaged, untracked, conflicts }
}

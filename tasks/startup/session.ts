import { crypto } from '../../cache/crypto.ts'
import { placeMetadata } from '../../cache/deliveries.ts'
import type { JsonObject } from '../../cache/json.ts'
import { placeOf } from '../git/place.ts'
import { type GitState, readGitStatus } from '../git/status.ts'
import { defineTask } from '../task.ts'

export interface OpenedSession {
  id: string
  /** False where the session was open before: it goes on, and nothing is reset. */
  opened: boolean
}

/** Opens the session, or continues the one that is open. */
export const openSession = defineTask({
  id: 'startup/session',
  title: 'Open the session',
  wants: { git: readGitStatus },
  show: (session: OpenedSession, planned) => `session ${describe(session, planned)}`,
  brief: describe,
  plan({ session, stores, project, files }, { git }) {
    const opened = stores.sessions.open()?.id !== session.id
    const metadata: JsonObject = {
      startHead: git?.head ?? null,
      branch: git?.branch ?? null,
      ...(git && { startTree: startTree(git) }),
      ...placeMetadata(placeOf(project.root, files)),
    }
    return {
      actions: opened ? [{ kind: 'record' as const, what: `session ${session.id}` }] : [],
      output: { id: session.id, opened },
      // 128 random bits: whoever carries the mark was started by this session.
      data: { mark: `${session.id}-${crypto().randomBytes(16).toString('hex')}`, metadata },
    }
  },
  apply({ session, stores }, { output, data }) {
    if (output.opened && !stores.sessions.get(session.id)) {
      stores.sessions.begin({ id: session.id, from: session.from, mark: data.mark, metadata: data.metadata })
    }
    return output
  },
})

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

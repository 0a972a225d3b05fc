import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { createCallDecisions } from '../../../cache/audit/claude-code.ts'
import type { Database } from '../../../cache/database.ts'
import { readTranscripts } from '../../../cache/transcripts/read.ts'
import { agentUsage } from '../../../cache/transcripts/usage.ts'
import type { Transcripts } from '../../../tasks/task.ts'

export interface TranscriptSettings {
  root: string
  environment: Record<string, string | undefined>
  db: Database
  signal: AbortSignal
  /** Whether tool calls are wanted as decisions. */
  decisions: boolean
}

/** The transcripts of Claude Code, which lie outside the project and are only ever read. */
export function createTranscripts({ root, environment, db, signal, decisions }: TranscriptSettings): Transcripts {
  const configured = environment.CLAUDE_CONFIG_DIR
  const home = configured || join(environment.HOME || homedir(), '.claude')
  const directory = join(home, 'projects')
  // As a user would write it: a report holds no path of this machine's.
  const named = (path: string) => join(configured ? '$CLAUDE_CONFIG_DIR' : '~/.claude', relative(home, path))
  let reading: ReturnType<Transcripts['read']> | undefined

  const read: Transcripts['read'] = async (progress) => {
    const linked = db
      .prepare("SELECT DISTINCT value FROM sessions, json_each(metadata, '$.agentSessions')")
      .pluck()
      .all() as unknown[]
    const failed = await readTranscripts(
      db,
      { directory, roots: [root, realpathSync(root)], linked: new Set(linked.map(String)) },
      {
        signal,
        progress: (bytes) => progress(`transcripts: ${(bytes / 1e6).toFixed(1)} MB`),
        ...(decisions && { sink: createCallDecisions(db, root) }),
      },
    )
    return failed.map(({ path, detail }) => ({ file: named(path), detail }))
  }
  return {
    // Two steps may ask at the same time, and what is read once a run is enough for both.
    read: (progress) => {
      reading ??= read(progress)
      return reading
    },
    usage: (window) => agentUsage(db, window),
  }
}

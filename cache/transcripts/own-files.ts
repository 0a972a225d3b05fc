import type { Database } from '../database.ts'
import type { AgentName } from './dialect.ts'

/** The transcripts of the project that were read. */
export const ownTranscripts = (db: Database): { path: string; agent: AgentName }[] =>
  db.prepare('SELECT path, agent FROM transcripts WHERE own = 1 ORDER BY path').all() as {
    path: string
    agent: AgentName
  }[]

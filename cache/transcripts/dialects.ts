import { claudeCode } from './claude-code/dialect.ts'
import { codex } from './codex/dialect.ts'
import type { AgentName, Dialect } from './dialect.ts'

/** The agents whose transcripts are understood. */
const dialects: Dialect[] = [claudeCode, codex]

export const dialectOf = (agent: AgentName): Dialect => dialects.find((dialect) => dialect.agent === agent) as Dialect

/** Whose transcript a file is, by its name. */
export const agentOf = (path: string): AgentName =>
  /(?:^|\/)rollout-[^/]*\.jsonl$/.test(path) ? 'codex' : 'claude-code'

import { existsSync } from 'node:fs'
import { ownTranscripts } from '../../../cache/transcripts/known-transcripts.ts'
import { toolCalls } from '../../../tasks/recount/tool-calls.ts'
import type { Invocation } from '../../runner/command.ts'
import { readLogs } from './raw-logs.ts'

/** When the tool calls of the project's transcripts were made; undefined where one of them is gone, or is of an agent whose calls are not read again. */
export function callsOf({ openCache, project }: Invocation): Map<string, number> | undefined {
  const transcripts = ownTranscripts(openCache('existing').db)
  const isReadable = transcripts.every(({ path, agent }) => agent === 'claude-code' && existsSync(path))
  if (!isReadable || transcripts.length === 0) return undefined
  const paths = transcripts.map(({ path }) => path)
  return toolCalls(readLogs(project.root, paths))
}

import type { AgentUsage } from '../../cache/transcripts/usage.ts'
import { oneLine } from '../../templates/render.ts'
import { parseCheckpoints, type TokenFacts, tokenFacts } from '../checkpoints.ts'
import { checkpointsFile } from '../own-files.ts'
import { defineTask, degraded, type Files, failed, type Reason, skipped } from '../task.ts'

export interface AgentReport extends AgentUsage {
  /** What the context means for the token checkpoints; null where the project keeps none. */
  checkpoints: TokenFacts | null
}

/** Counts what the agent did in the session, from its transcripts: tokens, context, compactions, tools, to-dos. */
export const readAgent = defineTask<AgentReport>({
  id: 'analysis/agent',
  title: "Read the agent's transcripts",
  block: ({ checkpoints: _, unended: __, ...agent }) => ({ agent }),
  show: describe,
  async run({ stores, session, files, progress }) {
    const [first] = await stores.transcripts.read(progress)
    const unread: Reason | undefined = first && { reason: 'unreadable', path: first.file, detail: first.detail }
    const usage = stores.transcripts.usage(session)
    if (!usage)
      return unread ? failed(unread) : skipped({ reason: 'nothing-there', detail: 'no transcript of an agent' })
    const report = { ...usage, checkpoints: checkpointsAt(files, usage.context.peak) }
    return unread ? degraded(report, unread) : report
  },
})

function checkpointsAt(files: Files, tokens: number): TokenFacts | null {
  const text = files.read(checkpointsFile)
  const parsed = text === undefined ? undefined : parseCheckpoints(text)
  // A damaged file is init's to name; here it only means that there are none.
  return parsed && 'file' in parsed ? tokenFacts(parsed, tokens) : null
}

function describe(agent: AgentReport): string {
  const { transcripts, models, context, compactions, tools, todos, unknownLines, unreadable } = agent
  const number = (value: number, width: number) => String(value).padStart(width)
  return [
    `${transcripts} transcripts, ${unknownLines} lines of unknown types, ${unreadable} unreadable`,
    `context: ${context.peak} tokens at its largest, ${context.last} at last; ${compactions} compactions`,
    ...Object.entries(models).map(
      ([name, { messages, input, output, cacheRead, cacheWrite }]) =>
        `${oneLine(name).padEnd(28)} ${number(messages, 6)} messages, tokens: ${input} in, ${output} out, ${cacheRead} from cache, ${cacheWrite} to cache`,
    ),
    ...Object.entries(tools).map(
      ([name, { calls, failures, denials }]) =>
        `${oneLine(name).padEnd(28)} ${number(calls, 6)} calls ${number(failures, 6)} failed ${number(denials, 6)} denied`,
    ),
    `to-dos: ${todos.completed.length} completed, ${todos.pending.length} pending`,
  ].join('\n')
}

import { calledOf } from '../../../cache/transcripts/work/called.ts'
import { oneLine } from '../../../templates/render.ts'
import { plural } from '../../../templates/words.ts'
import type { AgentReport } from './agent-report.ts'
import { agentsInWords, requestsOf } from './agents-in-words.ts'
import { priceTable } from './prices.ts'
import { saidOfTests } from './tests-in-words.ts'

/** How large the context was, and of what; the size of the window once where it is the same. */
export function describeContext({ peak, last, window, lastWindow }: AgentReport['context']): string {
  const of = (size: number | null) => (size ? ` of ${size}` : '')
  if (lastWindow === undefined) return `${peak} tokens at its largest, ${last} at last${of(window)}`
  return `${peak} tokens at its largest${of(window)}, ${last} at last${of(lastWindow)}`
}

/** The block for people, as `bookend task analysis/agent` prints it. */
export function describeAgent(agent: AgentReport): string {
  const { transcripts, models, context, compactions, tools, todos, leftOut, unknownLines, unreadable } = agent
  const number = (value: number, width: number) => String(value).padStart(width)
  const lines = [
    `${agentsInWords(agent.agents)}: ${plural(transcripts, 'transcript')}, ${plural(unknownLines, 'line')} of unknown types, ${unreadable} unreadable`,
    ...agent.notRead.map(({ path, reason }) => `not read: ${path} (${reason})`),
    agent.title ? `title: ${agent.title}` : '',
    ...requestsOf(agent).map(({ text, by }) => `last request${by}: ${text}`),
    ...Object.entries(agent.summary ?? {}).map(([part, text]) => `${part}, as the agent says: ${text}`),
    agent.stopped ? `stopped by: ${agent.stopped}` : '',
    agent.answer ? `last answer: ${agent.answer}` : '',
    ...agent.links.map(({ url }) => `pull request: ${url}`),
    `${plural(agent.activeMinutes, 'active minute')}, ${plural(agent.turns, 'request')}`,
    `context: ${describeContext(context)}; ${plural(compactions, 'compaction')}`,
    ...Object.entries(models).map(
      ([name, { messages, input, output, cacheRead, cacheWrite, costUsd }]) =>
        `${name.padEnd(28)} ${plural(messages, 'message').padStart(15)}, tokens: ${input} in, ${output} out, ${cacheRead} from cache, ${cacheWrite} to cache${costUsd === null ? '; no published price' : `; about $${costUsd.toFixed(2)}`}`,
    ),
    ...Object.entries(tools).map(
      ([name, { calls, failures, denials }]) =>
        `${name.padEnd(28)} ${plural(calls, 'call').padStart(12)} ${number(failures, 6)} failed ${number(denials, 6)} refused`,
    ),
    ...agent.failing.map(
      ({ count, error, cause = error, passedLater, branch, ...call }) =>
        `failed ${plural(count, 'time')}${branch ? ` on branch ${branch}` : ''}: ${calledOf(call)}${cause ? `: ${cause}` : ''}${passedLater ? ' (passed later)' : ''}`,
    ),
    ...agent.refused.map(
      ({ by, count, reason, ...call }) =>
        `refused ${plural(count, 'time')} (${by}): ${calledOf(call)}${reason ? `: ${reason}` : ''}`,
    ),
    ...agent.unfinished.map(
      ({ at, background, ...call }) =>
        `end not seen${background ? ', in the background' : ''}: ${calledOf(call)} (${at})`,
    ),
    ...agent.edited.map(
      ({ path, edits, uncommitted }) =>
        `edited ${plural(edits, 'time')}: ${path}${uncommitted ? ' (uncommitted)' : ''}`,
    ),
    ...(agent.moreEdited ? [`and ${plural(agent.moreEdited, 'more file')} edited`] : []),
    ...(agent.tests ? [`tests: ${saidOfTests(agent.tests)}`] : []),
    `costs are estimates from the prices of ${priceTable.name} ${priceTable.version} (${priceTable.date})`,
    ...(todos ? [`to-dos: ${todos.completed.length} completed, ${todos.pending.length} pending`] : []),
    ...(leftOut ? [`to-dos: ${leftOut.completed} completed, ${leftOut.pending} pending; texts are left out`] : []),
  ]
  return lines
    .filter((line) => line !== '')
    .map(oneLine)
    .join('\n')
}

import { calledOf } from '../../../cache/transcripts/work/called.ts'
import { shownPath } from '../../../templates/shown-path.ts'
import { dayOf, minuteOf } from '../../../templates/words.ts'
import { requestsOf } from '../../analysis/agent/agents-in-words.ts'
import { describeContext } from '../../analysis/agent/describe.ts'
import { priceTable } from '../../analysis/agent/prices.ts'
import { saidOfTests } from '../../analysis/agent/tests-in-words.ts'
import type { Report } from '../../report.ts'
import { pendingOf, withState } from '../../work/standing/view.ts'
import { sentenceOn } from '../sections/agent.ts'
import { unquotedTodos } from '../sections/summary.ts'

/** A table of the page: what it has nothing to say about is left out. */
export interface Table {
  title: string
  columns: { name: string; number: boolean }[]
  rows: (string | number)[][]
}

/** What the page says of the agents: everything that the report's block has. */
export function agentOnPage(agent: NonNullable<Report['agent']>) {
  const { context, summary, tests } = agent
  const facts: [name: string, value: string | undefined][] = [
    ['Title', agent.title],
    ['Last request', joined(requestsOf(agent))],
    ['Stopped by', agent.stopped],
    ['Last answer', agent.answer],
    ['Goal, as the agent says', summary?.goal],
    ['Done, as the agent says', summary?.done],
    ['Next, as the agent says', summary?.next],
    ['Pull requests, as the transcripts name them', agent.links.map(({ url }) => url).join(', ')],
    ['Last tests', tests && `${saidOfTests(tests)} (the last ${minuteOf(tests.at)} UTC)`],
    ['Context', describeContext(context)],
    ['Compactions', agent.compactions > 0 ? String(agent.compactions) : ''],
    ['Done of its list', agent.todos?.completed.join('; ')],
    [
      'Still to do',
      agent.todos
        ? pendingOf(agent.todos)
            .map((item) => withState(item))
            .join('; ')
        : unquotedTodos(agent),
    ],
  ]
  const tables: Table[] = [
    table('What failed', ['What', '#Times', 'Last error', 'Since then'], agent.failing, (each) => [
      calledOf(each),
      each.count,
      each.cause ?? each.error ?? '',
      each.passedLater
        ? 'passed'
        : `not passed${each.since ? ` since ${dayOf(each.since)}` : ''}${each.branch ? `, on branch ${each.branch}` : ''}`,
    ]),
    table('What was refused', ['What', 'By', '#Times', 'Reason'], agent.refused, (each) => [
      calledOf(each),
      each.by,
      each.count,
      each.reason ?? '',
    ]),
    table(
      'Whose end was not seen',
      ['What', 'Begun', 'In the background'],
      agent.unfinished,
      ({ at, background, ...each }) => [calledOf(each), `${minuteOf(at)} UTC`, background ? 'yes' : ''],
    ),
    table('Files edited', ['File', '#Edits', 'In git'], agent.edited, ({ path, edits, uncommitted }) => [
      shownPath(path),
      edits,
      uncommitted ? 'uncommitted' : '',
    ]),
    table(
      `Models (costs are estimates, prices of ${priceTable.date})`,
      ['Model', '#Messages', '#Input', '#Output', '#From cache', '#To cache', '#About'],
      Object.entries(agent.models),
      ([name, { messages, input, output, cacheRead, cacheWrite, costUsd }]) => [
        ...[name, messages, input, output, cacheRead, cacheWrite],
        costUsd === null ? 'unknown' : `$${costUsd.toFixed(2)}`,
      ],
    ),
    table('Tools', ['Tool', '#Calls', '#Failed', '#Refused'], Object.entries(agent.tools), ([name, counts]) => [
      name,
      counts.calls,
      counts.failures,
      counts.denials,
    ]),
    table('Not read', ['File', 'Why'], agent.notRead, ({ path, reason }) => [path, reason]),
  ]
  return {
    sentence: sentenceOn(agent),
    facts: facts.filter((fact): fact is [string, string] => Boolean(fact[1])),
    tables: tables.filter(({ rows }) => rows.length > 0),
  }
}

const joined = (requests: ReturnType<typeof requestsOf>): string => requests.map(({ text, by }) => text + by).join('; ')

/** Columns whose name begins with `#` are of numbers. */
function table<Item>(title: string, names: string[], items: Item[], row: (item: Item) => (string | number)[]): Table {
  const columns = names.map((name) => ({ name: name.replace('#', ''), number: name.startsWith('#') }))
  return { title, columns, rows: items.map(row) }
}

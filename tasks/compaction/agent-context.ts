import type { AgentSession, KeptWords } from '../../cache/agent-sessions.ts'
import { calledOf } from '../../cache/transcripts/work/called.ts'
import { iso } from '../../cache/window.ts'
import { clip, render } from '../../templates/render.ts'
import { andMore, plural } from '../../templates/words.ts'
import { failedWith, refusedBy, times } from '../analysis/agent/calls-in-words.ts'
import type { TrackedProcess } from '../cleanup/tracked.ts'
import { asserted, type Fact, markOf, noted, verified } from '../handoff/fact.ts'
import { finishing, type InterruptedRun } from '../startup/interrupted-run.ts'
import { pendingOf, type StandingWork } from '../work/standing/view.ts'
import { saidOfTask } from './background-task.ts'

/** What an agent is told when it begins, or begins again with an empty context. */
export interface AgentContext {
  now: number
  /** How a command of bookend's is typed in this project. */
  command(name: string, ...args: string[]): string
  /** Where the work stands now, with or without a session. */
  work: StandingWork
  /** What the agent was asked for last. */
  request?: string
  /** What it did in the session: kept before its context was compacted. */
  own?: Pick<KeptWords, 'refused' | 'edited' | 'answer'>
  session?: {
    id: string
    from: number
    /** Whether it says itself where the work stands: something was noted in it, or is kept of the agent's own session. */
    hasOwn: boolean
    agents: AgentSession[]
    /** How often the agent's own context was compacted, where that is known, and when it last was. */
    compacted?: { times?: number; at: number }
    /** Background processes that were written down and still run. */
    processes: TrackedProcess[]
  }
  handoff?: NamedHandoff & {
    /** Its first screen as it was written; undefined where neither the cache nor the project has it. */
    screen?: string | undefined
  }
  /** A later one of a session that did nothing. */
  idle?: NamedHandoff
  /** Why nothing is known of sessions, and what to do about it. */
  cacheProblem?: string
  unfinished?: InterruptedRun
  /** The configuration, where it was changed since init read it. */
  changed: string | undefined
}

interface NamedHandoff {
  /** Where it is now. */
  file: string
  session?: string | undefined
  closedAt?: number | undefined
  /** Whole days since its session ended, where they are many. */
  days?: number | undefined
  /** Whether the file is gone. */
  missing: boolean
}

interface Row {
  label: string
  text: string
  /** Behind what somebody asserted. */
  mark?: string
  /** A file that the text begins with. */
  file?: string
  /** It ends with a command, which is of no use when it is cut. */
  whole?: true
}

const row = (label: string, fact: Fact): Row => ({ label, text: fact.text, mark: markOf(fact) })

/** The lists of the work, in the order in which an agent has to know them; `last`: the newest matter most. */
const lists: [
  label: string,
  of: keyof StandingWork & ('todos' | 'blocked' | 'issues' | 'failed' | 'decisions' | 'done'),
  newest: boolean,
][] = [
  ['Blocked', 'blocked', true],
  ['Failed so far', 'failed', true],
  ['To do', 'todos', false],
  ['Issue', 'issues', true],
  ['Decided', 'decisions', true],
  ['Done', 'done', true],
]

const listing = (of: string): [string, ...string[]] =>
  of === 'blocked' || of === 'todos' || of === 'issues' ? ['notes'] : ['notes', '--all']

/** So many rows of each list, and how many more there are. */
function workRows({ work, command }: AgentContext, items: number, among = lists): Row[] {
  const { next, goal } = work
  return [
    ...(next ? [row('Next action', noted(next))] : []),
    ...(goal ? [row('Goal', noted(goal))] : []),
    ...among.flatMap(([label, of, newest]) => {
      const all = work[of]
      const shown = newest ? all.slice(-items) : all.slice(0, items)
      const more = all.length - shown.length
      return [
        ...shown.map((item) => row(`${label} ${item.number}`, noted(item))),
        ...andMore(more, `; "${command(...listing(of))}" lists them`).map((text) => row(label, verified(text))),
      ]
    }),
  ]
}

/** What nobody noted and the agent's own transcript has: its list, what fails, what it was asked for last. */
function ownRows({ work, request }: AgentContext, items: number): Row[] {
  const { failing = [] } = work.agent
  return [
    ...limited(
      pendingOf(work.agent).filter(({ text }) => text !== work.next?.text),
      items,
      (item) => row('To do', noted(item)),
    ),
    ...limited(failing, items, (call) =>
      row('Fails', verified(`${calledOf(call)} (${failedWith(call, Number.POSITIVE_INFINITY)})`)),
    ),
    ...(request ? [row('Last request', asserted(request))] : []),
  ]
}

/** What a compaction took from the agent of its own work: what it must not try again, what it said, where it is at work. */
function behindRows({ own = {} }: AgentContext, items: number): Row[] {
  const { refused = [], edited = [], answer } = own
  const byPeople = refused.toSorted((a, b) => Number(a.by === 'interrupted') - Number(b.by === 'interrupted'))
  const files = [
    ...edited.slice(0, items).map(({ path, edits }) => `${path} (${times(edits)})`),
    ...andMore(edited.length - items),
  ]
  return [
    ...limited(byPeople, items, (call) =>
      row(
        'Refused',
        verified(`${calledOf(call)} (${refusedBy(call.by, call.reason, ['user', 'hook', 'rule', 'classifier'], 160)})`),
      ),
    ),
    ...(answer ? [row('Last answer', asserted(answer))] : []),
    ...(files.length > 0 ? [row('Edited', verified(files.join(', ')))] : []),
  ]
}

/** What fits into the agent's limit for injected text (10,000 characters) with room to spare. */
export const mostCharacters = 7900

/** Longer and longer texts are cut, then lists, until it fits. */
const budgets: [characters: number, items: number][] = [
  [400, 8],
  [240, 6],
  [160, 5],
  [100, 3],
  [60, 2],
  [30, 1],
]

const noticedItems = 3

/** A few lines for an agent that begins: where things stand, and where to read more. */
export function renderNotice(context: AgentContext): string {
  const open = lists.filter(([, of]) => listing(of).length === 1)
  const facts = [
    ...sessionLine(context),
    ...workRows(context, noticedItems, open),
    ...ownRows(context, noticedItems),
    ...handoffLine(context),
    ...warnings(context),
  ]
  return render('agent-notice.md', 'markdown', { now: iso(context.now), facts: facts.map((each) => cut(each, 160)) })
}

/** Everything that an agent needs which has just lost its context, in less than 8,000 characters. */
export function renderContext(context: AgentContext): string {
  for (const [characters, items] of budgets) {
    const fit = (list: Row[]) => list.map((each) => cut(each, characters))
    const text = render('agent-context.md', 'markdown', {
      now: iso(context.now),
      session: context.session?.id,
      facts: fit([
        ...workRows(context, items),
        ...ownRows(context, items),
        ...behindRows(context, items),
        ...sessionRows(context, items),
      ]),
      screen: screenOf(context),
      around: fit([...(context.session ? [] : sessionLine(context)), ...handoffLine(context), ...warnings(context)]),
    })
    if (text.length <= mostCharacters) return text
  }
  return renderNotice(context)
}

const cut = (each: Row, characters: number): Row => ({
  file: '',
  mark: '',
  ...each,
  text: each.whole ? each.text : clip(each.text, characters),
})

function sessionRows(context: AgentContext, items: number): Row[] {
  const { session } = context
  if (!session) return []
  const { from, compacted, agents, processes } = session
  return [
    row('Open since', verified(iso(from))),
    ...(compacted
      ? [
          row(
            'Context compacted',
            verified(
              compacted.times === undefined
                ? `at ${iso(compacted.at)}`
                : `${plural(compacted.times, 'time')}, last at ${iso(compacted.at)}`,
            ),
          ),
        ]
      : []),
    ...limited(processes, items, ({ pid, startedAt, command: line }) =>
      row('Still running', verified(`process ${pid} since ${iso(startedAt)}: ${line}`)),
    ),
    ...limited(agents[0]?.background ?? [], items, (task) =>
      row('In the background at its last stop', asserted(saidOfTask(task))),
    ),
  ]
}

function sessionLine({ session, command, cacheProblem }: AgentContext): Row[] {
  if (cacheProblem) return [{ label: 'Session', text: `not known: ${cacheProblem}`, whole: true }]
  if (!session)
    return [row('Session', verified(`none is open; "${command('init')}" opens one and shows the whole handoff`))]
  const [agent] = session.agents
  const seen = agent
    ? `, last at work ${iso(agent.lastSeen)}${agent.endedAt === null ? '' : `, ended since: ${agent.endReason}`}`
    : ''
  return [
    row('Session', verified(`${session.id} is open since ${iso(session.from)}${seen}; no closedown closed it yet`)),
  ]
}

function handoffLine({ handoff, idle }: AgentContext): Row[] {
  return [
    ...(handoff ? [namedHandoff('Handoff', handoff)] : []),
    ...(idle ? [namedHandoff('Later handoff', idle, 'nothing was done in it')] : []),
  ]
}

function namedHandoff(label: string, { file, session, closedAt, days, missing }: NamedHandoff, remark = ''): Row {
  const details = [
    ...(session ? [`of session ${session}`] : []),
    ...(closedAt === undefined ? [] : [`written ${iso(closedAt)}`]),
    ...(days === undefined ? [] : [`its session ended ${plural(days, 'day')} ago`]),
    ...(remark ? [remark] : []),
    ...(missing ? ['the file is missing'] : []),
  ]
  return { ...row(label, verified(details.join(', '))), file }
}

function warnings({ unfinished, changed, command }: AgentContext): Row[] {
  return [
    ...(unfinished
      ? [
          row(
            'Unfinished',
            verified(
              `the ${unfinished.workflow} of session ${unfinished.session}; "${finishing({ command }, unfinished)}" finishes it`,
            ),
          ),
        ]
      : []),
    ...(changed ? [row('Configuration', verified(`${changed} was changed since the last init`))] : []),
  ]
}

/** So many rows of a list, and how many more there are. */
function limited<Item>(list: Item[], most: number, rowOf: (item: Item) => Row): Row[] {
  const rows = list.slice(0, most).map(rowOf)
  const last = rows.at(-1)
  return last ? [...rows, ...andMore(list.length - rows.length).map((text) => ({ ...last, text }))] : rows
}

/** The handoff's own first screen: before a session is open, and for one of which nothing is known yet. */
const screenOf = ({ session, handoff }: AgentContext): string => (session?.hasOwn ? '' : (handoff?.screen ?? ''))

import type { JsonObject } from '../../cache/json.ts'
import { calledOf } from '../../cache/transcripts/work/called.ts'
import { clip } from '../../templates/render.ts'
import { shownPath } from '../../templates/shown-path.ts'
import { firstSaid, minuteOf, plural, shortSha } from '../../templates/words.ts'
import { agentsInWords } from '../analysis/agent/agents-in-words.ts'
import { times } from '../analysis/agent/calls-in-words.ts'
import { costInWords, costOf } from '../analysis/agent/cost.ts'
import { leastSessions } from '../analysis/baseline/earlier.ts'
import { betweenInShort, inText } from '../analysis/between/in-words.ts'
import { isLeft, wasEnded } from '../cleanup/end-processes.ts'
import { whyItLivesOn } from '../cleanup/protections.ts'
import { type RuleStoreLine, ruleStoreLine } from '../cleanup/rule-sync-words.ts'
import { mayBeEnded } from '../cleanup/verdicts.ts'
import { operationInWords } from '../git/operation.ts'
import { uncommittedFiles } from '../git/uncommitted.ts'
import { unpushedOf } from '../git/unpushed.ts'
import { workElsewhere } from '../git/work-elsewhere.ts'
import { type AnalysisBlock, asReport, type Report } from '../report.ts'
import type { SummaryScene } from '../task.ts'
import { lackingIn } from '../work/lacking.ts'
import { type Aim, pendingOf, withState } from '../work/standing/view.ts'
import { agentRows } from './agent-rows.ts'
import { scoreInWords, worstReason } from './figures.ts'

const longest = { aim: 100, title: 80, row: 160, command: 60, todo: 60, path: 80 }
/** How many of each the summary names: pids in the command that ends what is left, failing or refused calls, and so on. */
const most = { pids: 8, calls: 3, todos: 3, files: 5, anomalies: 3 }

/** What the summary of a closedown says, one field a line; a line with nothing to tell is undefined or has no items. */
export interface ClosedownSummary {
  session: { id: string; from: string; to: string }
  work: string[]
  /** `alive`: the session's own among the protected ones, which so live on. */
  processes: { ended: number; protected: number; alive: number; left: number; kill: string } | undefined
  artifacts: { bytes: number; kept: number; restore: string } | undefined
  ruleStore: RuleStoreLine | undefined
  agent: { items: string[]; title: string } | undefined
  /** What the letter's first screen says in its rows, and what else there is room for. */
  rows: { what: string; items: string[] }[]
  /** What was done before the session was opened; empty where nothing was. */
  between: string
  decisions: { total: string; blocked: number; unreadable: string } | undefined
  health: string
  /** What can be decided now, and what waits behind it. */
  proposals: { count: string; command: string; waiting: string } | undefined
  git: { place: string; items: string[] } | undefined
  written: string[]
  /** Whether the session's end is in the cache, whatever became of the marker behind it. */
  recorded: boolean
  /** What closes the session where this did not. */
  again: string
}

type Said = Omit<ClosedownSummary, 'rows' | 'again'>

/** The summary of a closedown as its template takes it. */
export function closedownSummary(document: JsonObject, scene: SummaryScene): ClosedownSummary {
  const report = asReport(document)
  const { session, cleanup, sync, agent, between, analysis, rules, git, handoff, page, marker, work, tasks } = report
  const { command } = scene.project
  const ruleStore = sync && ruleStoreLine(sync, tasks)
  // Where the agent is all there is, its figures are what is to be told.
  const measured = analysis && !(agent && analysis.health?.score === null) ? analysis : undefined
  const decided = measured && measured.decisions.total + measured.decisions.unreadable > 0 ? measured : undefined
  const said: Said = {
    session: { id: session.id, from: minuteOf(session.from), to: minuteOf(session.to) },
    work: work ? workLines(work, git, scene) : [],
    processes: cleanup && processesOf(cleanup, scene),
    artifacts: cleanup && artifactsOf(cleanup, tasks, scene),
    ruleStore: ruleStore?.notable ? ruleStore : undefined,
    agent: agent && agentOf(agent),
    between: between ? inText(betweenInShort(between)) : '',
    decisions: decided && decisionsOf(decided),
    health: decided ? healthOf(decided) : '',
    proposals: rules && rules.proposals.length > 0 ? proposalsOf(rules, command('review')) : undefined,
    git: git && gitOf(git),
    written: [handoff, page, marker].flatMap((each) => (each ? [each.file] : [])),
    recorded: tasks.some(({ id, outcome }) => id === 'compaction/session' && outcome === 'done'),
  }
  return { ...said, rows: rowsFor(report, mostLines - linesOf(said)), again: command('closedown') }
}

const mostLines = 15

/** How many lines it has without its rows; "Degraded" and the last one are always there. */
const linesOf = ({ session: _, recorded: __, work, written, ...others }: Said): number =>
  3 + work.length + Math.min(written.length, 1) + Object.values(others).filter(Boolean).length

const proposalsOf = ({ proposals, more }: NonNullable<Report['rules']>, command: string) => ({
  count: plural(proposals.length, 'proposal'),
  waiting: more > 0 ? plural(more, 'weaker finding') : '',
  command,
})

/** What the work is for, what comes next, what is open, and what the letter lacks. */
function workLines(work: NonNullable<Report['work']>, git: Report['git'], { project }: SummaryScene): string[] {
  const { goal, next, todos, blocked, issues } = work
  const open = counted([
    [todos.length, 'to-do'],
    [blocked.length, 'blocker'],
    [issues.length, 'issue'],
  ])
  const lacking = lackingIn(work, git, project)
  return [
    ...(goal ? [`Goal: ${aimed(goal)}`] : []),
    ...(next ? [`Next action: ${aimed(next)}`] : []),
    ...(open.length > 0 ? [`Open: ${open.join(', ')}; ${project.command('notes')} lists them`] : []),
    ...(lacking.length > 0 ? [`The letter lacks: ${lacking.join('; ')}`] : []),
  ]
}

const aimed = (item: Aim, characters = longest.aim): string => withState(item, clip(item.text, characters))

/** `2 to-dos`, and so on: of counts with their nouns those that are not zero; what they are may follow the noun. */
const counted = (counts: [count: number, noun: string, what?: string][]): string[] =>
  counts
    .filter(([count]) => count > 0)
    .map(([count, noun, what]) => [plural(count, noun), what].filter(Boolean).join(' '))

function processesOf(
  { processes = [] }: NonNullable<Report['cleanup']>,
  { looked }: SummaryScene,
): ClosedownSummary['processes'] {
  const count = (verdict: string) => processes.filter((each) => each.verdict === verdict).length
  const left = processes.filter(isLeft)
  // Of a dry run nothing has an outcome, and what is the session's would be ended.
  const ended = processes.filter(({ verdict, outcome }) => (outcome ? wasEnded(outcome) : verdict === 'owned')).length
  const endable = left.filter(mayBeEnded).map(({ pid }) => pid)
  const alive = processes.filter((each) => whyItLivesOn(each) !== undefined).length
  if (count('owned') + ended + left.length + alive === 0) return undefined
  return {
    ended,
    protected: count('protected'),
    alive,
    left: left.length,
    kill: looked && endable.length > 0 ? `kill ${endable.slice(0, most.pids).join(' ')}` : '',
  }
}

function artifactsOf(
  { bytes = 0, kept = [] }: NonNullable<Report['cleanup']>,
  tasks: Report['tasks'],
  { dryRun, project }: SummaryScene,
): ClosedownSummary['artifacts'] {
  if (bytes + kept.length === 0) return undefined
  const trashed = tasks?.some(({ actions = [] }) => actions.some(({ kind }) => kind === 'trash'))
  return { bytes, kept: kept.length, restore: trashed && bytes > 0 && !dryRun ? project.command('restore') : '' }
}

function agentOf({
  agents,
  activeMinutes,
  turns,
  models,
  title,
}: NonNullable<Report['agent']>): ClosedownSummary['agent'] {
  return {
    items: [
      agentsInWords(agents),
      plural(activeMinutes, 'active minute'),
      plural(turns, 'request'),
      ...costInWords(costOf(models)),
    ],
    title: title ? clip(title, longest.title) : '',
  }
}

/** What there is room for, in the order in which it is shown. */
function rowsFor(report: Report, room: number): ClosedownSummary['rows'] {
  const rows = rowsOf(report)
  const kept = new Set(needed.filter((label) => rows.some(({ what }) => what === label)).slice(0, Math.max(0, room)))
  return rows.filter(({ what }) => kept.has(what))
}

/** The rows by how much whoever goes on needs them. */
const needed = [
  'Fails',
  'Blocked',
  'Last request',
  'Stopped by',
  'Refused',
  'Cut off',
  'Failed',
  'Uncommitted',
  'Edited',
  'To do',
  'Last answer',
  'Passed later',
]

function rowsOf({ agent, work, git }: Report): ClosedownSummary['rows'] {
  const budget = { characters: longest.row, items: most.calls }
  const first = agentRows({ ...agent, ...work?.agent, ...(git && { edited: [] }) }, budget)
  const noted = (items: Aim[] = []) => firstSaid(items.toReversed(), most.todos, (item) => aimed(item))
  const waiting = pendingOf(work?.agent ?? { pending: [] }).filter(({ text }) => text !== work?.next?.text)
  const rows: ClosedownSummary['rows'] = [
    { what: 'Blocked', items: noted(work?.blocked) },
    { what: 'Failed', items: noted(work?.failed) },
    ...first.map(({ label, items }) => ({
      what: label,
      items: items.map(({ command, text }) => [command, text].filter(Boolean).join(' ')),
    })),
    {
      what: 'Passed later',
      items: firstSaid(
        agent?.failing.filter(({ passedLater }) => passedLater) ?? [],
        most.calls,
        (failing) => `${clip(calledOf(failing), longest.command)} (failed ${times(failing.count)})`,
      ),
    },
    { what: 'To do', items: firstSaid(waiting, most.todos, (item) => aimed(item, longest.todo)) },
    {
      what: 'Uncommitted',
      items: git
        ? firstSaid(uncommittedFiles(git, agent?.edited), most.files, (path) => shownPath(path, longest.path))
        : [],
    },
  ]
  return rows.filter(({ items }) => items.length > 0)
}

const decisionsOf = ({ decisions: { total, blocked, unreadable } }: AnalysisBlock): ClosedownSummary['decisions'] => ({
  total: plural(total, 'decision'),
  blocked,
  unreadable: unreadable > 0 ? plural(unreadable, 'unreadable line') : '',
})

/** The score, how much it can be relied on, and what kinds of anomaly were found; empty where nothing was judged. */
function healthOf({ health, anomalies = [], baseline }: AnalysisBlock): string {
  if (!health) return ''
  const learning =
    baseline?.state === 'learning'
      ? ` (learning: ${baseline.sessions} of ${plural(leastSessions, 'earlier session')})`
      : ''
  const kinds = firstSaid(anomalies, most.anomalies, ({ kind, service }) => [service, kind].filter(Boolean).join(' '))
  const found = kinds.length > 0 ? `; ${plural(anomalies.length, 'anomaly', 'anomalies')}: ${kinds.join(', ')}` : ''
  const worst = worstReason(health, anomalies)
  return `${scoreInWords(health)}${learning}${worst === undefined ? '' : `: ${worst}`}${found}`
}

function gitOf(git: NonNullable<Report['git']>): ClosedownSummary['git'] {
  const open = git.staged.length + git.unstaged.length + git.untracked.length
  return {
    place: `${git.branch ?? 'detached'}@${git.head === null ? 'no commit' : shortSha(git.head)}`,
    items: [
      git.operation ? operationInWords(git.operation) : git.state,
      ...workElsewhere(git, { commits: [], ...git }),
      ...counted([
        [git.commits?.length ?? 0, 'commit', 'in the session'],
        [git.files?.length ?? 0, 'file', 'changed'],
        [open, 'file', 'uncommitted'],
        [git.conflicts.length, 'file', 'in conflict'],
        [unpushedOf(git), 'commit', 'not pushed'],
      ]),
    ],
  }
}

import { calledOf } from '../../cache/transcripts/work/called.ts'
import { stillFailing } from '../../cache/transcripts/work/worst-first.ts'
import { escapeHtml } from '../../templates/render.ts'
import { shownPath } from '../../templates/shown-path.ts'
import { minuteOf, percent, plural, shortSha } from '../../templates/words.ts'
import { failedWith } from '../analysis/agent/calls-in-words.ts'
import { betweenRows, betweenSentence, betweenTitle, inText } from '../analysis/between/in-words.ts'
import type { HistoryRow } from '../analysis/history.ts'
import type { Timeline } from '../analysis/timeline.ts'
import { isLeft, wasEndedOnRequest } from '../cleanup/end-processes.ts'
import type { ReportedProcess } from '../cleanup/process-report.ts'
import { whyItLivesOn } from '../cleanup/protections.ts'
import { elsewhere } from '../git/commits.ts'
import { uncommittedFiles } from '../git/uncommitted.ts'
import { unpushedInWords } from '../git/unpushed.ts'
import type { AnalysisBlock, Report } from '../report.ts'
import type { StepResult } from '../task.ts'
import { pendingOf } from '../work/standing/view.ts'
import type { Draw } from './charts/drawing.ts'
import { type Fact, markOf, noted, verified } from './fact.ts'
import { endedAs } from './facts.ts'
import { scoreInWords } from './figures.ts'
import { agentOnPage } from './page/agent.ts'
import { type Figure, figuresOf } from './page/figures.ts'
import { performanceView } from './performance.ts'

interface PageFacts {
  report: Report
  timeline: Timeline | undefined
  history: HistoryRow[]
  steps: StepResult[]
  /** The project's. */
  name: string
  draw: Draw
  /** Pages of earlier sessions that are there, as they are reached from this one. */
  earlierPages: { href: string; text: string }[]
}

/** What the page's template gets. */
export function pageView({ report, timeline, history, steps, name, draw, earlierPages }: PageFacts) {
  const { session, analysis } = report
  const figures = figuresOf(report, timeline, history, draw).filter(({ chart }) => chart !== undefined)
  const performance = performanceView({ analysis, timeline, history, steps })
  const proposals = report.rules?.proposals ?? []
  const ended = endedAs(steps, ['degraded', 'failed', 'blocked', 'not-started'])
  const degraded = ended.map(({ step, text, next }) => `${step}${text}${next}`)
  return {
    title: `Session ${session.id}`,
    name,
    session: { ...session, from: minuteOf(session.from), to: minuteOf(session.to) },
    agent: report.agent && agentOnPage(report.agent),
    tiles: tilesOf(analysis),
    work: workView(report),
    contents: contentsOf({
      figures,
      performance,
      proposals: proposals.length,
      git: report.git !== undefined,
      agent: report.agent !== undefined,
    }),
    links: [...linksOf(report), ...earlierPages],
    figures,
    performance,
    breakable,
    proposals,
    git: report.git && gitView(report.git),
    degraded,
  }
}

const listedItems = 50
const longestError = 160

function gitView(git: NonNullable<Report['git']>) {
  const { branch, head, state, commits = [], files = [] } = git
  return {
    branch: branch ?? 'none (detached HEAD)',
    head: head === null ? 'no commit yet' : shortSha(head),
    state: [state, ...unpushedInWords(git)].join(', '),
    commits: plural(commits.length, 'commit'),
    files: plural(files.length, 'file'),
  }
}

/** The letter's content: what the work is for, what is open, what was done. */
function workView({ work, git, cleanup, agent, between }: Report) {
  const item = (fact: Fact) => ({
    number: fact.number,
    text: fact.text,
    mark: markOf(fact),
    code: fact.commit && shortSha(fact.commit),
  })
  const next = work?.next ? noted(work.next) : verified('none noted')
  // Never a pid: by the time that somebody reads this, it may be another process's.
  const processes = (test: (process: ReportedProcess) => boolean) =>
    (cleanup?.processes ?? []).filter(test).map((process) => {
      const { command, startedAt, outcome } = process
      const why = whyItLivesOn(process)
      const remark = outcome ?? (why && `it lives on, as ${why}`)
      return item(verified(`${command}, started ${minuteOf(startedAt)} UTC${remark ? `: ${remark}` : ''}`))
    })
  // Where an agent is in the session, all of it is in a section of its own.
  const open = { pending: [], failing: [], ...(!agent && work?.agent) }
  const lists: [title: string, items: ReturnType<typeof item>[]][] = [
    ['Blocked', (work?.blocked ?? []).map(noted).map(item)],
    [
      'Fails',
      stillFailing(open.failing)
        .map((call) => item(verified(`${calledOf(call)} (${failedWith(call, longestError)})`)))
        .toReversed(),
    ],
    ['To do', [...pendingOf(open).toReversed().map(noted), ...(work?.todos ?? []).map(noted)].map(item)],
    ['Issues', (work?.issues ?? []).map(noted).map(item)],
    ['Failed', (work?.failed ?? []).map(noted).map(item)],
    ['Decisions', (work?.decisions ?? []).map(noted).map(item)],
    ['Done', (work?.done ?? []).map(noted).map(item)],
    [
      'Commits',
      (git?.commits ?? []).map((commit) => ({
        ...item(verified(`${commit.subject}${elsewhere(commit)}`)),
        code: shortSha(commit.sha),
      })),
    ],
    // The lists show their last item first, this one what was edited most.
    [
      'Uncommitted',
      git
        ? uncommittedFiles(git, agent?.edited)
            .toReversed()
            .map((path) => item(verified(shownPath(path))))
        : [],
    ],
    // Shown with its last item first, like the others.
    [between ? betweenTitle(between) : '', between ? betweenOnPage(between).toReversed().map(item) : []],
    ['Processes of the session', processes(({ verdict }) => verdict === 'owned')],
    ['Processes ended by --kill-suspects', processes(wasEndedOnRequest)],
    ['Processes left', processes((each) => whyItLivesOn(each) !== undefined || isLeft(each))],
    ['Remarks', (work?.remarks ?? []).map(noted).map(item)],
  ]
  return {
    aims: [
      { name: 'Next action', ...item(next) },
      ...(work?.goal ? [{ name: 'Goal', ...item(noted(work.goal)) }] : []),
    ],
    lists: lists
      .filter(([, items]) => items.length > 0)
      .map(([title, items]) => ({
        title,
        items: items.toReversed().slice(0, listedItems),
        more: Math.max(0, items.length - listedItems),
      })),
  }
}

const betweenOnPage = (between: NonNullable<Report['between']>): Fact[] => [
  verified(betweenSentence(between)),
  ...betweenRows(between, { characters: 300, items: listedItems }).map(({ label, items, mark }) =>
    verified(`${label}: ${inText(items)}${mark}`),
  ),
]

interface Sections {
  figures: Figure[]
  performance: ReturnType<typeof performanceView>
  proposals: number
  git: boolean
  agent: boolean
}

/** The headings of the sections that are there, in their order. */
function contentsOf({ figures, performance, proposals, git, agent }: Sections): { id: string; title: string }[] {
  const { analysis, anomalies, health, services, metrics, baseline, violations, quality } = performance
  const measured: [there: unknown, id: string, title: string][] = [
    [services?.length, 'services', 'Services'],
    [metrics?.length, 'metrics', 'Metrics'],
    [baseline?.rows.length, 'compared', 'Compared with earlier sessions'],
    [violations?.length, 'violations', 'Violations'],
    [quality?.length, 'quality', 'Data quality'],
  ]
  const rows: [there: unknown, id: string, title: string][] = [
    [true, 'work', 'The work'],
    [agent, 'agent', 'The agent'],
    [anomalies?.length, 'anomalies', 'Anomalies'],
    ...figures.map(({ id, title }): [boolean, string, string] => [analysis !== undefined, id, title]),
    [health && analysis && analysis.decisions.total > 0, 'health', 'Health'],
    ...measured,
    [proposals, 'rules', 'Suggested rule changes'],
    [git, 'git', 'Git'],
  ]
  return rows.filter(([there]) => there).map(([, id, title]) => ({ id, title }))
}

/** The other documents of this set; they are beside the page. */
function linksOf({ handoff, rules }: Report): { href: string; text: string }[] {
  const name = (file: string) => file.slice(file.lastIndexOf('/') + 1)
  return [
    ...(handoff ? [{ href: name(handoff.file), text: 'The handoff' }] : []),
    ...(rules?.file ? [{ href: name(rules.file), text: 'Suggested rules' }] : []),
  ]
}

/** A name that may be broken between its parts, and inside of no word. */
const breakable = (name: string): string =>
  escapeHtml(name)
    .replace(/\./g, '.<wbr>')
    .replace(/([a-z])(?=[A-Z])/g, '$1<wbr>')

/** The numbers at a glance; none where nothing was decided and nothing is odd about that. */
function tilesOf(analysis: AnalysisBlock | undefined): { name: string; value: string; detail: string }[] {
  if (!analysis) return []
  const { decisions, health, anomalies = [], pressure } = analysis
  if (decisions.total + decisions.unreadable + anomalies.length === 0) return []
  const rate = decisions.total > 0 ? `${percent(decisions.blocked / decisions.total)} of them` : ''
  return [
    ...(health
      ? [
          {
            name: 'Health',
            value: String(health.score ?? '-'),
            detail: scoreInWords(health).replace(/^\d+ (?=of)/, ''),
          },
        ]
      : []),
    { name: 'Decisions', value: String(decisions.total), detail: plural(decisions.unreadable, 'unreadable line') },
    { name: 'Blocked', value: String(decisions.blocked), detail: rate },
    ...(typeof pressure?.peak === 'number'
      ? [{ name: 'Pressure', value: pressure.peak.toFixed(2), detail: 'at its peak' }]
      : []),
    ...(analysis.anomalies ? [{ name: 'Anomalies', value: String(anomalies.length), detail: '' }] : []),
  ]
}

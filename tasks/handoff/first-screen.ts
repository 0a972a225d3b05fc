import { clip } from '../../templates/render.ts'
import { shortPath } from '../../templates/shown-path.ts'
import { andMore, shortSha } from '../../templates/words.ts'
import { betweenInShort } from '../analysis/between/in-words.ts'
import { uncommittedFiles } from '../git/uncommitted.ts'
import type { Templates } from '../own-templates.ts'
import { agentRows } from './agent-rows.ts'
import { type Fact, markOf, noted, shortened, verified } from './fact.ts'
import { endedAs, type HandoffFacts, taskCommand, withoutGit, workInTree } from './facts.ts'
import { scoreInWords, worstReason } from './figures.ts'
import { type Budget, fitted, type Listed, newestOf } from './listed.ts'
import { firstScreenBytes } from './shown-screen.ts'

const template = 'first-screen.md'

/** What the next session has to know first, each fact with who says so. */
interface FirstScreen {
  date: string
  nextAction: Fact
  goal?: Fact
  blockers: Listed<Fact>
  failures: Listed<Fact>
  anomalies: Listed<Fact>
  /** A low score, where no anomaly says why. */
  health?: Fact
  agent: ReturnType<typeof agentRows>
  /** What was done before the session was opened. */
  between: ReturnType<typeof betweenInShort>
  work: Fact
  /** Some of the files that are in no commit, and how many more there are. */
  uncommitted: ({ file: string } | { text: string })[]
  /** The branch by itself: a mention in it makes code of it alone. */
  place: { branch?: string; noGit: string; head: string; session: string }
  file: string
}

/** So many anomalies the first screen names where there is room. */
export const screenAnomalies = 3
/** So many uncommitted files. */
const screenFiles = 3
const longestPath = 80

function firstScreen(facts: HandoffFacts, budget: Budget): FirstScreen {
  const { work, git, session, steps, project } = facts
  const anomalies = (facts.unusual?.anomalies ?? []).map(({ service, detail }) =>
    verified(`${service ? `${service}: ` : ''}${detail}`),
  )
  const failed = [...work.failed.map(noted), ...endedAs(steps, ['failed', 'blocked', 'not-started'])]
  const worst = worstReason(facts.health, facts.unusual?.anomalies ?? [])
  const cut = (fact: Fact): Fact => shortened(fact, budget.characters)
  const list = (items: Fact[], show: string, most = budget.items) =>
    newestOf(items.map(cut), { ...budget, items: Math.min(most, budget.items) }, show)
  return {
    date: facts.date,
    nextAction: cut(work.next ? noted(work.next) : verified('none noted')),
    ...(work.goal && { goal: cut(noted(work.goal)) }),
    blockers: list(work.blocked.map(noted), project.command('notes')),
    failures: list(failed, project.command('notes', '--all')),
    anomalies: list(anomalies.toReversed(), taskCommand(facts, 'analysis/anomalies'), screenAnomalies),
    ...(worst !== undefined && facts.health && { health: cut(verified(`${scoreInWords(facts.health)}: ${worst}`)) }),
    agent: agentRows({ ...facts.agent, ...work.agent, ...(git && { edited: [] }) }, budget),
    between: facts.between ? betweenInShort(facts.between) : [],
    work: cut(verified(workInTree(facts))),
    uncommitted: namedFiles(facts, budget),
    place: {
      ...(git && { branch: clip(git.branch ?? 'detached', budget.characters) }),
      noGit: withoutGit(steps),
      head: git?.head ? shortSha(git.head) : 'no commit yet',
      session: session.id,
    },
    file: facts.file,
  }
}

function namedFiles({ git, agent }: HandoffFacts, { characters, items }: Budget): FirstScreen['uncommitted'] {
  if (!git) return []
  const files = uncommittedFiles(git, agent?.edited)
  const shown = files.slice(0, Math.min(screenFiles, items))
  return [
    ...shown.map((file) => ({ file: shortPath(file, Math.min(characters, longestPath)) })),
    ...andMore(files.length - shown.length).map((text) => ({ text })),
  ]
}

/** Longer and longer texts are cut, then lists, until the screen fits. */
const budgets: Budget[] = [
  { characters: 400, items: 5 },
  { characters: 240, items: 4 },
  { characters: 160, items: 3 },
  { characters: 100, items: 3 },
  { characters: 60, items: 2 },
  { characters: 30, items: 1 },
  { characters: 12, items: 1 },
]

/** The first screen as Markdown, in at most 1,800 bytes; what was left out is counted. */
export function renderFirstScreen(facts: HandoffFacts, templates: Templates): string {
  return fitted(
    budgets,
    firstScreenBytes,
    (budget) => templates.render(template, 'markdown', { mark: markOf, screen: firstScreen(facts, budget) }),
    (why) => templates.reject(template, why),
  )
}

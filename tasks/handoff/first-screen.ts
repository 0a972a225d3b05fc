import { clip } from '../../templates/render.ts'
import type { Templates } from '../own-templates.ts'
import { type Fact, noted, verified } from './fact.ts'
import { type HandoffFacts, troubles, workInTree } from './facts.ts'
import { firstScreenBytes } from './shown-screen.ts'

export { firstScreenOf } from './shown-screen.ts'

const template = 'first-screen.md'

/** What the next session has to know first, each fact with who says so. */
export interface FirstScreen {
  date: string
  nextAction: Fact
  goal?: Fact
  blockers: Fact[]
  failures: Fact[]
  anomalies: Fact[]
  work: Fact
  place: Fact
  file: string
}

export function firstScreen(facts: HandoffFacts): FirstScreen {
  const { work, git, session, steps } = facts
  const failures = troubles(steps, ['failed', 'blocked', 'not-started'])
  const place = git
    ? `${git.branch ?? 'detached'}@${git.head?.slice(0, 12) ?? 'no commit yet'}, session ${session.id}`
    : `no git repository, session ${session.id}`
  return {
    date: facts.date,
    nextAction: work.next ? noted(work.next) : verified('none noted'),
    ...(work.goal && { goal: noted(work.goal) }),
    blockers: work.blocked.map(noted),
    failures: [...failures.map(verified), ...work.failed.map(noted)],
    anomalies: (facts.unusual?.anomalies ?? []).map(({ service, detail }) =>
      verified(`${service ? `${service}: ` : ''}${detail}`),
    ),
    work: verified(workInTree(git)),
    place: verified(place),
    file: facts.file,
  }
}

/** Longer and longer texts are cut, then lists, until the screen fits. */
const budgets: [characters: number, items: number][] = [
  [400, 5],
  [240, 4],
  [160, 3],
  [100, 3],
  [60, 2],
  [30, 1],
]

/** The first screen as Markdown, in at most 1,800 bytes; what was left out is counted. */
export function renderFirstScreen(screen: FirstScreen, templates: Templates): string {
  for (const [characters, items] of budgets) {
    const text = templates.render(template, 'markdown', { screen: cut(screen, characters, items) })
    if (Buffer.byteLength(text) <= firstScreenBytes) return text
  }
  const why = `its text has more than ${firstScreenBytes} bytes, however much is left out`
  if (templates.reject(template, why)) return renderFirstScreen(screen, templates)
  throw new Error('the first screen does not fit, however much is left out')
}

function cut(screen: FirstScreen, characters: number, items: number): FirstScreen {
  const fact = ({ text, basis }: Fact): Fact => ({ text: clip(text, characters), basis })
  const list = (facts: Fact[], most = items): Fact[] => {
    const left = facts.length - most
    return [...facts.slice(0, most).map(fact), ...(left > 0 ? [verified(`and ${left} more`)] : [])]
  }
  return {
    ...screen,
    nextAction: fact(screen.nextAction),
    ...(screen.goal && { goal: fact(screen.goal) }),
    blockers: list(screen.blockers),
    failures: list(screen.failures),
    anomalies: list(screen.anomalies, Math.min(items, 3)),
    work: fact(screen.work),
    place: fact(screen.place),
  }
}

import type { Note } from '../../cache/notes.ts'
import { oneLine, render } from '../../templates/render.ts'
import type { GitState } from '../git/status.ts'
import { describeReason, type StepResult } from '../task.ts'

/** The first screen must survive being shown to an agent whose context is small. */
export const firstScreenBytes = 1800

/** What the next session has to know first; `lines` are the facts, each with who says so. */
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

/** `verified`: the tool saw it. `asserted`: someone noted it. */
export interface Fact {
  text: string
  basis: 'verified' | 'asserted'
}

export const verified = (text: string): Fact => ({ text, basis: 'verified' })
export const asserted = (text: string): Fact => ({ text, basis: 'asserted' })

/** To-dos that no done note of the same words closed, oldest first. */
export function openTodos(notes: Note[]): Note[] {
  const same = (text: string) => text.trim().toLowerCase()
  const done = new Set(notes.filter((note) => note.kind === 'done').map((note) => same(note.text)))
  return notes.filter((note) => note.kind === 'todo' && !done.has(same(note.text)))
}

/** The last `--next`, else the oldest open `--todo`. */
export function nextAction(notes: Note[]): Fact {
  const next = notes.findLast((note) => note.kind === 'next') ?? openTodos(notes)[0]
  return next ? asserted(next.text) : verified('none noted')
}

/** What did not go as it should, of the steps of this run. */
export function troubles(steps: StepResult[], outcomes: StepResult['outcome'][]): string[] {
  return steps
    .filter((step) => outcomes.includes(step.outcome))
    .map((step) => `${step.title}: ${step.reason ? describeReason(step.reason) : step.outcome}`)
}

/** Uncommitted, unpushed or conflicted work in one line. */
export function workInTree(git: GitState | undefined): string {
  if (!git) return 'not known (no git repository)'
  const parts = [
    [git.conflicts.length, 'in conflict'],
    [git.staged.length, 'staged'],
    [git.unstaged.length, 'changed and not staged'],
    [git.untracked.length, 'untracked'],
  ] as const
  const files = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  const unpushed =
    git.upstream === null ? [] : git.ahead > 0 ? [`${git.ahead} commits not pushed to ${git.upstream}`] : []
  const operation = git.state === 'clean' || git.state === 'dirty' ? [] : [`${git.state} is under way`]
  const all = [...operation, ...(files.length > 0 ? [`files: ${files.join(', ')}`] : []), ...unpushed]
  return all.length > 0 ? all.join('; ') : 'everything is committed'
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
export function renderFirstScreen(screen: FirstScreen): string {
  for (const [characters, items] of budgets) {
    const text = render('first-screen.md', 'markdown', { screen: cut(screen, characters, items) })
    if (Buffer.byteLength(text) <= firstScreenBytes) return text
  }
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

export function clip(text: string, characters: number): string {
  const line = oneLine(text)
  const points = [...line]
  return points.length > characters ? `${points.slice(0, characters - 1).join('')}…` : line
}

/** The first screen of a handoff that lies there: everything before its first section, without anything that moves a cursor. */
export function firstScreenOf(document: string): string {
  const end = document.search(/^## /m)
  const screen = end === -1 ? document : document.slice(0, end)
  const lines = screen.trim().split('\n').map(oneLine).join('\n')
  return Buffer.byteLength(lines) <= firstScreenBytes
    ? lines
    : Buffer.from(lines)
        .subarray(0, firstScreenBytes)
        .toString('utf8')
        .replace(/\uFFFD$/, '')
}

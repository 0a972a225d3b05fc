import { iso } from '../../../cache/window.ts'
import { clip } from '../../../templates/render.ts'
import { firstSaid, minuteOf, plural, shortSha } from '../../../templates/words.ts'
import type { AgentReport } from '../../analysis/agent/agent-report.ts'
import { betweenRows, betweenSentence } from '../../analysis/between/in-words.ts'
import { pendingOf, type WorkItem } from '../../work/standing/view.ts'
import { asserted, type Fact, noted, shortened } from '../fact.ts'
import { type HandoffFacts, taskCommand } from '../facts.ts'
import { type Budget, firstOf, type Listed, newestOf } from '../listed.ts'

/** Of each kind of what was done between the sessions. */
const mostBetween = 5

/** Whether any of it is from a session before. */
const isCarried = ({ earlier = [], failing = [] }: HandoffFacts['work']['agent']): boolean =>
  earlier.length > 0 || failing.some(({ since }) => since !== undefined)

/** Of what is carried no longer. */
const mostDropped = 3
const longestDropped = 80

/** What was done, the newest first, and what is still to do. */
export function summarySection(facts: HandoffFacts, budget: Budget) {
  const { session, git, commits, work, project, between } = facts
  const short = (fact: Fact): Fact => shortened(fact, budget.characters)
  const notes = (items: WorkItem[]): Listed<Fact> =>
    newestOf(items.map(noted).map(short), budget, project.command('notes', '--all'))
  const ofAgent = (texts: Fact[]): Listed<Fact> =>
    firstOf(texts.map(short), budget, taskCommand(facts, 'analysis/agent'))
  const made = newestOf(
    (commits?.commits ?? []).map(({ sha, subject, where }) => ({
      sha: shortSha(sha),
      subject: clip(subject, budget.characters),
      elsewhere: where === 'HEAD' ? '' : where,
    })),
    budget,
    taskCommand(facts, 'git/commits'),
  )
  const done = [notes(work.done), ofAgent(work.agent.completed.map(asserted))]
  // Of those that are shown the oldest first, as everywhere else: it is the next action.
  const todos = notes(work.todos)
  const pending = [{ ...todos, shown: todos.shown.toReversed() }, ofAgent(pendingOf(work.agent).map(noted))]
  const unquoted = unquotedTodos(work.agent)
  return {
    session: {
      id: session.id,
      from: minuteOf(iso(session.from)),
      to: minuteOf(iso(session.to)),
      windowBasis: session.windowBasis,
    },
    anyDone: [made, ...done].some(({ shown }) => shown.length > 0),
    commitsKnown: git !== undefined && !git.changedSubmodules?.some(({ newCommits }) => newCommits),
    anyPending: unquoted !== '' || pending.some(({ shown }) => shown.length > 0),
    unquoted,
    endsWith: isCarried(work.agent) ? project.command('note', '--done', 'TEXT') : '',
    noLongerCarried: firstSaid(work.agent.noLongerCarried ?? [], mostDropped, (text) =>
      clip(text, longestDropped),
    ).join('; '),
    between: between && {
      first: between.first === true,
      sentence: betweenSentence(between),
      rows: betweenRows(between, { ...budget, items: Math.min(budget.items, mostBetween) }),
    },
    commits: made,
    done,
    pending,
    decisions: notes(work.decisions),
    remarks: notes(work.remarks),
  }
}

/** How many to-dos the agent has left, where their texts are left out; empty where there are none, or their texts are there. */
export function unquotedTodos(agent: Pick<AgentReport, 'leftOut'> | undefined): string {
  const count = agent?.leftOut?.pending ?? 0
  return count === 0 ? '' : `${plural(count, 'to-do')} of the agent's, whose texts are not kept (agentText is false)`
}

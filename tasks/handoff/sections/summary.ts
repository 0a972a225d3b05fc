import { iso } from '../../../cache/window.ts'
import { pendingWork } from '../../work/standing/view.ts'
import { asserted, type Fact, noted, verified } from '../fact.ts'
import type { HandoffFacts } from '../facts.ts'

/** An agent's list may be long; the handoff is not. */
const listedTodos = 50

export function summarySection(facts: HandoffFacts) {
  const { session, commits, work } = facts
  return {
    session: { ...session, from: iso(session.from), to: iso(session.to) },
    completed: [
      ...(commits?.commits.map(({ sha, subject }) => verified(`commit ${sha.slice(0, 12)} ${subject}`)) ?? []),
      ...work.done.map(noted),
      ...listed(work.agent.completed.map(asserted)),
    ],
    pending: listed(pendingWork(work).map((item) => (typeof item === 'string' ? asserted(item) : noted(item)))),
    decisions: work.decisions.map(noted),
  }
}

function listed(facts: Fact[]): Fact[] {
  const more = facts.length - listedTodos
  return [...facts.slice(0, listedTodos), ...(more > 0 ? [verified(`and ${more} more, which the transcript has`)] : [])]
}

import { iso } from '../../../cache/window.ts'
import { asserted, type Fact, verified } from '../fact.ts'
import { completedTodos, type HandoffFacts, ofKind, pendingWork } from '../facts.ts'

/** An agent's list may be long; the handoff is not. */
const listedTodos = 50

export function summarySection(facts: HandoffFacts) {
  const { session, commits, notes } = facts
  const completed = completedTodos(facts)
  const pending = pendingWork(facts)
  return {
    session: { ...session, from: iso(session.from), to: iso(session.to) },
    completed: [
      ...(commits?.commits.map(({ sha, subject }) => verified(`commit ${sha.slice(0, 12)} ${subject}`)) ?? []),
      ...ofKind(notes, 'done').map((note) => asserted(note.text)),
      ...listed(completed),
    ],
    pending: listed(pending),
    decisions: ofKind(notes, 'decision').map((note) => asserted(note.text)),
  }
}

function listed(texts: string[]): Fact[] {
  const more = texts.length - listedTodos
  return [
    ...texts.slice(0, listedTodos).map(asserted),
    ...(more > 0 ? [verified(`and ${more} more, which the transcript has`)] : []),
  ]
}

import { iso } from '../../../cache/window.ts'
import { asserted, verified } from '../fact.ts'
import { type HandoffFacts, ofKind, openTodos } from '../facts.ts'

export function summarySection({ session, commits, notes }: HandoffFacts) {
  return {
    session: { ...session, from: iso(session.from), to: iso(session.to) },
    completed: [
      ...(commits?.commits.map(({ sha, subject }) => verified(`commit ${sha.slice(0, 12)} ${subject}`)) ?? []),
      ...ofKind(notes, 'done').map((note) => asserted(note.text)),
    ],
    pending: openTodos(notes).map((note) => asserted(note.text)),
    decisions: ofKind(notes, 'decision').map((note) => asserted(note.text)),
  }
}

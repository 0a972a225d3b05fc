import type { Window } from './window.ts'

/** A session of which it matters how much was decided in it. */
interface Counted {
  window: Window
  decisions: number
}

/** Windows within another that hold this share of what was decided in it are the sessions, and that one counts them again. */
const theWhole = 0.9
/** Fewer windows than these that hold no more than this share are pieces of the other; more of them are sessions of their own, with a window around them. */
const pieces = { fewer: 5, share: 0.5 }
/** Windows that share this part of the shorter one or less are two sessions that touch. */
const touching = 0.5

/**
 * Sessions that may be compared with, without those that count others again: a day that was closed in parts, too, or a week around days. What is left out
 * is what the rest has, whichever was closed first, so that neither a piece of a session nor a window around many hides them.
 */
export function countedOnce<Session extends Counted>(sessions: Session[]): Session[] {
  if (isApart(sessions)) return sessions
  let kept: Session[] = []
  for (const session of sessions.toSorted((a, b) => lengthOf(a) - lengthOf(b) || b.window.to - a.window.to)) {
    const within = kept.filter((other) => isWithin(other, session))
    const decided = within.reduce((sum, { decisions }) => sum + decisions, 0)
    if (within.length > 0 && session.decisions > 0 && decided >= theWhole * session.decisions) continue
    const arePieces = within.length < pieces.fewer && decided <= pieces.share * session.decisions
    if (arePieces) kept = kept.filter((other) => !within.includes(other))
    kept.push(session)
  }
  return sessions.filter((session) => kept.includes(session))
}

const lengthOf = ({ window }: Counted): number => window.to - window.from

function isWithin({ window: short }: Counted, { window: long }: Counted): boolean {
  const shared = Math.min(long.to, short.to) - Math.max(long.from, short.from)
  return shared > touching * (short.to - short.from)
}

function isApart(sessions: Counted[]): boolean {
  const sorted = sessions.toSorted((a, b) => a.window.from - b.window.from)
  return sorted.every(({ window }, n) => n === 0 || window.from >= (sorted[n - 1]?.window.to ?? 0))
}

import type { Window } from '../../cache/window.ts'

/**
 * Widens a part of a window, as it was cut at pauses between decisions, to all that the agents did around them: an answer asks for a call before there is a
 * decision about it, and the last answer has none. `timesIn`: when the agents' lines in a window were written.
 */
export function createActivity(
  parts: Window[],
  { from, to }: Window,
  pauseMs: number,
  timesIn: (window: Window) => number[],
): (part: Window) => Window {
  /** The pauses between a part and the next one; before the first and behind the last, whatever there is ends with the window. */
  const pausesBetween = (before: Window | undefined, after: Window | undefined) => {
    const lines = [
      before ? before.to - 1 : Number.NEGATIVE_INFINITY,
      ...timesIn({ from: before?.to ?? from, to: after?.from ?? to }),
      after?.from ?? Number.POSITIVE_INFINITY,
    ]
    const gaps = lines.slice(1).map((end, index) => ({ from: lines[index] as number, to: end }))
    const pauses = gaps.filter((gap) => lengthOf(gap) >= pauseMs)
    // The agent was busy all the time: the two part where it was least so.
    return pauses.length > 0 ? pauses : [gaps.reduce((most, gap) => (lengthOf(gap) > lengthOf(most) ? gap : most))]
  }
  return (part) => {
    const index = parts.indexOf(part)
    const [begins] = pausesBetween(parts[index - 1], part).slice(-1)
    const [ends] = pausesBetween(part, parts[index + 1])
    return { from: begins?.to ?? part.from, to: (ends?.from ?? part.to - 1) + 1 }
  }
}

const lengthOf = ({ from, to }: Window): number => to - from

import { dayMs } from '../../window.ts'
import { type Excerpt, sessionsIn } from '../excerpt.ts'
import { standingBefore } from '../known-transcripts.ts'
import { type LastLetter, lastLetter } from '../left-open.ts'
import { openLines } from '../lines-at.ts'
import { beginningOf, partsWithin } from '../parts.ts'
import { type Scene, since, type WorkOptions } from './scene.ts'

/** What there was before a window. */
export interface Before {
  /** The window, and before it the sessions that go on in it. */
  scene: Scene
  /** Those that go on in the window. */
  sessions: Set<string>
  /** Those that do not: what is pending in them is so until it was completed. */
  earlier: Set<string>
  letter: LastLetter | undefined
  /** What failed from then on no letter says. */
  untold: number
}

/** Looks at the lines of a window, and at what there was before it. */
export function atWindow<Result>(
  excerpt: Excerpt,
  options: WorkOptions,
  look: (scene: Scene, before: Before) => Result,
): Result {
  const { db, window } = excerpt
  const lines = openLines(db)
  try {
    const scene: Scene = { db, window, excerpt, lines, ...options }
    return look(scene, beforeWindow(scene))
  } finally {
    lines.close()
  }
}

export function beforeWindow(scene: Scene): Before {
  const { db, window, excerpt } = scene
  const sessions = new Set<string>()
  let { from } = window
  for (const session of sessionsIn(excerpt)) {
    const first = beginningOf(db, session)
    if (first < window.from) sessions.add(session)
    from = Math.min(from, first)
  }
  const letter = lastLetter(db, window)
  // Before the first letter, a day, and where no agent was at work since, its last session.
  const last = standingBefore(db, window)?.from ?? Infinity
  const open = letter?.pendingSince ?? Math.min(window.from - dayMs, last)
  const left = partsWithin(db, { from: open, to: window.from }).filter(({ session }) => !sessions.has(session))
  return {
    scene: since(scene, from),
    sessions,
    earlier: new Set(left.map(({ session }) => session)),
    letter,
    untold: letter?.to ?? Math.min(from, open),
  }
}

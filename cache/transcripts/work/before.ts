import { openExcerpt, sessionsIn } from '../excerpt.ts'
import { leftOpenSince } from '../left-open.ts'
import { beginningOf, partsWithin } from '../parts.ts'
import type { Scene } from './scene.ts'

/** The sessions of before a window, in a scene that begins with the first of them: what was open when the window began is known in it. */
export interface Before {
  scene: Scene
  /** Those that go on in the window. */
  sessions: Set<string>
  /** Those that do not: what fails in them is open until it passed, what is pending until it was completed. */
  earlier: Set<string>
}

export function beforeWindow(scene: Scene): Before | undefined {
  const { db, window, excerpt } = scene
  const sessions = new Set<string>()
  let { from } = window
  for (const session of sessionsIn(excerpt)) {
    const first = beginningOf(db, session)
    if (first < window.from) sessions.add(session)
    from = Math.min(from, first)
  }
  const since = leftOpenSince(db, window.from)
  const left = partsWithin(db, { from: since, to: window.from }).filter(({ session }) => !sessions.has(session))
  if (sessions.size + left.length === 0) return undefined
  // Of others, too: what failed may have passed there.
  const wider = { from: left.length > 0 ? Math.min(from, since) : from, to: window.to }
  return {
    scene: { ...scene, window: wider, excerpt: openExcerpt(db, wider) },
    sessions,
    earlier: new Set(left.map(({ session }) => session)),
  }
}

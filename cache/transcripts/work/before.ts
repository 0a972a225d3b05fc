import { openExcerpt, sessionsIn } from '../excerpt.ts'
import { beginningOf } from '../parts.ts'
import type { Scene } from './scene.ts'

/** The sessions of a window that began before it, in a scene that begins with the first of them: what was open when the window began is known in it. */
export interface Before {
  scene: Scene
  sessions: Set<string>
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
  if (sessions.size === 0) return undefined
  // Of others, too: what failed may have passed there.
  const wider = { from, to: window.to }
  return { scene: { ...scene, window: wider, excerpt: openExcerpt(db, wider) }, sessions }
}

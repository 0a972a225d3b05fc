import type { Database } from '../../database.ts'
import { words } from '../../settled.ts'
import { carriedOnMs, type Window } from '../../window.ts'
import { openExcerpt } from '../excerpt.ts'
import { lastLetter } from '../left-open.ts'
import { atWindow } from './before.ts'
import { calledOf } from './called.ts'
import { failingBefore } from './failing-before.ts'
import type { WorkOptions } from './scene.ts'
import { namedIn, todoEntries } from './todo-entries.ts'

/**
 * What the letter before a window says is open, however long ago it was written, and no later one will, as nobody saw it for too long: commands that have
 * not passed since, and to-dos that no list has had since.
 */
export function noLongerCarried(db: Database, window: Window, options: WorkOptions): string[] {
  const oldest = window.from - carriedOnMs
  const letter = lastLetter(db, window, 0)
  const failing = (letter?.failing ?? []).filter(({ lastAt }) => Date.parse(lastAt) < oldest)
  const pending = (letter?.pending ?? []).filter(({ since }) => Date.parse(since) < oldest)
  if (!letter || failing.length + pending.length === 0) return []
  return atWindow(openExcerpt(db, window), options, (scene, before) => {
    const stillFails = failingBefore(scene, { ...before, letter: { ...letter, failing }, untold: letter.to })
    const named = namedIn(todoEntries(scene, before))
    return [
      ...stillFails.filter(({ lastAt }) => Date.parse(lastAt) < oldest).map(calledOf),
      ...pending.map(({ text }) => text).filter((text) => !named.has(words(text))),
    ]
  })
}

import type { Excerpt } from '../excerpt.ts'
import { openLines } from '../lines-at.ts'
import { type BadResult, settledResults } from '../results.ts'
import { type Before, beforeWindow } from './before.ts'
import { failingBefore } from './failing-before.ts'
import { testRuns } from './last-tests.ts'
import type { AgentWords } from './own-words.ts'
import type { Scene, WorkOptions } from './scene.ts'
import { quotedTexts } from './texts.ts'
import { type FailingCall, failingCalls, mostListed } from './troubled-calls.ts'
import { worstFirst } from './worst-first.ts'

/** What failed in a window, and what failed before it and has not passed since: the worst first. */
export function failingIn(scene: Scene, before: Before, hidden: BadResult[]): FailingCall[] {
  const failed = settledResults(scene.excerpt).filter(({ denial }) => denial === '')
  return worstFirst([
    ...failingCalls(scene, failed, hidden),
    ...failingBefore(scene, before, [...failed, ...hidden]),
  ]).slice(0, mostListed)
}

/** What the agent says of its session, and what fails in it. */
export function wordsAndFailures(excerpt: Excerpt, options: WorkOptions): AgentWords & { request?: string } {
  const { db, window } = excerpt
  const lines = openLines(db)
  try {
    const scene: Scene = { db, window, excerpt, lines, ...options }
    const before = beforeWindow(scene)
    return { ...quotedTexts(scene, before), failing: failingIn(scene, before, testRuns(scene).hidden) }
  } finally {
    lines.close()
  }
}

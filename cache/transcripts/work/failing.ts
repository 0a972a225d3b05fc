import type { Database } from '../../database.ts'
import type { Window } from '../../window.ts'
import { type Excerpt, openExcerpt } from '../excerpt.ts'
import { standingBefore } from '../known-transcripts.ts'
import { type BadResult, settledResults } from '../results.ts'
import { lastAnswer } from './answer.ts'
import { atWindow, type Before, beforeWindow } from './before.ts'
import { type EditedFile, editedFiles } from './edited.ts'
import { failingBefore, nameOf } from './failing-before.ts'
import { testRuns } from './last-tests.ts'
import type { AgentWords } from './own-words.ts'
import { type Scene, type WorkOptions, within } from './scene.ts'
import { aimOf, leftOutTexts, quotedTexts, quotedTodos } from './texts.ts'
import { type FailingCall, failingCalls, mostListed, type RefusedCall, refusedIn } from './troubled-calls.ts'
import { worstFirst } from './worst-first.ts'

/** What failed in a window, and what failed before it and has not passed since: each command once, the worst first. */
export function failingIn(scene: Scene, before: Before, hidden: BadResult[]): FailingCall[] {
  const failed = settledResults(scene.excerpt).filter(({ denial }) => denial === '')
  const earlier = new Map(failingBefore(scene, before).map((call) => [nameOf(call), call]))
  const again = failingCalls(scene, failed, hidden).map((call) => {
    const { count = 0, since } = earlier.get(nameOf(call)) ?? {}
    earlier.delete(nameOf(call))
    return { ...call, count: call.count + count, ...(since && { since }) }
  })
  return worstFirst([...again, ...earlier.values()]).slice(0, mostListed)
}

/** What an agent that loses its context has to know of its work besides what it is at. */
export interface WorkBehind {
  refused: RefusedCall[]
  edited: EditedFile[]
  answer: string
}

/** What the agent says of its session, and what it did in it: what fails, was refused and edited. */
export const wordsAndWork = (excerpt: Excerpt, options: WorkOptions): AgentWords & WorkBehind & { request?: string } =>
  atWindow(excerpt, options, (scene, before) => ({
    ...quotedTexts(scene, before),
    answer: lastAnswer(scene, before),
    failing: failingIn(scene, before, testRuns(scene).hidden),
    refused: refusedIn(scene),
    edited: editedFiles(scene),
  }))

/**
 * What of the agents' sessions stands at the end of a window in which none of them has a line: what they left open, and what the last one was about, unless a
 * session that was closed since told it already.
 */
export function wordsOfBefore(db: Database, window: Window, options: WorkOptions): AgentWords {
  return atWindow(openExcerpt(db, window), options, (scene, before) => {
    const failing = failingIn(scene, before, [])
    if (!options.texts) return { ...leftOutTexts(scene, before), failing }
    const last = standingBefore(db, window)
    const of = last && within(scene, last)
    const { title, summary: { done: _, ...summary } = {} } = of ? aimOf(of, beforeWindow(of)) : {}
    return { ...(title && { title }), summary, ...quotedTodos(scene, before), failing }
  })
}

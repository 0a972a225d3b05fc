import type { Excerpt } from './excerpt.ts'
import { lastAnswer } from './work/answer.ts'
import { atWindow } from './work/before.ts'
import { type EditedFile, editedFiles } from './work/edited.ts'
import { failingIn } from './work/failing.ts'
import { type TestRun, testRuns } from './work/last-tests.ts'
import { type Link, linksOf } from './work/links.ts'
import type { WorkOptions } from './work/scene.ts'
import { stoppedBy } from './work/stopped.ts'
import { type LeftOut, leftOutTexts, type QuotedTexts, quotedTexts } from './work/texts.ts'
import { reconcile, type Totals } from './work/totals.ts'
import { type FailingCall, type RefusedCall, refusedIn } from './work/troubled-calls.ts'
import { type UnfinishedCall, unfinishedCalls } from './work/unfinished.ts'

/** What happened in a window, as the transcripts that are still there say. Without texts, only names and counts. */
export interface AgentWork extends QuotedTexts {
  /** What the agent said when it last came to the end of a turn. */
  answer?: string
  /** A limit or an error of the API, where that is what the session ended with. */
  stopped?: string
  /** Without texts, what there would have been. */
  leftOut?: LeftOut
  links: Link[]
  /** In the window, and what failed before it in sessions that go on in it and has not passed since. */
  failing: FailingCall[]
  refused: RefusedCall[]
  edited: EditedFile[]
  /** Calls whose end nobody saw. */
  unfinished: UnfinishedCall[]
  /** The newest command that printed a summary of tests. */
  tests?: TestRun
  /** The agent's own totals of the sessions for which it keeps any, and what was counted for the same ones. */
  reconciled?: { own: Totals; counted: Totals }
}

export function agentWork(excerpt: Excerpt, options: WorkOptions): AgentWork {
  return atWindow(excerpt, options, (scene, before) => {
    const reconciled = reconcile(scene)
    const { last: tests, hidden } = testRuns(scene)
    const stopped = stoppedBy(scene)
    const answer = options.texts ? lastAnswer(scene, before) : ''
    return {
      ...(options.texts ? quotedTexts(scene, before) : leftOutTexts(scene, before)),
      ...(answer && { answer }),
      ...(stopped && { stopped }),
      links: linksOf(scene),
      failing: failingIn(scene, before, hidden),
      refused: refusedIn(scene),
      edited: editedFiles(scene),
      unfinished: unfinishedCalls(scene),
      ...(tests && { tests }),
      ...(reconciled && { reconciled }),
    }
  })
}

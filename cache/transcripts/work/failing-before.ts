import { settledResults } from '../results.ts'
import type { Before } from './before.ts'
import { testRuns } from './last-tests.ts'
import { type FailingCall, failingCalls } from './troubled-calls.ts'
import { stillFailing } from './worst-first.ts'

/** What failed in these sessions before the window, and has not passed to its end. */
export function failingBefore({ scene, sessions, earlier }: Before, from: number): FailingCall[] {
  const own = new Set(
    scene.excerpt.parts
      .filter(({ session }) => sessions.has(session) || earlier.has(session))
      .map(({ transcript }) => transcript),
  )
  const isOwn = ({ transcript }: { transcript: number }) => own.has(transcript)
  const failed = settledResults(scene.excerpt).filter(({ denial }) => denial === '')
  const { hidden } = testRuns(scene)
  return stillFailing(failingCalls(scene, failed.filter(isOwn), hidden.filter(isOwn)))
    .filter(({ lastAt }) => Date.parse(lastAt) < from)
    .map((call) => ({ ...call, earlier: true }))
}

import { grouped } from '../excerpt.ts'
import type { LinePlace } from '../lines-at.ts'
import type { Row } from '../part.ts'
import type { BadResult } from '../results.ts'
import type { Scene } from './scene.ts'

/** A result that says that its call ended well. */
export type Run = { result: Row<'results'>; call: Row<'calls'> }

type Begun = { result: Pick<BadResult, 'at'> & LinePlace; call: Row<'calls'> | undefined }
export const begunAs = (failure: BadResult): Begun => ({ result: failure, call: failure.call })

/**
 * The order in which calls were made: what runs in the background is reported long after others that began later. Those of one message are often of one
 * time, and in the order of their lines, or of their results'.
 */
export function byBeginning(a: Begun, b: Begun): number {
  const [one, other] = [a.call ?? a.result, b.call ?? b.result]
  if (one.at !== other.at) return one.at - other.at
  if (one.transcript === other.transcript && one.position !== other.position) return one.position - other.position
  if (a.result.at !== b.result.at) return a.result.at - b.result.at
  return a.result.transcript === b.result.transcript ? a.result.position - b.result.position : 0
}

/** What succeeded in the window of calls that were made from some time on, or ended with another rank. */
export function done({ excerpt, window }: Scene, picked: Row<'calls'>[], from: number, mostRank = 0): Run[] {
  const calls = grouped(picked.filter(({ at }) => at >= from && at < window.to))
  const runs: Run[] = []
  for (const result of excerpt.results(calls)) {
    const all = result.rank <= mostRank ? (calls.get(result.key) ?? []) : []
    const call = all.find(({ transcript }) => transcript === result.transcript) ?? all[0]
    if (call) runs.push({ result, call })
  }
  return runs
}

/** So many of the newest lines are looked at. */
const mostLines = 200

/** The newest commands that ended well (or, up to another rank, otherwise), of those that were called from some time on; the newest first. */
export const newestCommands = (scene: Scene, from: number, most = mostLines, mostRank = 0): Run[] =>
  done(
    scene,
    scene.excerpt.callsNamed('about', (about) => about === 'command'),
    from,
    mostRank,
  )
    .toSorted((a, b) => byBeginning(b, a))
    .slice(0, most)

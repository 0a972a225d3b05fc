import { grouped, newestFirst } from '../excerpt.ts'
import type { LinePlace } from '../lines-at.ts'
import type { Row } from '../part.ts'
import type { BadResult } from '../results.ts'
import type { Scene } from './scene.ts'

export type Result = Pick<BadResult, 'key' | 'at'> & LinePlace
/** A result that says that its call ended well. */
export type Run = { result: Result; call: Row<'calls'> }

/** What succeeded in the window of calls that were made from some time on. */
export function done({ excerpt, window }: Scene, picked: Row<'calls'>[], from: number): Run[] {
  const calls = grouped(picked.filter(({ at }) => at >= from && at < window.to))
  const runs: Run[] = []
  for (const result of excerpt.results(calls)) {
    const all = result.rank === 0 ? (calls.get(result.key) ?? []) : []
    const call = all.find(({ transcript }) => transcript === result.transcript) ?? all[0]
    if (call) runs.push({ result, call })
  }
  return runs
}

/** So many of the newest lines are looked at. */
const mostLines = 200

/** The newest commands that ended well, of those that were called from some time on. */
export const newestCommands = (scene: Scene, from: number): Run[] =>
  done(
    scene,
    scene.excerpt.callsNamed('about', (about) => about === 'command'),
    from,
  )
    .toSorted((a, b) => newestFirst(a.result, b.result))
    .slice(0, mostLines)

import { openExcerpt } from '../excerpt.ts'
import { type BadResult, settledResults } from '../results.ts'
import type { Before } from './before.ts'
import { commandInFull, commandOf } from './calls.ts'
import { testRuns } from './last-tests.ts'
import { isRunAgain } from './run-again.ts'
import { type Scene, since, within } from './scene.ts'
import { type FailingCall, failingCalls } from './troubled-calls.ts'
import { stillFailing } from './worst-first.ts'

/**
 * What failed before the window, and has not passed to its end, as far as somebody will run it again. Of what the letter before says that it still fails,
 * only what was done since is looked at, and of the rest, what came behind the letter.
 */
export function failingBefore(scene: Scene, { letter, untold }: Before): FailingCall[] {
  const carried = new Map(
    (letter?.failing ?? []).flatMap((said) => resultsOf(scene, said).map((result) => [result, said])),
  )
  const between = within(scene, { from: untold, to: scene.window.from })
  const failed = settledResults(between.excerpt).filter(({ denial }) => denial === '')
  const again = new Map<number | undefined, boolean>()
  const all = [...carried.keys(), ...failed].filter((result) => {
    const said = carried.get(result)
    const known = said?.since !== undefined || again.get(result.call?.subject)
    again.set(result.call?.subject, known ?? isRunAgain(scene, result))
    return again.get(result.call?.subject)
  })
  const { hidden } = testRuns(between, 'failing')
  if (all.length + hidden.length === 0) return []
  const said = new Map(
    [...carried].map(([result, call]) => [nameOf({ tool: call.tool, command: commandInFull(scene, result) }), call]),
  )
  return stillFailing(failingCalls(since(scene, untold), all, hidden)).map((call) => {
    const before = said.get(nameOf(call))
    // What the letter says is more than what is read of one failure, unless its texts are not to be kept any more.
    const isSame = before?.lastAt === call.lastAt && scene.texts
    const count = call.count + (before ? before.count - 1 : 0)
    return { ...(isSame ? before : call), count, since: before?.since ?? before?.lastAt ?? call.lastAt }
  })
}

/** Whether two are of the same command, as it is shown. */
export const nameOf = ({ tool, command }: Pick<FailingCall, 'tool' | 'command'>): string => `${tool}\n${command}`

/** The last failure of what a letter says: nothing else has its time, or else not its name. */
function resultsOf(scene: Scene, { tool, command, lastAt }: FailingCall): BadResult[] {
  const at = Date.parse(lastAt)
  const excerpt = openExcerpt(scene.db, { from: at, to: at + 1 })
  const results = new Map([...excerpt.results({ size: 1, has: () => true })].map((result) => [result.key, result]))
  const calls = excerpt.calls({ size: results.size, has: (key) => results.has(key) })
  const found = [...results.values()]
    .filter(({ denial }) => denial === '')
    .map(({ key, transcript, position }): BadResult => {
      const call = calls.get(key)?.[0]
      return { key, at, denial: '', transcript, position, ...(call && { call }) }
    })
  if (found.length < 2) return found
  const named = found.filter(({ call }) => call?.name === tool)
  return named
    .filter((each) => [each.call?.head, commandOf(scene, each), commandInFull(scene, each)].includes(command))
    .slice(0, 1)
}

import { canonicalJson } from '../../json.ts'
import { shownInFull } from '../command.ts'
import { dialectOf } from '../dialects.ts'
import { grouped } from '../excerpt.ts'
import { keyOf } from '../key.ts'
import type { LineAgain, LinePlace } from '../lines-at.ts'
import type { Row } from '../part.ts'
import { projectPath } from '../project-path.ts'
import type { Quotes } from '../quotes.ts'
import { subjectOf } from '../recorder.ts'
import type { BadResult } from '../results.ts'
import type { Scene } from './scene.ts'

/** What a command is quoted by. */
export type Quoting = Pick<Scene, 'texts' | 'lines' | 'roots' | 'withoutSecrets'>

/** The same with the variables that make a command another thing. */
export const commandInFull = (scene: Quoting, of: Pick<BadResult, 'key' | 'call'>): string =>
  commandOf(scene, of, shownInFull)

/** What a call is about, with its arguments where texts may be quoted and its transcript is still there. */
export function commandOf(
  scene: Quoting,
  { key, call }: Pick<BadResult, 'key' | 'call'>,
  name?: typeof shownInFull,
): string {
  if (!call || !scene.texts || call.about !== 'command') return call?.head ?? ''
  const { calls = [], cwd } = scene.lines.at(call)?.reduced ?? {}
  const found = calls.find(({ id }) => keyOf(id) === key)
  if (!found) return call.head
  const shown = found.command === undefined ? found : { ...found, command: scene.withoutSecrets(found.command) }
  const at = { cwd, roots: scene.roots }
  if (name && shown.command !== undefined) return name(shown.command, at) || call.head
  return subjectOf(shown, at, (path) => projectPath(path, undefined, scene.roots)).text || call.head
}

/** All that a tool was called with, as one text; undefined where that is not known any more. */
export function inputOf({ lines }: Scene, call: Row<'calls'>): string | undefined {
  const line = lines.at(call)
  if (!line) return undefined
  const { quotes } = dialectOf(line.agent)
  const id = line.reduced.calls.find((each) => keyOf(each.id) === call.key)?.id
  const input = id === undefined ? undefined : quotes.input(line.value, id)
  return input === undefined ? undefined : canonicalJson(input)
}

type ResultPlace = Pick<BadResult, 'key'> & LinePlace

/** What a result says: the text of the call's result in its line. */
export const outputOf = (scene: Scene, place: ResultPlace): string =>
  ofResult(scene, place, (quotes, value, id) => quotes.result(value, id)) ?? ''

/** What the lines of a result's output say, found once as long as its line is kept. */
function ofLines<Found>(find: (scene: Scene, lines: string[]) => Found): (scene: Scene, place: ResultPlace) => Found {
  const known = new WeakMap<LineAgain, Map<number, Found>>()
  return (scene, place) => {
    const line = scene.lines.at(place)
    const ofLine = (line && known.get(line)) ?? new Map<number, Found>()
    if (line) known.set(line, ofLine)
    if (!ofLine.has(place.key)) ofLine.set(place.key, find(scene, outputOf(scene, place).split('\n')))
    return ofLine.get(place.key) as Found
  }
}

/** What it says of tests, if anything. */
export const countsOf = ofLines(({ countTests }, lines) => countTests(lines))
/** Whether it says that nothing was run at all, or none of the tests. */
export const noneRunOf = ofLines(({ nothingRun }, lines) => nothingRun(lines))

/** The exit code that a result states. */
export const exitOf = (scene: Scene, place: ResultPlace): number | undefined =>
  ofResult(scene, place, (quotes, value, id) => quotes.exit(value, id))

/** Whether a result is known not to say how its call ended. */
export const isOpen = (scene: Scene, place: ResultPlace): boolean =>
  ofResult(scene, place, (quotes, value, id) => quotes.isOpen(value, id)) ?? false

function ofResult<Said>(
  { lines }: Scene,
  { key, transcript, position }: ResultPlace,
  said: (quotes: Quotes, value: Record<string, unknown>, id: string) => Said,
): Said | undefined {
  const line = lines.at({ transcript, position })
  if (!line) return undefined
  const id = line.reduced.results.find((result) => keyOf(result.id) === key)?.id
  // How a command in the background ended is reported in a line that is no result of its call.
  return said(dialectOf(line.agent).quotes, line.value, id ?? '')
}

/** Results in the window of calls, where these are in the same transcript. */
export function resultsWithCalls(
  { excerpt }: Scene,
  picked: Row<'calls'>[],
): { result: Row<'results'>; call: Row<'calls'> }[] {
  const calls = grouped(picked)
  const found: { result: Row<'results'>; call: Row<'calls'> }[] = []
  for (const result of excerpt.results(calls)) {
    const call = calls.get(result.key)?.find(({ transcript }) => transcript === result.transcript)
    if (call && call.at < excerpt.window.to) found.push({ result, call })
  }
  return found
}

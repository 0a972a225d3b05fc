import { iso } from '../../window.ts'
import { placeOfCommand } from '../command.ts'
import { newestFirst } from '../excerpt.ts'
import type { Row } from '../part.ts'
import { isAround, overAll, type Place } from '../place.ts'
import { type BadResult, commandAt } from '../results.ts'
import { isShowing } from '../showing.ts'
import { commandInFull, countsOf, outputOf, resultsWithCalls } from './calls.ts'
import { failedBeside, failedByOutput } from './judged.ts'
import type { Scene } from './scene.ts'

/** A run of tests, and its counts. */
export interface RunCounts {
  command: string
  passed: number
  failed: number
  /** What is counted, where that is no single test. */
  unit?: string
  at: string
}

export interface TestRun extends RunCounts {
  /** An earlier run of more, some of which failed, where neither the same command nor as many ran since. */
  before?: RunCounts
}

/** So many of the newest commands are looked at. */
const mostOutputs = 200

export interface TestRuns {
  /** The newest one. */
  last?: TestRun
  /** Runs that failed although the command ended well: what it was piped into did. */
  hidden: BadResult[]
}

/**
 * What the newest commands printed of tests, and all the runs of those that printed a summary: each of them is counted, or, where only what fails at the
 * end is asked for, those that no run with a good summary is behind.
 */
export function testRuns(scene: Scene, asked: 'all' | 'failing' = 'all'): TestRuns {
  const calls = scene.excerpt.callsNamed('about', (about) => about === 'command').filter(({ head }) => isRun(head))
  const commands = resultsWithCalls(scene, calls)
    .filter(({ result }) => result.rank < 2)
    .toSorted((a, b) => newestFirst(a.result, b.result))
  const runs: TestRuns = { hidden: [] }
  const seen = new Set<number>()
  const tests = new Set<number>()
  const passed = new Set<number>()
  const newer: NewerRun[] = []
  for (const { result, call } of commands) {
    const { key, at, transcript, position, rank } = result
    // A fork has the same runs.
    if (seen.has(key) || passed.has(call.subject) || (seen.size >= mostOutputs && !tests.has(call.subject))) continue
    seen.add(key)
    // Of the others only the last run is asked for, and what failed by itself is known.
    if (tests.has(call.subject) && rank > 0) continue
    const counts = countsOf(scene, result)
    if (!counts) {
      if (rank === 0 && failedBehind(scene, call, outputOf(scene, result)))
        runs.hidden.push({ key, at, denial: '', transcript, position, call })
      continue
    }
    const { failed, unit = 'tests' } = counts
    const run = (): RunCounts => ({
      command: commandInFull(scene, { key, call }),
      passed: counts.passed,
      failed,
      ...(unit !== 'tests' && { unit }),
      at: iso(at),
    })
    const counted = { place: placeOf(scene, call), unit, count: counts.passed + failed }
    if (!runs.last) runs.last = run()
    else if (failed > 0 && !runs.last.before && !tests.has(call.subject) && isUncovered(scene.roots, counted, newer))
      runs.last.before = run()
    newer.push(counted)
    tests.add(call.subject)
    const fails = failed > 0 || (rank === 0 && failedAmong(scene, call, result))
    if (asked === 'failing' && !fails) passed.add(call.subject)
    if (rank === 0 && fails) runs.hidden.push({ key, at, denial: '', transcript, position, call })
  }
  return runs
}

function failedBehind(scene: Scene, call: Row<'calls'>, output: string): boolean {
  const given = commandAt(scene, call)
  return given !== undefined && failedByOutput(given.command, given, output)
}

function failedAmong(scene: Scene, call: Row<'calls'>, result: Row<'results'>): boolean {
  const given = commandAt(scene, call)
  return given !== undefined && failedBeside(given.command, () => outputOf(scene, result))
}

/** A run, by what it may have run again of an older one. */
interface NewerRun {
  place: Place
  unit: string
  count: number
}

/** Whether no newer run of the same kind had as many, and such a run is known: others are not compared. */
const isUncovered = (roots: string[], { place, unit, count }: NewerRun, newer: NewerRun[]): boolean => {
  const alike = newer.filter((each) => each.unit === unit)
  return (
    alike.length > 0 &&
    !alike.some(
      (each) =>
        each.count >= count && [each.place, overAll(each.place)].some((around) => isAround(roots, around, place)),
    )
  )
}

function placeOf(scene: Scene, call: Row<'calls'>): Place {
  const given = commandAt(scene, call) ?? { command: '', roots: scene.roots }
  return placeOfCommand(given.command, given)
}

const isRun = (head: string): boolean => head !== '' && !isShowing(head.split(' ', 1)[0] as string)

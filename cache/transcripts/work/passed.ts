import { commandName, hidesExit, partsThatPass } from '../command.ts'
import { grouped, newestFirst } from '../excerpt.ts'
import type { LinePlace } from '../lines-at.ts'
import type { Row } from '../part.ts'
import { keyOfCommand } from '../recorder.ts'
import { type BadResult, commandAt } from '../results.ts'
import { outputOf } from './calls.ts'
import { passedByOutput } from './judged.ts'
import type { Scene } from './scene.ts'

type Result = Pick<BadResult, 'key' | 'at'> & LinePlace
type Run = { result: Result; call: Row<'calls'> }

/** Whether a result came after another: results of one message are often of one time, and in the order of their lines. */
function isBehind(result: Result, other: Result): boolean {
  if (result.at !== other.at) return result.at > other.at
  return result.transcript === other.transcript && result.position > other.position
}

/** So many of the newest lines are looked at for parts of them. */
const mostLines = 200

/**
 * The newest run of the same thing that ended well behind each of some failures. `hidden`: results that are failures although their command ended
 * well.
 */
export function runsSince(scene: Scene, failures: BadResult[], hidden: Set<number>): Map<BadResult, Run> {
  const newest = new Map<number, Run>()
  const subjects = new Set(failures.flatMap(({ call }) => call?.subject ?? []))
  for (const run of done(scene, scene.excerpt.callsAbout(subjects), scene.window.from)) {
    const other = newest.get(run.call.subject)
    if (!hidden.has(run.result.key) && (!other || newestFirst(run.result, other.result) < 0))
      newest.set(run.call.subject, run)
  }
  const since = new Map<BadResult, Run>()
  for (const failure of failures) {
    const run = newest.get(failure.call?.subject ?? 0)
    if (run && isBehind(run.result, failure)) since.set(failure, run)
  }
  return since
}

/** Which of some failures are no more: `since` then passed, or a line that they are a part of. */
export function passedSince(scene: Scene, failures: BadResult[], since: Map<BadResult, Run>): Set<BadResult> {
  const passed = new Set(
    failures.filter((failure) => {
      const run = since.get(failure)
      return run !== undefined && hasPassed(scene, run)
    }),
  )
  const open = failures.filter((failure) => !passed.has(failure) && failure.call?.about === 'command')
  for (const failure of passedAsParts(scene, open)) passed.add(failure)
  return passed
}

/** What succeeded in the window of calls that were made from some time on. */
function done({ excerpt, window }: Scene, picked: Row<'calls'>[], from: number): Run[] {
  const calls = grouped(picked.filter(({ at }) => at >= from && at < window.to))
  const runs: Run[] = []
  for (const result of excerpt.results(calls)) {
    const all = result.rank === 0 ? (calls.get(result.key) ?? []) : []
    const call = all.find(({ transcript }) => transcript === result.transcript) ?? all[0]
    if (call) runs.push({ result, call })
  }
  return runs
}

/** A command that ends as something else does is judged by what it printed. */
function hasPassed(scene: Scene, { result, call }: Run): boolean {
  if (call.about !== 'command') return true
  const command = commandAt(scene.lines, call, call.key)?.command
  if (command === undefined || !hidesExit(command)) return true
  return passedByOutput(scene, command, outputOf(scene, result))
}

/** Failures of what passed later as a part of a line. */
function passedAsParts(scene: Scene, failures: BadResult[]): BadResult[] {
  const first = Math.min(...failures.map(({ at }) => at))
  if (failures.length === 0) return []
  const subjects = new Map<number, Result[]>()
  const commands = scene.excerpt.callsNamed('about', (about) => about === 'command')
  const lines = done(scene, commands, first)
    .toSorted((a, b) => newestFirst(a.result, b.result))
    .slice(0, mostLines)
  for (const { result, call } of lines)
    for (const part of partsOf(scene, call)) {
      const subject = keyOfCommand(part)
      subjects.set(subject, [...(subjects.get(subject) ?? []), result])
    }
  return failures.filter((failure) =>
    subjects.get(failure.call?.subject ?? 0)?.some((result) => isBehind(result, failure)),
  )
}

/** What passed with a line. Where it ran is not always said by its own words: of what it was not kept as, nothing is known. */
function partsOf({ lines, roots }: Scene, call: Row<'calls'>): string[] {
  const { command, cwd } = commandAt(lines, call, call.key) ?? {}
  if (command === undefined || keyOfCommand(commandName(command, { cwd, roots }).subject) !== call.subject) return []
  return partsThatPass(command, { cwd, roots })
}

import { hidesExit, partsThatPass } from '../command.ts'
import { grouped, newestFirst } from '../excerpt.ts'
import { keyOf } from '../key.ts'
import type { LinePlace } from '../lines-at.ts'
import type { Row } from '../part.ts'
import { type BadResult, commandAt } from '../results.ts'
import { outputOf } from './calls.ts'
import { namesAnError } from './cause.ts'
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
 * Which of some failures are no more: the newest run of the same thing passed, and came after. `hidden`: results that are failures although their
 * command ended well.
 */
export function passedSince(scene: Scene, failures: BadResult[], hidden: Set<number>): Set<BadResult> {
  const { window } = scene
  const subjects = new Set(failures.flatMap(({ call }) => call?.subject ?? []))
  const runs = new Map<number, Run[]>()
  for (const run of done(scene, scene.excerpt.callsAbout(subjects), window.from))
    if (!hidden.has(run.result.key)) runs.set(run.call.subject, [...(runs.get(run.call.subject) ?? []), run])
  const passed = new Set(
    failures.filter((failure) => {
      const [newest] = (runs.get(failure.call?.subject ?? 0) ?? [])
        .filter(({ result }) => isBehind(result, failure))
        .toSorted((a, b) => newestFirst(a.result, b.result))
      return newest !== undefined && hasPassed(scene, newest)
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
  const command = commandAt(scene.lines, call, call.key)
  if (command === undefined || !hidesExit(command)) return true
  const output = outputOf(scene, result)
  const said = /\$\?/.test(command)
    ? /\b(?:exit|rc|ret|status|code)\w*\W{0,3}(\d{1,3})\s*$/im.exec(output)?.[1]
    : undefined
  if (said !== undefined) return said === '0'
  const counts = scene.countTests(output.split('\n'))
  return counts ? counts.failed === 0 : !namesAnError(output)
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
    for (const part of partsThatPass(commandAt(scene.lines, call, call.key) ?? '')) {
      const subject = keyOf(`command\n${part}`)
      subjects.set(subject, [...(subjects.get(subject) ?? []), result])
    }
  return failures.filter((failure) =>
    subjects.get(failure.call?.subject ?? 0)?.some((result) => isBehind(result, failure)),
  )
}

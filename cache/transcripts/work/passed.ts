import { commandName, partsThatPass, untoldIn } from '../command.ts'
import { keyOfCommand } from '../recorder.ts'
import { type BadResult, commandAt } from '../results.ts'
import { writtenIn } from '../written-by-hand.ts'
import { type Branches, branchesIn } from './branches.ts'
import { inputOf, isOpen } from './calls.ts'
import { passesFewer, seenToPass } from './judged.ts'
import { begunAs, byBeginning, done, newestCommands, type Run } from './runs.ts'
import type { Scene } from './scene.ts'
import { passedInWider } from './wider.ts'

/** Whether a run began after a failed one, whenever it was told how each of them ended: it is the later one that saw the repair. */
const isBehind = (run: Run, failure: BadResult): boolean => byBeginning(run, begunAs(failure)) > 0

/** So many of the newest runs of a thing are looked at. */
const mostRuns = 20

/**
 * The newest runs of the same thing that ended well, as far as their exit status says, behind each of some failures; the newest first. `hidden`:
 * results that are failures although their command ended well.
 */
export function runsSince(scene: Scene, failures: BadResult[], hidden: Set<number>): Map<BadResult, Run[]> {
  const subjects = new Set(failures.flatMap(({ call }) => call?.subject ?? []))
  const runs = new Map<number, Run[]>()
  for (const run of done(scene, scene.excerpt.callsAbout(subjects), scene.window.from))
    if (!hidden.has(run.result.key)) runs.set(run.call.subject, [...(runs.get(run.call.subject) ?? []), run])
  const since = new Map<BadResult, Run[]>()
  for (const failure of failures) {
    const behind = (runs.get(failure.call?.subject ?? 0) ?? []).filter((run) => isBehind(run, failure))
    if (behind.length > 0)
      since.set(
        failure,
        behind.toSorted((a, b) => byBeginning(b, a)),
      )
  }
  return since
}

/** Which of some failures are no more: of a later run of the same, or of a line that they are a part of, it was seen that it passed. */
export function passedSince(scene: Scene, failures: BadResult[], since: Map<BadResult, Run[]>): Set<BadResult> {
  const branches = branchesIn(scene, Math.min(scene.window.from, ...failures.map(({ at }) => at)))
  const passed = new Set(failures.filter((failure) => hasPassed(scene, branches, failure, since.get(failure) ?? [])))
  const open = () => failures.filter((failure) => !passed.has(failure) && failure.call?.about === 'command')
  let commands: Run[] | undefined
  const later = (failure: BadResult) => {
    commands ??= newestCommands(scene, scene.window.from)
    return commands.filter((run) => isBehind(run, failure))
  }
  for (const failure of editedSince(scene, branches, failures, passed, later)) passed.add(failure)
  for (const failure of passedAsParts(scene, branches, open())) passed.add(failure)
  for (const failure of passedInWider(scene, branches, open(), later)) passed.add(failure)
  return passed
}

/** Failed edits of files that were changed behind them all the same: by another tool for edits, or a command that writes them. */
function editedSince(
  scene: Scene,
  branches: Branches,
  failures: BadResult[],
  passed: Set<BadResult>,
  later: (failure: BadResult) => Run[],
): BadResult[] {
  const open = failures.filter((failure) => failure.call?.about === 'file' && !passed.has(failure))
  if (open.length === 0) return []
  const edits = scene.excerpt.edits()
  const wanted = open.filter(({ key }) => edits.has(key))
  const paths = new Set(wanted.flatMap(({ key }) => [...(edits.get(key) ?? [])]))
  const keys = new Set([...edits].flatMap(([key, of]) => ([...of].some((path) => paths.has(path)) ? [key] : [])))
  const runs = done(scene, [...scene.excerpt.calls(keys).values()].flat(), scene.window.from)
  return wanted.filter((failure) =>
    [...(edits.get(failure.key) ?? [])].every((path) => {
      const changes = (run: Run) => isBehind(run, failure) && branches.covers(failure, run)
      return (
        runs.some((run) => edits.get(run.call.key)?.has(path) && changes(run)) ||
        later(failure).some((run) => writesTo(scene, run, path) && changes(run))
      )
    }),
  )
}

function writesTo(scene: Scene, run: Run, path: string): boolean {
  const given = commandAt(scene, run.call)
  return given !== undefined && !isOpen(scene, run.result) && writtenIn(given.command, given).has(path)
}

/** What a call is the same as, besides what it is kept as: that is all of a command and of what is done to a file, and of other tools only their name. */
export const wholeInput = (scene: Scene, { call }: Pick<BadResult, 'call'>): string | undefined =>
  call === undefined || call.about === 'command' || call.about === 'file' ? '' : inputOf(scene, call)

/** By the newest run there of which it can be told. */
function hasPassed(scene: Scene, branches: Branches, failure: BadResult, runs: Run[]): boolean {
  const input = wholeInput(scene, failure)
  for (const run of runs.slice(0, mostRuns)) {
    if (wholeInput(scene, run) !== input) continue
    const passed = seenToPass(scene, run)
    if (
      passed !== undefined &&
      branches.covers(failure, run) &&
      (!passed || (tellsAll(scene, failure, run) && !passesFewer(scene, failure, run)))
    )
      return passed
  }
  return false
}

/** Whether a run says how each command of its line ended whose end the failed line said: `a; b` does not say it of `a`, and `a && b` does. */
function tellsAll(scene: Scene, failure: BadResult, { call }: Run): boolean {
  const later = call.about === 'command' ? commandAt(scene, call) : undefined
  const untold = later ? [...untoldIn(later.command)] : []
  if (untold.length === 0 || !failure.call) return true
  const before = untoldIn(commandAt(scene, failure.call)?.command ?? '')
  return untold.every((at) => before.has(at))
}

/** Failures of what passed later as a part of a line. */
function passedAsParts(scene: Scene, branches: Branches, failures: BadResult[]): BadResult[] {
  const first = Math.min(...failures.map(({ at, call }) => call?.at ?? at))
  if (failures.length === 0) return []
  const parts = new Map<number, (Run & { branch: string | undefined })[]>()
  for (const run of newestCommands(scene, first))
    for (const { subject, branch } of partsOf(scene, run)) {
      const key = keyOfCommand(subject)
      parts.set(key, [...(parts.get(key) ?? []), { ...run, branch }])
    }
  return failures.filter((failure) =>
    parts
      .get(failure.call?.subject ?? 0)
      ?.some((part) => isBehind(part, failure) && branches.covers(failure, part, part.branch)),
  )
}

/** What passed with a line. Where it ran is not always said by its own words: of what it was not kept as, nothing is known. */
function partsOf(scene: Scene, { result, call }: Run): ReturnType<typeof partsThatPass> {
  const given = commandAt(scene, call)
  if (!given || keyOfCommand(commandName(given.command, given).subject) !== call.subject) return []
  const parts = partsThatPass(given.command, given)
  return parts.length > 0 && isOpen(scene, result) ? [] : parts
}

import { isAtOrBelow } from '../../prefix.ts'
import { beginsBranch, branchesOf, placeOfCommand } from '../command.ts'
import { type HookChange, hookChangesIn, runsHooks } from '../hooks.ts'
import { isJoined } from '../joined.ts'
import type { Move } from '../move.ts'
import { movesIn } from '../moves.ts'
import type { Row } from '../part.ts'
import { aside, nameOfBranch, type Place } from '../place.ts'
import { type BadResult, commandAt } from '../results.ts'
import { outputOf } from './calls.ts'
import { begunAs, byBeginning, newestCommands, type Run } from './runs.ts'
import { type Scene, since } from './scene.ts'
import { isOfGit, kindOf } from './worst-first.ts'

export interface Branches {
  /** Whether what a run passed on says something of what failed: it is the same branch, or one that was begun there since, and its files are still there. `branch`: that of a part of it. */
  covers(failure: BadResult, run: Run, branch?: string | undefined): boolean
}

/** So many of the newest commands are looked at. */
const mostCommands = 2000

type Moved = Run & { move: Move; command: string }

/** What git had checked out when commands ran, from some time on. That another tree passes says nothing of this one. */
export function branchesIn(scene: Scene, from: number): Branches {
  const { roots } = scene
  let known: Moved[] | undefined
  /** What was put in the place of the files that were there, the newest first. */
  const moves = () => {
    known ??= newestCommands(since(scene, from), from, mostCommands, 1).flatMap((run) => movesOf(scene, run))
    return known
  }
  /** Whether changes had been put aside (`git stash`), or the history was being searched, when a call was made. */
  const isAside = (call: Row<'calls'>) => {
    const by = moves().find(
      ({ result, call: { transcript }, command }) =>
        transcript === call.transcript &&
        result.at <= call.at &&
        result.position < call.position &&
        /\bgit\b.* (?:stash|bisect)\b/.test(command),
    )
    const given = commandAt(scene, by?.call)
    return given !== undefined && (branchesOf(given.command, given).behind?.endsWith(aside) ?? false)
  }
  let hooks: (Run & HookChange)[] | undefined
  /** Whether what failed in a line that runs hooks passed while they were left out. */
  const isWithoutHooks = (failure: BadResult, run: Run) => {
    const failed = commandAt(scene, failure.call)
    if (!failed || !runsHooks(failed.command)) return false
    const here = placeOfCommand(failed.command, failed)
    hooks ??= newestCommands(since(scene, from), from, mostCommands).flatMap((each) => {
      const given = commandAt(scene, each.call)
      const changes = given ? hookChangesIn(given.command, given) : []
      return changes.map((change) => ({ ...each, ...change })).toReversed()
    })
    return hooks
      .filter(
        (each) =>
          byBeginning(each, begunAs(failure)) > 0 && byBeginning(each, run) < 0 && isOneTree(roots, each.place, here),
      )
      .reduceRight((areAside, { does }) => (does === 'turn' ? !areAside : does === 'aside'), false)
  }
  const branchOf = (call: Row<'calls'>) => {
    const given = commandAt(scene, call)
    return given && branchesOf(given.command, given).branch
  }
  const isBegun = (failure: BadResult, { call }: Run, before: string | undefined, then: string) =>
    moves().some(
      (each) =>
        each.result.at >= failure.at &&
        each.call.at <= call.at &&
        each.call.key !== call.key &&
        beginsBranch(each.command, then, before),
    )
  /** What was done where a run was, since the failure: behind the run, and before it, the newest first. */
  const movesAround = (failure: BadResult, run: Run) => {
    const given = commandAt(scene, run.call)
    const here = given && placeOfCommand(given.command, given)
    const all = moves().filter(
      (each) => byBeginning(each, begunAs(failure)) > 0 && (!here || isOneTree(roots, each.move.place, here)),
    )
    const behind = all.filter((each) => isLater(each, run))
    return { behind, between: all.filter((each) => !behind.includes(each)) }
  }
  type Around = ReturnType<typeof movesAround>
  /** Whether what failed on one branch was put into another one, where the run was. */
  const isPutInto = ({ between }: Around, before: string | undefined, then: string | undefined) =>
    before !== undefined &&
    then !== undefined &&
    before !== then &&
    isJoined(between.map(({ move }) => move).toReversed(), before, then)
  /** Whether the files that a run saw are still there at the end, as far as the commands say. */
  const isStill = (
    { behind, between }: Around,
    before: string | undefined,
    then: string | undefined,
    isPut: boolean,
  ) => {
    const switched = between.find(({ move: { does } }) => does === 'switch')?.move
    if (before === 'HEAD' && then === 'HEAD' && switched) return false
    const isElsewhere = !isPut && (before !== then || (switched !== undefined && switched.target !== then))
    const isBegunHere = between.some(({ move: { does } }) => does === 'begin')
    return !behind.some(({ move: { does, place } }, at) => {
      if (does === 'exchange')
        return place.branch === undefined || then === undefined || nameOfBranch(place.branch) === then
      // What was committed on a branch stays there.
      return does === 'switch' && (isElsewhere || (isBegunHere && [...behind.slice(at), ...between].some(isCommit)))
    })
  }
  return {
    covers(failure, run, part) {
      const { call } = failure
      if (call?.about !== 'command') return true
      const [before, then] = [branchOf(call), part ?? branchOf(run.call)]
      if ((isAside(run.call) && !isAside(call)) || isWithoutHooks(failure, run)) return false
      // Not every agent says it: then only what the lines themselves check out is known.
      const around = movesAround(failure, run)
      const isPut = isPutInto(around, before, then)
      const isIts =
        before === then ||
        isPut ||
        then === undefined ||
        (before === undefined && then === commandAt(scene, run.call)?.branch) ||
        isBegun(failure, run, before, then)
      // What git did, and what was released, is done, whatever is checked out later.
      const isDone = isOfGit(call.head) || kindOf(call.head.split(' ')) === 'releases'
      return isIts && (isDone || isStill(around, before, then, isPut))
    },
  }
}

const isCommit = ({ move: { does } }: Moved): boolean => does === 'commit'

/** A line that failed may have done some of it. */
function movesOf(scene: Scene, run: Run): Moved[] {
  const given = commandAt(scene, run.call)
  if (!given) return []
  const moves = movesIn(given.command, given, () => outputOf(scene, run.result))
  if (moves.length === 0) return []
  const hasFailed = run.result.rank > 0 && !/CONFLICT/.test(outputOf(scene, run.result))
  if (hasFailed && !/&&|;|\n|\|\|/.test(given.command)) return []
  return moves
    .map((move) => ({ ...run, move: hasFailed ? { ...move, joins: [] } : move, command: given.command }))
    .toReversed()
}

/** Whether two places are, as far as is known, in one of the project's work trees. */
const isOneTree = (roots: string[], one: Place, other: Place): boolean => {
  const [a, b] = [one, other].map(({ directory }) => roots.findLast((root) => isAtOrBelow(directory, root)))
  return a === b
}

const isLater = (each: Moved, run: Run): boolean =>
  each.call.key === run.call.key ? each.move.isBehind : byBeginning(each, run) > 0

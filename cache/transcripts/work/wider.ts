import { type Ran, ranIn } from '../command.ts'
import { covers, pushedBranch, skipsHooks } from '../covering.ts'
import { isAround } from '../place.ts'
import { type BadResult, commandAt } from '../results.ts'
import { asScript, isOnePackage, withInner } from './also-run.ts'
import type { Branches } from './branches.ts'
import { countsOf, isOpen, outputOf } from './calls.ts'
import { branchOfEnd, givesUp, mayConflict, resolves, saysConflict } from './conflicts.ts'
import { passesFewer, ranNone, seenToPass } from './judged.ts'
import { byBeginning, type Run } from './runs.ts'
import type { Scene } from './scene.ts'
import { kindOf } from './worst-first.ts'

/** Failures of what passed later in a wider run of the same runner, was pushed by another command, or ended by one that goes on behind a conflict. */
export function passedInWider(
  scene: Scene,
  branches: Branches,
  failures: BadResult[],
  later: (failure: BadResult) => Run[],
): BadResult[] {
  const known = new Map<Run, Ran[]>()
  const passedOf = (run: Run) => {
    const passed = known.get(run) ?? passedIn(scene, run)
    known.set(run, passed)
    return passed
  }
  return failures.filter((failure) => {
    const failed = failedIn(scene, failure)
    const isConflict = saysConflict(outputOf(scene, failure))
    const runs = failed.length > 0 ? later(failure) : []
    return (
      runs.length > 0 &&
      failed.every((narrow) => {
        const same = asScript(scene, narrow)
        return runs.some((run) =>
          passedOf(run).some(
            (then) =>
              (same.some((each) => isCovered(scene, each, then)) &&
                branches.covers(failure, run, then.branch) &&
                !passesFewer(scene, failure, run)) ||
              (isConflict &&
                resolves(narrow, then) &&
                branches.covers(failure, run, branchOfEnd(narrow, then)) &&
                !runs.some((each) => byBeginning(each, run) <= 0 && givesUp(textOf(scene, each)))),
          ),
        )
      })
    )
  })
}

const textOf = (scene: Scene, { call }: Run): string => commandAt(scene, call)?.command ?? ''

function isCovered({ roots }: Scene, narrow: Ran, wide: Ran): boolean {
  const isThere = [isAround, isOnePackage].some((is) => is(roots, wide.where, narrow.where))
  if (!isThere || narrow.setting !== wide.setting) return false
  const pushed = pushedBranch(narrow.words, narrow.branch)
  if (pushed !== undefined && skipsHooks(wide.words) && !skipsHooks(narrow.words)) return false
  if (pushed !== undefined) return pushed === pushedBranch(wide.words, wide.branch)
  return kindOf(wide.typed) !== 'others' && kindOf(wide.typed) !== 'releases' && covers(wide.words, narrow.words)
}

/** What may have failed in a line: each command that it is named by, or the tests at its end alone where it says that some failed. */
function failedIn(scene: Scene, failure: BadResult): Ran[] {
  const all = ranOf(scene, failure.call)
  // What stands before a conflict passed.
  const ran = saysConflict(outputOf(scene, failure)) ? all.slice(Math.max(all.findIndex(mayConflict), 0)) : all
  const last = ran.at(-1)
  if (ran.length < 2 || !last || kindOf(last.typed) !== 'tests') return ran
  const counts = countsOf(scene, failure)
  return counts && counts.failed > 0 ? [last] : ran
}

/** How runners say that they did not run all that they found. */
const leavesSomeOut = (scene: Scene, run: Run): boolean =>
  /\b[1-9]\d* (?:excluded|deselected)\b/.test(outputOf(scene, run.result)) || ranNone(scene, run)

/** What was seen to pass in a line that ended well. */
function passedIn(scene: Scene, run: Run): Ran[] {
  if (isOpen(scene, run.result) || leavesSomeOut(scene, run)) return []
  const ran = ranOf(scene, run.call)
  if (ran.some(({ isSure }) => isSure))
    return ran.filter(({ isSure }) => isSure).flatMap((each) => withInner(scene, each))
  return ran.length === 1 && seenToPass(scene, run) ? ran : []
}

function ranOf(scene: Scene, call: BadResult['call']): Ran[] {
  const given = commandAt(scene, call)
  return given ? ranIn(given.command, given) : []
}

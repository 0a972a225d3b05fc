import { beginsBranch, branchesOf, simpleCommands } from '../command.ts'
import { newestFirst } from '../excerpt.ts'
import type { Row } from '../part.ts'
import { withoutChanges } from '../place.ts'
import { type BadResult, commandAt } from '../results.ts'
import { done, type Run } from './runs.ts'
import type { Scene } from './scene.ts'

export interface Branches {
  /** Whether what a run passed on says something of what failed: it is the same branch, or one that was begun there since. `branch`: that of a part of it. */
  covers(failure: BadResult, run: Run, branch?: string | undefined): boolean
}

/** So many of the commands of git's are looked at. */
const mostCommands = 200

/** What git had checked out when commands of a scene ran. That another branch passes says nothing of this one, and as little that it passes without its changes. */
export function branchesIn(scene: Scene): Branches {
  const { lines, roots, excerpt, window } = scene
  let known: Run[] | undefined
  const commandsOfGit = () => {
    known ??= done(
      scene,
      excerpt.callsNamed('head', (head) => /^git(?: |$)/.test(head)),
      window.from,
    )
      .toSorted((a, b) => newestFirst(a.result, b.result))
      .slice(0, mostCommands)
    return known
  }
  /** Whether changes had been put aside (`git stash`) when a call was made. */
  const isStashed = (call: Row<'calls'>) => {
    const last = commandsOfGit().find(
      ({ result, call: { head, transcript } }) =>
        head === 'git stash' &&
        transcript === call.transcript &&
        result.at <= call.at &&
        result.position < call.position,
    )
    const given = last && commandAt(lines, last.call, last.call.key)
    return given !== undefined && isWithoutChanges(branchesOf(given.command, { ...given, roots }).behind)
  }
  /** Whether a run saw files that were put in the place of others before it, and taken back behind it. */
  const sawOthers = (failure: BadResult, { call, result }: Run) => {
    const before = commandsOfGit().filter((each) => each.call.at >= failure.at && each.result.at <= call.at)
    const behind = commandsOfGit().filter((each) => each.call.at >= result.at && each.call.key !== call.key)
    const typed = (runs: Run[]) =>
      runs.flatMap((each) =>
        simpleCommands(commandAt(lines, each.call, each.call.key)?.command ?? '').map((words) =>
          words.map(({ text }) => text).join(' '),
        ),
      )
    return exchanges.some(
      ([away, back]) => typed(before).some((each) => away.test(each)) && typed(behind).some((each) => back.test(each)),
    )
  }
  const branchOf = (call: Row<'calls'>) => {
    const given = commandAt(lines, call, call.key)
    return given && branchesOf(given.command, { ...given, roots }).branch
  }
  return {
    covers(failure, run, part) {
      const { call } = failure
      if (call?.about !== 'command') return true
      const [before, then] = [branchOf(call), part ?? branchOf(run.call)]
      if ((isStashed(run.call) && !isStashed(call)) || sawOthers(failure, run)) return false
      // Not every agent says it: then only what the lines themselves check out is known.
      if (before === then || then === undefined) return true
      if (before === undefined && then === commandAt(lines, run.call, run.call.key)?.branch) return true
      return commandsOfGit().some(
        (each) =>
          each.result.at >= failure.at &&
          each.call.at <= run.call.at &&
          beginsBranch(commandAt(lines, each.call, each.call.key)?.command ?? '', then, before),
      )
    },
  }
}

/** How git puts other files in the place of those that are there, and how these come back. */
const exchanges: [away: RegExp, back: RegExp][] = [
  [
    /^git (?:checkout (?!HEAD )\S+ -- |restore .*(?:--source|-s\b))/,
    /^git (?:checkout (?:HEAD )?(?:--|\.)|restore|reset --hard|stash)/,
  ],
  [/^git (?:checkout (?:HEAD )?(?:-- |\.)|restore|reset --hard)/, /^git (?:apply|am|stash (?:pop|apply))\b/],
  [
    /^git (?:checkout|switch) (?:--detach|(?:-[bBcC] \S+ )?(?:\S*[~^]\d*|[0-9a-f]{7,40})$)/,
    /^git (?:checkout|switch) (?:-$|[^-])/,
  ],
]

const isWithoutChanges = (branch: string | undefined): boolean => branch?.endsWith(withoutChanges) ?? false

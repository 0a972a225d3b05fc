import { commandName } from '../command.ts'
import { rowsWhere } from '../part.ts'
import { partsOfTranscript } from '../parts.ts'
import { type BadResult, commandAt } from '../results.ts'
import { shownCommands } from '../shown-commands.ts'
import { wordList } from '../word-list.ts'
import type { Scene } from './scene.ts'
import { isCheck } from './worst-first.ts'

/** Words of commands whose work is not there until they pass. */
const lasting = new Set(
  wordList('commit merge rebase cherry-pick revert am pull migrate migration migrations apply upgrade up install ci'),
)

/**
 * Whether somebody will run a failed command again: it checks, releases or changes something that lasts, or was run more than once. A slip of the moment
 * (`cat missing.txt`, a tool of the agent's own) is of the day on which it happened.
 */
export function isRunAgain(scene: Scene, { call }: BadResult): boolean {
  if (call?.about !== 'command') return false
  if (isCheck(call.head)) return true
  const given = commandAt(scene, call)
  const name = given ? commandName(given.command, given).text : call.head
  return isCheck(name) || shownCommands(name).some(isLasting) || runsOf(scene, call) > 1
}

const isLasting = (step: string): boolean =>
  step
    .split(' ')
    .slice(0, 4)
    .some((word) => lasting.has(word) || word.split(':').some((part) => lasting.has(part)))

function runsOf({ db }: Scene, { transcript, subject }: NonNullable<BadResult['call']>): number {
  const runs = partsOfTranscript(db, transcript).flatMap((part) => [
    ...rowsWhere(part, 'calls', 'subject', (each) => each === subject),
  ])
  return new Set(runs.map(({ key }) => key)).size
}

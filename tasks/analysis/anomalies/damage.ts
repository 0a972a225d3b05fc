import type { BackwardJump, Listed, UnreadableLine } from '../../../cache/audit/audit-log.ts'
import { iso } from '../../../cache/window.ts'
import { firstNames, plural } from '../../../templates/words.ts'

/** What says its time is named by it, so that it is the same from a log and from a store. */
const unreadableInWords = ({ file, line, at, reason }: UnreadableLine): string =>
  `${at === undefined ? `${file}:${line}` : iso(at)} (${reason})`

/** A log that is damaged needs no history to be unusual: lines that do not parse as a decision, and a clock that went back. */
export function damageOf(
  unreadable: Listed<UnreadableLine>,
  backwardJumps: Listed<BackwardJump>,
): { kind: 'data'; detail: string }[] {
  const named = <Item>({ total, first }: Listed<Item>, name: (item: Item) => string) =>
    firstNames(first.map(name), first.length, total)
  const lines = named(unreadable, unreadableInWords)
  const jumps = named(
    backwardJumps,
    ({ file, line, at, before }) => `${file}:${line} (${iso(at)} is behind ${iso(before)})`,
  )
  return [
    ...(unreadable.total > 0
      ? [{ kind: 'data' as const, detail: `${plural(unreadable.total, 'unreadable line')}: ${lines}` }]
      : []),
    ...(backwardJumps.total > 0
      ? [
          {
            kind: 'data' as const,
            detail: `the clock of the log goes back ${plural(backwardJumps.total, 'time')}: ${jumps}`,
          },
        ]
      : []),
  ]
}

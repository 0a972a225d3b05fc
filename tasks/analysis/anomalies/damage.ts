import type { BackwardJump, Listed, UnreadableLine } from '../../../cache/audit/audit-log.ts'
import { iso } from '../../../cache/window.ts'
import { firstNames, plural } from '../../../templates/words.ts'

/** A log that is damaged needs no history to be unusual: lines that do not parse as a decision, and a clock that went back. */
export function damageOf(
  unreadable: Listed<UnreadableLine>,
  backwardJumps: Listed<BackwardJump>,
): { kind: 'data'; detail: string }[] {
  const named = <Item>({ total, first }: Listed<Item>, name: (item: Item) => string) =>
    firstNames(first.map(name), first.length, total)
  const lines = named(unreadable, ({ file, line, reason }) => `${file}:${line} (${reason})`)
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

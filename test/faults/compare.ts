import type { Snapshot } from './snapshot.ts'

/** What is wrong after a trial: how, and in a sentence. */
export interface Problem {
  how: 'lost' | 'different' | 'left over' | 'answer'
  what: string
}

/** What differs from what a run leaves that nothing broke. */
export function compare(reference: Snapshot, found: Snapshot): Problem[] {
  const problems: Problem[] = found.leftOver.map((what) => ({ how: 'left over', what }))
  const is = entriesOf(found)
  for (const [what, was] of entriesOf(reference)) {
    const now = is.get(what)
    is.delete(what)
    if (now === undefined) problems.push({ how: 'lost', what: `${what} is missing` })
    else if (now !== was) problems.push({ how: 'different', what: `${what}: ${firstDifference(was, now)}` })
  }
  for (const what of is.keys()) problems.push({ how: 'left over', what: `${what} should not be there` })
  return problems
}

function entriesOf({ files, tables }: Snapshot): Map<string, string> {
  const entries = new Map(files)
  for (const [table, rows] of tables) {
    const sorted = rows.map((row) => JSON.stringify(row)).sort()
    entries.set(`table ${table}`, sorted.join('\n'))
  }
  return entries
}

function firstDifference(was: string, is: string): string {
  let at = 0
  while (at < was.length && was[at] === is[at]) at++
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))
  return `${around(is)} in place of ${around(was)}`
}

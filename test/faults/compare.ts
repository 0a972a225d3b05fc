import { type Row, rowWithoutFile, type Snapshot } from './snapshot.ts'

/** What is wrong after a trial: how, and in a sentence. */
export interface Problem {
  how: 'lost' | 'different' | 'left over' | 'answer'
  what: string
}

/** What differs from what a run leaves that nothing broke. */
export function compare(reference: Snapshot, found: Snapshot, { furtherRun = false, anew = false } = {}): Problem[] {
  const compared = (snapshot: Snapshot) => (anew ? latestOnly(snapshot) : snapshot)
  const entriesOf = (snapshot: Snapshot) => entries(compared(snapshot), furtherRun ? withoutDeeds : (row) => row)
  const problems: Problem[] = compared(found).leftOver.map((what) => ({ how: 'left over', what }))
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

const marker = '.claude/session-complete.marker'

/** What is left for the next session: the marker, the set that it names and the sessions, without the numbers of the names; and what is not bookend's. */
function latestOnly({ files, tables, leftOver }: Snapshot): Snapshot {
  const { recovery_doc: letter = 'none' } = JSON.parse(files.get(marker) ?? '{}')
  const set = [letter, letter.replace(/md$/, 'html')]
  const plain = (text: string) => text.replace(/(SESSION_CLOSEDOWN_\d{4}-\d\d-\d\d)-\d+/g, '$1')
  const kept = [...files].filter(
    ([path]) => set.includes(path) || !(path.includes('SESSION_CLOSEDOWN') || path === '.claude/handoffs'),
  )
  const sessions = (tables.get('sessions') ?? []).map((row) => JSON.parse(plain(JSON.stringify(row))))
  return {
    files: new Map(kept.map(([path, text]) => [plain(path), plain(text)])),
    tables: new Map([['sessions', sessions]]),
    // What a killed run was about to write, under a name that nothing else gets.
    leftOver: leftOver.filter((what) => !what.startsWith(rowWithoutFile)),
  }
}

/**
 * A report without what only the run that did it can say of itself, and one that found it done cannot: the actions of its steps, the rules that it wrote
 * and the check that counts them. Its window ends when it began, or a millisecond behind the session's start, where that is the same moment of a clock that
 * stands still.
 */
function withoutDeeds(row: Row): Row {
  if (typeof row.report !== 'string') return row
  const { session, tasks, sync, checks, ...report } = JSON.parse(row.report) as Report
  const plain = {
    ...report,
    session: { ...session, to: 'then' },
    tasks: tasks.map((task) => ({ ...task, actions: [] })),
    sync: { ...sync, written: [] },
    checks: checks.map(({ id, verdict, reason }) => ({ id, verdict, reason: id === 'sync' ? '' : reason })),
  }
  return { ...row, report: JSON.stringify(plain) }
}

interface Report {
  session: object
  tasks: object[]
  sync: object
  checks: { id: string; verdict: string; reason?: string }[]
}

function entries({ files, tables }: Snapshot, plain: (row: Row) => Row): Map<string, string> {
  const entries = new Map(files)
  for (const [table, rows] of tables) {
    const sorted = rows.map((row) => JSON.stringify(plain(row))).sort()
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

import { dialectOf } from '../dialects.ts'
import { keyOf } from '../recorder.ts'
import { settledChange, type TodoChange, type TodoEntry } from '../todo.ts'
import { type Mark, read, type Scene } from './scene.ts'

/** So many of the newest changes are looked at. */
const mostChanges = 2000

/** The changes of the lists of sessions that have one in the window, with those before it: they say what a task is. */
export function todoEntries(scene: Scene): TodoEntry[] {
  const { db, window } = scene
  const rows = db
    .prepare(
      `SELECT m.at_ms AS at, m.transcript, m.position, CAST(m.key AS TEXT) AS line, t.agent_session AS session,
              json_extract(t.state, '$.subagent') AS subagent
       FROM transcript_marks AS m JOIN transcripts AS t ON t.id = m.transcript
       WHERE m.kind = 'todo' AND m.at_ms < ? AND t.agent_session IN
         (SELECT agent_session FROM transcript_marks JOIN transcripts ON transcripts.id = transcript
          WHERE kind = 'todo' AND at_ms >= ? AND at_ms < ?)
       ORDER BY m.at_ms DESC, m.position DESC, m.transcript DESC LIMIT ?`,
    )
    .all(window.to, window.from, window.to, mostChanges) as (Mark & {
    line: string
    session: string
    subagent: number | null
  })[]
  const asked = new Map<string, { change: TodoChange; row: (typeof rows)[number]; sidechain: boolean }>()
  const entries: TodoEntry[] = []
  const add = (row: (typeof rows)[number], change: TodoChange | undefined, at = row.at) => {
    if (!change) return
    const { session, transcript, line } = row
    entries.push({ session, transcript, line, at, change, counts: at >= window.from })
  }
  for (const row of rows.toReversed()) {
    const line = scene.lines.at(row)
    if (!line) continue
    const { quotes, reader } = dialectOf(line.agent)
    const reduced = reader('', {})(line.value)
    for (const part of quotes.todos(line.value)) {
      const call = 'call' in part ? `${row.session}\n${part.call}` : undefined
      if ('call' in part && call)
        asked.set(call, { change: part.change, row, sidechain: reduced.sidechain || row.subagent === 1 })
      else if ('result' in part) {
        const known = asked.get(`${row.session}\n${part.result}`)
        asked.delete(`${row.session}\n${part.result}`)
        const done =
          !part.refused && reduced.results.some((result) => result.id === part.result && result.outcome === 'done')
        const change = done ? settledChange(known?.change, part.change, part.created) : undefined
        if (change && !(reduced.sidechain && 'list' in change)) add(row, change)
      } else if ('change' in part) add(row, part.change)
    }
  }
  // Calls whose result says nothing of the list hold where they succeeded.
  for (const [id, { change, row, sidechain }] of asked) {
    const result = sidechain && 'list' in change ? undefined : successOf(scene, keyOf(id.slice(id.indexOf('\n') + 1)))
    if (result) add(row, settledChange(change, undefined, result.created), result.at)
  }
  return entries.toSorted((a, b) => a.at - b.at)
}

/** When a call succeeded, and what its result says of the id of a new task. */
function successOf(scene: Scene, key: bigint): { at: number; created?: string } | undefined {
  const row = scene.db
    .prepare(
      `SELECT at_ms AS at, transcript, position, MAX(rank) AS rank FROM transcript_results WHERE key = ? AND at_ms < ?
       GROUP BY key`,
    )
    .get(key, scene.window.to) as (Mark & { rank: number }) | undefined
  if (!row || row.rank > 0) return undefined
  const parts = read(scene, row, (quotes, value) => quotes.todos(value)) ?? []
  const created = parts.flatMap((part) =>
    'result' in part && keyOf(part.result) === key ? (part.created ?? []) : [],
  )[0]
  return { at: row.at, ...(created && { created }) }
}

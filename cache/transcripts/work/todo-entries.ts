import type { Database } from '../../database.ts'
import { words } from '../../settled.ts'
import { dialectOf } from '../dialects.ts'
import { asKnown, grouped, newestFirst } from '../excerpt.ts'
import { keyOf } from '../key.ts'
import { type Part, type Row, rowsOf } from '../part.ts'
import { partsOfSession, partsOfTranscript } from '../parts.ts'
import { type GoesOn, settledChange, type TodoChange, type TodoEntry } from '../todo.ts'
import type { Before } from './before.ts'
import { read, type Scene } from './scene.ts'

/** So many of the newest changes are looked at. */
const mostChanges = 2000

/** The changes of the lists of sessions in the window and of those before it: they say what a task is, and what was pending then. */
export function todoEntries(scene: Scene, before: Before): TodoEntry[] {
  const { db, window, excerpt } = scene
  const sessions = new Set([...excerpt.marks().sessions('todo'), ...before.sessions, ...before.earlier])
  // Of those in the window it is known already what they have.
  const parts = asKnown(
    [...sessions].flatMap((session) => partsOfSession(db, session)),
    excerpt.parts,
  )
  const rows = parts
    .flatMap((part) => rowsOf(part, 'marks', { from: Number.NEGATIVE_INFINITY, to: window.to }))
    .filter(({ kind }) => kind === 'todo')
    .toSorted(newestFirst)
    .slice(0, mostChanges)
  const subagents = subagentsAmong(db)
  const asked = new Map<string, { change: TodoChange; row: (typeof rows)[number]; sidechain: boolean }>()
  const entries: TodoEntry[] = []
  let isGone = false
  const add = (row: (typeof rows)[number], change: TodoChange | undefined, at = row.at) => {
    if (!change) return
    const { session, transcript, key } = row
    const earlier = before.earlier.has(session)
    entries.push({ session, transcript, line: key, at, change, counts: at >= window.from, earlier })
  }
  for (const row of rows.toReversed()) {
    const line = scene.lines.at(row)
    isGone ||= !line
    if (!line) continue
    const { reduced } = line
    for (const part of dialectOf(line.agent).quotes.todos(line.value)) {
      const call = 'call' in part ? `${row.session}\n${part.call}` : undefined
      if ('call' in part && call)
        asked.set(call, { change: part.change, row, sidechain: reduced.sidechain || subagents.has(row.transcript) })
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
  const results = asked.size > 0 ? grouped(resultsBefore(parts, scene)) : new Map<number, Row<'results'>[]>()
  for (const [id, { change, row, sidechain }] of asked) {
    const result =
      sidechain && 'list' in change ? undefined : successOf(scene, results.get(keyOf(id.slice(id.indexOf('\n') + 1))))
    if (result) add(row, settledChange(change, undefined, result.created), result.at)
  }
  return [...entries, ...(isGone ? ofLetter(before, entries) : [])].toSorted((a, b) => a.at - b.at)
}

/** What the letter before says is pending and no transcript names that is still there. */
function ofLetter({ letter }: Before, entries: TodoEntry[]): TodoEntry[] {
  const named = namedIn(entries)
  return (letter?.pending ?? [])
    .filter(({ text }) => !named.has(words(text)))
    .map(({ text, since }) => {
      const change = { task: text, text, status: 'pending' }
      return { session: '', transcript: 0, line: 0, at: Date.parse(since), change, counts: false, earlier: true }
    })
}

/** The texts of all to-dos, as they are compared. */
export const namedIn = (entries: TodoEntry[]): Set<string> =>
  new Set(entries.flatMap(({ change }) => textsOf(change).map(words)))

function textsOf(change: TodoChange): string[] {
  if ('list' in change) return change.list.map(([text]) => text)
  if ('tasks' in change) return change.tasks.map(([, text]) => text)
  return change.text === undefined ? [] : [change.text]
}

/** Transcripts that went on are those with an answer of their own. */
export const goesOnIn =
  ({ db, window }: Scene): GoesOn =>
  (transcript, other, since) => {
    const answers = (of: number) => partsOfTranscript(db, of).flatMap((part) => rowsOf(part, 'messages'))
    const copied = new Set(answers(other).map(({ key }) => key))
    return answers(transcript).some(({ key, at }) => at > since && at < window.to && !copied.has(key))
  }

/** Results before the end of the window, of the sessions' and of all that have a part in it. */
function resultsBefore(parts: Part[], { excerpt, window }: Scene): Row<'results'>[] {
  const before = { from: Number.NEGATIVE_INFINITY, to: window.to }
  const all = new Map([...parts, ...excerpt.parts].map((part) => [part.id, part]))
  return [...all.values()].flatMap((part) => rowsOf(part, 'results', before))
}

/** Transcripts whose reader found that they are a subagent's. */
function subagentsAmong(db: Database): Set<number> {
  const rows = db.prepare("SELECT id FROM transcripts WHERE json_extract(state, '$.subagent')").pluck().all()
  return new Set(rows as number[])
}

/** When a call succeeded, and what its result says of the id of a new task. */
function successOf(scene: Scene, results: Row<'results'>[] | undefined): { at: number; created?: string } | undefined {
  const [worst] = (results ?? []).toSorted((a, b) => b.rank - a.rank)
  if (!worst || worst.rank > 0) return undefined
  const parts = read(scene, worst, (quotes, value) => quotes.todos(value)) ?? []
  const created = parts.flatMap((part) =>
    'result' in part && keyOf(part.result) === worst.key ? (part.created ?? []) : [],
  )[0]
  return { at: worst.at, ...(created && { created }) }
}

import type { Database } from '../database.ts'
import { iso, type Window } from '../window.ts'
import { dialectOf } from './dialects.ts'
import type { MarkKind } from './line.ts'
import type { LinePlace } from './lines-at.ts'
import { type LineReader, openLines } from './lines-at.ts'
import { isElsewhere, projectPath } from './project-path.ts'
import type { OwnSummary, OwnTotals, Quotes } from './quotes.ts'
import { keyOf, subjectOf } from './recorder.ts'
import { type BadResult, reasonAt, settledResults } from './results.ts'
import { settledChange, type TodoChange, type TodoEntry, type Todos, todosOf } from './todo.ts'

/** Who or what refused a call. */
export type RefusedBy = 'user' | 'rule' | 'classifier' | 'hook' | 'interrupted'

export interface FailingCall {
  tool: string
  command: string
  count: number
  lastAt: string
  error?: string
  passedLater: boolean
}

export interface RefusedCall {
  tool: string
  command: string
  by: RefusedBy
  count: number
  reason?: string
}

/** What happened in a window, as the transcripts that are still there say. Without texts, only names and counts. */
export interface AgentWork {
  title?: string
  request?: string
  summary?: OwnSummary
  links: { kind: 'pr'; url: string }[]
  failing: FailingCall[]
  refused: RefusedCall[]
  edited: { path: string; edits: number }[]
  todos?: Todos
  /** The newest command that printed a summary of tests. */
  tests?: { command: string; passed: number; failed: number; at: string }
  /** The agent's own totals of the sessions for which it keeps any, and what was counted for the same ones. */
  reconciled?: { own: Totals; counted: Totals }
}

export type Totals = OwnTotals['tokens']

export interface WorkOptions {
  roots: string[]
  /** Whether texts may be quoted. */
  texts: boolean
  /** What the lines of an output say of tests, if anything. */
  countTests: (lines: string[]) => { passed: number; failed: number } | undefined
}

const longestQuote = 300
const longestError = 160
const mostListed = 50
const mostLinks = 20

export function agentWork(db: Database, window: Window, options: WorkOptions): AgentWork {
  const lines = openLines(db)
  try {
    const scene: Scene = { db, window, lines, ...options }
    const bad = settledResults(db, window)
    const reconciled = reconcile(scene)
    const tests = lastTests(scene)
    return {
      ...(options.texts && quotedTexts(scene)),
      links: linksOf(scene),
      failing: failingCalls(
        scene,
        bad.filter(({ denial }) => denial === ''),
      ),
      refused: refusedCalls(
        scene,
        bad.filter(({ denial }) => denial !== ''),
      ),
      edited: editedFiles(scene),
      ...(tests && { tests }),
      ...(reconciled && { reconciled }),
    }
  } finally {
    lines.close()
  }
}

interface Scene extends WorkOptions {
  db: Database
  window: Window
  lines: LineReader
}

/** One line of a text, of at most so many characters. */
function quoted(text: string, longest: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

interface Mark extends LinePlace {
  at: number
}

/** Marks in the window, newest first. */
function marks({ db, window }: Scene, kinds: MarkKind[], most: number): Mark[] {
  return db
    .prepare(
      `SELECT at_ms AS at, transcript, position FROM transcript_marks
       WHERE kind IN (${kinds.map(() => '?').join(', ')}) AND at_ms >= ? AND at_ms < ?
       ORDER BY at_ms DESC, position DESC, transcript DESC LIMIT ?`,
    )
    .all(...kinds, window.from, window.to, most) as Mark[]
}

function read<Result>(
  { lines }: Scene,
  place: LinePlace,
  quote: (quotes: Quotes, value: Record<string, unknown>) => Result,
): Result | undefined {
  const line = lines.at(place)
  return line && quote(dialectOf(line.agent).quotes, line.value)
}

function quotedTexts(scene: Scene): Pick<AgentWork, 'title' | 'request' | 'summary' | 'todos'> {
  const newest = (kinds: MarkKind[], quote: (quotes: Quotes, value: Record<string, unknown>) => string) => {
    const [mark] = marks(scene, kinds, 1)
    return mark ? quoted(read(scene, mark, quote) ?? '', longestQuote) : ''
  }
  const title = titleOf(scene)
  const request =
    newest(['request'], (quotes, value) => quotes.request(value)) ||
    newest(['prompt'], (quotes, value) => quotes.request(value))
  const [recap] = marks(scene, ['summary'], 1)
  const summary = recap && read(scene, recap, (quotes, value) => quotes.summary(value))
  const said = Object.entries(summary ?? {}).map(([part, text]) => [part, quoted(text, longestQuote)])
  return {
    ...(title && { title }),
    ...(request && { request }),
    ...(said.length > 0 && { summary: Object.fromEntries(said) as OwnSummary }),
    todos: todosOf(todoEntries(scene)),
  }
}

/** A name that somebody gave a session comes before the title that the agent found for it; of two sessions, the later one's. */
function titleOf(scene: Scene): string {
  const session = scene.db.prepare('SELECT agent_session FROM transcripts WHERE id = ?').pluck()
  const found = (['name', 'title'] as const).flatMap((kind) =>
    marks(scene, [kind], 1).map((mark) => ({ mark, session: session.get(mark.transcript) })),
  )
  const [first, second] = found
  const other = first && second && first.session !== second.session && second.mark.at > first.mark.at
  const chosen = other ? second : first
  return chosen ? quoted(read(scene, chosen.mark, (quotes, value) => quotes.title(value)) ?? '', longestQuote) : ''
}

function linksOf(scene: Scene): AgentWork['links'] {
  const found = marks(scene, ['link'], 500).flatMap(
    (mark) => read(scene, mark, (quotes, value) => quotes.link(value)) ?? [],
  )
  const byUrl = new Map(found.toReversed().map((link) => [link.url, link]))
  return [...byUrl.values()].slice(-mostLinks)
}

/** What a call is about, with its arguments where texts may be quoted and its transcript is still there. */
function commandOf(scene: Scene, { key, call }: Pick<BadResult, 'key' | 'call'>): string {
  if (!call || !scene.texts || call.about !== 'command') return call?.head ?? ''
  const line = scene.lines.at(call)
  const found = line && callsIn(line).find(({ id }) => keyOf(id) === key)
  return (found && subjectOf(found, (path) => projectPath(path, undefined, scene.roots)).text) || call.head
}

const callsIn = ({ agent, value }: NonNullable<ReturnType<LineReader['at']>>) =>
  dialectOf(agent).reader('', {})(value).calls

/** What a result says: the text of the call's result in its line. */
function outputOf({ lines }: Scene, { key, transcript, position }: Pick<BadResult, 'key'> & LinePlace): string {
  const line = lines.at({ transcript, position })
  if (!line) return ''
  const { quotes, reader } = dialectOf(line.agent)
  const id = reader('', {})(line.value).results.find((result) => keyOf(result.id) === key)?.id
  return id === undefined ? '' : quotes.result(line.value, id)
}

/** Lines that say nothing of what went wrong: rulers, headings between them, and a test runner's row of dots. */
const empty = /^(?:[=_*~-]{3,}(?: .* [=_*~-]{3,})?|[.FEsxX]+(?:\s*\[\s*\d+\s?%\])?)$/
/** What a package manager says of what it is about to run. */
const banner = /^(?:> \S+@\d\S* .*\n(?:> .*\n)?|\$ .*\n)/

/** The first line that says something, without how the process ended. */
function firstLine(text: string): string {
  const output = text.replace(/^\s*(?:<tool_use_error>)?\s*(?:Exit code \d+)?\s*/, '').replace('</tool_use_error>', '')
  const telling = output
    .replace(banner, '')
    .split('\n')
    .map((line) => line.trim())
  const said = telling.find((line) => line !== '' && !empty.test(line)) ?? output.trim().split('\n')[0]
  return quoted(said ?? '', longestError)
}

const nameOf = ({ call }: BadResult): string => `${call?.name} ${call?.subject}`

function grouped(
  results: BadResult[],
  keyOfGroup: (result: BadResult) => string,
  weight: (result: BadResult) => number = () => 0,
): { last: BadResult; count: number }[] {
  const groups = new Map<string, { last: BadResult; count: number }>()
  for (const result of results) {
    const key = keyOfGroup(result)
    groups.set(key, { last: result, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  return [...groups.values()]
    .toSorted(
      (a, b) =>
        b.count - a.count ||
        weight(b.last) - weight(a.last) ||
        b.last.at - a.last.at ||
        (nameOf(a.last) < nameOf(b.last) ? -1 : 1),
    )
    .slice(0, mostListed)
}

function failingCalls(scene: Scene, results: BadResult[]): FailingCall[] {
  const groups = grouped(results, ({ call }) => String(call?.subject))
  const passed = lastPassed(
    scene,
    groups.flatMap(({ last }) => last.call?.subject ?? []),
  )
  return groups.map(({ last, count }) => ({
    tool: last.call?.name ?? 'unknown',
    command: commandOf(scene, last),
    count,
    lastAt: iso(last.at),
    ...(scene.texts && { error: firstLine(outputOf(scene, last)) }),
    passedLater: (passed.get(last.call?.subject ?? 0n) ?? 0) > last.at,
  }))
}

/** When each of these last succeeded in the window. */
function lastPassed({ db, window }: Scene, subjects: bigint[]): Map<bigint, number> {
  const rows = db
    .prepare(
      `SELECT subject, MAX(r.at_ms) AS at FROM transcript_calls AS c JOIN transcript_results AS r ON r.key = c.key AND rank = 0
       WHERE c.at_ms >= ? AND c.at_ms < ? AND r.at_ms < ? AND subject IN (${subjects.map(() => '?').join(', ')}) GROUP BY subject`,
    )
    .safeIntegers()
    .all(window.from, window.to, window.to, ...subjects) as { subject: bigint; at: bigint }[]
  return new Map(rows.map(({ subject, at }) => [subject, Number(at)]))
}

/** Who refused, by the kind that the transcript states. What is not known is taken for a rule of the client's. */
const refusers: Record<string, RefusedBy> = {
  'user-rejected': 'user',
  interrupted: 'interrupted',
  cancelled: 'interrupted',
  'automode-blocked': 'classifier',
  'automode-unavailable': 'classifier',
  hook: 'hook',
}
const refuserOf = (kind: string): RefusedBy => (Object.hasOwn(refusers, kind) ? (refusers[kind] as RefusedBy) : 'rule')

/** What a person refused tells most, an interruption least. */
const weights: RefusedBy[] = ['interrupted', 'classifier', 'rule', 'hook', 'user']

function refusedCalls(scene: Scene, results: BadResult[]): RefusedCall[] {
  const weight = ({ denial }: BadResult) => weights.indexOf(refuserOf(denial))
  return grouped(results, ({ call, denial }) => `${call?.subject} ${refuserOf(denial)}`, weight).map(
    ({ last, count }) => ({
      tool: last.call?.name ?? 'unknown',
      command: commandOf(scene, last),
      by: refuserOf(last.denial),
      count,
      ...(scene.texts && { reason: firstLine(reasonAt(scene.lines, last, last.key)) }),
    }),
  )
}

function editedFiles({ db, window }: Scene): AgentWork['edited'] {
  const rows = db
    .prepare(
      `SELECT path, COUNT(DISTINCT e.key) AS edits FROM transcript_edits AS e JOIN transcript_results AS r ON r.key = e.key
       WHERE rank = 0 AND at_ms >= ? AND at_ms < ? GROUP BY path ORDER BY edits DESC, path`,
    )
    .all(window.from, window.to) as AgentWork['edited']
  return rows.filter(({ path }) => !isElsewhere(path))
}

/** Programs that only show what is already there: a summary of tests in what they print is not a run of tests. */
const showing = [
  ...[
    'ls',
    'cat',
    'head',
    'tail',
    'less',
    'more',
    'grep',
    'rg',
    'ag',
    'sed',
    'awk',
    'find',
    'fd',
    'wc',
    'sort',
    'uniq',
  ],
  ...[
    'git',
    'gh',
    'diff',
    'cp',
    'mv',
    'rm',
    'mkdir',
    'touch',
    'chmod',
    'curl',
    'wget',
    'jq',
    'ps',
    'kill',
    'which',
    'tree',
  ],
]
/** So many of the newest commands are looked at. */
const mostOutputs = 200

function lastTests(scene: Scene): AgentWork['tests'] {
  const { db, window } = scene
  const rows = db
    .prepare(
      `SELECT c.key, c.name, about, head, subject, c.transcript AS call_transcript, c.position AS call_position,
              r.transcript, r.position, r.at_ms AS at
       FROM transcript_results AS r JOIN transcript_calls AS c ON c.key = r.key AND c.transcript = r.transcript
       WHERE about = 'command' AND rank < 2 AND c.at_ms < ? AND r.at_ms >= ? AND r.at_ms < ?
         AND head <> '' AND CASE instr(head, ' ') WHEN 0 THEN head ELSE substr(head, 1, instr(head, ' ') - 1) END
           NOT IN (${showing.map(() => '?').join(', ')})
       ORDER BY r.at_ms DESC, r.position DESC LIMIT ?`,
    )
    .safeIntegers()
    .all(window.to, window.from, window.to, ...showing, mostOutputs) as Record<string, bigint>[]
  for (const row of rows) {
    const key = row.key as bigint
    const output = outputOf(scene, { key, transcript: Number(row.transcript), position: Number(row.position) })
    const counts = scene.countTests(output.split('\n'))
    if (!counts) continue
    const place = { transcript: Number(row.call_transcript), position: Number(row.call_position) }
    const names = {
      name: String(row.name),
      about: 'command' as const,
      head: String(row.head),
      subject: row.subject as bigint,
    }
    const command = commandOf(scene, { key, call: { ...names, ...place } })
    return { command, passed: counts.passed, failed: counts.failed, at: iso(Number(row.at)) }
  }
  return undefined
}

/** So many of the newest changes are looked at. */
const mostChanges = 2000

/** The changes of the lists of sessions that have one in the window, with those before it: they tell what a task is. */
function todoEntries(scene: Scene): TodoEntry[] {
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

const noTokens: Totals = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }

/** The agent's own totals are of whole sessions, so they are compared with what was counted from each one's start to where it stated them. */
function reconcile(scene: Scene): AgentWork['reconciled'] {
  const latest = new Map<string, OwnTotals & { at: number }>()
  for (const mark of marks(scene, ['totals'], 500).toReversed()) {
    const totals = read(scene, mark, (quotes, value) => quotes.totals(value))
    if (totals) latest.set(`${totals.session} ${totals.since}`, { ...totals, at: mark.at })
  }
  if (latest.size === 0) return undefined
  const counted = scene.db.prepare(
    `SELECT message, MAX(input) AS input, MAX(output) AS output, MAX(cache_read) AS cacheRead, MAX(cache_write) AS cacheWrite
     FROM transcript_messages JOIN transcripts ON transcripts.id = transcript
     WHERE agent_session = ? AND first_ms >= ? AND first_ms <= ? GROUP BY message`,
  )
  const all = [...latest.values()]
  return {
    own: all.map(({ tokens }) => tokens).reduce(sumOf, noTokens),
    counted: all
      .flatMap(({ session, since, at }) => counted.all(session, since, at) as Totals[])
      .reduce(sumOf, noTokens),
  }
}

const sumOf = (a: Totals, b: Totals): Totals => ({
  input: a.input + b.input,
  output: a.output + b.output,
  cacheRead: a.cacheRead + b.cacheRead,
  cacheWrite: a.cacheWrite + b.cacheWrite,
})

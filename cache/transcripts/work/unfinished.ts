import { iso } from '../../window.ts'
import type { AgentName, ReaderState } from '../dialect.ts'
import { dialectOf } from '../dialects.ts'
import { asKnown, grouped } from '../excerpt.ts'
import { keyOf } from '../key.ts'
import { KeyTable } from '../key-table.ts'
import { columns, layout, numbersOf, type Part, type Row, rowAt } from '../part.ts'
import { partsOfTranscript } from '../parts.ts'
import { commandAt } from '../results.ts'
import { commandOf } from './calls.ts'
import type { Scene } from './scene.ts'
import { isAsking } from './worst-first.ts'

/** A call that may have done all that it was to, or nothing: its transcript breaks off behind it; or it was started in the background and may still run. */
export interface UnfinishedCall {
  tool: string
  command: string
  at: string
  background?: true
}

/** Calls of the window whose end nobody saw, the first of them first. */
export function unfinishedCalls(scene: Scene): UnfinishedCall[] {
  const { window } = scene
  const transcripts = new Set(scene.excerpt.parts.map(({ transcript }) => transcript))
  const open = grouped([...transcripts].flatMap((transcript) => cutOff(scene, transcript)))
  const cut = brokenOff(scene, open).filter((call) => mayChange(scene, call))
  const found = new Map(
    [
      ...cut.map((call) => ({ call, background: false })),
      ...inBackground(scene, transcripts).map((call) => ({ call, background: true })),
    ].map((each) => [each.call.key, each]),
  )
  return [...found.values()]
    .filter(({ call: { at } }) => at >= window.from && at < window.to)
    .toSorted((a, b) => a.call.at - b.call.at || a.call.position - b.call.position)
    .map(({ call, background }) => ({
      tool: call.name,
      command: commandOf(scene, { key: call.key, call }),
      at: iso(call.at),
      ...(background && { background: true as const }),
    }))
}

/** The calls behind the last one that has a result, and behind the last request: whoever goes on knows what came of the others. */
function cutOff({ db, excerpt }: Scene, transcript: number): Row<'calls'>[] {
  const answered = new KeyTable()
  const open: Row<'calls'>[] = []
  let asked = Number.NEGATIVE_INFINITY
  const known = excerpt.parts.filter((part) => part.transcript === transcript)
  for (const part of asKnown(partsOfTranscript(db, transcript), known).toReversed()) {
    for (const key of numbersOf(part, 'results', 'key')) answered.place(key)
    asked = Math.max(asked, lastRequest(part))
    const { width } = layout('calls')
    for (let first = part.numbers('calls').values.length - width; first >= 0; first -= width) {
      const call = rowAt(part, 'calls', first)
      if (answered.has(call.key) || call.position < asked) return open
      open.push(call)
    }
  }
  return open
}

/** Where the last request of a part is. */
function lastRequest(part: Part): number {
  const { values, names } = part.numbers('marks')
  const { kind, position } = columns.marks
  const request = names.indexOf('request')
  let last = Number.NEGATIVE_INFINITY
  for (let first = 0; first < values.length; first += layout('marks').width)
    if (values[first + kind] === request) last = Math.max(last, values[first + position] as number)
  return last
}

/** Of calls that several transcripts have, those that none of them goes on behind: a fork begins with a copy of its original. */
function brokenOff({ excerpt }: Scene, open: Map<number, Row<'calls'>[]>): Row<'calls'>[] {
  return [...excerpt.calls(open)].flatMap(([key, calls]) =>
    calls.length > (open.get(key)?.length ?? 0) ? [] : calls.slice(0, 1),
  )
}

/** Tools that only look, or whose effect is told elsewhere. */
const looking = new Set(
  'Read Grep Glob LS NotebookRead WebFetch WebSearch TodoWrite TodoRead TaskList TaskGet TaskCreate TaskUpdate ToolSearch BashOutput TaskOutput'.split(
    ' ',
  ),
)
/** What may be asking for this very report. */
const ofBookend = /\b(?:bookend|closedown)\b/

function mayChange(scene: Scene, call: Row<'calls'>): boolean {
  if (call.about !== 'command') return !looking.has(call.name)
  const command = commandAt(scene, call)?.command ?? call.head
  return !ofBookend.test(command) && !isAsking(call.head)
}

function inBackground({ db, excerpt }: Scene, transcripts: Set<number>): Row<'calls'>[] {
  const rows = db.prepare('SELECT id, agent, state FROM transcripts').all() as Reader[]
  const keys = new Set(
    rows
      .filter(({ id }) => transcripts.has(id))
      .flatMap(({ agent, state }) =>
        dialectOf(agent)
          .running(JSON.parse(state) as ReaderState)
          .map(keyOf),
      ),
  )
  return [...excerpt.calls(keys).values()].flatMap(([call]) => call ?? [])
}

interface Reader {
  id: number
  agent: AgentName
  state: string
}

import { type Decision, normaliseDecision } from '../../cache/decision.ts'
import { isTooDeep, type Json } from '../../cache/json.ts'
import { mayBeExtended, plainExtended } from '../../cache/mongo/plain.ts'
import { parseTime, type Window } from '../../cache/window.ts'
import { dayMs } from './numbers.ts'

/** What a log holds for one window. */
export interface CountedLog {
  decisions: Decision[]
  unreadable: DamagedLine[]
  mended: DamagedLine[]
  backward: DamagedLine[]
}

export interface DamagedLine {
  text: string
  /** Of the line that it belongs to; undefined in a log without a readable line. */
  at: number | undefined
}

/** A log as it is in the file system, or in a store. */
export interface RawLog {
  lines: Iterable<string>
  /** Its file name: a date in it is the time of a log without a readable line. */
  name: string
  /** Milliseconds since 1970; the time of such a log without a date in its name. */
  changed: number
}

const longestLine = 16 * 2 ** 20
/** By less than this a line may stand behind a later one without a clock that went back. */
const backwardMs = 60_000

/** The decisions that a log holds of each of some windows, in the order of its lines, and its damaged lines. */
export function countLog({ lines, name, changed }: RawLog, windows: Window[]): CountedLog[] {
  const counted = windows.map((): CountedLog => ({ decisions: [], unreadable: [], mended: [], backward: [] }))
  const at = (time: number, count: (log: CountedLog) => void) => {
    for (const [place, { from, to }] of windows.entries())
      if (time >= from && time < to) count(counted[place] as CountedLog)
  }
  const damagedAt = (time: number, text: string) => at(time, ({ unreadable }) => unreadable.push({ text, at: time }))
  let before: number | undefined
  // Damaged lines above the first decision have its time.
  let undated: string[] = []
  let isFirst = true
  for (const raw of lines) {
    const line = readLine(raw, isFirst)
    const text = raw.trim()
    isFirst = false
    const { timed } = line
    if (timed) damagedAt(timed.at, timed.hash)
    else if (line.damaged && before === undefined) undated.push(text)
    else if (line.damaged && before !== undefined) damagedAt(before, text)
    const [first] = line.decisions
    if (first && line.mended) at(first.at, ({ mended }) => mended.push({ text, at: first.at }))
    if (first && before === undefined) {
      for (const above of undated) damagedAt(first.at, above)
      undated = []
    }
    for (const decision of line.decisions) at(decision.at, ({ decisions }) => decisions.push(decision))
    const jump = jumpIn(line, before)
    if (jump)
      for (const [place, { from, to }] of windows.entries())
        if (Object.values(jump).some((time) => time >= from && time < to))
          counted[place]?.backward.push({ text: `behind ${jump.before}`, at: jump.at })
    before = line.decisions.at(-1)?.at ?? before
  }
  const day = parseTime(/\d{4}-\d\d-\d\d/.exec(name)?.[0] ?? '')
  const [earliest, latest] = day === undefined ? [Math.round(changed), Math.round(changed)] : [day, day + dayMs - 1]
  for (const [place, { from, to }] of windows.entries())
    if (earliest < to && latest >= from)
      counted[place]?.unreadable.push(...undated.map((text) => ({ text, at: undefined })))
  return counted
}

/** Where the clock goes back from one decision to the next; of a line the last such place. */
function jumpIn({ decisions }: ReadLine, before: number | undefined): { at: number; before: number } | undefined {
  const times = decisions.map(({ at }) => at)
  return times
    .map((at, place) => ({ at, before: times[place - 1] ?? before ?? at }))
    .findLast((pair) => pair.before - pair.at > backwardMs)
}

interface ReadLine {
  decisions: Decision[]
  damaged: boolean
  mended: boolean
  /** Where it is one object that does not parse as a decision, and says its time. */
  timed?: { at: number; hash: string }
}

function readLine(raw: string, isFirst: boolean): ReadLine {
  const text = isFirst && raw.startsWith('\uFEFF') ? raw.slice(1) : raw
  if (raw.length >= longestLine) return { decisions: [], damaged: true, mended: false }
  if (text.trim() === '') return { decisions: [], damaged: false, mended: false }
  const whole = parsed(text)
  const { values, rest } = whole ? { values: [whole], rest: '' } : welded(text)
  const decisions: Decision[] = []
  let timed: ReadLine['timed']
  for (const { value } of values) {
    const normal = isTooDeep(value) ? undefined : normaliseDecision(mayBeExtended(text) ? plainExtended(value) : value)
    if (normal && 'decision' in normal) decisions.push(normal.decision)
    else if (whole) timed = normal?.timed
  }
  const damaged = rest !== '' || values.length === 0 || decisions.length < values.length
  return { decisions, damaged, mended: !whole && !damaged, ...(timed && { timed }) }
}

/** Wrapped, because a line may be `null`. */
function parsed(text: string): { value: Json } | undefined {
  try {
    return { value: JSON.parse(text) as Json }
  } catch {
    return undefined
  }
}

/** The objects at the beginning of a line, NUL bytes and space between them, and what is left behind them. */
function welded(text: string): { values: { value: Json }[]; rest: string } {
  const values: { value: Json }[] = []
  let rest = text
  for (;;) {
    rest = rest.replace(/^[\s\0]+/, '')
    const length = lengthOfObject(rest)
    const value = length === 0 ? undefined : parsed(rest.slice(0, length))
    if (!value) return { values, rest }
    values.push(value)
    rest = rest.slice(length)
  }
}

/** 0 where no whole object is at the beginning of a text. */
function lengthOfObject(text: string): number {
  if (!text.startsWith('{')) return 0
  let open = 0
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') open++
    if (token === '}') open--
    if (open === 0) return index + 1
  }
  return 0
}

import { hourMs } from '../numbers.ts'
import { middleOf, range, total as sumOf } from './arithmetic.ts'
import { workedHours } from './comparisons.ts'
import type { Weighted } from './grid.ts'
import type { Share } from './shares.ts'
import type { Facts, Rate } from './verdict.ts'

export type UsualRate = Pick<Rate, 'usual' | 'most' | 'lately' | 'before'>

/** Sessions that a service is compared with, and the run of little that is going on. */
export interface Line {
  baseline: number[]
  run: number[]
  found: boolean
  /** Whether the run had decisions, and was ever so unlikely that it counted in full. */
  counted?: boolean
  /** The session that what was found began with. */
  from?: number | undefined
  /** The least chance that the silence that is going on ever had. */
  silence?: { from: number; p: number } | undefined
  /** Silence that counted and ended, by runs. */
  skipped: number[][]
}

export interface Service {
  name: string
  /** The first session in which it decided. */
  since: number
  pace: Line
  rate: Line
  most: { pace: number; rate: number; used: number }
  /** The latest sessions whose block rate was found to be too high. */
  jumped: number[]
  /** Of the block rate before it rose, and for how many sessions it has been so. */
  risen?: { fit: Weighted; usual: UsualRate; length: number }
}

const newLine = (): Line => ({ baseline: [], run: [], found: false, skipped: [] })

/** Whether the run has silence that the score does not take for chance. */
export const hasSilence = ({ run, silence }: Line): boolean =>
  silence !== undefined && run.includes(silence.from) && silence.p < 0.1

export function endRun(line: Line): void {
  const { run: numbers, found, counted } = line
  if (!found && !counted) line.baseline.push(...numbers)
  if (found ? numbers.length <= 2 : hasSilence(line)) line.skipped.push(numbers)
  line.run = []
  line.found = false
  line.counted = false
  line.from = undefined
}

/** What was found of the run that is going on; all of it as long as nothing was. */
export const foundOf = ({ run, from }: Line): number[] => (from === undefined ? [...run] : run.filter((n) => n >= from))

const readOf = ({ total, unreadable }: Facts): number => (unreadable === 0 ? 1 : total / (total + unreadable))

/** The sessions up to the one that is judged, by their numbers, and what they hold. */
export class Past {
  readonly sessions: Facts[] = []
  readonly services = new Map<string, Service>()
  /** So many of the latest sessions are compared with. */
  readonly most: number
  now = 0
  private hours: number[] = []
  /** No less than was ever worked lately, as far as the window has it. */
  private fullHours: number[] = []

  constructor(most: number) {
    this.most = most
  }

  add(session: Facts): void {
    const worked = workedHours(session.window, session, this.usualHours())
    const longest = Math.max(...this.hours.slice(-this.most), worked)
    this.fullHours.push(Math.min((session.window.to - session.window.from) / hourMs, longest))
    this.hours.push(worked)
    this.sessions.push(session)
    this.now = this.sessions.length - 1
    for (const name of session.services.keys())
      if (!this.services.has(name))
        this.services.set(name, {
          name,
          since: this.now,
          pace: newLine(),
          rate: newLine(),
          jumped: [],
          most: { pace: 0, rate: 0, used: 0 },
        })
  }

  private usualHours(): number {
    const latest = range(0, this.sessions.length).slice(-this.most)
    const telling = latest.filter((n) => this.at(n).total >= 3)
    if (telling.length > 0) return middleOf(telling.map((n) => this.hours[n] as number))
    if (latest.length === 0) return 1
    return middleOf(latest.map((n) => (this.at(n).window.to - this.at(n).window.from) / hourMs))
  }

  at = (n: number): Facts => this.sessions[n] as Facts
  current = (): Facts => this.at(this.now)
  /** The sessions that the current one is compared with where it is not about one service. */
  latest = (): number[] => range(Math.max(0, this.now - this.most), this.now)
  begins = (n: number): number => this.at(n).window.from
  exposure = (n: number): number => this.hours[n] as number
  /** The same to the score. */
  fullExposure = (n: number): number => this.fullHours[n] as number
  /** By how much an earlier session is to be multiplied for its unreadable lines: of ten times as many, more than the best of the latest sessions lacks. */
  unread = (n: number): number => {
    return Math.max(1, this.mostRead() / Math.max(0.1, readOf(this.at(n))))
  }
  /** Of the lines before this session, the share that is unreadable beyond what the best lacks. */
  unreadBefore = (): number => {
    const before = this.latest().map(this.at)
    const decisions = sumOf(before.map((each) => each.total))
    const lines = (decisions + sumOf(before.map((each) => each.unreadable))) * this.mostRead()
    return lines === 0 ? 0 : Math.max(0, 1 - decisions / lines)
  }
  private mostRead = (): number => Math.max(...[...this.latest().map(this.at), this.current()].map(readOf))
  count = (n: number, name: string): number => this.sessions[n]?.services.get(name)?.count ?? 0
  share = (n: number, name: string): Share => {
    const { count: decisions = 0, blocked = 0 } = this.sessions[n]?.services.get(name) ?? {}
    return { count: blocked, n: decisions }
  }
  pooled = (numbers: number[], name: string): Share =>
    numbers
      .map((n) => this.share(n, name))
      .reduce((all, each) => ({ count: all.count + each.count, n: all.n + each.n }), { count: 0, n: 0 })
}

import type { Window } from '../../../cache/window.ts'
import { within } from './arithmetic.ts'
import type { Share } from './shares.ts'

/** What of a session the judgement of docs/metrics.md is made of. */
export interface Facts {
  window: Window
  total: number
  unreadable: number
  first: number | null
  last: number | null
  /** Hours of nights between its decisions. */
  paused: number
  /** In the order in which the report has them. */
  services: Map<string, { count: number; blocked: number; last: number }>
  peak: number | null
  mean: number | null
  placeholders: number
  stale: number
  lockstep: [string, string][]
}

/** Which decisions show an anomaly: of some sessions, by their numbers, the first ones or the last. */
export interface Shown {
  sessions: [first: number, last: number]
  service?: string
  blocked?: true
  from: 'start' | 'end'
}

/** An anomaly as it must be in the report: the numbers of its detail in the order in which they are named. */
export interface Judged {
  kind: string
  service?: string
  since?: string
  figures: (string | number)[]
  shown?: Shown
}

/** What is known of a service, for the score. */
export interface Standing {
  name: string
  pace?: {
    count: number
    usual: number
    most: number
    lately: number
    sessions: number
    p: number
    ratio: number
    expected: number
    found: boolean
    used: { sessions: number; of: number; most: number }
  }
  rate?: {
    usual: number
    most: number
    lately: number
    before: Share & { sessions: number }
    count: number
    n: number
    high: { p: number; rate: number }
    low: { p: number; ratio: number; found: boolean; run?: Share & { sessions: number } }
    /** Too few blocks for so much work, however few the decisions. */
    fewer?: Share & {
      sessions: number
      p: number
      ratio: number
      expected: number
      crept?: { rate: number; earlier: number }
    }
  }
}

export type Rate = NonNullable<Standing['rate']>

export interface Verdict {
  anomalies: Judged[]
  standings: Standing[]
  unreadBefore: number
}

/** A test of a session, before it is known which of them are anomalies. */
export interface Test {
  kind: string
  service?: string
  p: number
  figures: () => (string | number)[]
  /** The chance of a p-value of t at most. */
  size?: (t: number) => number
  weight?: number
  /** No decision at all in the run. */
  silent?: boolean
  run?: { line: 'pace' | 'rate'; first: number; from: number; standing: boolean }
  /** What the score takes of a run of little. */
  standing?: RunStanding
  /** Of a slow change, the first of its sessions; a fall takes all of them out of the baseline. */
  latest?: number
  lagged?: number[]
  since?: number
}

export type RunStanding = Pick<NonNullable<Standing['pace']>, 'p' | 'ratio' | 'expected'>

/** From a chance of one in ten on a change counts, from three in a thousand on in full. */
export const evidence = (p: number, found = false): number =>
  found ? 1 : within((Math.log(0.1) - Math.log(p)) / (Math.log(0.1) - Math.log(0.003)))

/** What of a service is lost by so much less than usual. */
export const costOf = ({ p, ratio, found = false }: { p: number; ratio: number; found?: boolean }): number =>
  evidence(p, found) * within(1 - ratio)

/** Fewer sessions say nothing. */
export const least = 5
/** What is usual by so many sessions, or so many blocked decisions, is remembered. */
export const sure = { sessions: 10, blocked: 30 }

/** Of tests that need a p-value which no decision at all, or no block, can have. */
export function sizeBetween(none: () => number, most: () => number): (t: number) => number {
  const known: { none?: number; most?: number } = {}
  return (t) => {
    known.none ??= none()
    if (known.none > t) return 0
    known.most ??= most()
    return Math.min(t, known.most)
  }
}

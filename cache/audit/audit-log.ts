import type { Decision } from '../decision.ts'
import { isMongoSource } from '../mongo/address.ts'
import { iso, type Window } from '../window.ts'
import type { Profile } from './profile.ts'
import type { RuleLog } from './rule-log.ts'

/** How many decisions of the window have a profile, how many of these are there again, and when the first and the last of them came. */
export interface ProfileCount extends Profile {
  decisions: number
  copies: number
  first: number
  last: number
}

/** A part of a series of numbers, in order of time; equal times in order of the numbers. */
export interface MeasureBatch {
  at: number[]
  values: number[]
}

/** Instants (milliseconds) in which exactly these services decided. */
export interface InstantCount {
  /** In code-unit order. */
  services: string[]
  instants: number
}

/** How often the classifier put a text into a quadrant. */
export interface ClassificationCount {
  text: string
  quadrant: string
  count: number
}

export interface ViolationCount {
  key: string
  /** Blocked decisions that name it. */
  count: number
  /** Different files, else action texts, else sessions in which it came up. */
  contexts: number
  /** Where every one of them names the same rule. */
  ruleId?: string
}

export interface UnreadableLine {
  file: string
  /** Of a document of a store, which has no line, a number of its own. */
  line: number
  /** Its own time, where it says one. */
  at?: number
  reason: string
}

/** Where a line is; of a document of a store its time. */
export const placeOfLine = ({ file, line, at }: Pick<UnreadableLine, 'file' | 'line' | 'at'>): string =>
  isMongoSource(file) && at !== undefined ? `${file} ${iso(at)}` : `${file}:${line}`

/** A line whose time is well before that of the line above it: the clock was set back, or the file was put together. */
export interface BackwardJump {
  file: string
  line: number
  at: number
  before: number
}

/** A whole decision, for a person to check a number by. */
export interface Evidence extends Decision {
  /** Hash of the content and the number among equals, the same in every store. */
  id: string
}

/** Which decisions; what is left out restricts nothing. */
export interface EvidenceFilter {
  service?: string
  blocked?: boolean
  /** Session id as logged. */
  session?: string
  /** Key of a violation of a blocked decision. */
  violation?: string
  /** Of equal ones the first. */
  once?: true
}

/** The first `total` of many, and how many there are. */
export interface Listed<Item> {
  total: number
  first: Item[]
}

/**
 * The decisions of the governance services, wherever they came from. Counting and grouping happen in the cache; numbers that take many values are
 * streamed; whole decisions are read as evidence only. The same decisions give the same answers, whatever source they came from.
 */
export interface AuditLog {
  /** What the decisions say about rules. */
  readonly rules: RuleLog
  /** The decisions of a window, grouped by everything that analysis distinguishes. In no order. */
  profiles(window: Window): Promise<ProfileCount[]>
  /** The numbers of one measure, by its name in the catalogue, in batches of bounded size. */
  measures(window: Window, measure: string): AsyncIterable<MeasureBatch>
  /** The number that the last decision, by (time, id), has of a measure. */
  lastMeasure(window: Window, measure: string): Promise<number | undefined>
  /** Instants by the services that decided in them. In no order. */
  instants(window: Window): Promise<InstantCount[]>
  /** What the classifier made of which text, of those that have both. In no order. */
  classifications(window: Window): Promise<ClassificationCount[]>
  /** Violations of blocked decisions: how many different ones, and the `limit` most frequent, equal ones by key. */
  countViolations(window: Window, limit: number): Promise<Listed<ViolationCount>>
  /** Lines that do not parse as a decision: how many, and the first `limit` of them. */
  unreadable(window: Window, limit: number): Promise<Listed<UnreadableLine>>
  /** How many lines were not one JSON object alone and could be read all the same. */
  fixedLines(window: Window): Promise<number>
  /** Where a source's clock went back by more than a minute, beginning or ending in the window. */
  backwardJumps(window: Window, limit: number): Promise<Listed<BackwardJump>>
  /** A window, cut at pauses of a length: the latest `most` parts, oldest first, each from its first decision to just behind its last. */
  partsOf(window: Window, pauseMs: number, most: number): Promise<Window[]>
  /** The first decisions, by (time, id), that a filter lets through; the last ones, latest first, where `from` is `end`. */
  evidence(window: Window, filter: EvidenceFilter, limit: number, from?: 'start' | 'end'): Promise<Evidence[]>
}

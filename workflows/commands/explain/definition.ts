import type { PlaceFilter } from '../../../cache/audit/places.ts'
import type { Profile } from '../../../cache/audit/profile.ts'
import type { JsonObject } from '../../../cache/json.ts'

/** What a pattern found in a path. */
export interface Match {
  /** The steps that its stars stand for. */
  stars: string[]
  /** The object at the last star, else at the pattern; empty where that is not an object. */
  item: JsonObject
  /** Beginning of the session. */
  from: number
  report: JsonObject
}

/** Whether the last ones before show it where the session has none. */
interface Earlier {
  earlier?: boolean
}

/** Which decisions show a number: those of the window that a filter lets through, those that the item quotes, or lines of the log. */
export type Shown = (PlaceFilter & Earlier) | 'quoted' | 'unreadable' | 'backwardJumps'

export interface Detail {
  /** What of a decision it is counted from. */
  of?: string
  /** Paths of the report; one that begins with a dot is inside the item, `$1` is the first star, `{key}` a value of the item, `[key=value]` each item with it. */
  figures?: string[]
  decisions?: (match: Match) => Shown | undefined
}

/** The path (`*` is one step, `**` any number), what it is, and what shows it. */
export type Row = [pattern: string, definition: string | ((item: JsonObject) => string), detail?: Detail]

/** Definitions that one heading of a document has the formulas of. `under`: what the patterns begin with. */
export interface Section {
  page: string
  heading: string
  under?: string
  rows: Row[]
}

/** Decisions of a service. */
export const decisionsOf = (service: string, holds: (profile: Profile) => boolean = () => true): PlaceFilter => ({
  profile: (profile) => profile.service === service && holds(profile),
})

/** Which decisions of a session show a figure of its pressure first. */
export const pressureOrders = { peak: 'highest', mean: 'first', last: 'last', trend: 'first' } as const

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

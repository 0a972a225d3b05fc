import type { Database } from '../database.ts'
import type { Decision } from '../decision.ts'
import { givenConditions, query } from '../rows.ts'
import { iso, type Window } from '../window.ts'
import { seriesOf } from './catalogue.ts'
import { decisionColumns, decisionOf, type StoredDecision } from './document.ts'
import type { Profile } from './profile.ts'
import { scanDecisions } from './scan.ts'

/** Which decisions of a window, and in which order; what is left out restricts nothing. */
export interface PlaceFilter {
  profile?: (profile: Profile) => boolean
  /** Key of a violation of a blocked decision. */
  violation?: string
  /** The id of a rule that it checked; `true` for any. */
  rule?: string | true
  /** Name of a measure: only decisions with a value of it. */
  measure?: string
  /** `first` where it is left out; the values of the measure decide what is highest and lowest. */
  order?: 'first' | 'last' | 'highest' | 'lowest'
}

/** A decision that a report quotes. */
export interface QuotedDecision {
  /** ISO. */
  at: string
  session: string
  action: string
}

/** Where a decision was read. */
export interface Place {
  hash: string
  number: number
  at: number
  file: string
  /** 0 for a document of a store, which has no line. */
  line: number
  /** Whether the file is a log of decisions. */
  isLog: boolean
}

type PlaceRow = Omit<Place, 'isLog'> & { read: number }

const columns = 'path AS file, line, sources.offset AS read'
const orders = {
  first: 'decisions.at_ms, hash, number',
  last: 'decisions.at_ms DESC, hash DESC, number DESC',
  highest: 'value DESC, decisions.at_ms, hash, number',
  lowest: 'value, decisions.at_ms, hash, number',
}

/** Where decisions of a window were read. */
export function placesOf(
  db: Database,
  window: Window,
  { profile, violation, rule, measure, order = 'first' }: PlaceFilter,
  limit: number,
): Place[] {
  const conditions = givenConditions([
    [window, 'decisions.at_ms >= @from AND decisions.at_ms < @to'],
    [profile, 'profile IN (SELECT value FROM json_each(@profiles))'],
    [
      violation,
      'decisions.id IN (SELECT decision FROM violations WHERE violations.at_ms = decisions.at_ms AND key = @violation)',
    ],
    [rule, "EXISTS (SELECT 1 FROM json_each(document, '$.rules') WHERE @rule IS NULL OR value = @rule)"],
    [measure, 'measures.series = @series AND measures.at_ms = decisions.at_ms AND measures.at_ms >= @from'],
  ])
  const rows = query<PlaceRow>(
    db,
    `SELECT hash, number, decisions.at_ms AS at, ${columns} FROM decisions JOIN sources ON sources.id = source
     ${measure ? 'JOIN measures ON measures.decision = decisions.id' : ''}
     WHERE ${conditions} ORDER BY ${orders[order]} LIMIT @limit`,
  ).all({
    ...window,
    profiles: profile && JSON.stringify(profilesOf(db, window, profile)),
    violation,
    rule: rule === true ? null : rule,
    series: measure && seriesOf(measure),
    limit,
  })
  return rows.map(placeOf)
}

/** Where the decisions are that a report quotes; one that is no longer in the cache, or never was a decision, has no place. */
export function placesOfQuoted(
  db: Database,
  quoted: QuotedDecision[],
  /** How a report may name a decision's action. */
  shows: (decision: Decision) => string[],
): Place[] {
  const at = query<PlaceRow & StoredDecision>(
    db,
    `SELECT ${decisionColumns}, ${columns}
     FROM decisions JOIN sources ON sources.id = source WHERE decisions.at_ms = ? ORDER BY hash, number`,
  )
  const places = quoted.flatMap((quote) => {
    const rows = at.all(Date.parse(quote.at))
    const sameAction = rows.filter((row) => shows(decisionOf(row)).includes(quote.action))
    const same = [...sameAction, ...rows].find(({ session }) => session === quote.session) ?? sameAction[0]
    return same ? [placeOf(same)] : []
  })
  return [...new Map(places.map((place) => [describePlace(place), place])).values()]
}

function profilesOf(db: Database, window: Window, wanted: (profile: Profile) => boolean): number[] {
  const document = db.prepare('SELECT document FROM profiles WHERE id = ?').pluck()
  return [...scanDecisions(db, window).profiles.keys()].filter((id) =>
    wanted(JSON.parse(document.get(id) as string) as Profile),
  )
}

/** Of transcripts and stores no offset is kept. */
const placeOf = ({ read, ...place }: PlaceRow): Place => ({ ...place, isLog: place.line > 0 && read > 0 })

/** `file:line`; of a store its name, the time, and the decision's id. */
export const describePlace = ({ hash, number, at, file, line }: Place): string =>
  line > 0 ? `${file}:${line}` : `${file} ${iso(at)} ${hash}-${number}`

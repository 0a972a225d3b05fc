import type { Database } from './database.ts'
import type { Json, JsonObject } from './json.ts'
import { insert, query, queryValue } from './rows.ts'

/** Whose a handoff is: one work tree of one repository. */
export interface WorkTreePlace {
  /** Git's common directory, which all work trees of a repository share; null outside of git. Absolute. */
  repository: string | null
  /** Absolute. */
  worktree: string
}

/** A handoff that a closedown left. */
export interface Handoff {
  session: string
  /** Relative to the project. */
  file: string
  /** The session's end. */
  to: number
  /** When its closedown ran: later than `to` where it was finished afterwards. */
  closedAt: number
  /** Its first screen as it was written; null in a cache of an earlier version. */
  screen: string | null
}

/** That a handoff was shown, when and to whom. */
export interface Delivery {
  session: string
  file: string
  at: number
  by: 'init' | 'hook'
  /** The agent's own session id where there is one, else the id of the session that init opened. */
  to: string
  /** What was seen of the work tree then, to determine later whether anything was done; null where nobody looked. */
  seen: Json
}

export interface Deliveries {
  /**
   * The newest handoff of these places, of a session that did something where there is one: what an idle session was handed is still to be done.
   * Another work tree's is never returned. Reading it empties nothing.
   */
  latestHandoff(places: WorkTreePlace[]): Handoff | undefined
  /** The newest handoff of these places, of whatever session. */
  lastHandoff(places: WorkTreePlace[]): Handoff | undefined
  /** Their handoff that is in a file. */
  handoffIn(places: WorkTreePlace[], file: string): Handoff | undefined
  /** Where the sessions were that the cache knows. */
  places(): WorkTreePlace[]
  record(delivery: Delivery): void
  /** The newest delivery of a handoff; to one recipient where `to` is given. */
  latest(handoff: Handoff, to?: string): Delivery | undefined
  /** Whether the cache knows of work behind a time: a note, or a decision of the services. */
  workedSince(at: number): boolean
  /** Whether the decisions of a session that ended behind a time could not be read: nobody knows whether it worked. */
  unreadSince(at: number): boolean
}

/** What a session's metadata holds of its place, under the keys that `latestHandoff` looks for. */
export const placeMetadata = ({ repository, worktree }: WorkTreePlace): JsonObject => ({
  gitCommonDir: repository,
  worktree,
})

const placesOf = (db: Database, distinct: string, order: string) =>
  query<WorkTreePlace>(
    db,
    `SELECT ${distinct} json_extract(metadata, '$.gitCommonDir') AS repository, json_extract(metadata, '$.worktree') AS worktree
     FROM sessions WHERE worktree IS NOT NULL ${order}`,
  )

/** The place of the newest session that has one. */
export const placeKept = (db: Database): WorkTreePlace | undefined =>
  placesOf(db, '', 'ORDER BY from_ms DESC LIMIT 1').get()

/** The same of a closedown: when it ran, and whether its session did nothing at all. */
export const closedownMetadata = (closedAt: number, idle: boolean): JsonObject => ({ closedAt, idle })

export function createDeliveries(db: Database): Deliveries {
  const one = (places: WorkTreePlace[], and: string, order: string, ...values: string[]) =>
    query<Handoff>(
      db,
      `SELECT id AS session, to_ms AS "to", coalesce(json_extract(metadata, '$.closedAt'), to_ms) AS closedAt,
              json_extract(metadata, '$.documents[0]') AS file, json_extract(metadata, '$.screen') AS screen
       FROM sessions
       WHERE to_ms IS NOT NULL AND file IS NOT NULL AND EXISTS (
         SELECT 1 FROM json_each(?) AS place
         WHERE json_extract(metadata, '$.worktree') = json_extract(place.value, '$.worktree')
           AND json_extract(metadata, '$.gitCommonDir') IS json_extract(place.value, '$.repository')) ${and}
       ${order} LIMIT 1`,
    ).get(JSON.stringify(places), ...values)
  return {
    latestHandoff: (places) =>
      one(places, '', "ORDER BY coalesce(json_extract(metadata, '$.idle'), 0), to_ms DESC, closedAt DESC"),
    lastHandoff: (places) => one(places, '', 'ORDER BY to_ms DESC, closedAt DESC'),
    handoffIn: (places, file) => one(places, 'AND file = ?', 'ORDER BY closedAt DESC', file),
    places: () => placesOf(db, 'DISTINCT', '').all(),
    record: ({ session, file, at, by, to, seen }) =>
      insert(db, 'INTO deliveries', { session, file, at_ms: at, by, recipient: to, seen: JSON.stringify(seen) }),
    latest: ({ session, file }, to) =>
      query<Delivery>(
        db,
        `SELECT session, file, at_ms AS at, by, recipient AS "to", seen FROM deliveries
         WHERE session = ? AND file = ? AND recipient = coalesce(?, recipient) ORDER BY at_ms DESC, id DESC LIMIT 1`,
        ['seen'],
      ).get(session, file, to ?? null),
    workedSince: (at) =>
      queryValue(
        db,
        'SELECT EXISTS (SELECT 1 FROM notes WHERE at_ms > @at) OR EXISTS (SELECT 1 FROM decisions WHERE at_ms > @at)',
        { at },
      ) === 1,
    unreadSince: (at) =>
      queryValue(
        db,
        "SELECT EXISTS (SELECT 1 FROM baselines WHERE to_ms > ? AND json_extract(metrics, '$.notRead') IS NOT NULL)",
        at,
      ) === 1,
  }
}

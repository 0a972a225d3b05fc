import type { JsonObject } from './json.ts'

/** Of a session that somebody closed as a window of the past: it is a look at what others did. */
export const givenWindow: JsonObject = { givenWindow: true }
/** Rows of sessions that somebody worked in. */
export const workedIn = "json_extract(metadata, '$.givenWindow') IS NULL"

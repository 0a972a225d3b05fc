import { canonicalJson, type Json, type JsonObject, sha256, withoutHalves } from '../json.ts'
import { otherUnitOf, parseTime } from '../window.ts'
import { persistences, type Rule } from './rule-file.ts'
import type { StoredRule } from './rule-store.ts'

/** Keys that the framework writes differently in its collection; every other key is the same in both. */
const storedNames: Record<string, string> = {
  temporal_scope: 'temporalScope',
  verification_required: 'verificationRequired',
  session_id: 'sessionId',
  clarity_score: 'clarityScore',
  validation_status: 'validationStatus',
  expires_at: 'expiresAt',
  related_rules: 'relatedRules',
  project_id: 'projectId',
}

/** The project that a rule says it is of, in either name; none where it says none. */
export function projectOf({ projectId, project_id = null }: JsonObject): string[] {
  const named = projectId ?? project_id
  if (named === null || named === '') return []
  return [typeof named === 'string' ? named : canonicalJson(named)]
}

/** What of a rule is stored: every key of the file, in the collection's names, the id trimmed, `active` always said; `_id` is the store's own. */
export function storedKeys({ id, active, entry }: Rule): JsonObject {
  const keys: JsonObject = {}
  for (const [name, value] of Object.entries(entry)) {
    if (name === '_id') continue
    const stored = storedNames[name]
    // Where the file has both names, both stay what they are.
    keys[stored !== undefined && !(stored in entry) ? stored : name] = value
  }
  return { ...keys, id, active }
}

/** When a rule ends, in milliseconds; undefined where it does not, or says no time that can be read. */
export function expiryOf(rule: Rule): number | undefined {
  return timeOf(storedKeys(rule).expiresAt)
}

/** Whether an end is said, and is not a time: no store can keep it as a date. */
export const isUnreadableEnd = (end: unknown): boolean => !isNoDate(end) && timeOf(end) === undefined

/** What an end that is not a time is said to be; undefined where a rule has none such. */
export function unreadableEndOf(rule: Rule): Json | undefined {
  const { expiresAt } = storedKeys(rule)
  return isUnreadableEnd(expiresAt) ? expiresAt : undefined
}

/** Hash of a rule's content: of the keys that the file knows, whatever order they are in. */
export function ruleHash(keys: JsonObject): string {
  return sha256(canonicalJson(keys))
}

/** Hash of the same keys as the store has them; keys that only the store knows are its own, and a date that is stored as text is not there. */
export function storedHash(keys: JsonObject, { document, mistyped }: StoredRule): string {
  const stored: JsonObject = {}
  for (const [name, value] of Object.entries(keys))
    if (Object.hasOwn(document, name) && !mistyped.includes(name))
      stored[name] = sameMoment(value, document[name] as Json)
  return ruleHash(stored)
}

/** A store that keeps times as dates gives them back in another spelling: the same moment is the same content. */
function sameMoment(ours: Json, theirs: Json): Json {
  if (typeof theirs !== 'string' || ours === theirs) return theirs
  const moment = typeof ours === 'string' ? parseTime(ours) : typeof ours === 'number' ? Math.trunc(ours) : undefined
  return moment !== undefined && moment === parseTime(theirs) ? ours : theirs
}

/** Fields of a rule that the framework keeps as dates. */
export const dateNames = ['expiresAt', 'timestamp', 'createdAt', 'updatedAt', 'lastReviewed', 'lastValidated']

/** The first days of 1970, in milliseconds: a number as small as that is nobody's time, 0 least of all. */
const least = 1e9

/** A time as a file has it: text, or milliseconds. One that is meant in another unit would be long past, or never, and is none. */
export function timeOf(value: unknown): number | undefined {
  const time =
    typeof value === 'string'
      ? parseTime(value)
      : typeof value === 'number' && value >= least && value <= 8.64e15
        ? value
        : undefined
  return time === undefined || otherUnitOf(time) ? undefined : time
}

/** Nothing, or no words: Mongoose takes an empty text for no date. */
export const isNoDate = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** What the framework's own schema takes for a field: a document with another value it refuses to save again. */
const values: Record<string, string[]> = {
  source: ['user_instruction', 'framework_default', 'automated', 'migration', 'claude_md_migration', 'test'],
  category: ['content', 'security', 'privacy', 'technical', 'process', 'values', 'other'],
  scope: ['UNIVERSAL', 'PROJECT_SPECIFIC'],
  temporalScope: ['PERMANENT', 'PROJECT', 'SESSION', 'IMMEDIATE'],
  persistence: persistences,
}

/** Words of the file for which the schema has its own. */
const translated: Record<string, Record<string, string>> = { source: { user: 'user_instruction' } }

const takes = (name: string, value: Json | undefined): boolean =>
  typeof value === 'string' && values[name]?.includes(value) === true

/** What a document says that is outside of the schema's lists, each as `source "weird"`. */
export const unlistedIn = (document: JsonObject): string[] =>
  Object.keys(values).flatMap((name) =>
    document[name] === undefined || takes(name, document[name]) ? [] : [`${name} ${JSON.stringify(document[name])}`],
  )

/** The keys of a rule as the framework's collection takes them: where the file's value is outside of its list, a stored one that is in it stays. Why so: docs/decisions.md, 76. */
export function fitValues(keys: JsonObject, stored: StoredRule[]): JsonObject {
  // A store has � for half a character, and would differ from the file forever.
  const fitted = withoutHalves(keys) as JsonObject
  for (const name of Object.keys(values)) {
    const value = keys[name]
    if (value === undefined || takes(name, value)) continue
    if (stored.length > 0 && stored.every(({ document }) => takes(name, document[name]))) delete fitted[name]
    else if (typeof value === 'string' && translated[name]?.[value]) fitted[name] = translated[name][value]
  }
  for (const name of dateNames) if (name in fitted && isNoDate(fitted[name])) fitted[name] = null
  return fitted
}

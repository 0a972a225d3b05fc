import { canonicalJson, type Json, type JsonObject, sha256 } from '../json.ts'
import { parseTime } from '../window.ts'
import { isNoDate, timeOf } from './framework-values.ts'
import type { Rule } from './rule-file.ts'
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

import { type Json, type JsonObject, withoutHalves } from '../json.ts'
import { parseTime } from '../window.ts'
import { persistences } from './rule-file.ts'
import type { StoredRule } from './rule-store.ts'

/** Fields of a rule that the framework keeps as dates. */
export const dateNames = ['expiresAt', 'timestamp', 'createdAt', 'updatedAt', 'lastReviewed', 'lastValidated']

/** A time as a file has it: text, or milliseconds. */
export const timeOf = (value: unknown): number | undefined =>
  typeof value === 'string'
    ? parseTime(value)
    : typeof value === 'number' && Math.abs(value) <= 8.64e15
      ? value
      : undefined

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

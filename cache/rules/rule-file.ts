import { isObject, type JsonObject } from '../json.ts'

export const quadrants = [
  'STRATEGIC',
  'OPERATIONAL',
  'TACTICAL',
  'SYSTEM',
  'STOCHASTIC',
  'STORAGE',
  'PRIVACY',
  'VALUES',
  'RULES',
]

/** One instruction of the history that can be used; `entry` has every key as the file has it. */
export interface Rule {
  id: string
  text: string
  quadrant: string
  persistence: string
  active: boolean
  entry: JsonObject
  /** Where it stands, where it is an item of a Markdown file. */
  place?: { file: string; line: number }
}

export interface RuleFile {
  /** Every entry, usable or not; active is what does not say otherwise. */
  counts: { total: number; active: number }
  rules: Rule[]
  invalid: { id: string; reason: string }[]
  /** Those of the invalid that only their quadrant makes so: what they say can still be looked at. */
  misfiled: Rule[]
}

/**
 * Reads the text of an `instruction-history.json`. Entries that cannot be used (no id, no text, an unknown quadrant, an id that stood before)
 * are named, and left out. Throws SyntaxError where the text is no JSON, TypeError where it holds no list of instructions.
 */
export function parseRuleFile(text: string): RuleFile {
  const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
  const list = isObject(parsed) ? parsed.instructions : parsed
  if (!Array.isArray(list)) throw new TypeError('it has no list "instructions"')
  const active = list.filter((entry) => !isObject(entry) || entry.active !== false).length
  const file: RuleFile = { counts: { total: list.length, active }, rules: [], invalid: [], misfiled: [] }
  const seen = new Set<string>()
  for (const [index, entry] of list.entries()) {
    const id = isObject(entry) && typeof entry.id === 'string' ? entry.id.trim() : ''
    const reason = reasonAgainst(entry, id, seen)
    if (reason) file.invalid.push({ id: id || `entry ${index + 1}`, reason })
    else file.rules.push(ruleOf(entry as JsonObject, id))
    if (reason?.startsWith(unknownQuadrant)) file.misfiled.push(ruleOf(entry as JsonObject, id))
    seen.add(id)
  }
  return file
}

const unknownQuadrant = 'unknown quadrant'

function reasonAgainst(entry: unknown, id: string, seen: Set<string>): string | undefined {
  if (!isObject(entry)) return 'not an object'
  if (id === '') return 'no id'
  if (seen.has(id)) return 'duplicate id'
  if (typeof entry.text !== 'string' || entry.text.trim() === '') return 'no text'
  if (typeof entry.quadrant !== 'string') return 'no quadrant'
  if (!quadrants.includes(entry.quadrant)) return `${unknownQuadrant} "${entry.quadrant}"`
  return undefined
}

function ruleOf(entry: JsonObject, id: string): Rule {
  return {
    id,
    text: String(entry.text),
    quadrant: String(entry.quadrant),
    persistence: typeof entry.persistence === 'string' ? entry.persistence : 'unknown',
    active: entry.active !== false,
    entry,
  }
}

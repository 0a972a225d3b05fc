import { isObject, isTooDeep, type Json, type JsonObject, parseJsonFile, tooDeep, withoutHalves } from '../json.ts'
import { mayBeExtended, plainExtended } from '../mongo/plain.ts'

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
export const persistences = ['HIGH', 'MEDIUM', 'LOW', 'VARIABLE']

/** Where a rule of a Markdown file applies, as far as the file says it. */
export interface RuleScope {
  /** What its front matter names under `paths`, in order and once each; none: everywhere. */
  paths: string[]
  /** The headings that it is under, the outermost first. */
  headings: string[]
  /** The link by which agents find its file, where that is not under a name that they look for. */
  readAs?: string
  /** A CLAUDE.md imports its file, or links lead to it, so that all agents read it. */
  imported?: true
}

/** One instruction of the history that can be used; `entry` has every key as the file has it, the values of Extended JSON (`mongoexport`) as plain ones. */
export interface Rule {
  id: string
  text: string
  quadrant: string
  persistence: string
  active: boolean
  entry: JsonObject
  /** Where it stands, where it is an item of a Markdown file. */
  place?: { file: string; line: number }
  /** Where it applies, where it is an item of a Markdown file. */
  scope?: RuleScope
}

export interface RuleFile {
  /** Every entry, usable or not; active is what does not say otherwise. */
  counts: { total: number; active: number }
  rules: Rule[]
  invalid: { id: string; reason: string }[]
  /** Those of the invalid that only their quadrant makes so: what they say can still be looked at. */
  misfiled: Rule[]
}

/** How a file of rules names its list, and in its entries the id and the text. */
export interface RuleFileShape {
  list: string
  id: string
  text: string
}

/** The framework's history of instructions, and its published samples of rules. */
const shapes: RuleFileShape[] = [
  { list: 'instructions', id: 'id', text: 'text' },
  { list: 'rules', id: 'rule_id', text: 'content' },
]

/** The list of a file of rules, and its shape. Throws TypeError where it holds no list of rules. */
export function ruleListOf(parsed: unknown): { list: Json[]; shape: RuleFileShape } {
  const [history] = shapes as [RuleFileShape]
  if (Array.isArray(parsed)) return { list: parsed, shape: history }
  const shape = isObject(parsed) ? shapes.find(({ list }) => Array.isArray(parsed[list])) : undefined
  if (!shape) throw new TypeError('it has no list "instructions"')
  return { list: (parsed as Record<string, Json[]>)[shape.list] as Json[], shape }
}

/** An entry with its id and its text where the history has them; a sample of rules need not say a quadrant. */
function entryOf(entry: Json, { id, text }: RuleFileShape): Json {
  if (id === 'id' || !isObject(entry)) return entry
  const { [id]: own, [text]: says, ...others } = entry as JsonObject
  return {
    quadrant: 'OPERATIONAL',
    ...others,
    ...(own !== undefined && { id: own }),
    ...(says !== undefined && { text: says }),
  }
}

/**
 * The entries of an instruction history as they are, also those that cannot be used. Throws SyntaxError where the text is not valid JSON, TypeError
 * where it holds no list of instructions.
 */
export function readEntries(text: string): JsonObject[] {
  const { list, shape } = ruleListOf(parseJsonFile(text))
  return list.map((entry) => entryOf(entry, shape)).filter(isObject) as JsonObject[]
}

/**
 * Reads the text of a file of rules. Entries that cannot be used (no id, no text, an unknown quadrant, an id that stood before) are named, and
 * left out. Throws SyntaxError where the text is not valid JSON, TypeError where it holds no list of rules.
 */
export function parseRuleFile(text: string): RuleFile {
  const { list: entries, shape } = ruleListOf(parseJsonFile(text))
  const list: unknown[] = entries.map((entry) => entryOf(entry, shape))
  const active = list.filter((entry) => !isObject(entry) || entry.active !== false).length
  const file: RuleFile = { counts: { total: list.length, active }, rules: [], invalid: [], misfiled: [] }
  const seen = new Set<string>()
  const extended = mayBeExtended(text)
  const plain = (entry: unknown) => (extended ? plainExtended(entry) : entry) as JsonObject
  for (const [index, entry] of list.entries()) {
    const id = isObject(entry) && typeof entry.id === 'string' ? entry.id.trim() : ''
    const reason = reasonAgainst(entry, id, seen)
    if (reason) file.invalid.push({ id: id || `entry ${index + 1}`, reason })
    else file.rules.push(ruleOf(plain(entry), id))
    if (reason?.startsWith(unknownQuadrant)) file.misfiled.push(ruleOf(plain(entry), id))
    seen.add(id)
  }
  return file
}

const unknownQuadrant = 'unknown quadrant'

function reasonAgainst(entry: unknown, id: string, seen: Set<string>): string | undefined {
  if (!isObject(entry)) return 'not an object'
  if (id === '') return 'no id'
  if (withoutHalves(id) !== id) return 'an id with half a character in it, which no store can hold'
  if (isTooDeep(entry)) return tooDeep
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

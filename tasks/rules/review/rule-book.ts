import type { Json, JsonObject } from '../../../cache/json.ts'
import type { RuleEdits } from './edit-rule-file.ts'

/** The rules of a history as they will be, and what has to be edited for that. */
export interface RuleBook {
  readonly edits: RuleEdits
  /** The rule as it will be; undefined where the history has none of that id. */
  get(id: string): JsonObject | undefined
  /** Sets those keys that say something else now. */
  set(id: string, values: JsonObject): void
  /** Adds a rule under the next id, which is returned. */
  append(values: JsonObject): string
  /** Marks a rule inactive, with a note behind those that it has; one that is inactive already stays as it is. */
  retire(id: string, note: string): void
  /** Marks a rule active again, with a note behind those that it has. */
  revive(id: string, note: string): void
}

/** Documented keys that a new rule has only where the rules beside it have them. */
const optionalKeys = ['temporal_scope', 'verification_required', 'session_id', 'parameters']

export function openRuleBook(entries: JsonObject[]): RuleBook {
  const rules = new Map<string, JsonObject>()
  for (const entry of entries) {
    const id = idOf(entry)
    // Of several entries with one id the first counts, as it does for those who read the history.
    if (id !== '' && !rules.has(id)) rules.set(id, { ...entry })
  }
  const used = new Set(entries.flatMap((entry) => Object.keys(entry)))
  const edits: RuleEdits = { set: new Map(), append: [] }
  const added = new Map<string, JsonObject>()

  const set = (id: string, values: JsonObject) => {
    const rule = rules.get(id)
    if (!rule) throw new Error(`there is no rule ${id}`)
    const changed = Object.entries(values).filter(([key, value]) => rule[key] !== value)
    for (const [key, value] of changed) rule[key] = value
    if (added.has(id) || changed.length === 0) return
    edits.set.set(id, { ...edits.set.get(id), ...Object.fromEntries(changed) })
  }
  const mark = (id: string, active: boolean, note: string) => {
    const rule = rules.get(id)
    if ((rule?.active !== false) !== active) set(id, { active, ...withNote(rule?.notes, note) })
  }
  return {
    edits,
    get: (id) => rules.get(id),
    set,
    append(values) {
      const id = nextId([...entries.map(idOf), ...added.keys()])
      const kept = Object.entries(values).filter(([key]) => !optionalKeys.includes(key) || used.has(key))
      const rule: JsonObject = { id, ...Object.fromEntries(kept) }
      rules.set(id, rule)
      added.set(id, rule)
      edits.append.push(rule)
      return id
    },
    retire: (id, note) => mark(id, false, note),
    revive: (id, note) => mark(id, true, note),
  }
}

const idOf = (entry: JsonObject): string => (typeof entry.id === 'string' ? entry.id.trim() : '')

/** Notes are a text in the framework's own files; in others they may be a list, or something that takes no more. */
function withNote(notes: Json | undefined, note: string): JsonObject {
  if (notes === undefined || notes === null || typeof notes === 'string')
    return { notes: [notes?.trim(), note].filter((text) => text).join(' ') }
  return Array.isArray(notes) ? { notes: [...notes, note] } : {}
}

/** `inst_082` behind `inst_081_CONSOLIDATED`: the highest number plus one, in at least as many digits. */
function nextId(ids: string[]): string {
  const numbers = ids.flatMap((id) => /^inst_(\d{1,15})(?!\d)/.exec(id)?.[1] ?? [])
  const highest = Math.max(0, ...numbers.map(Number))
  const digits = Math.max(3, ...numbers.map((number) => number.length))
  return `inst_${String(highest + 1).padStart(digits, '0')}`
}

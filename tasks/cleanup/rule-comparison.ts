import { type JsonObject, sha256 } from '../../cache/json.ts'
import type { Rule, RuleFile } from '../../cache/rules/rule-file.ts'
import type { RuleStore, RuleWrite, StoredRule } from '../../cache/rules/rule-store.ts'
import { expiryOf, ruleHash, storedHash, storedKeys } from '../../cache/rules/stored-form.ts'

export interface Counts {
  total: number
  active: number
}

/** What a rule says in the store, and in the file. */
export interface BothTexts {
  id: string
  there: string
  here: string
}

/** A rule of the store that is another project's, under an id that the file has too. */
export interface ForeignRule extends BothTexts {
  projectId: string
}

/** How a file of rules and a store differ: by id and by content, in both directions. */
export interface Comparison {
  file: Counts
  store: Counts
  /** Ids of the file that the store has not. */
  missing: string[]
  /** Ids that both have, with different content. */
  different: string[]
  /** Of those, the ones that the store has of another project: never written over. */
  foreign: ForeignRule[]
  /** Of the others, those whose text there no sync of this project left: nobody can tell whose it is, and the file wins. */
  overwritten: BothTexts[]
  /** By id, a hash of what the rules say that both have alike. */
  agreed: Record<string, string>
  /** Ids of the store that the file has not, rules of other projects left out. */
  extra: string[]
  /** Of those, the ones that are active. */
  activeExtra: string[]
  /** Active rules, not past their date, that are there and that the framework's own question would not return. */
  unenforced: string[]
  /** Active rules that are past their date. */
  expired: string[]
  /** What would make missing and different empty, but for what is another project's. */
  writes: (RuleWrite & { was: 'missing' | 'different' })[]
}

/**
 * Compares every entry of a file with every document of a store. Entries that cannot be used are neither missing nor extra. `left`: hashes of
 * the texts that syncs of this project left there.
 */
export function compareRules(
  file: RuleFile,
  stored: StoredRule[],
  { fit, shared }: Pick<RuleStore, 'fit' | 'shared'>,
  now: number,
  left: Record<string, string> = {},
): Comparison {
  const ofOthers = shared ? foreignIn(file) : () => false
  const byId = new Map<string, StoredRule[]>()
  for (const rule of stored) byId.set(rule.id, [...(byId.get(rule.id) ?? []), rule])
  const expected = file.rules.map((rule) => ({ id: rule.id, keys: fit(storedKeys(rule), byId.get(rule.id) ?? []) }))
  const differing = expected.flatMap((rule) => writeFor(rule, byId.get(rule.id) ?? []))
  const differs = new Set(differing.map(({ id }) => id))
  const alike = expected.filter(({ id }) => !differs.has(id))
  const idsOf = (was: 'missing' | 'different') => differing.filter((write) => write.was === was).map(({ id }) => id)
  const foreign = file.rules.flatMap(({ id, text }) => {
    const other = byId.get(id)?.find(ofOthers)?.document
    return other ? [{ id, projectId: String(other.projectId), there: textOf(other), here: text }] : []
  })
  const writes = differing.filter(({ id }) => !foreign.some((other) => other.id === id))
  const overwritten = writes.flatMap(({ id, keys }) => {
    const here = textOf(keys)
    const texts = (byId.get(id) ?? []).map(({ document }) => textOf(document))
    const there = texts.find((text) => text !== here && left[id] !== hashOf(text))
    return there === undefined || !shared ? [] : [{ id, there, here }]
  })
  const named = new Set([...file.rules, ...file.invalid].map(({ id }) => id))
  const extra = stored.filter((rule) => !named.has(rule.id) && !ofOthers(rule))
  const unique = (rules: StoredRule[]) => [...new Set(rules.map(({ id }) => id))].sort()
  const active = file.rules.filter((rule) => rule.active)
  const isOver = (rule: Rule) => (expiryOf(rule) ?? Number.POSITIVE_INFINITY) <= now
  const isIgnored = ({ id }: Rule) => byId.has(id) && !byId.get(id)?.some(({ enforced }) => enforced)
  const expired = active.filter(isOver)
  return {
    file: file.counts,
    store: { total: stored.length, active: stored.filter(({ active }) => active).length },
    missing: idsOf('missing'),
    different: idsOf('different'),
    foreign,
    overwritten,
    agreed: Object.fromEntries(alike.map(({ id, keys }) => [id, hashOf(textOf(keys))])),
    extra: unique(extra),
    activeExtra: unique(extra.filter(({ active }) => active)),
    unenforced: active.filter((rule) => !expired.includes(rule) && isIgnored(rule)).map(({ id }) => id),
    expired: expired.map(({ id }) => id),
    writes,
  }
}

/** A rule that names another project than those that the file's rules name. Where the file names none, nobody can tell. */
function foreignIn({ rules }: RuleFile): (rule: StoredRule) => boolean {
  const own = new Set(rules.flatMap(({ entry }) => projectOf(entry)))
  return ({ document }) => own.size > 0 && projectOf(document).some((project) => !own.has(project))
}

const hashOf = (text: string): string => sha256(text).slice(0, 16)
const textOf = ({ text }: JsonObject): string => String(text ?? '')

const projectOf = ({ projectId }: JsonObject): string[] =>
  typeof projectId === 'string' && projectId !== '' ? [projectId] : []

function writeFor({ id, keys }: RuleWrite, stored: StoredRule[]): Comparison['writes'] {
  if (stored.length === 0) return [{ id, keys, was: 'missing' }]
  const hash = ruleHash(keys)
  return stored.every((each) => storedHash(keys, each) === hash) ? [] : [{ id, keys, was: 'different' }]
}

/** Counts that differ are never kept silent, whatever else agrees. */
export const countsDiffer = ({ file, store }: { file: Counts; store: Counts }): boolean =>
  file.total !== store.total || file.active !== store.active

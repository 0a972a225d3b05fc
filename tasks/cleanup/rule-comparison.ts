import { type JsonObject, sha256 } from '../../cache/json.ts'
import type { Rule, RuleFile } from '../../cache/rules/rule-file.ts'
import type { RuleStore, RuleWrite, StoredRule } from '../../cache/rules/rule-store.ts'
import { expiryOf, projectOf, ruleHash, storedHash, storedKeys, unlistedIn } from '../../cache/rules/stored-form.ts'

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

/** A rule with values outside of the framework's lists, each as `source "weird"`. */
export interface UnlistedRule {
  id: string
  values: string[]
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
  /** By id, a hash of what the rules say that both have alike and that are this project's. */
  agreed: Record<string, string>
  /** Ids of the store that the file has not, rules of other projects left out. */
  extra: string[]
  /** Of those, the ones that are active. */
  activeExtra: string[]
  /** Active rules, not past their date, that are there and that the framework's own question would not return. */
  unenforced: string[]
  /** Active rules that are past their date. */
  expired: string[]
  /** Where the store is the framework's: rules of the file with values that its schema does not list. It takes them as they are, and refuses to save them again. */
  unlisted: UnlistedRule[]
  /** What would make missing and different empty, but for what is another project's. */
  writes: (RuleWrite & { was: 'missing' | 'different' })[]
}

/**
 * Compares every entry of a file with every document of a store. Entries that cannot be used are neither missing nor extra. `left`: hashes of
 * what syncs of this project left there.
 */
export function compareRules(
  file: RuleFile,
  stored: StoredRule[],
  { fit, shared }: Pick<RuleStore, 'fit' | 'shared'>,
  now: number,
  left: Record<string, string> = {},
): Comparison {
  const isForeign = shared ? foreignIn(file, left) : () => false
  const byId = new Map<string, StoredRule[]>()
  for (const rule of stored) byId.set(rule.id, [...(byId.get(rule.id) ?? []), rule])
  const expected = file.rules.map((rule) => ({ id: rule.id, keys: fit(storedKeys(rule), byId.get(rule.id) ?? []) }))
  const differing = expected.flatMap((rule) => writeFor(rule, byId.get(rule.id) ?? []))
  const differs = new Set(differing.map(({ id }) => id))
  const ours = stored.filter((rule) => !isForeign(rule))
  const alike = new Set(expected.flatMap(({ id }) => (differs.has(id) ? [] : [id])))
  const idsOf = (was: 'missing' | 'different') => differing.filter((write) => write.was === was).map(({ id }) => id)
  const foreign = differing.flatMap(({ id, keys }) => {
    const other = byId.get(id)?.find(isForeign)?.document
    return other ? [{ id, projectId: projectOf(other).join(), there: textOf(other), here: textOf(keys) }] : []
  })
  const writes = differing.filter(({ id }) => !foreign.some((other) => other.id === id))
  const overwritten = writes.flatMap(({ id, keys }) => {
    const here = textOf(keys)
    const other = byId.get(id)?.find(({ document }) => textOf(document) !== here && left[id] !== hashOf(document))
    return other === undefined || !shared ? [] : [{ id, there: textOf(other.document), here }]
  })
  const named = new Set([...file.rules, ...file.invalid].map(({ id }) => id))
  const extra = ours.filter(({ id }) => !named.has(id))
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
    agreed: Object.fromEntries(
      ours.filter(({ id }) => alike.has(id)).map(({ id, document }) => [id, hashOf(document)]),
    ),
    extra: unique(extra),
    activeExtra: unique(extra.filter(({ active }) => active)),
    unenforced: active.filter((rule) => !expired.includes(rule) && isIgnored(rule)).map(({ id }) => id),
    expired: expired.map(({ id }) => id),
    unlisted: (shared ? expected : [])
      .map(({ id, keys }) => ({ id, values: unlistedIn(keys) }))
      .filter((rule) => rule.values.length > 0),
    writes,
  }
}

/**
 * A rule that says it is of a project that none of the file's rules names, and that no sync from here left as it is: whose it is the store says, whatever
 * the file says, or does not. Why so: docs/decisions.md, 587.
 */
function foreignIn({ rules }: RuleFile, left: Record<string, string>): (rule: StoredRule) => boolean {
  const own = new Set(rules.flatMap((rule) => projectOf(storedKeys(rule))))
  return ({ id, document }) => projectOf(document).some((project) => !own.has(project)) && left[id] !== hashOf(document)
}

/** Of what a rule says, and whose it says that it is: a text that somebody made his own is no longer what was left there. */
const hashOf = (document: JsonObject): string =>
  sha256([textOf(document), ...projectOf(document)].join('\0')).slice(0, 16)
const textOf = ({ text }: JsonObject): string => String(text ?? '')

function writeFor({ id, keys }: RuleWrite, stored: StoredRule[]): Comparison['writes'] {
  if (stored.length === 0) return [{ id, keys, was: 'missing' }]
  const hash = ruleHash(keys)
  const isAlike = (each: StoredRule) => storedHash(keys, each) === hash && !each.mistyped.includes('expiresAt')
  return stored.every(isAlike) ? [] : [{ id, keys, was: 'different' }]
}

/** Counts that differ are never kept silent, whatever else agrees. */
export const countsDiffer = ({ file, store }: { file: Counts; store: Counts }): boolean =>
  file.total !== store.total || file.active !== store.active

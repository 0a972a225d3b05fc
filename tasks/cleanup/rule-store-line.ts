import { firstNames, plural } from '../../templates/words.ts'
import type { RuleSync } from './rule-sync-output.ts'

const namedRules = 5

/** What a summary says of the rule store; undefined where file and store are one and nothing was written. */
export interface RuleStoreLine {
  file: string
  active: number
  store: RuleSync['store']
  differ: boolean
  /** How many were written, or in a dry run are to be. */
  written: string
  /** `2 rules are`, where a dry run would write so many. */
  toWrite?: string
  /** `missing: inst_001, inst_002`, one text a kind of rule that there is. */
  kinds: string[]
  /** Whether there is anything to say but how many rules there are. */
  notable: boolean
}

/** The rule store of a sync, as both summaries say it. */
export function ruleStoreLine(
  { file, store, written, ...ids }: RuleSync,
  tasks: { id: string; outcome: string }[],
): RuleStoreLine {
  const planned = tasks.some(({ id, outcome }) => id.endsWith('/sync-rules') && outcome === 'planned')
  const toWrite = planned ? ids.missing.length + ids.different.length : 0
  const groups: [kind: string, ids: string[]][] = [
    ['missing', ids.missing],
    ['different', ids.different],
    ['only in the store', ids.extra],
    ['made inactive', ids.deactivated ?? []],
    ['invalid', ids.invalid.map(({ id }) => id)],
  ]
  const kinds = groups
    .filter(([, found]) => found.length > 0)
    .map(([kind, found]) => `${kind}: ${firstNames(found, namedRules)}`)
  const differ = file.total !== store.total || file.active !== store.active
  return {
    file: plural(file.total, 'rule'),
    active: file.active,
    store,
    differ,
    ...(toWrite > 0 && { toWrite: plural(toWrite, 'rule is', 'rules are') }),
    written: toWrite > 0 ? `${toWrite} to write` : `${written.length} written`,
    kinds,
    notable: differ || written.length + kinds.length > 0,
  }
}

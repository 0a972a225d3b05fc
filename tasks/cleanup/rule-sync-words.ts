import type { RuleFile } from '../../cache/rules/rule-file.ts'
import type { WriteResult } from '../../cache/rules/rule-store.ts'
import { projectOf, storedKeys, unreadableEndOf } from '../../cache/rules/stored-form.ts'
import { otherUnitOf } from '../../cache/window.ts'
import { clip } from '../../templates/render.ts'
import { firstNames, plural } from '../../templates/words.ts'
import { storeReason } from '../reason.ts'
import type { TaskContext } from '../task.ts'
import { type BothTexts, type Counts, countsDiffer, type ForeignRule, type UnlistedRule } from './rule-comparison.ts'

/** What a sync of the rules found and did, as the report has it. */
export interface RuleSync {
  file: Counts
  store: Counts
  written: { id: string; was: 'missing' | 'different' }[]
  /** These three: what reading back after the writing still shows; where nothing was to be written, what was found. */
  missing: string[]
  different: string[]
  extra: string[]
  invalid: { id: string; reason: string }[]
  /** Active rules, not past their date, that the framework's own question would not return. */
  unenforced: string[]
  /** Active rules that are past their date. */
  expired: string[]
  /** Of the different ones: rules of other projects, never written over. Left out where there are none. */
  foreign?: ForeignRule[]
  /** Rules whose text in the store no sync of this project wrote, and that the file's replaces. Left out where there are none. */
  overwritten?: BothTexts[]
  /** Active rules that only the store had, and that this sync made inactive. Left out where there are none. */
  deactivated?: string[]
  /** Rules with values that the framework's schema does not list: it refuses to save them again. Left out where there are none. */
  unlisted?: UnlistedRule[]
  /** Missing, different and unenforced are empty. */
  verified: boolean
}

export interface SyncOutput {
  /** The store's name, without credentials. */
  store: string
  sync: RuleSync
}

/** What is not as it should be between file and store, a sentence each. */
export function syncIssues(sync: RuleSync): string[] {
  const { file, store, missing, different, extra, invalid, unenforced, expired, foreign = [], overwritten = [] } = sync
  const { deactivated = [], unlisted = [] } = sync
  const counted = ({ total, active }: Counts) => `${plural(total, 'rule')}, ${active} of them active`
  return [
    ...(countsDiffer(sync) ? [`the file has ${counted(file)}; the store has ${counted(store)}`] : []),
    ...(missing.length > 0 ? [`rules that the store has not: ${some(missing)}`] : []),
    ...(different.length > 0 ? [`rules that the store has otherwise: ${some(different)}`] : []),
    ...foreign.map(
      ({ id, projectId, ...texts }) =>
        `rule of the project "${projectId}" in the store, not written over: ${id} (${bothTexts(texts, 60)})`,
    ),
    ...overwritten.map(
      ({ id, ...texts }) => `the file wins over a text that no sync from here wrote: ${id} (${bothTexts(texts, 60)})`,
    ),
    ...(extra.length > 0 ? [`rules that only the store has: ${some(extra)}`] : []),
    ...(deactivated.length > 0 ? [`rules of the store's own that were made inactive: ${some(deactivated)}`] : []),
    ...(unenforced.length > 0 ? [`rules that the store has and the framework does not find: ${some(unenforced)}`] : []),
    ...(expired.length > 0 ? [`active rules that are past their date: ${some(expired)}`] : []),
    ...unlisted.map(
      (rule) =>
        `rule that the framework would refuse to save: ${rule.id} (not in its lists: ${rule.values.join(', ')})`,
    ),
    ...invalid.map(({ id, reason }) => `rule that cannot be used and was not synced: ${id} (${reason})`),
  ]
}

/** How many rules a planned sync would write. */
export const toWrite = ({ missing, different, foreign = [] }: RuleSync): number =>
  missing.length + different.length - foreign.length

/** Whether what is left is in the file and the store as they are to be once a planned sync is done. */
export const isVerifiedOnceWritten = ({ different, unenforced, foreign = [] }: RuleSync): boolean =>
  foreign.length === 0 && unenforced.every((id) => different.includes(id))

/** A sync for people: one line, and one for each thing that is not as it should be. */
export function describeSync({ store, sync }: SyncOutput, planned: boolean): string {
  const { written, verified } = sync
  const state = verified ? 'verified' : 'not in agreement'
  const name = store.replace(/:$/, '')
  const count = planned ? toWrite(sync) : written.length
  return [
    `${name}: ${plural(count, 'rule')} ${planned ? 'to be written' : 'written'}, ${state}`,
    ...syncIssues(sync),
  ].join('\n')
}

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
export function ruleStoreLine(sync: RuleSync, tasks: { id: string; outcome: string }[]): RuleStoreLine {
  const { file, store, written } = sync
  const planned = tasks.some(({ id, outcome }) => id.endsWith('/sync-rules') && outcome === 'planned')
  const ahead = planned ? toWrite(sync) : 0
  const groups: [kind: string, ids: string[]][] = [
    ['missing', sync.missing],
    ['different', sync.different],
    ['only in the store', sync.extra],
    ['made inactive', sync.deactivated ?? []],
    ['invalid', sync.invalid.map(({ id }) => id)],
  ]
  const kinds = groups.filter(([, found]) => found.length > 0).map(([kind, found]) => `${kind}: ${some(found)}`)
  const differ = countsDiffer(sync)
  return {
    file: plural(file.total, 'rule'),
    active: file.active,
    store,
    differ,
    ...(ahead > 0 && { toWrite: plural(ahead, 'rule is', 'rules are') }),
    written: ahead > 0 ? `${ahead} to write` : `${written.length} written`,
    kinds,
    notable: differ || written.length + kinds.length > 0,
  }
}

/** Why a sync is not verified, with the store's own words where it has any. */
export function unverified(
  { config }: Pick<TaskContext, 'config'>,
  file: RuleFile,
  output: SyncOutput,
  result?: WriteResult,
  fix = 'look at what the store says about these rules, and run it again',
) {
  const { unenforced, written, missing, different, foreign = [] } = output.sync
  if (result?.stopped) {
    const all = written.length + missing.length + different.length - foreign.length
    const said = [
      `${written.length} of ${plural(all, 'rule')} written`,
      ...refusals(result),
      ...(result.unconfirmed === undefined ? [] : [`what was written is not confirmed (${result.unconfirmed})`]),
    ]
    return storeReason(result.stopped.waiting(`; ${said.join('; ')}`))
  }
  // No store can make a date of these: the file is where they are put right.
  const undated = file.rules.filter((rule) => unenforced.includes(rule.id) && unreadableEndOf(rule) !== undefined)
  const dated = unenforced.filter((id) => !undated.some((rule) => rule.id === id))
  const said = disagreement({ ...output, sync: { ...output.sync, unenforced: dated } }, result)
  const ends = undated.map((rule) => noDate(rule.id, unreadableEndOf(rule)))
  const fixes = [
    ...(ends.length > 0 ? [`correct ${ends.length > 1 ? 'them' : 'it'} in ${config.rules}`] : []),
    ...foreignFix(config.rules, file, foreign),
    ...(said === '' || isForeignAlone(output, result) ? [] : [fix]),
  ]
  return {
    reason: 'incomplete' as const,
    detail: [...(said === '' ? [] : [said]), ...(ends.length > 0 ? [some(ends)] : [])].join('; '),
    fix: fixes.join('; '),
  }
}

/** What a rule says as its end that no store can make a date of. */
export function noDate(id: string, end: unknown): string {
  const unit = typeof end === 'number' ? otherUnitOf(end) : undefined
  return `\`expires_at\` of ${id} is no date (${JSON.stringify(end)}${unit ? `: ${unit.name}, not milliseconds` : ''})`
}

/** Only its own file can say that a project which the store names is this one. */
function foreignFix(path: string, { rules }: RuleFile, foreign: ForeignRule[]): string[] {
  if (foreign.length === 0) return []
  const named = rules.some((rule) => projectOf(storedKeys(rule)).length > 0)
  return [
    'give each project its own ids, or a `ruleStore` of its own',
    ...(named ? [] : [`where the rules are this project's, write its \`projectId\` into ${path}`]),
  ]
}

/** Nothing is wrong but ids that another project has: of that the store says nothing more. */
const isForeignAlone = ({ sync: { missing, different, foreign = [] } }: SyncOutput, result?: WriteResult): boolean =>
  missing.length === 0 && different.length === foreign.length && foreign.length > 0 && !result?.refused.length

/** The store's words about single rules, those of which it says the same together. */
function refusals(result: WriteResult): string[] {
  const ids = new Map<string, string[]>()
  for (const { id, reason } of result.refused) ids.set(reason, [...(ids.get(reason) ?? []), id])
  return [...ids].map(([reason, of]) => `${some(of)}: ${reason}`)
}

/** What a file and a store disagree in. */
function disagreement(
  { store, sync: { missing, different, unenforced, foreign = [] } }: SyncOutput,
  result: WriteResult = { refused: [] },
): string {
  const named = [...missing, ...different]
  const refused = refusals(result)
  let isNamed = false
  /** The store's name is long, so it is there once. */
  const naming = (first: string, then: string) => {
    const said = isNamed ? then : first
    isNamed = true
    return said
  }
  // The store's words come first: a letter has room for the beginning, and names the rules themselves besides.
  const sentences = [
    ...(refused.length > 0 ? [`${naming(store, 'it')} refused ${some(refused)}`] : []),
    ...(result.unconfirmed === undefined
      ? []
      : [`${naming(store, 'it')} did not confirm what was written (${result.unconfirmed})`]),
    ...(foreign.length > 0 ? [`${some(foreign.map(quoted))}: not written over`] : []),
    ...(named.length > 0
      ? [
          `${plural(named.length, 'rule is', 'rules are')} not ${naming(`in ${store}`, 'there')} as the file has them (${some(named)})`,
        ]
      : []),
    ...(unenforced.length > 0
      ? [
          `${plural(unenforced.length, 'active rule')} ${naming(`in ${store}`, 'there')} in a form that the framework does not find (${some(unenforced)})`,
        ]
      : []),
  ]
  return sentences.join('; ')
}

const quoted = ({ id, projectId, ...texts }: ForeignRule): string =>
  `${id} is there of the project "${clip(projectId, 60)}" (${bothTexts(texts, 100)})`

/** What a rule says there and here, each in at most so many characters. */
const bothTexts = ({ there, here }: Pick<BothTexts, 'there' | 'here'>, most: number): string =>
  there === here ? `"${clip(there, most)}", as here` : `"${clip(there, most)}"; here "${clip(here, most)}"`

/** The first names of a list, and how many more there are. */
export const some = (names: string[]): string => firstNames(names, 5)

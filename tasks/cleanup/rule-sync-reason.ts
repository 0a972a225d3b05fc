import type { RuleFile } from '../../cache/rules/rule-file.ts'
import type { WriteResult } from '../../cache/rules/rule-store.ts'
import { projectOf, storedKeys, unreadableEndOf } from '../../cache/rules/stored-form.ts'
import { otherUnitOf } from '../../cache/window.ts'
import { clip } from '../../templates/render.ts'
import { firstNames, plural } from '../../templates/words.ts'
import { storeReason } from '../reason.ts'
import type { TaskContext } from '../task.ts'
import type { BothTexts, ForeignRule } from './rule-comparison.ts'
import type { SyncOutput } from './rule-sync-output.ts'

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
export const bothTexts = ({ there, here }: Pick<BothTexts, 'there' | 'here'>, most: number): string =>
  there === here ? `"${clip(there, most)}", as here` : `"${clip(there, most)}"; here "${clip(here, most)}"`

/** The first names of a list, and how many more there are. */
export function some(names: string[], most = 5): string {
  return firstNames(names, most)
}

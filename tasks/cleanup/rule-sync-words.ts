import { plural } from '../../templates/words.ts'
import { type Counts, countsDiffer } from './rule-comparison.ts'
import type { RuleSync, SyncOutput } from './rule-sync-output.ts'
import { bothTexts, some } from './rule-sync-reason.ts'

/** What is not as it should be between file and store, a sentence each. */
export function syncIssues(sync: RuleSync): string[] {
  const { file, store, missing, different, extra, invalid, unenforced, expired, foreign = [], overwritten = [] } = sync
  const { deactivated = [] } = sync
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
    ...invalid.map(({ id, reason }) => `rule that cannot be used and was not synced: ${id} (${reason})`),
  ]
}

/** How many rules a planned sync would write. */
export const toWrite = ({ missing, different, foreign = [] }: RuleSync): number =>
  missing.length + different.length - foreign.length

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

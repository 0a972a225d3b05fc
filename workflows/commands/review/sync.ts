import type { Cache } from '../../../cache/database.ts'
import { StoreUnavailable } from '../../../cache/errors.ts'
import { parseRuleFile } from '../../../cache/rules/rule-file.ts'
import { createRuleSyncs } from '../../../cache/rules/syncs.ts'
import { syncRules, waitingRules } from '../../../tasks/cleanup/rule-sync.ts'
import { describeSync, type RuleSync } from '../../../tasks/cleanup/rule-sync-words.ts'
import { storeReason } from '../../../tasks/reason.ts'
import type { ReviewPlan } from '../../../tasks/rules/review/plan.ts'
import { describeReason, type Files, isEnding } from '../../../tasks/task.ts'
import type { Invocation } from '../../runner/command.ts'
import { createClock } from '../../runner/effects/clock.ts'
import { createStores } from '../../runner/effects/stores.ts'

/** How the rule store was brought up to the changed rules, in words and as closedown reports it. */
export interface Synced {
  words: string
  sync?: RuleSync
}

/** The stores of a review, opened before it changes anything: a configuration that names none is refused while nothing is done yet. */
export function openStores({ project, settings, environment, interruption }: Invocation, cache: Cache) {
  const stores = createStores(project.root, settings, environment, cache, interruption.signal)
  stores.rules()
  return stores
}

type OwnStores = ReturnType<typeof openStores>

/** Whether what the rules file says was not brought to the store: a review was killed before its sync, or the store was unavailable. */
export function isOwed(stores: OwnStores): boolean {
  return stores.ruleSyncs.waiting(stores.rules().name).length > 0
}

/** The same for a review that only shows, and opens a store only where there may be something to say. */
export async function isSyncOwed(invocation: Invocation, cache: Cache): Promise<boolean> {
  if (!createRuleSyncs(cache.db).anyWaits()) return false
  const stores = openStores(invocation, cache)
  try {
    return isOwed(stores)
  } finally {
    await stores.close()
  }
}

/** Keeps in the cache what a review is about to write into the history: killed behind that, the next review or closedown syncs it. */
export function oweSync(stores: OwnStores, { changes }: Pick<ReviewPlan, 'changes'>, rulesFile: string): void {
  const change = changes.find(({ path }) => path === rulesFile)
  if (change) stores.ruleSyncs.wait(stores.rules().name, waitingRules(parseRuleFile(change.after)))
}

/** The same sync as closedown's. A store that is unavailable keeps nobody from having decided: what was to be written waits in the cache. */
export async function syncAfterReview(
  { project, settings, now, output, verbose }: Invocation,
  stores: OwnStores,
  files: Files,
): Promise<Synced> {
  const progress = (message: string) => verbose && output.note(message)
  try {
    const synced = await syncRules({
      project,
      config: settings,
      files,
      stores,
      flags: {},
      clock: createClock(now),
      progress,
    })
    if (!isEnding(synced)) return { words: describeSync(synced, false), sync: synced.sync }
    return { words: describeReason(synced.reason), ...(synced.output && { sync: synced.output.sync }) }
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    return { words: describeReason(storeReason(error)) }
  }
}

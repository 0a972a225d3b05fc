import type { Cache } from '../../../cache/database.ts'
import { StoreAway } from '../../../cache/errors.ts'
import { describeSync, type RuleSync, syncRules } from '../../../tasks/cleanup/rule-sync.ts'
import { storeReason } from '../../../tasks/reason.ts'
import { describeReason, type Files, isEnding } from '../../../tasks/task.ts'
import type { Invocation } from '../../runner/command.ts'
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

/** The same sync as closedown's. A store that is away keeps nobody from having decided: what was to be written waits in the cache. */
export async function syncAfterReview(
  { project, settings, now, output, verbose }: Invocation,
  stores: ReturnType<typeof openStores>,
  files: Files,
): Promise<Synced> {
  const progress = (message: string) => verbose && output.note(message)
  try {
    const synced = await syncRules({ project, config: settings, files, stores, flags: {}, clock: { now }, progress })
    if (!isEnding(synced)) return { words: describeSync(synced), sync: synced.sync }
    return { words: describeReason(synced.reason), ...(synced.output && { sync: synced.output.sync }) }
  } catch (error) {
    if (!(error instanceof StoreAway)) throw error
    return { words: describeReason(storeReason(error)) }
  }
}

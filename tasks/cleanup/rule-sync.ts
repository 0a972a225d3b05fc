import { messageOf, StoreUnavailable } from '../../cache/errors.ts'
import { parseRuleFile, type RuleFile } from '../../cache/rules/rule-file.ts'
import type { RuleWrite, WriteResult } from '../../cache/rules/rule-store.ts'
import { storedKeys } from '../../cache/rules/stored-form.ts'
import { redactLine } from '../../templates/redact.ts'
import { firstNames, plural } from '../../templates/words.ts'
import { doneBefore } from '../interrupted.ts'
import { type Action, degraded, type Ending, failed, isEnding, type Plan, skipped, type TaskContext } from '../task.ts'
import { type BothTexts, type Comparison, compareRules } from './rule-comparison.ts'
import { type RuleSync, type SyncOutput, unverified } from './rule-sync-words.ts'

export type SyncContext = Pick<TaskContext, 'files' | 'config' | 'stores' | 'flags' | 'progress' | 'clock' | 'project'>

/** What a sync is about to write, and over whose texts. */
export type Attempt = Pick<RuleSync, 'written' | 'overwritten'>

/** A file that has become smaller than this share of what it was at the last sync may be half written, and must not win. */
const leastShare = 0.5

/** What a sync would do: the file and the store compared, nothing written. */
export async function planSync(context: SyncContext): Promise<Plan<SyncOutput, Attempt> | Ending<SyncOutput>> {
  const file = await readFile(context)
  if (isEnding(file)) return file
  const { name } = context.stores.rules()
  const found = await compared(context, file)
  const output = outputOf(name, file, found, [])
  const refusal = shrinkOf(context, name, file)
  if (refusal) return degraded(output, refusal)
  const actions = actionsOf(name, {
    written: namesOf(found),
    deactivated: deactivations(context, found).map(({ id }) => id),
  })
  // No write would put it right, and a dry run is to say so too.
  if (actions.length === 0 && !output.sync.verified) return degraded(output, unverified(context, file, output))
  if (context.flags.sync === false && !output.sync.verified) {
    const reason = unverified(context, file, output, { refused: [] }, 'init without it writes them')
    return skipped({ ...reason, detail: `--no-sync: ${reason.detail}` }, output)
  }
  return { actions, output, data: { written: namesOf(found), overwritten: output.sync.overwritten ?? [] } }
}

/** What a task that syncs does with its plan. An attempt that was interrupted may have written what it could not say any more. */
export async function applySync(
  context: SyncContext & Pick<TaskContext, 'run' | 'actions'>,
  { actions, data }: Plan<SyncOutput, Attempt>,
): Promise<SyncOutput | Ending<SyncOutput>> {
  const before = doneBefore<SyncOutput, Attempt>(context.actions.interrupted).flatMap(
    ({ ended, begun }) => ended?.output.sync ?? begun?.plan.data ?? [],
  )
  const synced = await syncRules(context, [...before, ...(context.run.resumed ? [data] : [])])
  const output = isEnding(synced) ? synced.output : synced
  // Reading back says what came about.
  actions.splice(0, actions.length, ...(output ? actionsOf(output.store, output.sync) : []))
  return synced
}

/**
 * The sync itself: the file wins, what the store knows besides is kept, nothing is deleted; then both are compared again. `attempted`: what
 * interrupted attempts were about to write.
 */
export async function syncRules(
  context: SyncContext,
  attempted: Attempt[] = [],
): Promise<SyncOutput | Ending<SyncOutput>> {
  const file = await readFile(context)
  if (isEnding(file)) return file
  const store = context.stores.rules()
  const found = await compared(context, file)
  const refusal = shrinkOf(context, store.name, file)
  if (refusal) return degraded(outputOf(store.name, file, found, []), refusal)
  const doomed = deactivations(context, found)
  const writes = [...found.writes, ...doomed]
  let tried = 0
  const result: WriteResult =
    writes.length === 0
      ? { refused: [] }
      : await store.write(writes, (done) => {
          tried = done
          context.progress(`${done} of ${plural(writes.length, 'rule')}`)
        })
  const { stopped } = result
  const after =
    writes.length > 0 ? await compared(context, file, stopped && { stopped, tried, of: writes.length }) : found
  // One that was missing and is there was written, even where it does not read back as the file has it.
  const isWritten = ({ id, was }: { id: string; was?: 'missing' | 'different' }) =>
    !after.missing.includes(id) && (was === 'missing' || !after.different.includes(id))
  // What an attempt wrote and could not say any more nobody else does; what it was about to is what this one did.
  const wrote = <Rule extends { id: string }>(tried: Rule[]) =>
    [...new Map(tried.map((rule) => [rule.id, rule])).values()].filter(isWritten)
  const written = wrote([...namesOf(found), ...attempted.flatMap((attempt) => attempt.written)])
  const deactivated = doomed.map(({ id }) => id).filter((id) => !after.activeExtra.includes(id))
  const overwritten = wrote([...attempted.flatMap((attempt) => attempt.overwritten ?? []), ...found.overwritten])
  const output = outputOf(store.name, file, { ...after, overwritten }, written, deactivated)
  // What may not last is not verified by reading it back.
  if (result.unconfirmed !== undefined) output.sync.verified = false
  const syncs = context.stores.ruleSyncs
  const now = context.clock.now()
  const synced = { total: file.counts.total, texts: { ...syncs.last(store.name)?.texts, ...after.agreed } }
  if (!output.sync.verified || result.refused.length > 0) {
    syncs.attempted(store.name, now, synced)
    if (stopped) syncs.wait(store.name, waitingRules(file))
    return degraded(output, unverified(context, file, output, result))
  }
  syncs.done(store.name, now, synced)
  return output
}

const namesOf = ({ writes }: Comparison): RuleSync['written'] => writes.map(({ id, was }) => ({ id, was }))

/** The rules of the file, or why there are none to sync. */
async function readFile(context: SyncContext): Promise<RuleFile | Ending<never>> {
  const { files, config } = context
  const text = files.read(config.rules)
  try {
    if (text !== undefined) return parseRuleFile(text)
  } catch (error) {
    return failed({ reason: 'unreadable', path: config.rules, detail: messageOf(error) })
  }
  const last = context.stores.ruleSyncs.last(context.stores.rules().name)?.total ?? 0
  if (last === 0) return skipped({ reason: 'nothing-there', detail: `no ${config.rules}` })
  return failed({
    reason: 'unreadable',
    path: config.rules,
    detail: `gone, and it had ${plural(last, 'rule')} at the last sync`,
  })
}

/**
 * The file and the store, as they are now. A store that is unavailable then: what was to be written waits in the cache, and what ended the writing
 * before it is why.
 */
async function compared(
  context: SyncContext,
  file: RuleFile,
  before?: { stopped: StoreUnavailable; tried: number; of: number },
): Promise<Comparison> {
  const { stores, clock } = context
  const store = stores.rules()
  const now = clock.now()
  try {
    return compareRules(file, await store.read(now), store, now, stores.ruleSyncs.last(store.name)?.texts)
  } catch (error) {
    if (!(error instanceof StoreUnavailable) || shrinkOf(context, store.name, file)) throw error
    stores.ruleSyncs.wait(store.name, waitingRules(file))
    if (before) throw before.stopped.waiting(`; it had answered for ${before.tried} of ${plural(before.of, 'rule')}`)
    throw error.waiting()
  }
}

/** The rules of a file as the cache keeps them until they are in the store. */
export function waitingRules({ rules }: RuleFile): RuleWrite[] {
  return rules.map((rule) => ({ id: rule.id, keys: storedKeys(rule) }))
}

function outputOf(
  store: string,
  file: RuleFile,
  found: Comparison,
  written: RuleSync['written'],
  deactivated: string[] = [],
): SyncOutput {
  const { missing, different, extra, unenforced, expired } = found
  const verified = missing.length === 0 && different.length === 0 && unenforced.length === 0
  const counts = { file: found.file, store: found.store }
  const lists = { missing, different, extra, invalid: file.invalid, unenforced, expired }
  const [foreign, overwritten] = [masked(found.foreign), masked(found.overwritten)]
  const ofOthers = { ...(foreign.length > 0 && { foreign }), ...(overwritten.length > 0 && { overwritten }) }
  const inactive = deactivated.length > 0 && { deactivated }
  const unlisted = found.unlisted.length > 0 && { unlisted: found.unlisted }
  return { store, sync: { ...counts, written, ...lists, ...ofOthers, ...inactive, ...unlisted, verified } }
}

const masked = <Rule extends BothTexts>(rules: Rule[]): Rule[] =>
  rules.map((rule) => ({ ...rule, there: redactLine(rule.there), here: redactLine(rule.here) }))

function shrinkOf({ stores, flags, config, project }: SyncContext, store: string, { counts }: RuleFile) {
  const last = stores.ruleSyncs.last(store)?.total ?? 0
  if (flags.acceptShrink || counts.total >= last * leastShare) return undefined
  return {
    reason: 'incomplete' as const,
    detail: `${config.rules} shrank from ${plural(last, 'rule')} to ${counts.total} since the last sync, so nothing was written`,
    fix: `fix it, or take it as it is with ${project.command('closedown', '--accept-shrink')}`,
  }
}

function deactivations({ flags }: SyncContext, { activeExtra }: Comparison) {
  return flags.deactivateExtra ? activeExtra.map((id) => ({ id, keys: { active: false } })) : []
}

/** Rules that are, or are to be, written, and those of the store's own that are, or are to be, made inactive. */
function actionsOf(store: string, { written, deactivated = [] }: Pick<RuleSync, 'written' | 'deactivated'>): Action[] {
  const actions: Action[] = []
  const missing = written.filter(({ was }) => was === 'missing').length
  if (written.length > 0)
    actions.push({
      kind: 'sync',
      what: `${plural(written.length, 'rule')} to ${store} (${missing} missing, ${written.length - missing} different)`,
    })
  if (deactivated.length > 0)
    actions.push({
      kind: 'sync',
      what: `${plural(deactivated.length, 'rule')} of ${store} to be inactive: the file has not got ${firstNames(deactivated, 5)}`,
    })
  return actions
}

import { plural } from '../../templates/words.ts'
import { applySync, planSync } from '../cleanup/rule-sync.ts'
import { describeSync, type SyncOutput, some, toWrite } from '../cleanup/rule-sync-words.ts'
import { defineTask } from '../task.ts'

/** A closedown later finds both alike, and would not say it any more. */
const wonOver = ({ overwritten = [] }: SyncOutput['sync']): string =>
  overwritten.length > 0 ? `, over texts that no sync from here wrote: ${some(overwritten.map(({ id }) => id))}` : ''

/** The same sync as at closedown; with --no-sync it only compares, and names what differs. */
export const syncRulesAtInit = defineTask({
  id: 'startup/sync-rules',
  title: 'Sync the rules',
  check: 'sync',
  block: ({ sync }: SyncOutput) => ({ sync }),
  show: describeSync,
  // What is not verified and has no reason of its own was planned.
  brief: ({ sync }) =>
    sync.verified
      ? `rules written: ${sync.written.length}, verified${wonOver(sync)}`
      : `${plural(toWrite(sync), 'rule')} would be written`,
  async plan(context) {
    const plan = await planSync(context)
    return context.flags.sync === false && 'actions' in plan ? { ...plan, actions: [] } : plan
  },
  apply: (context, plan) => (context.flags.sync === false ? plan.output : applySync(context, plan)),
})

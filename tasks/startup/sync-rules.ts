import { applySync, describeSync, planSync, type SyncOutput } from '../cleanup/rule-sync.ts'
import { defineTask } from '../task.ts'

/** The same sync as at closedown; with --no-sync it only compares, and names what differs. */
export const syncRulesAtInit = defineTask({
  id: 'startup/sync-rules',
  title: 'Sync the rules',
  check: 'sync',
  block: ({ sync }: SyncOutput) => ({ sync }),
  show: describeSync,
  brief: ({ sync }) => `rules written: ${sync.written.length}, ${sync.verified ? 'verified' : 'not in agreement'}`,
  async plan(context) {
    const plan = await planSync(context)
    return context.flags.sync === false && 'actions' in plan ? { ...plan, actions: [] } : plan
  },
  apply: (context, plan) => (context.flags.sync === false ? plan.output : applySync(context, plan)),
})

import { defineTask } from '../task.ts'
import { describeSync, planSync, type SyncOutput, syncRules } from './rule-sync.ts'

/** Brings the rule store up to the instruction history, and proves it by reading back. */
export const syncRulesAtClosedown = defineTask<SyncOutput, null>({
  id: 'cleanup/sync-rules',
  title: 'Sync the rules',
  block: ({ sync }) => ({ sync }),
  show: describeSync,
  plan: planSync,
  apply: syncRules,
})

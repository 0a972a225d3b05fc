import { defineTask } from '../task.ts'
import { applySync, planSync } from './rule-sync.ts'
import { describeSync, type SyncOutput } from './rule-sync-words.ts'

/** Brings the rule store up to the instruction history, and proves it by reading back. */
export const syncRulesAtClosedown = defineTask({
  id: 'cleanup/sync-rules',
  title: 'Sync the rules',
  alike: ['startup/sync-rules'],
  block: ({ sync }: SyncOutput) => ({ sync }),
  show: describeSync,
  plan: planSync,
  apply: applySync,
})

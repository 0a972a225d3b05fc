import { anomalyMutations } from './anomalies.ts'
import { baselineMutations } from './baselines.ts'
import { carriedMutations } from './carried.ts'
import { cleanupMutations } from './cleanup.ts'
import { commandMutations } from './commands.ts'
import { conditionMutations } from './conditions.ts'
import { healthMutations } from './health.ts'
import { limitMutations } from './limits.ts'
import { metricMutations } from './metrics.ts'
import type { Mutation } from './mutation.ts'
import { passedMutations } from './passed.ts'
import { seenMutations } from './passed-more.ts'
import { ruleMutations } from './rules.ts'
import { safetyMutations } from './safety.ts'
import { secretMutations } from './secrets.ts'
import { wordMutations } from './words.ts'

export const mutations: Mutation[] = [
  ...healthMutations,
  ...anomalyMutations,
  ...baselineMutations,
  ...metricMutations,
  ...ruleMutations,
  ...cleanupMutations,
  ...limitMutations,
  ...safetyMutations,
  ...conditionMutations,
  ...secretMutations,
  ...wordMutations,
  ...commandMutations,
  ...passedMutations,
  ...seenMutations,
  ...carriedMutations,
]

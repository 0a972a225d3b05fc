import type { ViolationCount } from '../../cache/audit/audit-log.ts'
import { measureServices } from '../analysis/metrics.ts'
import { defineTask } from '../task.ts'

/** Thresholds `recurringOccurrences` and `recurringContexts`: fewer blocked decisions, or all about one thing, are no pattern but a retry. */
const defaults = { recurringOccurrences: 3, recurringContexts: 2 }

/** The violations that came up often enough, about different things, to be a pattern. */
export function recurringViolations(
  violations: ViolationCount[],
  thresholds: Record<string, number>,
): ViolationCount[] {
  const { recurringOccurrences, recurringContexts } = { ...defaults, ...thresholds }
  return violations.filter(({ count, contexts }) => count >= recurringOccurrences && contexts >= recurringContexts)
}

export const findRecurring = defineTask({
  id: 'rules/recurring',
  title: 'Find recurring violations',
  needs: { metrics: measureServices },
  block: (recurring: ViolationCount[]) => ({ rules: { recurring } }),
  show: (recurring: ViolationCount[]) =>
    recurring
      .map(({ key, count, contexts }) => `${String(count).padStart(5)} times in ${contexts} contexts: ${key}`)
      .join('\n') || 'none',
  run: ({ config }, { metrics }) => recurringViolations(metrics.violations, config.thresholds),
})

import type { Outdated } from '../../cache/retention.ts'
import { dayMs, iso } from '../../cache/window.ts'
import { plural } from '../../templates/words.ts'
import { actionsBefore } from '../interrupted.ts'
import { defineTask, skipped } from '../task.ts'
import { recordSession } from './session.ts'

/** Removes what is older than `retentionDays` from the cache; nothing unless that is configured. */
export const removeOutdated = defineTask({
  id: 'compaction/retention',
  title: 'Remove what is older than the cache keeps',
  needs: { closed: recordSession },
  show: ({ before, ...counts }: Outdated & { before: string }) => `from before ${before}: ${inWords(counts)}`,
  plan({ stores, config, session }) {
    const { retentionDays } = config
    if (retentionDays === 0) return skipped({ reason: 'not-configured', key: 'retentionDays' })
    // Counted from the session's end, so that a run that is resumed later removes the same.
    const before = session.to - retentionDays * dayMs
    const counts = stores.retention.count(before)
    const output = { ...counts, before: iso(before) }
    const what = `that ${inWords(counts)} from before ${output.before} are no longer kept`
    return { actions: anyOf(counts) ? [{ kind: 'record' as const, what }] : [], output, data: { before } }
  },
  apply({ stores, actions: { interrupted } }, { actions, output, data }) {
    const removes = actions.length > 0
    actions.push(
      ...actionsBefore<typeof output, typeof data>(
        interrupted,
        actions,
        (_, plan) => !anyOf(stores.retention.count(plan.data.before)),
      ),
    )
    if (removes) stores.retention.remove(data.before)
    return output
  },
})

const anyOf = (counts: Outdated): boolean => Object.values(counts).some((count) => count > 0)

const inWords = ({ decisions, runs, reports }: Outdated): string =>
  `${plural(decisions, 'decision')}, ${plural(runs, 'run')} and ${plural(reports, 'report')}`

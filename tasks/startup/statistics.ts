import type { Measured } from '../../cache/reports.ts'
import { plural } from '../../templates/words.ts'
import { defineTask, skipped } from '../task.ts'

/** Says how much the framework decided, from what the cache keeps of the sessions that were closed: no log is read for it. */
export const readStatistics = defineTask({
  id: 'startup/statistics',
  title: "Read the framework's statistics",
  check: 'statistics',
  block: (statistics: Measured) => ({ statistics }),
  show: describe,
  brief: describe,
  run({ stores }) {
    const measured = stores.reports.measured()
    const nothing = (detail: string) => skipped({ reason: 'nothing-there', detail })
    if (!measured) return nothing('no session was measured yet')
    // What never decided anything is not shown to work.
    const { sessions, decisions } = measured.all
    return decisions > 0 ? measured : nothing(`no decision in ${plural(sessions, 'measured session')}`)
  },
})

function describe({ last, all }: Measured): string {
  return `${plural(last.decisions, 'decision')} in session ${last.session} (${last.blocked} blocked), ${all.decisions} in ${plural(all.sessions, 'session')}`
}

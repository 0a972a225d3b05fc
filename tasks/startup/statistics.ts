import { isAgents } from '../../cache/audit/claude-code.ts'
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
    const where = plural(sessions, 'measured session')
    if (decisions === 0) return nothing(`no decision in ${where}`)
    // That an agent works says nothing about the framework.
    return stores.reports.decided().every(isAgents)
      ? nothing(`no decision of a governance service in ${where}: all ${decisions} are an agent's own tool calls`)
      : measured
  },
})

function describe({ last, all }: Measured): string {
  return `${plural(last.decisions, 'decision')} in session ${last.session} (${last.blocked} blocked), ${all.decisions} in ${plural(all.sessions, 'session')}`
}

import type { Database } from './database.ts'
import { queryValue } from './rows.ts'

/** What of the cache is older than a time, by kind. */
export interface Outdated {
  decisions: number
  /** Runs of workflows and single tasks, with their steps. */
  runs: number
  reports: number
}

export interface Retention {
  /** Counts what ended before a time. */
  count(before: number): Outdated
  /** Removes it, all or nothing. Sessions, baselines, notes and proposals stay. */
  remove(before: number): void
}

/** The latest report of a workflow stays however old: it is what the next session is handed. Runs that were interrupted wait for --resume. */
const outdated = {
  decisions: 'FROM decisions WHERE at_ms < @before',
  runs: 'FROM runs WHERE finished_ms < @before',
  reports:
    'FROM reports WHERE at_ms < @before AND at_ms < (SELECT MAX(at_ms) FROM reports latest WHERE latest.workflow = reports.workflow)',
}

export function createRetention(db: Database): Retention {
  return {
    count(before) {
      const count = (which: string) => queryValue<number>(db, `SELECT COUNT(*) ${which}`, { before }) ?? 0
      return { decisions: count(outdated.decisions), runs: count(outdated.runs), reports: count(outdated.reports) }
    },
    remove(before) {
      db.transaction(() => {
        const remove = (statement: string) => db.prepare(`DELETE ${statement}`).run({ before })
        for (const table of ['violations', 'measures', 'classifications']) remove(`FROM ${table} WHERE at_ms < @before`)
        remove(outdated.decisions)
        for (const table of ['step_actions', 'steps']) remove(`FROM ${table} WHERE run IN (SELECT id ${outdated.runs})`)
        remove(outdated.runs)
        remove(outdated.reports)
      }).immediate()
    },
  }
}

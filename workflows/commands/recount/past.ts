import type { JsonObject } from '../../../cache/json.ts'
import { createReports } from '../../../cache/reports.ts'
import type { Window } from '../../../cache/window.ts'
import { accuracyIn, type EarlierSession } from '../../../tasks/recount/report.ts'
import type { Canaries } from '../../../tasks/recount/verdicts.ts'
import type { Invocation } from '../../runner/command.ts'

/** What the cache knows about a session that was closed. */
export interface Past {
  /** What the session of this window is called. */
  session: string
  /** What was measured in it. */
  measured: JsonObject
  /** When its closedown began; milliseconds. */
  closedAt: number
  /** The canaries that its init tried; left out where it tried none. */
  canaries?: Canaries
  /** The sessions before it, oldest first. */
  earlier: EarlierSession[]
  /** Sessions that took their place among these after it was closed. */
  closedBehind: string[]
}

/** As many as a closedown looks at. */
const mostSessions = 300

/** What the cache knows of the session of a window, whatever a report calls it; undefined where it was not closed here. */
export function pastOf({ openCache }: Invocation, named: string, window: Window): Past | undefined {
  const reports = createReports(openCache('existing').db)
  const session = reports.closedIn(window) ?? named
  const closedAt = reports.closedAt(session)
  if (closedAt === undefined) return undefined
  const earlier = reports.before(window.from, mostSessions).map((row) => {
    const accuracy = accuracyIn(reports.metricsOf(row.session))
    return { ...row, ...(accuracy && { accuracy }) }
  })
  const tried = reports.of(session, 'init')?.canaries
  const canaries = Array.isArray(tried) && { tried: tried as object[] as Canaries['tried'], untried: 0 }
  return {
    session,
    measured: reports.metricsOf(session),
    closedAt,
    earlier,
    closedBehind: reports.closedBehind(session),
    ...(canaries && { canaries }),
  }
}

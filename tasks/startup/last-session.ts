import { isObject } from '../../cache/json.ts'
import { plural } from '../../templates/words.ts'
import { defineTask, skipped } from '../task.ts'
import { openSession } from './session.ts'

/** What the last closedown leaves to think about. */
export interface LastSession {
  session: string
  /** A session that was closed behind it, of which the cache has no report. */
  unreported?: string
  anomalies: { kind: string; service?: string; detail: string }[]
  proposals: { open: number; file?: string }
}

/** Reads the anomalies of the last session and the rule proposals that wait for a decision. */
export const recallLastSession = defineTask({
  id: 'startup/last-session',
  title: 'Recall the last session',
  block: (last: LastSession) => ({ lastSession: last }),
  show: ({ session, unreported, anomalies, proposals }: LastSession) =>
    [
      ...(unreported === undefined ? [] : [withoutReport(unreported)]),
      `session ${session}`,
      ...anomalies.map(({ kind, service, detail }) => `${[kind, service].filter(Boolean).join(' ')}: ${detail}`),
      `${plural(proposals.open, 'open proposal')}${proposals.file ? ` in ${proposals.file}` : ''}`,
    ].join('\n'),
  // A closedown that could not use the cache is written down there.
  wants: { session: openSession },
  run({ stores, run }) {
    const last = stores.reports.latest('closedown')
    const closed = stores.sessions.lastClosed(run.startedAt)
    const unreported = closed && !stores.reports.of(closed.id, 'closedown') ? closed.id : undefined
    if (!last) {
      const detail = unreported === undefined ? 'no session was closed yet' : withoutReport(unreported)
      return skipped({ reason: 'nothing-there', detail })
    }
    const { analysis } = last.report
    const open = stores.proposals.open().length
    const file = open > 0 ? stores.proposals.latestDocument()?.file : undefined
    return {
      session: last.session,
      ...(unreported !== undefined && { unreported }),
      anomalies: anomaliesOf(isObject(analysis) ? analysis.anomalies : undefined),
      proposals: { open, ...(file && { file }) },
    }
  },
})

const withoutReport = (session: string): string => `session ${session} was closed, and the cache has no report of it`

function anomaliesOf(list: unknown): LastSession['anomalies'] {
  if (!Array.isArray(list)) return []
  return list.filter(isObject).map(({ kind, service, detail }) => ({
    kind: String(kind),
    ...(typeof service === 'string' && { service }),
    detail: String(detail),
  }))
}

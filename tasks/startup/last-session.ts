import { isObject } from '../../cache/json.ts'
import { plural } from '../../templates/words.ts'
import { defineTask, skipped } from '../task.ts'

/** What the last closedown leaves to think about. */
export interface LastSession {
  session: string
  anomalies: { kind: string; service?: string; detail: string }[]
  proposals: { open: number; file?: string }
}

/** Reads the anomalies of the last session and the rule proposals that wait for a decision. */
export const recallLastSession = defineTask({
  id: 'startup/last-session',
  title: 'Recall the last session',
  block: (last: LastSession) => ({ lastSession: last }),
  show: ({ session, anomalies, proposals }: LastSession) =>
    [
      `session ${session}`,
      ...anomalies.map(({ kind, service, detail }) => `${[kind, service].filter(Boolean).join(' ')}: ${detail}`),
      `${plural(proposals.open, 'open proposal')}${proposals.file ? ` in ${proposals.file}` : ''}`,
    ].join('\n'),
  run({ stores }) {
    const last = stores.reports.latest('closedown')
    if (!last) return skipped({ reason: 'nothing-there', detail: 'no session was closed yet' })
    const { analysis } = last.report
    const open = stores.proposals.open().length
    const file = open > 0 ? stores.proposals.latestDocument()?.file : undefined
    return {
      session: last.session,
      anomalies: anomaliesOf(isObject(analysis) ? analysis.anomalies : undefined),
      proposals: { open, ...(file && { file }) },
    }
  },
})

function anomaliesOf(list: unknown): LastSession['anomalies'] {
  if (!Array.isArray(list)) return []
  return list.filter(isObject).map(({ kind, service, detail }) => ({
    kind: String(kind),
    ...(typeof service === 'string' && { service }),
    detail: String(detail),
  }))
}

import { placeOfLine, type UnreadableLine } from '../../cache/audit/audit-log.ts'
import { iso } from '../../cache/window.ts'
import { plural } from '../../templates/words.ts'
import { storeReason } from '../reason.ts'
import { defineTask, degraded, type UnreadSource } from '../task.ts'

export interface ReadDecisions {
  files: number
  /** Stores that were asked; left out where there are none. */
  stores?: number
  /** The agent's own transcripts, taken because there is no audit log. */
  byItself?: 'claude-code'
  /** A store that has nothing of the session: how many of its latest documents were looked at, and how many of them have no usable time. */
  empty?: { store: string; documents: number; untimed: number }
  /** A source that could not be read as far as the session goes: what it has of the session is not known. */
  notRead?: UnreadSource
  /** Lines of the session that do not parse as a decision: all of them, and the first ones by name. */
  unreadable: { total: number; first: UnreadableLine[] }
}

const namedLines = 20

/** Brings the cache up to date with the audit logs: only what was appended since the last time is read. */
export const readDecisions = defineTask<ReadDecisions>({
  id: 'analysis/decisions',
  title: 'Read the audit logs',
  show: ({ files, stores = 0, unreadable, byItself, empty }) =>
    [
      ...(empty?.documents === 0 ? [`${empty.store} has no documents in auditLogs`] : []),
      ...(byItself
        ? [
            `no audit log: the agents' own transcripts are the source, whichever agent's (in the configuration: ${byItself})`,
          ]
        : []),
      [
        ...(files > 0 || stores === 0 ? [plural(files, 'file')] : []),
        ...(stores > 0 ? [plural(stores, 'store')] : []),
        plural(unreadable.total, 'unreadable line'),
      ].join(', '),
      ...unreadable.first.map((line) => `${placeOfLine(line)}: ${line.reason}`),
    ].join('\n'),
  async run(context) {
    const { files, stores, failed, unavailable, notRead, byItself, empty } = await context.stores.sync(
      context.session,
      context.progress,
    )
    const log = await context.stores.audit()
    const output = {
      files,
      ...(stores && { stores }),
      ...(byItself && { byItself }),
      ...(empty && { empty }),
      ...(notRead && { notRead }),
      unreadable: await log.unreadable(context.session, namedLines),
    }
    if (unavailable) {
      const { from, to } = context.session
      const [command = '', ...args] = context.run.workflow.split(' ')
      const again = context.project.command(command, ...args, '--from', iso(from), '--to', iso(to))
      return degraded(output, { ...storeReason(unavailable), again })
    }
    const [first] = failed
    if (first) return degraded(output, { reason: 'unreadable', path: first.file, detail: first.detail })
    if (!empty || empty.untimed === 0) return output
    const { store, documents, untimed } = empty
    return degraded(output, {
      reason: 'incomplete',
      detail: `${store} has no decision of this session, and of the latest documents of auditLogs ${untimed} of ${documents} have no usable "timestamp"`,
      fix: 'write the time of each decision there, as a date',
    })
  },
})

import type { UnreadableLine } from '../../cache/audit/audit-log.ts'
import { plural } from '../../templates/words.ts'
import { storeReason } from '../reason.ts'
import { defineTask, degraded } from '../task.ts'

export interface ReadDecisions {
  files: number
  /** The agent's own transcripts, taken because there is no audit log. */
  byItself?: 'claude-code'
  /** Lines of the session that do not parse as a decision: all of them, and the first ones by name. */
  unreadable: { total: number; first: UnreadableLine[] }
}

const namedLines = 20

/** Brings the cache up to date with the audit logs: only what was appended since the last time is read. */
export const readDecisions = defineTask<ReadDecisions>({
  id: 'analysis/decisions',
  title: 'Read the audit logs',
  show: ({ files, unreadable, byItself }) =>
    [
      ...(byItself ? [`no audit log: the agents' own transcripts are the source (${byItself})`] : []),
      `${plural(files, 'file')}, ${plural(unreadable.total, 'unreadable line')}`,
      ...unreadable.first.map(({ file, line, reason }) => `${file}:${line}: ${reason}`),
    ].join('\n'),
  async run(context) {
    const { files, failed, unavailable, byItself } = await context.stores.sync(context.session, context.progress)
    const log = await context.stores.audit()
    const output = {
      files,
      ...(byItself && { byItself }),
      unreadable: await log.unreadable(context.session, namedLines),
    }
    if (unavailable) return degraded(output, storeReason(unavailable))
    const [first] = failed
    return first ? degraded(output, { reason: 'unreadable', path: first.file, detail: first.detail }) : output
  },
})

import type { AgentWork } from '../../cache/transcripts/work.ts'
import { redactJson } from '../../templates/redact.ts'
import { parseCheckpoints, type TokenFacts, tokenFacts } from '../checkpoints.ts'
import { type GitState, readGitStatus } from '../git/status.ts'
import { checkpointsFile } from '../own-files.ts'
import { defineTask, degraded, type Files, failed, isEnding, type Reason, skipped } from '../task.ts'
import type { AgentReport } from './agent/agent-report.ts'
import { describeAgent } from './agent/describe.ts'
import { withHeads } from './agent/pull-requests.ts'
import { quoting } from './agent/quoting.ts'
import { type CountedUsage, countUsage } from './agent/usage.ts'

/** Counts what the agents did in the session, from their transcripts, and quotes what happened. */
export const readAgent = defineTask({
  id: 'analysis/agent',
  title: "Read the agent's transcripts",
  block: ({ checkpoints: _, unended: __, askedAt: ___, ...agent }: AgentReport) => ({ agent }),
  show: describeAgent,
  async run(context) {
    const { stores, session, files, config, progress } = context
    const notRead = await stores.transcripts.read(progress)
    const first = notRead.find((each) => each.failed)
    const unread: Reason | undefined = first && { reason: 'unreadable', path: first.path, detail: first.reason }
    if (!stores.transcripts.any(session))
      return unread ? failed(unread) : skipped({ reason: 'nothing-there', detail: 'no transcript of an agent' })
    // Before the figures: to start a process takes longer the more memory this one has, and what is written behind that is copied.
    const state = await readGitStatus.run(context, {})
    const usage = (await countUsage(stores.transcripts, session)) as CountedUsage
    const { edited, links, ...work } = stores.transcripts.work(session, quoting(config))
    const report: AgentReport = {
      ...usage,
      ...work,
      links: await withHeads(context, links),
      edited: withState(edited, isEnding(state) ? undefined : state),
      ...(edited.length > mostEdited && { moreEdited: edited.length - mostEdited }),
      notRead: notRead.map(({ path, reason }) => ({ path, reason })),
      checkpoints: checkpointsAt(files, usage.context.peak),
    }
    const shown = await redactJson(report)
    return unread ? degraded(shown, unread) : shown
  },
})

export const mostEdited = 50

/** The files that are still uncommitted first. */
function withState(edited: AgentWork['edited'], git: GitState | undefined): AgentReport['edited'] {
  const open = new Set(git ? [...git.staged, ...git.unstaged, ...git.untracked, ...git.conflicts] : [])
  return edited
    .map((file) => ({ ...file, uncommitted: open.has(file.path) }))
    .toSorted((a, b) => Number(b.uncommitted) - Number(a.uncommitted))
    .slice(0, mostEdited)
}

function checkpointsAt(files: Files, tokens: number): TokenFacts | null {
  const text = files.read(checkpointsFile)
  const parsed = text === undefined ? undefined : parseCheckpoints(text)
  // A damaged file is init's to name; here it only means that there are none.
  return parsed && 'file' in parsed ? tokenFacts(parsed, tokens) : null
}

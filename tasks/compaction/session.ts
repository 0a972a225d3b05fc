import { closedownMetadata, placeMetadata } from '../../cache/deliveries.ts'
import { givenWindow } from '../../cache/given-window.ts'
import type { JsonObject } from '../../cache/json.ts'
import { assessHealth } from '../analysis/health.ts'
import { measureServices } from '../analysis/metrics.ts'
import { readCommits } from '../git/commits.ts'
import { hashesOf } from '../git/contents.ts'
import { readGitStatus } from '../git/status.ts'
import { writeHandoff } from '../handoff/document.ts'
import { writePage } from '../handoff/html.ts'
import { namedFiles } from '../handoff/named-files.ts'
import { placeOf } from '../place.ts'
import { defineTask } from '../task.ts'
import { readWork } from '../work/standing.ts'

/** Closes the session in the cache: what recovery and later comparisons need of it. */
export const recordSession = defineTask({
  id: 'compaction/session',
  title: "Record the session's end",
  tells: true,
  needs: { handoff: writeHandoff },
  wants: {
    page: writePage,
    git: readGitStatus,
    commits: readCommits,
    metrics: measureServices,
    health: assessHealth,
    work: readWork,
  },
  show: ({ id }: { id: string }, planned) => `session ${id} ${planned ? 'is to be closed' : 'is closed'}`,
  plan({ session, stores, run, project, files }, { handoff, page, git, commits, metrics, health, work }) {
    const notes = stores.notes.seenFrom(session).filter(({ own }) => own)
    const done = notes.length + (commits ? commits.commits.length + commits.files.length : 0)
    const metadata: JsonObject = {
      ...(session.windowBasis === 'arguments' && !stores.sessions.get(session.id) && givenWindow),
      startHead: commits?.start ?? null,
      endHead: git?.head ?? null,
      branch: git?.branch ?? null,
      ...placeMetadata(placeOf(project.root, files)),
      ...closedownMetadata(run.startedAt, done + (metrics?.decisions.total ?? 0) === 0),
      goal: work?.goal?.text ?? null,
      outcome: run.steps().every((step) => step.outcome !== 'degraded' && step.outcome !== 'failed')
        ? 'ok'
        : 'degraded',
      screen: handoff.screen,
      documents: [handoff.file, ...(page ? [page.file] : [])],
      contents: git ? hashesOf(git, files) : {},
      namedFiles: namedFiles(
        notes.map(({ text }) => text),
        git,
        commits,
        files,
      ),
    }
    return {
      actions: [{ kind: 'record' as const, what: `end of session ${session.id}` }],
      output: { id: session.id },
      data: { metadata, metrics: metrics ? { ...metrics, ...(health && { health }) } : null },
    }
  },
  apply({ session, stores }, { output, data }) {
    stores.sessions.close({ id: session.id, from: session.from, to: session.to, metadata: data.metadata })
    if (data.metrics !== null)
      stores.reports.saveBaseline({ session: session.id, window: session, metrics: data.metrics })
    return output
  },
})

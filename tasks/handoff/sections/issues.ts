import { clip } from '../../../templates/render.ts'
import { syncIssues } from '../../cleanup/rule-sync.ts'
import { type Fact, noted, verified } from '../fact.ts'
import { allCommitted, type HandoffFacts, troubles, workInTree } from '../facts.ts'

/** What is not as it should be, and what someone noted as an issue. */
export function issuesSection({ steps, work, read, sync, git, artifacts, processes }: HandoffFacts): {
  issues: Fact[]
} {
  const seen = [
    ...troubles(steps, ['degraded', 'failed', 'blocked', 'not-started']),
    ...unreadableLines(read?.unreadable),
    ...(sync ? syncIssues(sync.sync) : []),
    ...(git?.conflicts.map((path) => `conflict in ${path}`) ?? []),
    ...(git && workInTree(git) !== allCommitted ? [workInTree(git)] : []),
    ...survivingSuspects(processes),
    ...(artifacts?.kept.map(({ path, reason }) => `artefact kept: ${path} (${reason})`) ?? []),
  ]
  return { issues: [...seen.map(verified), ...work.issues.map(noted)] }
}

function unreadableLines(unreadable: NonNullable<HandoffFacts['read']>['unreadable'] | undefined): string[] {
  if (!unreadable || unreadable.total === 0) return []
  const named = unreadable.first.map(({ file, line, reason }) => `${file}:${line} (${reason})`)
  const more = unreadable.total - named.length
  return [
    `${unreadable.total} unreadable lines in the audit logs: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  ]
}

function survivingSuspects(processes: HandoffFacts['processes']): string[] {
  const suspects = processes?.processes.filter(({ verdict, outcome }) => verdict === 'suspect' && !outcome) ?? []
  return suspects.map(
    ({ pid, command }) =>
      `process ${pid} (${clip(command, 80)}) works in the project and proves nothing; to end it: kill ${pid}`,
  )
}

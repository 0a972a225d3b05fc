import { clip } from '../../../templates/render.ts'
import { shownPath } from '../../../templates/shown-path.ts'
import { minuteOf } from '../../../templates/words.ts'
import { isLeft, wasEndedOnRequest } from '../../cleanup/end-processes.ts'
import { whyItLivesOn } from '../../cleanup/protections.ts'
import { syncIssues } from '../../cleanup/rule-sync-words.ts'
import { type Fact, noted, shortened, verified } from '../fact.ts'
import { endedAs, type HandoffFacts, taskCommand } from '../facts.ts'
import { type Budget, firstOf, type Listed, newestOf } from '../listed.ts'

/** What is not as it should be: what someone noted as an issue, then what this closedown saw, each kind with the command that shows all of it. */
export function issuesSection(facts: HandoffFacts, budget: Budget): { issues: Listed<Fact>[]; above: string[] } {
  const { steps, work, sync, git, artifacts, processes, project } = facts
  const kept = (artifacts?.kept ?? []).map(({ path, reason }) =>
    verified(`artefact kept: ${shownPath(path)} (${reason})`),
  )
  const seen: [facts: Fact[], command: string][] = [
    [endedAs(steps, ['degraded', 'failed', 'blocked', 'not-started']), taskCommand(facts, 'analysis/decisions')],
    [(sync ? syncIssues(sync.sync) : []).map(verified), project.command('task', 'startup/sync-rules', '--dry-run')],
    [(git?.conflicts ?? []).map((path) => verified(`conflict in ${shownPath(path)}`)), 'git status --short'],
    [
      [...suspectsOf(processes), ...spared(processes)].map(verified),
      `${taskCommand(facts, 'cleanup/processes')} --dry-run`,
    ],
    [kept, project.command('task', 'cleanup/artifacts', '--dry-run')],
  ]
  const short = (fact: Fact): Fact => shortened(fact, budget.characters)
  const lists = [
    newestOf(work.issues.map(noted).map(short), budget, project.command('notes')),
    ...seen.map(([found, command]) => firstOf(found.map(short), budget, command)),
  ]
  return { issues: lists.filter(({ shown }) => shown.length > 0), above: onFirstScreen(facts) }
}

/** What is as bad as an issue and is on the first screen, as verbs: an empty list of issues must not read as "all is well". */
function onFirstScreen({ work, unusual }: HandoffFacts): string[] {
  const kinds: [there: boolean | undefined, verb: string][] = [
    [work.blocked.length > 0, 'blocks'],
    [work.failed.length > 0 || (work.agent.failing?.length ?? 0) > 0, 'fails'],
    [(unusual?.anomalies.length ?? 0) > 0, 'is unusual'],
  ]
  return kinds.flatMap(([there, verb]) => (there ? [verb] : []))
}

type Named = { command: string; startedAt: string }

/** Never its pid: by the time that somebody reads this, it may be another process's. */
const named = ({ command, startedAt }: Named) => `${clip(command, 80)}, started ${minuteOf(startedAt)} UTC`

function suspectsOf(processes: HandoffFacts['processes']): string[] {
  return (processes?.processes ?? []).flatMap((process) => {
    const became = isLeft(process) ? '' : wasEndedOnRequest(process) ? '; --kill-suspects ended it' : undefined
    const why = process.proof.replace(/( and was started in the session)?; .*/, '')
    return became === undefined ? [] : [`a process ${why} and proves nothing${became}: ${named(process)}`]
  })
}

/** The session's own that something protects: nobody else would tell of them. */
function spared(processes: HandoffFacts['processes']): string[] {
  return (processes?.processes ?? []).flatMap((process) => {
    const why = whyItLivesOn(process)
    return why === undefined ? [] : [`a process of the session lives on, as ${why}: ${named(process)}`]
  })
}

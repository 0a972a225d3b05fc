import { readAgent } from '../analysis/agent.ts'
import { findAnomalies } from '../analysis/anomalies.ts'
import { compareWithBaseline } from '../analysis/baseline.ts'
import { readBetween } from '../analysis/between.ts'
import { readDecisions } from '../analysis/decisions.ts'
import { assessHealth } from '../analysis/health.ts'
import type { HistoryRow } from '../analysis/history.ts'
import { measureServices } from '../analysis/metrics.ts'
import { readTimeline } from '../analysis/timeline.ts'
import { cleanArtifacts } from '../cleanup/artifacts.ts'
import { endSessionProcesses } from '../cleanup/processes.ts'
import { syncRulesAtClosedown } from '../cleanup/sync-rules.ts'
import { readCommits } from '../git/commits.ts'
import { readDeployment } from '../git/deployment.ts'
import { operationInWords } from '../git/operation.ts'
import { readGitStatus } from '../git/status.ts'
import { unpushedInWords } from '../git/unpushed.ts'
import { workElsewhere } from '../git/work-elsewhere.ts'
import type { AnalysisBlock } from '../report.ts'
import { proposeRules } from '../rules/proposals.ts'
import { writeSuggestions } from '../rules/suggestions.ts'
import {
  type Config,
  describeReason,
  type OutputOf,
  type Project,
  reasonParts,
  type Session,
  type StepResult,
} from '../task.ts'
import type { StandingWork } from '../work/standing/view.ts'
import { readWork } from '../work/standing.ts'
import { type Fact, verified } from './fact.ts'

/** The tasks whose outputs the handoff reports; any of them may have given none. */
export const sources = {
  processes: endSessionProcesses,
  artifacts: cleanArtifacts,
  sync: syncRulesAtClosedown,
  read: readDecisions,
  metrics: measureServices,
  baseline: compareWithBaseline,
  unusual: findAnomalies,
  health: assessHealth,
  agent: readAgent,
  between: readBetween,
  timeline: readTimeline,
  rules: proposeRules,
  suggestions: writeSuggestions,
  git: readGitStatus,
  commits: readCommits,
  deployment: readDeployment,
  standing: readWork,
}
type Sources = { [K in keyof typeof sources]: OutputOf<(typeof sources)[K]> | undefined }

/** Everything that the handoff says, before it is put into words. */
export interface HandoffFacts extends Sources {
  session: Session
  project: Pick<Project, 'command'>
  config: Pick<Config, 'server' | 'deployment'>
  steps: StepResult[]
  /** The report's block, of all the tasks that fill it; undefined where nothing was measured. */
  analysis: AnalysisBlock | undefined
  /** Earlier sessions, oldest first. */
  history: HistoryRow[]
  work: StandingWork
  date: string
  file: string
}

/** The steps of this run that ended in one of the outcomes; what only followed from another step's end is left out. */
export function endedAs(steps: StepResult[], outcomes: StepResult['outcome'][]): Fact[] {
  return steps
    .filter((step) => outcomes.includes(step.outcome) && step.reason?.reason !== 'need-missing')
    .map(({ title, reason, outcome }) => {
      const [what, next] = reason ? reasonParts(reason) : [outcome, '']
      return { ...verified(what), step: `${title}: `, next }
    })
}

/** Why a task gave no output, as a sentence. */
export function whyMissing(steps: StepResult[], id: string): string {
  const step = steps.find((candidate) => candidate.id === id)
  return step?.reason ? describeReason(step.reason) : 'not known'
}

/** The command that shows all of what a task gave for this session. */
export const taskCommand = ({ project, session }: Pick<HandoffFacts, 'project' | 'session'>, id: string): string =>
  project.command('task', id, '--session', session.id)

const allCommitted = 'everything is committed'

/** Why nothing is known of git, in a word or two. */
export const withoutGit = (steps: StepResult[]): string =>
  steps.some(({ id, outcome }) => id === readGitStatus.id && outcome === 'skipped')
    ? 'no git work tree'
    : 'git was not read'

/** Uncommitted, stashed, unpushed, off-HEAD or conflicted work in one line. */
export function workInTree({ git, commits, steps }: Pick<HandoffFacts, 'git' | 'commits' | 'steps'>): string {
  if (!git) return `not known (${withoutGit(steps)})`
  const parts = [
    [git.conflicts.length, 'in conflict'],
    [git.staged.length, 'staged'],
    [git.unstaged.length, 'changed and not staged'],
    [git.untracked.length, 'untracked'],
  ] as const
  const files = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  const operation = git.operation ? [`${operationInWords(git.operation)} is under way`] : []
  const all = [
    ...operation,
    ...(files.length > 0 ? [`files: ${files.join(', ')}`] : []),
    ...workElsewhere(git, commits),
    ...unpushedInWords(git),
  ]
  return all.length > 0 ? all.join('; ') : allCommitted
}

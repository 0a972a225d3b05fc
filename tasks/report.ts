import { isObject, type JsonObject } from '../cache/json.ts'
import type { readAgent } from './analysis/agent.ts'
import type { findAnomalies } from './analysis/anomalies.ts'
import type { compareWithBaseline } from './analysis/baseline.ts'
import type { readBetween } from './analysis/between.ts'
import type { readFramework } from './analysis/framework.ts'
import type { assessHealth } from './analysis/health.ts'
import type { measureServices } from './analysis/metrics.ts'
import type { readServiceStats } from './analysis/stats.ts'
import type { cleanArtifacts } from './cleanup/artifacts.ts'
import type { endSessionProcesses } from './cleanup/processes.ts'
import type { syncRulesAtClosedown } from './cleanup/sync-rules.ts'
import type { Session } from './context.ts'
import type { readCommits } from './git/commits.ts'
import type { readDeployment } from './git/deployment.ts'
import type { readGitStatus } from './git/status.ts'
import type { proposeRules } from './rules/proposals.ts'
import type { writeSuggestions } from './rules/suggestions.ts'
import type { checkCanaries } from './startup/canaries.ts'
import type { recallLastSession } from './startup/last-session.ts'
import type { findUnfinished } from './startup/unfinished.ts'
import type { Action, BlockOf, Outcome } from './task.ts'
import type { readWork } from './work/standing.ts'

/** A key of the block that a task puts into the report. */
type Put<T, Key extends string> = ValueOf<BlockOf<T>, Key>
type ValueOf<Block, Key extends string> = Block extends Record<Key, infer Value> ? Value : never

/** What analysis comes to: its metrics, and what was made of them. */
export type AnalysisBlock = Put<typeof measureServices, 'analysis'> &
  Partial<
    Put<typeof readFramework, 'analysis'> &
      Put<typeof readServiceStats, 'analysis'> &
      Put<typeof compareWithBaseline, 'analysis'> &
      Put<typeof findAnomalies, 'analysis'> &
      Put<typeof assessHealth, 'analysis'>
  >

/** The report of a run, composed of what its tasks put into it; of a task that gave no output there is nothing. Why so: docs/decisions.md, 116. */
export interface Report {
  schema: number
  workflow: string
  outcome: string
  tasks: { id: string; outcome: Outcome; actions?: Action[] }[]
  session: Pick<Session, 'id' | 'windowBasis'> & { from: string; to: string } & Put<typeof readCommits, 'session'>
  analysis?: AnalysisBlock
  rules?: Put<typeof proposeRules, 'rules'> & Partial<Put<typeof writeSuggestions, 'rules'>>
  git?: Put<typeof readGitStatus, 'git'> & Partial<Put<typeof readCommits, 'git'>>
  agent?: Put<typeof readAgent, 'agent'>
  between?: Put<typeof readBetween, 'between'>
  work?: Put<typeof readWork, 'work'>
  cleanup?: Partial<Put<typeof endSessionProcesses, 'cleanup'> & Put<typeof cleanArtifacts, 'cleanup'>>
  sync?: Put<typeof syncRulesAtClosedown, 'sync'>
  deployment?: Put<typeof readDeployment, 'deployment'>
  checks?: { id: string; verdict: 'PASS' | 'FAIL' | 'SKIPPED'; reason?: string }[]
  operational?: boolean | null
  lastSession?: Put<typeof recallLastSession, 'lastSession'>
  unfinished?: Put<typeof findUnfinished, 'unfinished'>
  /** Closedowns of earlier sessions that an init finished first. */
  finished?: JsonObject[]
  canaries?: Put<typeof checkCanaries, 'canaries'>
  handoff?: { file: string; bytes: number }
  page?: { file: string }
  marker?: { file: string }
}

/**
 * A report as the runner makes it and the cache keeps it. One of an earlier version may lack what this one has. Its analysis is there where the decisions were
 * measured: what other tasks know of the framework is in the block all the same.
 */
export function asReport(report: JsonObject): Report {
  const { analysis, ...rest } = report
  const isMeasured = isObject(analysis) && isObject(analysis.decisions)
  return (isMeasured ? report : rest) as object as Report
}

/** Every name at the top of a report that is bookend's own: no block of a project's task takes one. */
const ofReport: Record<keyof Report, true> & Record<string, true> = {
  schema: true,
  workflow: true,
  outcome: true,
  tasks: true,
  session: true,
  analysis: true,
  rules: true,
  git: true,
  agent: true,
  between: true,
  work: true,
  cleanup: true,
  sync: true,
  deployment: true,
  checks: true,
  operational: true,
  lastSession: true,
  leftSession: true,
  unfinished: true,
  finished: true,
  canaries: true,
  handoff: true,
  page: true,
  marker: true,
  server: true,
  services: true,
  tests: true,
  statistics: true,
  instructions: true,
  degraded: true,
  error: true,
}

export const isReportKey = (key: string): boolean => Object.hasOwn(ofReport, key)

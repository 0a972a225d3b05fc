import { readAgent } from '../tasks/analysis/agent.ts'
import { findAnomalies } from '../tasks/analysis/anomalies.ts'
import { compareWithBaseline } from '../tasks/analysis/baseline.ts'
import { readBetween } from '../tasks/analysis/between.ts'
import { readDecisions } from '../tasks/analysis/decisions.ts'
import { readFramework } from '../tasks/analysis/framework.ts'
import { assessHealth } from '../tasks/analysis/health.ts'
import { inferSessions } from '../tasks/analysis/inferred.ts'
import { measureServices } from '../tasks/analysis/metrics.ts'
import { readServiceStats } from '../tasks/analysis/stats.ts'
import { readTimeline } from '../tasks/analysis/timeline.ts'
import { cleanArtifacts } from '../tasks/cleanup/artifacts.ts'
import { endSessionProcesses } from '../tasks/cleanup/processes.ts'
import { syncRulesAtClosedown } from '../tasks/cleanup/sync-rules.ts'
import { dropTestDatabases } from '../tasks/cleanup/test-databases.ts'
import { archiveDocuments } from '../tasks/compaction/archive.ts'
import { lastSignOfLife } from '../tasks/compaction/last-sign.ts'
import { writeMarker } from '../tasks/compaction/marker.ts'
import { removeOutdated } from '../tasks/compaction/retention.ts'
import { recordSession } from '../tasks/compaction/session.ts'
import { readCommits } from '../tasks/git/commits.ts'
import { readDeployment } from '../tasks/git/deployment.ts'
import { readGitStatus } from '../tasks/git/status.ts'
import { writeHandoff } from '../tasks/handoff/document.ts'
import { writePage } from '../tasks/handoff/html.ts'
import { nameDocuments } from '../tasks/handoff/names.ts'
import { closedownSummary } from '../tasks/handoff/summary.ts'
import { proposeRules } from '../tasks/rules/proposals.ts'
import { writeSuggestions } from '../tasks/rules/suggestions.ts'
import { excludeOwnFiles } from '../tasks/startup/exclude.ts'
import { defineWorkflow } from '../tasks/task.ts'
import { readWork } from '../tasks/work/standing.ts'
import { closeByTrailers } from '../tasks/work/trailers.ts'

export const closedown = defineWorkflow({
  name: 'closedown',
  title: 'Close the working session',
  session: 'closes',
  lastSign: lastSignOfLife,
  phases: [
    { title: 'Cleanup', tasks: [endSessionProcesses, cleanArtifacts, syncRulesAtClosedown, dropTestDatabases] },
    {
      title: 'Analysis of the framework',
      tasks: [
        readDecisions,
        readFramework,
        measureServices,
        inferSessions,
        readServiceStats,
        compareWithBaseline,
        findAnomalies,
        assessHealth,
        readTimeline,
        readAgent,
        readBetween,
      ],
    },
    { title: 'Rules', tasks: [proposeRules] },
    { title: 'Git and deployment', tasks: [readGitStatus, readCommits, readDeployment] },
    { title: 'Handoff', tasks: [closeByTrailers, readWork, writeSuggestions, nameDocuments, writeHandoff, writePage] },
    { title: 'Compaction', tasks: [excludeOwnFiles, recordSession, removeOutdated, writeMarker, archiveDocuments] },
  ],
  essential: [writeHandoff, writeMarker],
  options: [
    ['--session <id>', 'with --resume: the session whose closedown is finished'],
    ['--kill-suspects', 'also end processes that work in the project and prove nothing'],
    ['--deactivate-extra', 'make rules inactive that only the rule store has'],
    ['--accept-shrink', 'sync a rule file that lost more than half of its rules'],
  ],
  summary: { template: 'summary-closedown', view: closedownSummary },
})

import { readBetween } from '../tasks/analysis/between.ts'
import { readGitStatus } from '../tasks/git/status.ts'
import { markAgentEnvironment } from '../tasks/startup/agent-environment.ts'
import { linkAgent } from '../tasks/startup/agent-session.ts'
import { checkCanaries } from '../tasks/startup/canaries.ts'
import { resetCheckpoints } from '../tasks/startup/checkpoints.ts'
import { checkDocuments } from '../tasks/startup/documents.ts'
import { excludeOwnFiles } from '../tasks/startup/exclude.ts'
import { showHandoff } from '../tasks/startup/handoff.ts'
import { keepHookSettings } from '../tasks/startup/hook-settings.ts'
import { recallLastSession } from '../tasks/startup/last-session.ts'
import { recallLeftSession } from '../tasks/startup/left-session.ts'
import { consumeMarker } from '../tasks/startup/marker.ts'
import { probeServer } from '../tasks/startup/probe.ts'
import { loadRules } from '../tasks/startup/rules.ts'
import { checkServer } from '../tasks/startup/server.ts'
import { checkServices } from '../tasks/startup/services.ts'
import { openSession } from '../tasks/startup/session.ts'
import { readStatistics } from '../tasks/startup/statistics.ts'
import { initSummary } from '../tasks/startup/summary.ts'
import { syncRulesAtInit } from '../tasks/startup/sync-rules.ts'
import { runTests } from '../tasks/startup/tests.ts'
import { findUnfinished } from '../tasks/startup/unfinished.ts'
import { defineWorkflow } from '../tasks/task.ts'

export const init = defineWorkflow({
  name: 'init',
  title: 'Open a working session',
  session: 'opens',
  first: [consumeMarker, readGitStatus, probeServer, readBetween, showHandoff, recallLeftSession],
  phases: [
    {
      title: 'Session',
      tasks: [openSession, markAgentEnvironment, linkAgent, keepHookSettings, excludeOwnFiles, checkDocuments],
    },
    { title: 'Server', tasks: [checkServer] },
    {
      title: 'Framework',
      tasks: [checkServices, checkCanaries, resetCheckpoints, loadRules, runTests, syncRulesAtInit, readStatistics],
    },
    { title: 'Last session', tasks: [recallLastSession, findUnfinished] },
  ],
  options: [
    ['--start-server', 'start the local server where it is down, and wait for it'],
    ['--finish-previous', 'finish the closedown of a session that was left unclosed, then open a new one'],
    ['--no-sync', 'compare the rules with the rule store, and write none'],
  ],
  summary: { template: 'summary-init', view: initSummary },
})

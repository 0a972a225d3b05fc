import { readGitStatus } from '../tasks/git/status.ts'
import { markAgentEnvironment } from '../tasks/startup/agent-environment.ts'
import { resetCheckpoints } from '../tasks/startup/checkpoints.ts'
import { consumeMarker } from '../tasks/startup/marker.ts'
import { loadRules } from '../tasks/startup/rules.ts'
import { openSession } from '../tasks/startup/session.ts'
import { syncRulesAtInit } from '../tasks/startup/sync-rules.ts'
import { findUnfinished } from '../tasks/startup/unfinished.ts'
import { defineWorkflow } from '../tasks/task.ts'

export const init = defineWorkflow({
  name: 'init',
  title: 'Open a working session',
  session: 'opens',
  first: [consumeMarker],
  phases: [
    { title: 'Session', tasks: [readGitStatus, openSession, markAgentEnvironment] },
    { title: 'Components', tasks: [resetCheckpoints, loadRules, syncRulesAtInit] },
    { title: 'Last session', tasks: [findUnfinished] },
  ],
  options: [['--no-sync', 'compare the rules with the rule store, and write none']],
  summary: 'summary-init',
})

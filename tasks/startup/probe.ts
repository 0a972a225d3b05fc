import { defineTask, skipped } from '../task.ts'
import { ask, describeServer, type ServerState, serverDefaults } from './server/answer.ts'

/** Asks the local server once: its check and the verification of the handoff both go by that answer. */
export const probeServer = defineTask<ServerState>({
  id: 'startup/probe',
  title: 'Ask the local server',
  show: describeServer,
  run(context) {
    const { server, thresholds } = context.config
    if (!server) return skipped({ reason: 'not-configured', key: 'server' })
    return ask(context, server, { ...serverDefaults, ...thresholds }.serverAnswerMs)
  },
})

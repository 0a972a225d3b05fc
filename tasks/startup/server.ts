import { setTimeout as sleep } from 'node:timers/promises'
import { startTracked } from '../cleanup/start-tracked.ts'
import type { Config } from '../config.ts'
import { defineTask, failed, type Reason, skipped, type TaskContext } from '../task.ts'
import { probeServer } from './probe.ts'
import { ask, describeServer, type Server, type ServerState, serverDefaults } from './server/answer.ts'
import { openSession } from './session.ts'

const pollMs = 100

/** The local server must answer: what follows would test against nothing. With --start-server it is started. */
export const checkServer = defineTask({
  id: 'startup/server',
  title: 'Check that the local server is running',
  check: 'server',
  needs: { session: openSession },
  wants: { server: probeServer },
  block: (server: ServerState) => ({ server }),
  show: describeServer,
  brief: describeServer,

  plan({ config, flags, stores, session, project }, { server }) {
    if (!server) return skipped({ reason: 'not-configured', key: 'server' })
    if (server.up) return { actions: [], output: server, data: { mark: '' } }
    const start = config.server?.start
    if (!flags.startServer || !start)
      return failed(downReason(server, start, project.command('init', '--start-server'), config))
    return {
      actions: [{ kind: 'start' as const, command: start }],
      output: { ...server, detail: `${server.detail}; to be started with ${start}` },
      data: { mark: stores.sessions.get(session.id)?.mark ?? '' },
    }
  },

  async apply(context, { actions, output, data }) {
    const { server, thresholds } = context.config
    if (actions.length === 0 || !server?.start) return output
    const { started, failed: hasFailed } = await startTracked(context, [server.start], data.mark)
    context.actions.did(0, 'started')
    const state = await waitFor(context, server, hasFailed, { ...serverDefaults, ...thresholds }.serverStartMs)
    if (state.up) return { ...state, detail: `${state.detail}, started with ${server.start} (pid ${started.pid})` }
    return failed({
      reason: 'check-failed',
      detail: `${state.url} is down after ${server.start}: ${state.detail}`,
      fix: `its output is in ${started.log}`,
    })
  },
})

function downReason(
  { url, detail }: ServerState,
  start: string | undefined,
  command: string,
  { configuration }: Pick<Config, 'configuration'>,
): Reason {
  const fix = start
    ? `start it with ${start}, or let ${command} do it`
    : `start it; with "server.start" in ${configuration} ${command} can do it`
  return { reason: 'check-failed', detail: `${url} is down: ${detail}`, fix }
}

/** Asks until the server answers, the command that starts it fails, or the time is over. */
async function waitFor(
  context: TaskContext,
  server: Server,
  hasFailed: () => boolean,
  limitMs: number,
): Promise<ServerState> {
  const until = context.clock.elapsed() + limitMs
  for (;;) {
    const left = until - context.clock.elapsed()
    const state = await ask(context, server, Math.max(1, Math.min(left, serverDefaults.serverAnswerMs)))
    if (state.up) return state
    if (hasFailed()) return { ...state, detail: 'the command failed before anything answered' }
    if (left <= 0) return { ...state, detail: `no answer within ${limitMs / 1000} s of its start (${state.detail})` }
    context.progress(`waiting for ${state.url}: ${state.detail}`)
    await sleep(pollMs, undefined, { signal: context.signal })
  }
}

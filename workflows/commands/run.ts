import { UserError } from '../../cache/errors.ts'
import { startTracked } from '../../tasks/cleanup/start-tracked.ts'
import { oneLine } from '../../templates/render.ts'
import { answer, type Invocation } from '../runner/command.ts'
import { startBackground } from '../runner/effects/background.ts'
import { createClock } from '../runner/effects/clock.ts'
import { createFiles } from '../runner/effects/files.ts'
import { createProcesses } from '../runner/effects/processes/processes.ts'
import { withLock } from '../runner/run-lock.ts'
import { openMark } from './env.ts'

/** Under the lock: two that start something at once write the same file, and what is started while a closedown ends processes is ended by nobody. */
export async function runInBackground(invocation: Invocation): Promise<number> {
  // An empty name of a program is refused by node with an error of its own.
  if (invocation.args[0]?.trim() === '') throw new UserError('run takes a command, and was given nothing')
  const cache = invocation.openCache('kept')
  const { project } = invocation
  openMark(project, cache)
  return withLock(invocation, cache, () => start(invocation, openMark(project, cache)))
}

async function start(invocation: Invocation, mark: string): Promise<number> {
  const { args, dryRun, project, settings, now } = invocation
  const command = args.join(' ')
  if (dryRun) return answer(invocation, { command }, () => `would run ${oneLine(command)}`)
  const { started } = await startTracked(
    {
      project,
      config: settings,
      clock: createClock(now),
      files: createFiles(project.root, false),
      processes: createProcesses(),
      shell: { background: (argv, options) => startBackground(argv, { cwd: project.root, ...options }) },
    },
    args,
    mark,
  )
  const said = `started ${started.pid}: ${oneLine(command)}\nits output goes to ${started.log}`
  return answer(invocation, started, () => said)
}

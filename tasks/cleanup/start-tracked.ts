import { resolve } from 'node:path'
import { whyUnwritten } from '../../cache/conditions.ts'
import { messageOf, UserError } from '../../cache/errors.ts'
import { iso } from '../../cache/window.ts'
import { redactText } from '../../templates/redact.ts'
import { trackedProcessesFile } from '../own-files.ts'
import type { BackgroundProcess, TaskContext } from '../task.ts'
import { addTracked, parseTracked, stillRuns, type TrackedProcess } from './tracked.ts'

export interface StartedProcess {
  pid: number
  /** ISO, as the system reports it. */
  startedAt: string
  command: string
  /** Where its output goes: a file in the cache's directory. */
  log: string
}

type World = Pick<TaskContext, 'files' | 'processes' | 'clock' | 'project' | 'config'> & {
  shell: Pick<TaskContext['shell'], 'background'>
}

/**
 * Starts a background command that closedown ends: it carries the session's mark, and is in `.claude/background-processes.json`.
 * Throws UserError where it cannot be started, or could not be written down.
 */
export async function startTracked(
  world: World,
  argv: string[],
  mark: string,
): Promise<{ started: StartedProcess } & Pick<BackgroundProcess, 'failed'>> {
  const { files, processes, clock, project, config } = world
  const tracked = files.read(trackedProcessesFile)
  try {
    parseTracked(tracked ?? '[]')
  } catch (error) {
    throw new UserError(`${trackedProcessesFile} cannot be read (${messageOf(error)}): fix it or move it elsewhere`)
  }
  const log = `${config.cacheDir}/run-${iso(clock.now()).replace(/[:.]/g, '-')}.log`
  const { pid, failed } = await world.shell.background(argv, { log: resolve(project.root, log), mark })
  const startedAt = iso(processes.read(pid)?.startedAt ?? clock.now())
  const started = { pid, startedAt, command: argv.join(' ') }
  const lives = (old: TrackedProcess) => stillRuns(old, processes)
  // Other programs read this file, and it stays: a process is known in it by its number and start.
  const namespace = processes.namespace()
  const written = {
    ...started,
    command: await redactText(started.command),
    ...(namespace !== undefined && { namespace }),
  }
  try {
    files.write(trackedProcessesFile, addTracked(tracked, written, lives), { isPrivate: true })
  } catch (error) {
    // It runs: whoever is told of the error alone starts it once more.
    const why = whyUnwritten(trackedProcessesFile, error)
    throw new UserError(
      `pid ${pid} was started and is not written down, closedown knows it by its mark alone: ${why}`,
      4,
    )
  }
  return { started: { ...started, log }, failed }
}

import type { Stores, TaskContext } from '../../tasks/task.ts'
import { createClock } from './effects/clock.ts'
import { createFiles } from './effects/files.ts'
import { createNetwork } from './effects/network.ts'
import { createProcesses } from './effects/processes/processes.ts'
import { createShell } from './effects/shell.ts'
import { openTrash } from './effects/trash.ts'
import type { RunRequest } from './request.ts'

/** What the tasks of a run are handed of the world; each gets its own `progress`. */
export function createContext(
  request: RunRequest,
  stores: Stores,
  run: Pick<TaskContext['run'], 'startedAt' | 'steps' | 'report'>,
): Omit<TaskContext, 'progress'> {
  const { project, settings, environment, session, flags, signal, dryRun, now, warn, detail, announce, runOwn } =
    request
  return {
    project,
    environment,
    config: settings,
    session,
    run: { ...run, dryRun, resumed: request.resume !== undefined, workflow: request.workflow.name },
    flags,
    shell: createShell(project.root, signal, detail),
    network: createNetwork(signal),
    files: createFiles(project.root, dryRun),
    trash: openTrash(project.root, settings, dryRun),
    clock: createClock(now),
    processes: createProcesses(),
    stores,
    log: { warn, detail },
    runOwn,
    signal,
    announce,
    actions: { earlier: new Map(), did: () => undefined, undone: () => undefined, interrupted: [] },
  }
}

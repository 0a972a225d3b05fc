import type { Cache } from '../../cache/database.ts'
import type { Environment } from '../../cache/environment.ts'
import type { RunRecord } from '../../cache/journal.ts'
import type { Flags, Project, Session, TaskContext, Workflow } from '../../tasks/task.ts'
import type { Selection } from './graph.ts'
import type { Renderer } from './list.ts'
import type { Settings } from './settings.ts'

/** What a run of a workflow is to do, and with what. */
export interface RunRequest {
  workflow: Workflow
  selection: Selection
  session: Session
  settings: Settings
  project: Project
  cache: Cache
  /** The session whose outputs are taken where a step is not run; of any, where none is named. */
  storedOf?: string | undefined
  /** The run that is taken up again. */
  resume?: Pick<RunRecord, 'id' | 'startedAt' | 'settings'> | undefined
  dryRun: boolean
  flags: Flags
  environment: Environment
  signal: AbortSignal
  now: () => number
  renderer: Renderer
  stream: NodeJS.WriteStream
  warn: (message: string) => void
  detail: (message: string) => void
  announce: (text: string) => void
  runOwn: TaskContext['runOwn']
  /** What code of the project's did that may have caused a bug; undefined where it did nothing: then the bug is said. */
  causeOf: (error: unknown) => string | undefined
}

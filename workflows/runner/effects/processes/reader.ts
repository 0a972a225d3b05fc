import type { Processes } from '../../../../tasks/task.ts'

/** What differs between systems; everything else about processes is the same everywhere. */
export type ProcessReader = Pick<
  Processes,
  'unreadable' | 'list' | 'read' | 'listeners' | 'openPaths' | 'streamEnds' | 'partners'
>

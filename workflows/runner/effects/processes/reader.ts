import type { MarkVariables, Processes } from '../../../../tasks/task.ts'

/** What differs between systems; everything else about processes is the same everywhere. */
export type ProcessReader = Pick<
  Processes,
  | 'unreadable'
  | 'unanswered'
  | 'namespace'
  | 'mayHide'
  | 'list'
  | 'read'
  | 'tracerOf'
  | 'listeners'
  | 'openPaths'
  | 'streamEnds'
  | 'partners'
>

/** The variables of a process that are looked at. */
export const markNames: (keyof MarkVariables)[] = ['BOOKEND_SESSION', 'BOOKEND_KEEP', 'CLAUDE_CODE_SESSION_ID']

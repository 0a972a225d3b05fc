import { isObject, parseJsonFile } from '../cache/json.ts'
import { parseTime } from '../cache/window.ts'
import { markerFile } from './own-files.ts'
import { isFromElsewhere, placeOf } from './place.ts'
import type { Files } from './task.ts'

/** A closedown of which the cache has nothing. */
export interface ClosedBesideCache {
  /** The handoff that it left. */
  file: string
  at: number
}

/**
 * The closedown of an open session that could not use the cache, as under another version of Node: it left its handoff and the marker, and no record.
 * A marker proves it that this work tree's own closedown wrote after the session began: none is written while a session stays open.
 */
export function closedBesideCache(
  root: string,
  files: Pick<Files, 'exists' | 'info' | 'read' | 'readOutside'>,
  { from }: { from: number },
): ClosedBesideCache | undefined {
  let marker: unknown
  try {
    marker = parseJsonFile(files.read(markerFile) ?? '')
  } catch {
    return undefined // init names what is wrong with it
  }
  if (!isObject(marker) || marker.session_completed !== true) return undefined
  const { closedown_timestamp: closed, recovery_doc: file, worktree } = marker
  if (typeof closed !== 'string' || typeof file !== 'string' || typeof worktree !== 'string') return undefined
  const at = parseTime(closed)
  return at !== undefined && at > from && !isFromElsewhere(marker, [placeOf(root, files)]) ? { file, at } : undefined
}

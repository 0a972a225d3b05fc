import { join, normalize, relative } from 'node:path'
import { upward } from '../../cache/upward.ts'
import type { Files } from '../context.ts'
import { hookSettingsFile, markerFile } from '../own-files.ts'

/** Where a process works: in this project, in another one with an open session, above this one, beside it or below, or in neither. */
export type Place = 'this project' | 'another project' | 'outside'

/** The place of a directory: the nearest project at or above it counts. `init` leaves a file at a fixed place, and `closedown` another one. */
export function placesOf(root: string, files: Pick<Files, 'exists'>): (directory: string) => Place {
  const places = new Map<string, Place>()
  const isOpen = (directory: string) => {
    const has = (file: string) => files.exists(relative(root, join(directory, file)))
    return has(hookSettingsFile) && !has(markerFile)
  }
  const find = (directory: string): Place => {
    for (const each of upward(directory)) {
      if (each === root) return 'this project'
      if (isOpen(each)) return 'another project'
    }
    return 'outside'
  }
  return (directory) => {
    const place = places.get(directory) ?? find(normalize(`${directory}/.`))
    places.set(directory, place)
    return place
  }
}

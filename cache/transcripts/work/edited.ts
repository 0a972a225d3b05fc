import { isElsewhere } from '../project-path.ts'
import type { Scene } from './scene.ts'

export interface EditedFile {
  path: string
  edits: number
}

/** Files of the project that the agent's own tools changed in a window. */
export function editedFiles({ excerpt }: Scene): EditedFile[] {
  const edits = excerpt.edits()
  const done = new Set<number>()
  for (const { key, rank } of excerpt.results(edits)) if (rank === 0) done.add(key)
  const counts = new Map<string, number>()
  for (const key of done)
    for (const path of edits.get(key) ?? []) if (!isElsewhere(path)) counts.set(path, (counts.get(path) ?? 0) + 1)
  return [...counts]
    .map(([path, count]) => ({ path, edits: count }))
    .toSorted((a, b) => b.edits - a.edits || (a.path < b.path ? -1 : 1))
}

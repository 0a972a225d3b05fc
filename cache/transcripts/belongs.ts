import { linesFrom } from '../audit/lines.ts'
import type { TranscriptLine } from './line.ts'
import { objectOf } from './recorder.ts'
import { shortened } from './shortened.ts'

/** Whether a working directory is the project or lies in it. `roots`: the project's paths, with and without links. */
export function isInProject(cwd: string, roots: string[]): boolean {
  return roots.some((root) => cwd === root || cwd.startsWith(root.endsWith('/') ? root : `${root}/`))
}

const cwdKey = /"cwd"\s*:\s*("(?:[^"\\]|\\.)*")/g

/**
 * Looks for a line whose `cwd` lies in the project, from an offset on. Most lines are decided by their text alone, because sessions of other
 * projects are only ever looked at for this. `end`: the end of the last whole line.
 */
export function findProject(
  path: string,
  start: number,
  roots: string[],
  reduce: (value: Record<string, unknown>) => TranscriptLine,
): { found: boolean; end: number } {
  const cwdOf = (text: string): string => {
    const value = objectOf(text)
    return (value && reduce(value).cwd) ?? ''
  }
  const elsewhere = new Set<string>()
  let end = start
  for (const line of linesFrom(path, start, shortened)) {
    for (const [, value] of line.text.matchAll(cwdKey)) {
      if (value === undefined || elsewhere.has(value)) continue
      if (!mayBeInProject(value, roots)) elsewhere.add(value)
      // The key may be deeper in the line, where it tells of something else.
      else if (isInProject(cwdOf(line.text), roots)) return { found: true, end }
    }
    if (line.terminated) end = line.end
  }
  return { found: false, end }
}

function mayBeInProject(json: string, roots: string[]): boolean {
  try {
    return isInProject(JSON.parse(json) as string, roots)
  } catch {
    return false
  }
}

import { basename, isAbsolute } from 'node:path'
import { readingProblem, Unreadable } from '../../cache/regular-file.ts'
import type { Files } from '../context.ts'

/** The text of a handoff, or why it is not read; `missing`: nothing is there. */
export type ReadHandoff = { text: string } | { problem: string; missing: boolean }

const named = /handoff|closedown/i

/**
 * Reads a handoff for an agent to see. A marker comes with a clone like any other file, and may name whatever its author liked: only a regular file inside the project is read,
 * and only what its name or its heading says is a handoff is given.
 */
export function readHandoff(files: Pick<Files, 'inside' | 'readItself'>, path: string): ReadHandoff {
  if (isAbsolute(path) || !files.inside(path)) return { problem: 'it is outside the project', missing: false }
  let text: string | undefined
  try {
    text = files.readItself(path)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { problem: readingProblem(error), missing: false }
  }
  if (text === undefined) return { problem: 'it is missing', missing: true }
  const [first = ''] = text
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split('\n', 1)
  // A comment of a file of settings begins like a heading.
  const isMarkdown = /\.(md|markdown)$/i.test(path)
  const isNamed = named.test(basename(path)) || (/^#+ /.test(first) && named.test(first))
  return isMarkdown && isNamed
    ? { text }
    : { problem: 'neither its name nor its heading is that of a handoff', missing: false }
}

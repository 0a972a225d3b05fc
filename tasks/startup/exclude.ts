import { join, relative } from 'node:path'
import { isPassing } from '../../cache/conditions.ts'
import { messageOf } from '../../cache/errors.ts'
import { findRepository } from '../git/git.ts'
import { actionsBefore } from '../interrupted.ts'
import { ownPatterns } from '../own-files.ts'
import { defineTask, skipped } from '../task.ts'
import { withPatterns } from './exclude/block.ts'

interface Output {
  file: string
  added: string[]
}
interface Data {
  patterns: string[]
}

/** Names the files that belong to this clone alone in git's own list of them, so that nobody commits a marker or a cache. */
export const excludeOwnFiles = defineTask<Output, Data>({
  id: 'startup/exclude',
  title: "Keep bookend's own files out of git",
  show: ({ file, added }) => (added.length > 0 ? `${file}: ${added.join(', ')}` : 'nothing to add'),
  async plan(context) {
    const repository = await findRepository(context)
    if ('missing' in repository) return skipped({ reason: 'nothing-there', detail: repository.detail })
    // Shared by all work trees of a repository.
    const path = join(repository.commonDirectory, 'info/exclude')
    const file = relative(context.project.root, path)
    const patterns = ownPatterns(context.config, repository.prefix)
    const { added } = withPatterns(context.files.readOutside(path) ?? '', patterns)
    return {
      actions: added.length > 0 ? [{ kind: 'write' as const, path: file }] : [],
      output: { file, added },
      data: { patterns },
    }
  },
  apply(context, { actions, output, data }) {
    const path = join(context.project.root, output.file)
    const lacks = (patterns: string[]) => withPatterns(context.files.readOutside(path) ?? '', patterns).added.length > 0
    actions.push(
      ...actionsBefore<Output, Data>(context.actions.interrupted, actions, (_, { data }) => !lacks(data.patterns)),
    )
    if (output.added.length === 0) return output
    try {
      const { text, from } = withPatterns(context.files.readOutside(path) ?? '', data.patterns)
      if (text !== '') context.files.appendOutside(path, text, from)
      // A run that is taken up again finds what it wrote itself.
      else if (!context.run.resumed) context.actions.undone(0)
      return output
    } catch (error) {
      if (isPassing(error)) throw error
      // A convenience: git's directory may be read-only in a sandbox, and nothing else depends on it.
      return skipped({ reason: 'nothing-there', detail: `${output.file} cannot be written (${messageOf(error)})` })
    }
  },
})

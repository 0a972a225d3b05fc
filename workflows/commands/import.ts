import { relative, resolve } from 'node:path'
import { importJsonl } from '../../cache/audit/jsonl-import.ts'
import { codeOf, UserError } from '../../cache/errors.ts'
import type { Command } from '../runner/command.ts'
import { withLock } from '../runner/workflow-command.ts'

const namedLines = 20

export const importCommand: Command = {
  name: 'import',
  arguments: '<file...>',
  description: 'read decisions, one JSON object a line, into the cache; what it has already is not added again',
  writes: true,
  async run(invocation) {
    const { args, openCache, output, json, quiet, project, interruption } = invocation
    const cache = openCache()
    return withLock(invocation, cache, async () => {
      const results = []
      for (const file of args) {
        const name = relative(project.root, resolve(file))
        const progress = (bytes: number) => {
          if (output.interactive && !quiet) output.note(`${name}: ${(bytes / 1e6).toFixed(1)} MB`)
        }
        try {
          const { unreadable, ...counts } = await importJsonl(cache.db, resolve(file), {
            name,
            signal: interruption.signal,
            progress,
          })
          results.push({ file: name, ...counts, unreadable })
        } catch (error) {
          const status = interruption.exitStatus()
          if (status !== undefined) return status
          if (!/^E[A-Z]+$/.test(codeOf(error))) throw error
          throw new UserError(`${file} cannot be read (${codeOf(error)}): import takes files of decisions`)
        }
      }
      if (json) output.result(JSON.stringify({ files: results }))
      else for (const result of results) output.result(describe(result))
      return 0
    })
  },
}

function describe(result: {
  file: string
  added: number
  known: number
  unreadable: { line: number; reason: string }[]
}): string {
  const { file, added, known, unreadable } = result
  const more = unreadable.length - namedLines
  return [
    `${file}: ${added} decisions added, ${known} known already, ${unreadable.length} unreadable lines`,
    ...unreadable.slice(0, namedLines).map(({ line, reason }) => `  ${file}:${line}: ${reason}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n')
}

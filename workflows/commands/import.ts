import { relative, resolve } from 'node:path'
import { importJsonl } from '../../cache/audit/jsonl-import.ts'
import { decisionsOfFile } from '../../cache/audit/outgoing.ts'
import type { Written } from '../../cache/audit/sources/mongo-write.ts'
import { isSystemError, UserError } from '../../cache/errors.ts'
import { isMongoSource, withoutCredentials } from '../../cache/mongo/address.ts'
import { createMongoServers } from '../../cache/mongo/connection.ts'
import { isAbsent, readingProblem } from '../../cache/regular-file.ts'
import { andMore, noun, plural } from '../../templates/words.ts'
import { type Invocation, stringOption } from '../runner/command.ts'
import { withLock } from '../runner/run-lock.ts'
import {
  describeIndex,
  describeWritten,
  type IndexMade,
  makeIndexes,
  planIndex,
  sendTo,
  statusOf,
} from './import/send.ts'

const namedLines = 20

export async function importDecisions(invocation: Invocation): Promise<number> {
  if (invocation.args.includes('')) throw new UserError('import takes files of decisions, and one was given no name')
  const to = stringOption(invocation.options, 'to')
  if (to !== undefined) return importInto(invocation, to)
  const { args, cwd, openCache, output, json, quiet, dryRun, project, interruption } = invocation
  const cache = openCache()
  return withLock(invocation, cache, async () => {
    const results = []
    for (const file of args) {
      const name = relative(project.root, resolve(cwd, file))
      const progress = (bytes: number) => {
        if (output.interactive && !quiet) output.note(`${name}: ${(bytes / 1e6).toFixed(1)} MB`)
      }
      try {
        const { unreadable, ...counts } = await importJsonl(cache.db, resolve(cwd, file), {
          name,
          signal: interruption.signal,
          progress,
        })
        results.push({ file: name, ...counts, unreadable })
      } catch (error) {
        return stopped(error, file, interruption)
      }
    }
    if (json) output.json({ files: results })
    else for (const result of results) output.result(describe(result, dryRun))
    return 0
  })
}

/** Files straight into a store, every key of each line kept. */
async function importInto(invocation: Invocation, to: string): Promise<number> {
  const { args, cwd, output, json, dryRun, project, settings, interruption } = invocation
  if (!isMongoSource(to)) throw new UserError(`--to ${withoutCredentials(to)}: it takes a mongodb:// URL, or env:NAME`)
  return withLock(invocation, invocation.openCache(), async () => {
    const servers = createMongoServers(settings, interruption.signal)
    const results: ({ file: string; unreadable: { line: number; reason: string }[] } & Written)[] = []
    let missing = 0
    let indexes: IndexMade[] = []
    try {
      const planned = await planIndex(invocation, servers, to)
      indexes = dryRun ? planned : await makeIndexes(invocation, servers, to, planned)
      if (!json) for (const index of indexes) output.result(describeIndex(index))
      for (const file of args) {
        const name = relative(project.root, resolve(cwd, file))
        const unreadable: { line: number; reason: string }[] = []
        const note = (line: number, reason: string) => void unreadable.push({ line, reason })
        const decisions = decisionsOfFile(resolve(cwd, file), note, (line, reason) => {
          missing++
          note(line, reason)
        })
        const written = await sendTo(invocation, servers, to, decisions, { file: name, before: results })
        missing += written.refused.length
        results.push({ file: name, ...written, unreadable })
        if (json) continue
        output.result(describeWritten(name, { ...written, unreadable }, dryRun))
        for (const line of unreadableLines(name, unreadable)) output.result(line)
      }
    } catch (error) {
      return stopped(error, args[results.length], interruption)
    } finally {
      await servers.close()
    }
    if (json) output.json({ files: results, ...(indexes.length > 0 && { indexes }) })
    return statusOf(missing)
  })
}

/** The exit status where a signal stopped it. Throws UserError for a file that cannot be read. */
function stopped(error: unknown, file: string | undefined, { exitStatus }: Invocation['interruption']): number {
  const status = exitStatus()
  if (status !== undefined) return status
  if (!isSystemError(error)) throw error
  if (isAbsent(error)) throw new UserError(`${file}: there is no such file; import takes files of decisions`)
  throw new UserError(`${file} cannot be read (${readingProblem(error)}): import takes files of decisions`)
}

interface Imported {
  file: string
  added: number
  known: number
  readBefore: number
  unreadable: { line: number; reason: string }[]
}

function describe({ file, added, known, readBefore, unreadable }: Imported, dryRun: boolean): string {
  const before = readBefore > 0 ? `; ${plural(readBefore, 'line')} ${noun(readBefore, 'was', 'were')} read before` : ''
  return [
    `${file}: ${plural(added, 'decision')} ${dryRun ? 'would be added' : 'added'}, ${known} known already, ${plural(unreadable.length, 'unreadable line')}${before}`,
    ...unreadableLines(file, unreadable),
  ].join('\n')
}

function unreadableLines(file: string, unreadable: { line: number; reason: string }[]): string[] {
  return [
    ...unreadable.slice(0, namedLines).map(({ line, reason }) => `  ${file}:${line}: ${reason}`),
    ...andMore(unreadable.length - namedLines).map((line) => `  ${line}`),
  ]
}

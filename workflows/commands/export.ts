import { dirname, resolve } from 'node:path'
import { decisionsOfCache, decisionsOfCollection } from '../../cache/audit/outgoing.ts'
import { knownTimes } from '../../cache/audit/sources/mongo-ranges.ts'
import type { Outgoing } from '../../cache/audit/sources/mongo-write.ts'
import type { Cache } from '../../cache/database.ts'
import { StoreUnavailable, UserError } from '../../cache/errors.ts'
import { addressOf, isMongoSource } from '../../cache/mongo/address.ts'
import { createMongoServers, type MongoServers } from '../../cache/mongo/connection.ts'
import { andMore, plural } from '../../templates/words.ts'
import { type Invocation, stringOption } from '../runner/command.ts'
import { failedWrite } from '../runner/effects/named-file.ts'
import { inTidyHeap } from '../runner/effects/small-heap.ts'
import { createStores } from '../runner/effects/stores.ts'
import type { NewFile } from '../runner/effects/write-file.ts'
import { withLock } from '../runner/run-lock.ts'
import { tidy } from '../runner/tidy.ts'
import { destinationOf } from './destination.ts'
import { describeWritten, refuseOddCollection, sendTo, statusOf } from './import/send.ts'

const namedDocuments = 3

export async function exportDecisions(invocation: Invocation): Promise<number> {
  const { json, cwd, dryRun, output, settings, interruption, environment } = invocation
  const to = stringOption(invocation.options, 'to')
  if (to === '') throw new UserError('--to takes a file or the URL of a store, and was given nothing')
  if (json && to === undefined)
    throw new UserError('export --json needs --to: the decisions themselves are not one document')
  const cache = invocation.openCache('attempt')
  if (cache.isEmpty) throw new UserError(`${cache.unsaved}: nothing was exported`, 4)
  const servers = createMongoServers(settings, interruption.signal)
  let printed = 0
  return withLock(invocation, cache, async () => {
    tidy(invocation, to === undefined || isMongoSource(to) ? [] : [dirname(resolve(cwd, to))])
    try {
      const file = to === undefined || isMongoSource(to) ? undefined : await destinationOf(invocation, cache.db, to)
      const { decisions, lineOf, leftOut } = await decisionsOf(invocation, cache, servers)
      const noteLeftOut = () => {
        const { total, first } = leftOut
        const named = [...first.map(({ id, reason }) => `${id}: ${reason}`), ...andMore(total - first.length)]
        const what = `bookend: ${plural(total, 'document')} left out: not readable as decisions`
        if (total > 0) output.note([what, ...named].join('\n  '))
      }
      const asJson = (result: object) => output.json({ ...result, ...(leftOut.total > 0 && { leftOut }) })
      if (to !== undefined && isMongoSource(to)) {
        await refuseOddCollection(servers, addressOf(to, '--to', environment))
        const written = await sendTo(invocation, servers, to, decisions)
        if (json) asJson(written)
        else output.result(describeWritten('the decisions', written, dryRun))
        noteLeftOut()
        return statusOf(written.refused.length)
      }
      const count = await writeLines(decisions, lineOf, dryRun ? undefined : file?.begin, (text, lines) => {
        if (dryRun || to !== undefined) return
        output.exact(text)
        printed += lines
      })
      noteLeftOut()
      const exported = plural(count, 'decision')
      if (json) asJson({ exported: count })
      else if (dryRun) output.result(`would export ${exported}${file?.replaces ? `; would replace ${to}` : ''}`)
      else if (await output.taken())
        output.note(`bookend: ${exported} exported${file?.replaces ? `; replaced ${to}` : ''}`)
      return 0
    } catch (error) {
      const status = interruption.exitStatus()
      if (status !== undefined) return status
      if (error instanceof StoreUnavailable) {
        const exported = printed === 0 ? 'nothing was exported' : `${plural(printed, 'decision')} exported before that`
        throw new UserError(`${error.message}: ${exported}`, 4)
      }
      throw to !== undefined && !isMongoSource(to) ? failedWrite(cwd, to, error) : error
    } finally {
      await servers.close()
    }
  })
}

interface Exported {
  decisions: AsyncIterable<Outgoing>
  /** How a decision is written in a file. */
  lineOf(document: Outgoing['document']): string
  /** Documents that do not parse as decisions, of those that were read, and the first of them. */
  leftOut: { total: number; first: { id: string; reason: string }[] }
}

/** The decisions of the configured audit log: of the collection, or of the cache, once that has read its sources. */
async function decisionsOf(invocation: Invocation, cache: Cache, servers: MongoServers): Promise<Exported> {
  const { settings, environment, project, interruption } = invocation
  const leftOut: Exported['leftOut'] = { total: 0, first: [] }
  const [source, ...others] = [settings.audit].flat()
  if (source !== undefined && others.length === 0 && isMongoSource(source)) {
    const address = addressOf(source, 'audit', environment)
    const { EJSON } = (await import('mongodb')).BSON
    const leaveOut = (id: string, reason: string) => {
      if (leftOut.total++ < namedDocuments) leftOut.first.push({ id, reason })
    }
    const decisions = inTidyHeap(decisionsOfCollection(servers.of(address), address, leaveOut))
    return { decisions, lineOf: (document) => EJSON.stringify(document, { relaxed: false }), leftOut }
  }
  const stores = createStores(project.root, settings, environment, cache, interruption.signal)
  try {
    const { failed, unavailable } = await stores.sync(knownTimes, () => undefined)
    for (const { file, detail } of failed) invocation.output.note(`bookend: ${file} cannot be read (${detail})`)
    if (unavailable) invocation.output.note(`bookend: ${unavailable.message}: what the cache has is exported`)
  } finally {
    await stores.close()
  }
  return { decisions: decisionsOfCache(cache.db), lineOf: (document) => JSON.stringify(document), leftOut }
}

const batchLines = 1000

/** Writes decisions as lines: to a file that is there as a whole or not at all, else where `show` puts them. */
async function writeLines(
  decisions: AsyncIterable<Outgoing>,
  lineOf: Exported['lineOf'],
  begin: (() => NewFile) | undefined,
  show: (text: string, lines: number) => void,
): Promise<number> {
  let count = 0
  let lines: string[] = []
  const file = begin?.()
  try {
    const flush = () => {
      if (lines.length === 0) return
      const text = lines.map((line) => `${line}\n`).join('')
      if (file === undefined) show(text, lines.length)
      else file.write(text)
      lines = []
    }
    for await (const { document } of decisions) {
      count++
      if (lines.push(lineOf(document)) === batchLines) flush()
    }
    flush()
    file?.commit()
    return count
  } finally {
    file?.abandon()
  }
}

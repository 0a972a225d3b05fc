import { lstatSync, realpathSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { decisionsOfCache, decisionsOfCollection } from '../../cache/audit/outgoing.ts'
import { knownTimes } from '../../cache/audit/sources/mongo-ranges.ts'
import type { Outgoing } from '../../cache/audit/sources/mongo-write.ts'
import { whyUnwritten } from '../../cache/conditions.ts'
import type { Cache } from '../../cache/database.ts'
import { isSystemError, StoreUnavailable, UserError } from '../../cache/errors.ts'
import { addressOf, isMongoSource } from '../../cache/mongo/address.ts'
import { createMongoServers, type MongoServers } from '../../cache/mongo/connection.ts'
import { plural } from '../../templates/words.ts'
import { type Invocation, stringOption } from '../runner/command.ts'
import { createStores } from '../runner/effects/stores.ts'
import { beginFile, type NewFile } from '../runner/effects/write-file.ts'
import { withLock } from '../runner/run-lock.ts'
import { tidy } from '../runner/tidy.ts'
import { describeWritten, refuseOddCollection, sendTo, statusOf } from './import/send.ts'

export async function exportDecisions(invocation: Invocation): Promise<number> {
  const { json, dryRun, output, settings, interruption, environment } = invocation
  const to = stringOption(invocation.options, 'to')
  if (json && to === undefined)
    throw new UserError('export --json needs --to: the decisions themselves are not one document')
  const cache = invocation.openCache('attempt')
  if (cache.isEmpty) throw new UserError(`${cache.unsaved}: nothing was exported`, 4)
  const servers = createMongoServers(settings, interruption.signal)
  return withLock(invocation, cache, async () => {
    tidy(invocation, to === undefined || isMongoSource(to) ? [] : [dirname(resolve(invocation.cwd, to))])
    try {
      const { decisions, lineOf, unreadable } = await decisionsOf(invocation, cache, servers)
      const noteLeftOut = () => {
        const left = unreadable()
        if (left > 0) output.note(`bookend: ${plural(left, 'document')} left out: not readable as decisions`)
      }
      if (to !== undefined && isMongoSource(to)) {
        await refuseOddCollection(servers, addressOf(to, '--to', environment))
        const written = await sendTo(invocation, servers, to, decisions)
        if (json) output.json(written)
        else output.result(describeWritten('the decisions', written, dryRun))
        noteLeftOut()
        return statusOf(written.refused.length)
      }
      const exported = await writeLines(
        decisions,
        lineOf,
        to === undefined || dryRun ? undefined : resolve(invocation.cwd, to),
        (lines) => {
          if (!dryRun && to === undefined) output.exact(lines)
        },
      )
      noteLeftOut()
      if (json) output.json({ exported })
      else if (dryRun) output.result(`would export ${plural(exported, 'decision')}`)
      else if (await output.taken()) output.note(`bookend: ${plural(exported, 'decision')} exported`)
      return 0
    } catch (error) {
      const status = interruption.exitStatus()
      if (status !== undefined) return status
      throw error instanceof StoreUnavailable ? new UserError(`${error.message}: nothing was exported`, 4) : error
    } finally {
      await servers.close()
    }
  })
}

interface Exported {
  decisions: AsyncIterable<Outgoing>
  /** How a decision is written in a file. */
  lineOf(document: Outgoing['document']): string
  /** Documents that do not parse as decisions, of those that were read. */
  unreadable(): number
}

/** The decisions of the configured audit log: of the collection, or of the cache, once that has read its sources. */
async function decisionsOf(invocation: Invocation, cache: Cache, servers: MongoServers): Promise<Exported> {
  const { settings, environment, project, interruption } = invocation
  const [source, ...others] = [settings.audit].flat()
  if (source !== undefined && others.length === 0 && isMongoSource(source)) {
    const address = addressOf(source, 'audit', environment)
    const { EJSON } = (await import('mongodb')).BSON
    let left = 0
    const decisions = decisionsOfCollection(servers.of(address), address, () => void left++)
    return { decisions, lineOf: (document) => EJSON.stringify(document, { relaxed: false }), unreadable: () => left }
  }
  const stores = createStores(project.root, settings, environment, cache, interruption.signal)
  try {
    const { failed, unavailable } = await stores.sync(knownTimes, () => undefined)
    for (const { file, detail } of failed) invocation.output.note(`bookend: ${file} cannot be read (${detail})`)
    if (unavailable) invocation.output.note(`bookend: ${unavailable.message}: what the cache has is exported`)
  } finally {
    await stores.close()
  }
  return { decisions: decisionsOfCache(cache.db), lineOf: (document) => JSON.stringify(document), unreadable: () => 0 }
}

const batchLines = 1000

/** Writes decisions as lines: to a file that is there as a whole or not at all, else where `show` puts them. Returns how many. */
async function writeLines(
  decisions: AsyncIterable<Outgoing>,
  lineOf: Exported['lineOf'],
  file: string | undefined,
  show: (lines: string) => void,
): Promise<number> {
  let count = 0
  let lines: string[] = []
  let written: NewFile | undefined
  try {
    const target = file === undefined ? undefined : targetOf(file)
    if (target !== undefined) written = beginFile(dirname(target), basename(target))
    const flush = () => {
      const text = lines.map((line) => `${line}\n`).join('')
      lines = []
      if (text === '') return
      if (written === undefined) show(text)
      else written.write(text)
    }
    for await (const { document } of decisions) {
      count++
      if (lines.push(lineOf(document)) === batchLines) flush()
    }
    flush()
    written?.commit()
    return count
  } catch (error) {
    if (file === undefined || !isSystemError(error)) throw error
    throw new UserError(whyUnwritten(file, error), 4)
  } finally {
    written?.abandon()
  }
}

/** The file that is named, a link followed: its owner named it. A device or a pipe would be replaced by a file. */
function targetOf(file: string): string {
  const found = lstatSync(file, { throwIfNoEntry: false })
  const target = found?.isSymbolicLink() ? realpathSync(file) : file
  if (found && !lstatSync(target).isFile())
    throw new UserError(`${file} is not a file: without --to the decisions go to the standard output`, 4)
  return target
}

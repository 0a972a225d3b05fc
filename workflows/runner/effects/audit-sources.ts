import { existsSync, readdirSync, type Stats, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { services } from '../../../cache/audit/catalogue/services.ts'
import { hasAuditLog } from '../../../cache/audit/claude-code.ts'
import { importJsonl } from '../../../cache/audit/jsonl-import.ts'
import { importCollection, importLate } from '../../../cache/audit/sources/mongo-import.ts'
import { knownTimes } from '../../../cache/audit/sources/mongo-ranges.ts'
import { type Latest, lastDecisions } from '../../../cache/audit/sources/mongo-times.ts'
import { hasWhole } from '../../../cache/audit/sources/spans.ts'
import { createSqliteAuditLog } from '../../../cache/audit/sqlite.ts'
import type { Database } from '../../../cache/database.ts'
import type { Environment } from '../../../cache/environment.ts'
import { codeOf, isSystemError, StoreUnavailable, UserError } from '../../../cache/errors.ts'
import { addressOf, auditAddresses, isMongoSource } from '../../../cache/mongo/address.ts'
import type { MongoServers } from '../../../cache/mongo/connection.ts'
import { isAbsent, readingProblem } from '../../../cache/regular-file.ts'
import type { Window } from '../../../cache/window.ts'
import { type Config, type Stores, type Transcripts, usualAuditDirectory } from '../../../tasks/task.ts'
import { plural } from '../../../templates/words.ts'
import { configurationName } from './configuration-file.ts'
import { inTidyHeap, withEvenHeap } from './small-heap.ts'

type Synced = Awaited<ReturnType<Stores['sync']>>
type Progress = (message: string) => void

export interface AuditSettings {
  root: string
  config: Config
  environment: Environment
  db: Database
  servers: MongoServers
  transcripts: Transcripts
  signal: AbortSignal
}

type AuditSources = Pick<Stores, 'audit' | 'sync' | 'readLate' | 'lastDecisions'>

/** The configured sources of decisions: all of them are brought into the cache, which is what is asked. */
export function createAuditSources(settings: AuditSettings): AuditSources {
  const { config, environment, db, servers, transcripts } = settings
  const cached = createSqliteAuditLog(db)
  const { rules } = cached
  const log = { ...cached, rules: { ...rules, decisions: (window: Window) => inTidyHeap(rules.decisions(window)) } }
  /** What a run says once. */
  const said = new Set<StoreUnavailable>()
  const sources: AuditSources = {
    audit: async () => log,
    async lastDecisions(since, progress) {
      // No time at all: files are read, and stores are asked for no more than the last decisions.
      await sources.sync({ from: since, to: since }, progress)
      const found: [string, number][] = []
      for (const { name } of services) {
        const [last] = await log.evidence(knownTimes, { service: name }, 1, 'end')
        if (last) found.push([name, last.at])
      }
      for (const address of auditAddresses(config, environment))
        found.push(...(await lastDecisions(servers.of(address), address, since)))
      return new Map(found.toSorted(([, a], [, b]) => a - b))
    },
    async sync(window, progress, latest) {
      const total: Synced = { files: 0, added: 0, known: 0, failed: [] }
      const named = auditSources(settings.root, config, db)
      for (const source of named) {
        if (isMongoSource(source)) await readCollection(settings, source, { window, latest }, total, progress)
        else if (source === 'claude-code') {
          for (const { path, reason, failed } of await transcripts.read(progress))
            if (failed) fail(total, path, reason, mayHold(path, window))
          transcripts.decide()
          total.files++
        } else await readFiles(settings, source, window, total, progress)
      }
      if (total.unavailable) said.add(total.unavailable)
      return named.length > [config.audit].flat().length ? { ...total, byItself: 'claude-code' } : total
    },
    async readLate(windows, progress) {
      let failure: StoreUnavailable | undefined
      for (const address of auditAddresses(config, environment)) {
        try {
          await importLate(db, servers.of(address), address, windows, (decisions) =>
            progress(`${address.shown}: ${plural(decisions, 'decision')}`),
          )
        } catch (error) {
          if (!(error instanceof StoreUnavailable)) throw error
          if (!said.has(error)) failure ??= error
          said.add(error)
        }
      }
      return failure
    },
  }
  return sources
}

/**
 * The sources of decisions: those that are configured. Where nobody configured any and no audit log was ever seen, the agents' own transcripts
 * are one by themselves.
 */
export function auditSources(root: string, config: Config, db: Database): string[] {
  const named = [config.audit].flat()
  const isAlone = () => !config.auditNamed && !hasAuditLog(db) && !hasLogs(join(root, usualAuditDirectory))
  return isAlone() ? [...named, 'claude-code'] : named
}

/** A directory that cannot be read may have logs. */
function hasLogs(directory: string): boolean {
  try {
    return jsonlFiles(directory).length > 0
  } catch {
    return true
  }
}

function fail(total: Synced, file: string, detail: string, matters: boolean): void {
  total.failed.push({ file, detail })
  if (matters) total.notRead ??= unread({ file, detail })
}

const unread = ({ file, detail }: Synced['failed'][number]) => ({
  source: file,
  why: `${file} cannot be read (${detail})`,
})

/** A pipe or a directory has no decisions, but where it is all that there is, it is in the place of the log. */
async function readFiles(
  settings: AuditSettings,
  source: string,
  window: Window,
  total: Synced,
  progress: Progress,
): Promise<void> {
  const { files, failed } = total
  const before = failed.length
  const paths = auditFiles(settings.root, source, total)
  for (const path of paths) await readFile(settings, path, window, total, progress)
  const [first] = failed.slice(before)
  if (first && total.files === files && !paths.some(isFile)) total.notRead ??= unread(first)
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

async function readFile(
  { root, db, signal }: AuditSettings,
  file: string,
  window: Window,
  total: Synced,
  progress: Progress,
) {
  const name = relative(root, file)
  try {
    const read = await importJsonl(db, file, {
      name,
      signal,
      progress: (bytes) => progress(`${name}: ${(bytes / 1e6).toFixed(1)} MB`),
    })
    total.files++
    total.added += read.added
    total.known += read.known
  } catch (error) {
    if (!isSystemError(error)) throw error
    fail(total, name, readingProblem(error), mayHold(file, window))
  }
}

/** Whether a file may have decisions of a window: one that nobody has changed since before it has none, nor has a pipe or a directory. */
function mayHold(file: string, { from }: Window): boolean {
  let stat: Stats
  try {
    stat = statSync(file)
  } catch (error) {
    return !isAbsent(error)
  }
  return stat.isFile() && stat.mtimeMs >= from
}

/** A store that is unavailable keeps the other sources from nothing: what the cache has of it is used. */
async function readCollection(
  settings: AuditSettings,
  source: string,
  { window, latest }: { window: Window; latest: Latest | undefined },
  total: Synced,
  progress: Progress,
) {
  const { db, servers, environment } = settings
  const address = addressOf(source, 'audit', environment)
  total.stores = (total.stores ?? 0) + 1
  try {
    const read = await withEvenHeap(() =>
      importCollection(
        db,
        servers.of(address),
        address,
        window,
        (decisions) => progress(`${address.shown}: ${plural(decisions, 'decision')}`),
        latest,
      ),
    )
    total.added += read.added
    total.known += read.known
    if (read.since && read.since > (total.unread?.to ?? window.from))
      total.unread = { store: address.shown, to: read.since }
    if (read.seen) total.empty ??= { store: address.shown, ...read.seen }
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    total.unavailable ??= error
    // What was read whole in an earlier run is known.
    if (!hasWhole(db, address.shown, window)) total.notRead ??= { source: address.shown, why: error.message }
  }
}

/** The JSONL files that a configured source names, in the order in which they are read. */
function auditFiles(root: string, source: string, total: Synced): string[] {
  const named = source === 'sqlite:' ? usualAuditDirectory : source.slice('jsonl:'.length)
  const directory = resolve(root, named)
  try {
    const files = jsonlFiles(directory)
    if (source === 'sqlite:' || files.length > 0 || existsSync(directory)) return files
  } catch (error) {
    if (!isSystemError(error)) throw error
    fail(total, named, codeOf(error), true)
    return []
  }
  throw new UserError(`${configurationName(root)}: "audit" names ${source}, and there is no such directory`)
}

/** None where there is no such directory. Throws what the file system throws. */
function jsonlFiles(directory: string): string[] {
  return namesIn(directory)
    .filter((name) => /\.jsonl(?:\.\d+|.*\.gz)?$/.test(name)) // a rotated log is numbered, or compressed
    .sort()
    .map((name) => join(directory, name))
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

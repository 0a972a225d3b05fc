import { closeSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { codeOf, messageOf, UserError } from '../../../cache/errors.ts'
import { isAbsent, openRegular } from '../../../cache/regular-file.ts'
import type { RawLog } from '../../../tasks/recount/lines.ts'

/** Where the framework writes its logs, and what a rotated one is called. */
const usual = '.memory/audit'
const log = /\.jsonl(\.\d+|.*\.gz)?$/

/** The log files of a configured source (a directory of them), in the order of their names. */
export function logFiles(root: string, source: string): string[] {
  const directory = source === 'sqlite:' ? usual : source.slice('jsonl:'.length)
  try {
    const names = readdirSync(resolve(root, directory)).filter((name) => log.test(name))
    return names.sort().map((name) => join(resolve(root, directory), name))
  } catch (error) {
    // Nobody has to have a log where none was configured.
    if (isAbsent(error) && directory === usual) return []
    if (isAbsent(error)) throw new UserError(`"audit" names ${source}, and there is no such directory`)
    throw new UserError(`${directory} cannot be read (${codeOf(error)})`)
  }
}

/** One file after the other, so that no two are held at once. */
export function* readLogs(root: string, files: string[]): Generator<RawLog> {
  for (const file of files) {
    const name = relative(root, file)
    const { bytes, changed } = readWhole(file, name)
    yield { lines: linesOf(bytes), changed, name: file.slice(file.lastIndexOf('/') + 1) }
  }
}

const lineFeed = 10

function* linesOf(bytes: Buffer): Generator<string> {
  for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
    const feed = bytes.indexOf(lineFeed, start)
    end = feed < 0 ? bytes.length : feed
    yield bytes.toString('utf8', start, end)
  }
}

function readWhole(file: string, name: string): { bytes: Buffer; changed: number } {
  const { fd, stat } = opened(file, name)
  try {
    const bytes = readFileSync(fd)
    return { bytes: name.endsWith('.gz') ? gunzipSync(bytes) : bytes, changed: stat.mtimeMs }
  } catch (error) {
    throw new UserError(`${name} cannot be read (${messageOf(error)}): what it holds cannot be recounted`)
  } finally {
    closeSync(fd)
  }
}

function opened(file: string, name: string): ReturnType<typeof openRegular> {
  try {
    return openRegular(file, { named: name })
  } catch (error) {
    throw new UserError(messageOf(error))
  }
}

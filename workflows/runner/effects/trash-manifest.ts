import { constants } from 'node:fs'
import { basename } from 'node:path'
import { fs } from '../../../cache/file-functions.ts'
import { isObject } from '../../../cache/json.ts'
import { parseTime } from '../../../cache/window.ts'
import type { TrashEntry } from '../../../tasks/task.ts'
import { append } from './content.ts'
import { infoOf } from './file-info.ts'

/** What was moved for a session, a line each, and where it was. */
export const manifestName = 'manifest.jsonl'

/** Appends a line that is not the last one already. What a killed run left without an end goes: that move never began. */
export function appendLine(file: string, line: object): void {
  const { O_RDWR, O_CREAT, O_APPEND, O_NOFOLLOW } = constants
  const fd = fs.openSync(file, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600)
  try {
    const text = fs.readFileSync(fd, 'utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    if (whole !== text) fs.ftruncateSync(fd, Buffer.byteLength(whole))
    const added = `${JSON.stringify(line)}\n`
    if (!whole.endsWith(added)) append(file, fd, added, Buffer.byteLength(whole))
  } finally {
    fs.closeSync(fd)
  }
}

/** A line of it, with the work tree that it was moved from. */
type Line = Omit<TrashEntry, 'session'> & { project?: string }

export function readManifest(file: string): Line[] {
  if (infoOf(file)?.kind !== 'file') return []
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  // The last line of a number counts: the move of an earlier one never came about.
  return [...new Map(lines.flatMap((line) => parseLine(line) ?? []).map((entry) => [entry.number, entry])).values()]
}

function parseLine(line: string): Line | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined // an empty line, or the torn one of a killed run: that move never began
  }
  if (!isObject(value) || typeof value.path !== 'string' || typeof value.at !== 'string') return undefined
  const { number, kind, bytes, project } = value
  // What would be another place than one below its number was not written by bookend.
  if (!Number.isSafeInteger(number) || /^\.{0,2}$/.test(basename(value.path))) return undefined
  return {
    number: Number(number),
    path: value.path,
    kind: kind as TrashEntry['kind'],
    bytes: Number(bytes),
    at: parseTime(value.at) ?? 0,
    ...(typeof project === 'string' && { project }),
  }
}

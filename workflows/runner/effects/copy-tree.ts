import type { BigIntStats } from 'node:fs'
import { constants } from 'node:fs'
import { join } from 'node:path'
import { fs } from '../../../cache/file-functions.ts'
import { forSystem } from '../../../cache/file-name.ts'
import { holdSame } from './content.ts'
import { infoOf } from './file-info.ts'
import { namesIn } from './names-in.ts'

/**
 * Copies a file, a link or a whole directory to a place where nothing is: content, permissions, times, and hard links among what is copied. Every
 * copied file is read again and compared. Throws where something cannot be copied; what was copied until then stays for the caller to remove.
 */
export function copyTree(from: string, to: string, links = new Map<string, string>()): void {
  const stat = fs.lstatSync(forSystem(from), { bigint: true })
  if (stat.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(forSystem(from), 'buffer'), forSystem(to))
  else if (stat.isDirectory()) {
    fs.mkdirSync(forSystem(to), { mode: 0o700 })
    for (const name of namesIn(from)) copyTree(join(from, name), join(to, name), links)
  } else if (stat.isFile()) {
    const inode = `${stat.dev} ${stat.ino}`
    const known = links.get(inode)
    if (known !== undefined) {
      fs.linkSync(forSystem(known), forSystem(to))
      return
    }
    if (stat.nlink > 1n) links.set(inode, to)
    copyContent(forSystem(from), forSystem(to))
  } else
    throw Object.assign(new Error('a pipe, socket or device cannot be copied to another file system'), {
      code: 'EREFUSED',
    })
  keepAttributes(stat, forSystem(to))
}

/** Copies a file's content to a place where nothing is, and compares. */
export function copyContent(from: string | Buffer, to: string | Buffer): void {
  fs.copyFileSync(from, to, constants.COPYFILE_EXCL)
  const [one, other] = [fs.openSync(from, 'r'), fs.openSync(to, 'r')]
  try {
    fs.fsyncSync(other)
    if (!holdSame(one, other))
      throw Object.assign(new Error('it was changed while it was copied'), { code: 'EREFUSED' })
  } finally {
    fs.closeSync(one)
    fs.closeSync(other)
  }
}

function keepAttributes(stat: BigIntStats, to: string | Buffer): void {
  // Only root may give a file away; everybody else's copies are their own already.
  if (process.getuid?.() === 0) fs.lchownSync(to, Number(stat.uid), Number(stat.gid))
  if (!stat.isSymbolicLink()) fs.chmodSync(to, Number(stat.mode) & 0o7777)
  fs.lutimesSync(to, secondsOf(stat.atimeNs), secondsOf(stat.mtimeNs))
}

/** To the microsecond: Node cuts off what is behind it, and a fraction that is no sum of halves may be a little less than it says. */
const secondsOf = (nanoseconds: bigint): number => Number(nanoseconds / 1000n) / 1e6 + 3e-7

/** Removes a file, a link or a whole directory; the error of what cannot go is the system's own, and what comes behind it stays. */
export function removeTree(path: string): void {
  if (fs.lstatSync(forSystem(path)).isDirectory()) {
    for (const name of namesIn(path)) removeTree(join(path, name))
    fs.rmdirSync(forSystem(path))
  } else fs.unlinkSync(forSystem(path))
}

/** Takes out of a copy what is still at its origin, so that each file is at one place. */
export function removeWhatStayed(origin: string, copy: string): void {
  const stayed = fs.lstatSync(forSystem(origin), { throwIfNoEntry: false })
  if (stayed === undefined) return
  if (stayed.isDirectory()) {
    for (const name of namesIn(copy)) removeWhatStayed(join(origin, name), join(copy, name))
    if (namesIn(copy).length === 0) fs.rmdirSync(forSystem(copy))
  } else fs.unlinkSync(forSystem(copy))
}

/** The bytes of what is at a place: of a directory, of all its files. */
export function bytesIn(place: string): number {
  const info = infoOf(place)
  if (info?.kind !== 'directory') return info?.kind === 'file' ? info.bytes : 0
  return namesIn(place).reduce((sum, name) => sum + bytesIn(join(place, name)), 0)
}

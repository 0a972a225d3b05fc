import { join } from 'node:path'
import { codeOf } from '../../../cache/errors.ts'
import { fs } from '../../../cache/file-functions.ts'
import { temporaryFileName } from '../../../tasks/own-files.ts'
import type { WriteOptions } from '../../../tasks/task.ts'
import { append, isHeldAt, unwritten } from './content.ts'
import { copyContent } from './copy-tree.ts'
import { infoOf } from './file-info.ts'

/** A file that is being written: nothing is at its place until it is whole. */
export interface NewFile {
  write(text: string): void
  /** Puts it at its place. `exclusive`: fails with EEXIST instead of replacing what is there. */
  commit(exclusive?: boolean): void
  /** Takes back what was not committed; nothing else. */
  abandon(): void
}

/** What a file system without hard links answers (exFAT, SMB, some FUSE ones). */
const noLinks = /^(EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EMLINK|EINVAL|EACCES)$/

/** Begins a file in a directory: a temporary one beside it, made anew, so that no link that waits there is followed. Of a private one nobody but its owner reads. */
export function beginFile(directory: string, name: string, isPrivate = false): NewFile {
  const target = join(directory, name)
  const temporary = join(directory, temporaryFileName())
  const mode = fs.lstatSync(target, { throwIfNoEntry: false })?.mode
  const fd = fs.openSync(temporary, 'wx+', isPrivate ? 0o600 : mode === undefined ? 0o644 : mode & 0o777)
  let size = 0
  return {
    write(text) {
      size = append(target, fd, text, size)
    },
    commit(exclusive = false) {
      fs.fsyncSync(fd)
      if (exclusive) linkOrClaim(temporary, target)
      else fs.renameSync(temporary, target)
      if (!isHeldAt(target, fd)) throw unwritten(target)
    },
    abandon() {
      fs.closeSync(fd)
      if (infoOf(temporary)) fs.unlinkSync(temporary)
    },
  }
}

/** Writes a file in a directory, whole or not at all. */
export function writeWhole(directory: string, name: string, text: string, options: WriteOptions = {}): void {
  const file = beginFile(directory, name, options.isPrivate)
  try {
    file.write(text)
    file.commit(options.exclusive)
  } finally {
    file.abandon()
  }
}

/** Copies a file in its directory: whole or not at all. Fails with EEXIST where the name is taken by anything but the same bytes. */
export function copyFile(directory: string, name: string, copy: string): void {
  const target = join(directory, copy)
  const temporary = join(directory, temporaryFileName())
  const fd = fs.openSync(join(directory, name), 'r')
  try {
    copyContent(join(directory, name), temporary)
    linkOrClaim(temporary, target)
    if (!isHeldAt(target, fd)) throw unwritten(target)
  } catch (error) {
    // The copy that a killed attempt left in the same moment.
    if (codeOf(error) !== 'EEXIST' || !isHeldAt(target, fd)) throw error
  } finally {
    fs.closeSync(fd)
    if (infoOf(temporary)) fs.unlinkSync(temporary)
  }
}

/** A link fails where the name is taken; a rename would replace it. Where there are no links, the name is claimed first, by an empty file. */
function linkOrClaim(temporary: string, target: string): void {
  try {
    fs.linkSync(temporary, target)
  } catch (error) {
    if (!noLinks.test(codeOf(error))) throw error
    claim(target)
    fs.renameSync(temporary, target)
  }
}

function claim(target: string): void {
  try {
    fs.closeSync(fs.openSync(target, 'wx'))
  } catch (error) {
    // A claim whose writer was killed: an empty file holds nothing that could be lost.
    const left = fs.lstatSync(target, { throwIfNoEntry: false })
    if (codeOf(error) !== 'EEXIST' || !left?.isFile() || left.size > 0) throw error
  }
}

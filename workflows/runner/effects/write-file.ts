import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../../../cache/errors.ts'
import { temporaryFileName } from '../../../tasks/own-files.ts'
import type { WriteOptions } from '../../../tasks/task.ts'

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
  const temporary = join(directory, temporaryFileName(process.pid))
  const mode = lstatSync(target, { throwIfNoEntry: false })?.mode
  let isThere = true
  let fd: number | undefined = openSync(temporary, 'wx', isPrivate ? 0o600 : mode === undefined ? 0o644 : mode & 0o777)
  const close = () => {
    if (fd !== undefined) closeSync(fd)
    fd = undefined
  }
  return {
    write(text) {
      if (fd !== undefined) writeFileSync(fd, text)
    },
    commit(exclusive = false) {
      if (fd !== undefined) fsyncSync(fd)
      close()
      if (exclusive) linkOrClaim(temporary, target)
      else {
        move(temporary, target)
        isThere = false
      }
    },
    abandon() {
      close()
      if (isThere) rmSync(temporary, { force: true })
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
  const source = join(directory, name)
  const target = join(directory, copy)
  const temporary = join(directory, temporaryFileName(process.pid))
  try {
    copyFileSync(source, temporary, constants.COPYFILE_EXCL)
    const fd = openSync(temporary, 'r')
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    linkOrClaim(temporary, target)
  } catch (error) {
    // The copy that a killed attempt left in the same moment.
    const same =
      codeOf(error) === 'EEXIST' && lstatSync(target).isFile() && readFileSync(source).equals(readFileSync(target))
    if (!same) throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** A link fails where the name is taken; a rename would replace it. Where there are no links, the name is claimed first, by an empty file. */
function linkOrClaim(temporary: string, target: string): void {
  try {
    linkSync(temporary, target)
  } catch (error) {
    if (!noLinks.test(codeOf(error))) throw error
    claim(target)
    move(temporary, target)
    return
  }
  if (!lstatSync(target, { throwIfNoEntry: false })) throw notPut(target)
}

/** What is reported as written was seen there: a project's own code can have put something else in the place of these functions. */
function move(temporary: string, target: string): void {
  renameSync(temporary, target)
  if (lstatSync(temporary, { throwIfNoEntry: false })) throw notPut(target)
}

const notPut = (target: string): Error =>
  Object.assign(new Error(`${target} is not where it was put`), { code: 'EIO', path: target })

function claim(target: string): void {
  try {
    closeSync(openSync(target, 'wx'))
  } catch (error) {
    // A claim whose writer was killed: an empty file holds nothing that could be lost.
    const left = lstatSync(target, { throwIfNoEntry: false })
    if (codeOf(error) !== 'EEXIST' || !left?.isFile() || left.size > 0) throw error
  }
}

import { basename, dirname, join, resolve } from 'node:path'
import { whyUnwritten } from '../../../cache/conditions.ts'
import { crypto } from '../../../cache/crypto.ts'
import { isSystemError, UserError } from '../../../cache/errors.ts'
import { fs } from '../../../cache/file-functions.ts'
import { openRegular } from '../../../cache/regular-file.ts'
import { beginFile, type NewFile } from './write-file.ts'

/** A file that the user named, to be written. */
export interface NamedPlace {
  /** As it was named. */
  named: string
  /** The file itself, absolute: a link is followed, its owner named it. */
  target: string
  /** Size of what is there; undefined where nothing is. */
  bytes: number | undefined
}

const isDirectory = Object.assign(new Error('a directory'), { code: 'EISDIR' })

/** Where it is. Throws UserError where something is there that is not a file: a device or a pipe would be replaced by one. */
export function findNamed(cwd: string, named: string): NamedPlace {
  const file = resolve(cwd, named)
  const isLink = fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()
  const target = isLink ? fs.realpathSync(file) : realFile(file)
  const found = fs.lstatSync(target, { throwIfNoEntry: false })
  if (found?.isDirectory()) throw new UserError(whyUnwritten(file, isDirectory), 4)
  if (found && !found.isFile()) throw new UserError(`${named} is not a file`, 4)
  return { named, target, bytes: found?.size }
}

/** A file in its real directory, whose links lead elsewhere than it seems. */
const realFile = (file: string): string => (file === '/' ? file : join(fs.realpathSync(dirname(file)), basename(file)))

/** What a file holds, as `onWhole` of `beginNamed` is given it. */
export function hashOf(file: string): string {
  const { fd } = openRegular(file)
  const hash = crypto().createHash('sha256')
  const buffer = Buffer.allocUnsafe(2 ** 20)
  try {
    for (let read = 1; read > 0; ) {
      read = fs.readSync(fd, buffer)
      hash.update(buffer.subarray(0, read))
    }
    return hash.digest('hex')
  } finally {
    fs.closeSync(fd)
  }
}

/** Begins it: what was there is replaced when all is written, and what came since it was looked for is not. `onWhole` is called with its hash right before it is at its place. */
export function beginNamed({ target, bytes }: NamedPlace, onWhole: (hash: string) => void): NewFile {
  const file = beginFile(dirname(target), basename(target))
  const hash = crypto().createHash('sha256')
  return {
    write(text) {
      hash.update(text)
      file.write(text)
    },
    commit() {
      onWhole(hash.digest('hex'))
      file.commit(bytes === undefined)
    },
    abandon: () => file.abandon(),
  }
}

/** An error of the system, as what it means for the file that the user named; any other as it is. */
export const failedWrite = (cwd: string, named: string, error: unknown): unknown =>
  isSystemError(error) ? new UserError(whyUnwritten(resolve(cwd, named), error), 4) : error

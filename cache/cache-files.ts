import { constants as fsConstants } from 'node:fs'
import { join } from 'node:path'
import { cacheFile } from './attach.ts'
import { fs } from './file-functions.ts'
import { makerPattern, thisMaker } from './maker.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** The files that SQLite keeps beside one: what is not in it yet, an index of that, and what is to be taken back where a process ended in the middle. */
export const beside = ['-wal', '-shm', '-journal']

/** Notes, commands and logs hold what is nobody else's business. SQLite gives its other files the rights of this one. */
export function keepPrivate(file: string): void {
  if (!fs.existsSync(file)) fs.closeSync(fs.openSync(file, 'a', 0o600))
  for (const each of ['', ...beside].map((suffix) => file + suffix)) {
    try {
      if ((fs.statSync(each).mode & 0o077) !== 0) fs.chmodSync(each, 0o600)
    } catch {
      // It is not there, or another user's: then its rights are, too.
    }
  }
}

/** A file and what SQLite keeps beside it; the index of the log is made again. */
export function copyAll(from: string, to: string): void {
  for (const suffix of ['', '-wal', '-journal']) {
    if (fs.existsSync(from + suffix)) fs.copyFileSync(from + suffix, to + suffix, fsConstants.COPYFILE_FICLONE)
  }
}

export function moveAll(from: string, to: string): void {
  for (const suffix of ['', ...beside]) if (fs.existsSync(from + suffix)) fs.renameSync(from + suffix, to + suffix)
}

const ignoreAll = '*\n'

export function prepareDirectory(directory: string): void {
  if (fs.existsSync(join(directory, cacheFile))) return
  fs.mkdirSync(directory, { recursive: true })
  // A directory of the tool's own keeps itself out of the user's version control: also one whose making was interrupted.
  // What a link leads to is somebody else's.
  if (fs.lstatSync(directory).isSymbolicLink()) return
  const ignore = join(directory, '.gitignore')
  const others = fs.readdirSync(directory).filter((name) => name !== '.gitignore')
  const there = fs.lstatSync(ignore, { throwIfNoEntry: false })
  if (others.length === 0 && (!there || (there.isFile() && there.size < ignoreAll.length)))
    fs.writeFileSync(ignore, ignoreAll)
}

const scratchName = 'bookend-scratch-'

const scratch = new RegExp(`^${scratchName}(${makerPattern})-`)

/** Who made a copy of a cache, by the name of its directory; undefined where a directory is not one. */
export const scratchMaker = (name: string): string | undefined => scratch.exec(name)?.[1]

/** A directory for a copy of a cache, until the function beside it is called. */
export function makeScratch(): { file: string; remove: () => void } {
  const directory = fs.mkdtempSync(join(temporaryDirectory(), `${scratchName}${thisMaker}-`))
  return { file: join(directory, cacheFile), remove: () => fs.rmSync(directory, { recursive: true, force: true }) }
}

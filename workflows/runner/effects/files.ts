import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { FileInfo, Files } from '../../../tasks/task.ts'
import { mountsBelow } from './mounts.ts'

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = fs.constants
/** Linux names an open directory by its descriptor, so that what is done in it cannot be led elsewhere by a swapped link. */
const byDescriptor = process.platform === 'linux'

/** Files of one project. `readOnly`: writers throw (a dry run). */
export function createFiles(root: string, readOnly: boolean): Files {
  const absolute = (path: string) => join(root, path)
  const inProject = (path: string) => path === root || path.startsWith(root + sep)
  const info = (path: string) => infoOf(absolute(path))

  /** The project-relative path of a file's real directory; throws where that lies outside the project. */
  const realDirectory = (path: string): string => {
    let directory = dirname(absolute(path))
    const missing: string[] = []
    while (!fs.existsSync(directory)) {
      missing.unshift(basename(directory))
      directory = dirname(directory)
    }
    const real = fs.realpathSync(directory)
    if (!inProject(real)) throw refusal(path, 'a symbolic link leads out of the project')
    return join(relative(root, real), ...missing)
  }

  /** The file that a write replaces, a link inside the project followed; throws where it leads out of it. */
  const targetOf = (path: string): string => {
    const target = join(realDirectory(path), basename(path))
    if (info(target)?.kind !== 'link') return target
    const real = fs.realpathSync(absolute(target))
    if (!inProject(real)) throw refusal(path, 'it is a symbolic link out of the project')
    return relative(root, real)
  }

  return {
    read: (path) => readText(absolute(path)),
    exists: (path) => fs.existsSync(absolute(path)),
    info,
    modifiedAt: (path) => fs.lstatSync(absolute(path), { throwIfNoEntry: false })?.mtimeMs,
    mounts: () => mountsBelow(root),
    list: (directory) => fs.readdirSync(absolute(directory)).sort(),
    async glob(patterns) {
      // 10 ms, and only projects with globs need it.
      const { glob } = await import('tinyglobby')
      const found = await glob(patterns, {
        cwd: root,
        dot: true,
        onlyFiles: false,
        followSymbolicLinks: false,
        expandDirectories: false,
      })
      return found.map((path) => path.replace(/\/$/, '')).sort()
    },
    inside(path) {
      try {
        return inProject(join(root, realDirectory(path)))
      } catch {
        return false
      }
    },
    obstacle(path) {
      try {
        const target = absolute(targetOf(path))
        const kind = infoOf(target)?.kind
        if (kind === undefined) return obstacleTo(dirname(target))
        if (kind !== 'file') return kind === 'directory' ? 'it is a directory' : 'it is no regular file'
        return (fs.statSync(target).mode & 0o222) === 0 ? 'it is read-only' : obstacleTo(dirname(target))
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        if (code === 'ENOENT') return 'it is a symbolic link to nothing'
        return code === 'EREFUSED' ? message.replace(`${path}: `, '') : String(code)
      }
    },
    write(path, text, options = {}) {
      if (readOnly) throw new Error(`a dry run tried to write ${path}`)
      const target = targetOf(path)
      const directory = dirname(target)
      try {
        fs.mkdirSync(absolute(directory), { recursive: true })
        inDirectory(root, directory, (open) => writeIn(open, basename(target), text, options.exclusive === true))
      } catch (error) {
        // The system names a temporary file by its directory's descriptor; the user knows the directory.
        throw Object.assign(error as Error, { path: absolute(directory) })
      }
    },
    copyBeside(path, name) {
      if (readOnly) throw new Error(`a dry run tried to copy ${path}`)
      inDirectory(root, realDirectory(path), (directory) => copyIn(directory, basename(path), name))
    },
    readOutside: (path) => readText(path),
    appendOutside(path, text) {
      if (readOnly) throw new Error(`a dry run tried to write ${path}`)
      fs.appendFileSync(path, text)
    },
    remove(path, expected) {
      if (readOnly) throw new Error(`a dry run tried to remove ${path}`)
      inDirectory(root, dirname(path), (directory) => {
        const entry = join(directory, basename(path))
        const found = infoOf(entry)
        if (!found) throw Object.assign(new Error(`${path} is gone`), { code: 'ENOENT' })
        if (found.kind !== expected.kind || found.inode !== expected.inode || found.device !== expected.device) {
          throw refusal(path, 'it is no longer what was planned')
        }
        if (found.kind === 'directory') fs.rmdirSync(entry)
        else fs.unlinkSync(entry)
      })
    },
  }
}

/** Why nothing can be written below a directory that may have to be made first. */
function obstacleTo(directory: string): string | undefined {
  let nearest = directory
  while (!infoOf(nearest)) nearest = dirname(nearest)
  if (!fs.statSync(nearest).isDirectory()) return `${basename(nearest)} is no directory`
  try {
    fs.accessSync(nearest, fs.constants.W_OK)
    return undefined
  } catch {
    return `its directory ${basename(nearest)} cannot be written`
  }
}

function readText(path: string): string | undefined {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

/** No such file, or a file where a directory would have to be: there is nothing behind it. */
function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENOTDIR'
}

export function infoOf(path: string): FileInfo | undefined {
  let stat: fs.Stats | undefined
  try {
    stat = fs.lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if (!isAbsent(error)) throw error
  }
  if (!stat) return undefined
  const kind = stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : stat.isSymbolicLink() ? 'link' : 'other'
  return { kind, bytes: kind === 'file' ? stat.size : 0, device: stat.dev, inode: stat.ino }
}

/**
 * Opens every directory from the root to `directory` without following a link, and hands over a path that stays in the last of them. `make`:
 * missing ones are made.
 */
export function inDirectory<T>(
  root: string,
  directory: string,
  work: (path: string) => T,
  { make = false }: { make?: boolean } = {},
): T {
  const names = directory.split(sep).filter((name) => name !== '' && name !== '.')
  if (names.includes('..')) throw refusal(directory, 'it lies outside the project')
  if (!byDescriptor) {
    for (let depth = 1; depth <= names.length; depth++) {
      if (make) makeDirectory(join(root, ...names.slice(0, depth)))
      if (infoOf(join(root, ...names.slice(0, depth)))?.kind !== 'directory')
        throw refusal(directory, 'a directory on the way is a link')
    }
    return work(join(root, directory))
  }
  let fd = fs.openSync(root, O_RDONLY | O_DIRECTORY)
  try {
    for (const name of names) {
      let next: number
      if (make) makeDirectory(`/proc/self/fd/${fd}/${name}`)
      try {
        next = fs.openSync(`/proc/self/fd/${fd}/${name}`, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code
        throw code === 'ELOOP' || code === 'ENOTDIR'
          ? refusal(directory, 'a directory on the way was swapped for a link')
          : error
      }
      fs.closeSync(fd)
      fd = next
    }
    return work(`/proc/self/fd/${fd}`)
  } finally {
    fs.closeSync(fd)
  }
}

function makeDirectory(path: string): void {
  if (!infoOf(path)) fs.mkdirSync(path)
}

function writeIn(directory: string, name: string, text: string, exclusive: boolean): void {
  const target = join(directory, name)
  const temporary = join(directory, `.bookend-${process.pid}-${randomBytes(6).toString('hex')}.tmp`)
  const mode = fs.lstatSync(target, { throwIfNoEntry: false })?.mode
  const fd = fs.openSync(temporary, 'wx', mode === undefined ? 0o644 : mode & 0o777)
  try {
    try {
      fs.writeFileSync(fd, text)
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
    // A link fails where the name is taken; a rename would replace it.
    if (exclusive) fs.linkSync(temporary, target)
    else fs.renameSync(temporary, target)
  } finally {
    fs.rmSync(temporary, { force: true })
  }
}

function copyIn(directory: string, name: string, copy: string): void {
  const target = join(directory, copy)
  fs.copyFileSync(join(directory, name), target, fs.constants.COPYFILE_EXCL)
  const fd = fs.openSync(target, 'r')
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

export function refusal(path: string, why: string): Error {
  return Object.assign(new Error(`${path}: ${why}`), { code: 'EREFUSED', path })
}

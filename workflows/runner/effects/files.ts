import * as fs from 'node:fs'
import { basename, dirname, join, normalize, relative, sep } from 'node:path'
import { forSystem, isDoubtful, nameOf } from '../../../cache/file-name.ts'
import { isAbsent, readRegular, Unreadable } from '../../../cache/regular-file.ts'
import type { FileInfo, Files } from '../../../tasks/task.ts'
import { mountsBelow } from './mounts.ts'
import { beginFile, copyFile } from './write-file.ts'

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = fs.constants
/** Linux names an open directory by its descriptor, so that what is done in it cannot be led elsewhere by a swapped link. */
const byDescriptor = process.platform === 'linux'

/** The directory that the agent's files and bookend's are in. */
const agentDirectory = '.claude'

/** A path as it is reached: below a directory that no link can lead out of. */
interface Location {
  /** Real, absolute. */
  base: string
  /** Relative to it. */
  path: string
  /** Whether the base is the directory that a linked `.claude` leads to. */
  linked: boolean
}

/** Files of one project. `readOnly`: writers throw (a dry run). */
export function createFiles(root: string, readOnly: boolean): Files {
  const absolute = (path: string) => join(root, path)
  const info = (path: string) => infoOf(absolute(path))
  let agent: string | undefined | null

  /** Where a linked `.claude` leads: the user's arrangement, looked up once and taken as it is. Undefined where it is no link. */
  const linkedAgentDirectory = (): string | undefined => {
    if (agent === undefined) agent = info(agentDirectory)?.kind === 'link' ? realOf(absolute(agentDirectory)) : null
    return agent ?? undefined
  }

  const locate = (path: string): Location => {
    const plain = normalize(path)
    const linked = plain.startsWith(agentDirectory + sep) ? linkedAgentDirectory() : undefined
    return linked
      ? { base: linked, path: plain.slice(agentDirectory.length + 1), linked: true }
      : { base: root, path: plain, linked: false }
  }

  /** A file's directory with every link on the way followed, relative to the base; throws where that is outside. Below a linked `.claude` none is followed. */
  const realDirectory = (path: string, { base, path: below, linked }: Location): string => {
    if (linked) return dirname(below)
    let directory = dirname(join(base, below))
    const missing: string[] = []
    while (!fs.existsSync(directory)) {
      if (infoOf(directory)?.kind === 'link')
        throw refusal(path, `${basename(directory)} is a symbolic link to nothing`)
      missing.unshift(basename(directory))
      directory = dirname(directory)
    }
    const real = fs.realpathSync(directory)
    if (!isBelow(base, real)) throw refusal(path, 'a symbolic link leads out of the project')
    return join(relative(base, real), ...missing)
  }

  /** The file that a write replaces, a link inside the project followed; throws where it leads out of it. */
  const targetOf = (path: string): Location => {
    const location = locate(path)
    const { base, linked } = location
    const target = join(realDirectory(path, location), basename(path))
    if (infoOf(join(base, target))?.kind !== 'link') return { base, path: target, linked }
    if (linked) throw refusal(path, 'it is a symbolic link in a .claude that is one itself')
    const real = fs.realpathSync(join(base, target))
    if (!isBelow(base, real)) throw refusal(path, 'it is a symbolic link out of the project')
    return { base, path: relative(base, real), linked }
  }

  /** What is read may be a link, only not below a linked `.claude`. */
  const read = (path: string): string | undefined => {
    const { base, path: below, linked } = locate(path)
    if (!linked) return readRegular(absolute(path), { named: path })
    for (let directory = dirname(below); directory !== '.'; directory = dirname(directory)) {
      if (infoOf(join(base, directory))?.kind === 'link')
        throw new Unreadable(path, 'a directory on the way to it is a symbolic link')
    }
    return readRegular(join(base, below), { named: path, follow: false })
  }

  return {
    read,
    exists: (path) => fs.existsSync(absolute(path)),
    info,
    modifiedAt: (path) => fs.lstatSync(absolute(path), { throwIfNoEntry: false })?.mtimeMs,
    mounts: () => mountsBelow(root),
    list: (directory) => namesIn(absolute(directory)).sort(),
    async glob(patterns) {
      // 10 ms, and only projects with globs need it.
      const { glob } = await import('tinyglobby')
      const found = await glob(patterns, {
        cwd: root,
        dot: true,
        onlyFiles: false,
        followSymbolicLinks: false,
        expandDirectories: false,
        fs: { readdir: readDirectory as typeof fs.readdir },
      })
      return found.map((path) => path.replace(/\/$/, '')).sort()
    },
    inside(path) {
      try {
        realDirectory(path, locate(path))
        return true
      } catch {
        return false
      }
    },
    obstacle(path) {
      try {
        const location = targetOf(path)
        const target = join(location.base, location.path)
        const kind = infoOf(target)?.kind
        if (kind === undefined) return obstacleTo(dirname(target))
        if (kind !== 'file') return kind === 'directory' ? 'it is a directory' : 'it is not a regular file'
        return (fs.statSync(target).mode & 0o222) === 0 ? 'it is read-only' : obstacleTo(dirname(target))
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        if (code === 'ENOENT') return 'it is a symbolic link to nothing'
        return code === 'EREFUSED' ? message.replace(`${path}: `, '') : String(code)
      }
    },
    write(path, text, options = {}) {
      if (readOnly) throw new Error(`a dry run tried to write ${path}`)
      const { base, path: target } = targetOf(path)
      const directory = dirname(target)
      try {
        fs.mkdirSync(join(base, directory), { recursive: true })
        inDirectory(base, directory, (open) => writeIn(open, basename(target), text, options.exclusive === true))
      } catch (error) {
        // The system names a temporary file by its directory's descriptor; the user knows the directory.
        throw Object.assign(error as Error, { path: join(base, directory) })
      }
    },
    copyBeside(path, name) {
      if (readOnly) throw new Error(`a dry run tried to copy ${path}`)
      const location = locate(path)
      inDirectory(location.base, realDirectory(path, location), (directory) =>
        copyFile(directory, basename(path), name),
      )
    },
    readOutside: (path) => readRegular(path),
    appendOutside(path, text, from) {
      if (readOnly) throw new Error(`a dry run tried to write ${path}`)
      const fd = fs.openSync(path, 'a')
      const { size } = fs.fstatSync(fd)
      const end = Math.min(from ?? size, size)
      try {
        if (end < size) fs.ftruncateSync(fd, end)
        fs.writeFileSync(fd, text)
      } catch (error) {
        fs.ftruncateSync(fd, end)
        throw error
      } finally {
        fs.closeSync(fd)
      }
    },
    remove(path, expected) {
      if (readOnly) throw new Error(`a dry run tried to remove ${path}`)
      const { base, path: below } = locate(path)
      inDirectory(base, dirname(below), (directory) => {
        const entry = join(directory, basename(path))
        const found = infoOf(entry)
        if (!found) throw Object.assign(new Error(`${path} is gone`), { code: 'ENOENT' })
        if (found.kind !== expected.kind || found.inode !== expected.inode || found.device !== expected.device) {
          throw refusal(path, 'it is no longer what was planned')
        }
        if (found.kind === 'directory') fs.rmdirSync(forSystem(entry))
        else fs.unlinkSync(forSystem(entry))
      })
    },
  }
}

const isBelow = (directory: string, path: string): boolean => path === directory || path.startsWith(directory + sep)

/** Where a link leads; throws where that is nowhere. */
function realOf(link: string): string {
  try {
    return fs.realpathSync(link)
  } catch (error) {
    throw isAbsent(error) ? refusal(basename(link), 'it is a symbolic link to nothing') : error
  }
}

/** Why nothing can be written below a directory that may have to be made first. */
function obstacleTo(directory: string): string | undefined {
  let nearest = directory
  while (!infoOf(nearest)) nearest = dirname(nearest)
  if (!fs.statSync(nearest).isDirectory()) return `${basename(nearest)} is not a directory`
  try {
    fs.accessSync(nearest, fs.constants.W_OK)
    return undefined
  } catch {
    return `its directory ${basename(nearest)} cannot be written`
  }
}

/** The names in a directory, also those that are not text. */
export function namesIn(directory: string): string[] {
  const path = forSystem(directory)
  const names = fs.readdirSync(path)
  return names.some(isDoubtful) ? fs.readdirSync(path, { encoding: 'buffer' }).map(nameOf) : names
}

/** The same, as the walker of globs asks. */
function readDirectory(
  directory: string,
  options: { withFileTypes: true },
  callback: (error: Error | null, entries?: fs.Dirent[]) => void,
): void {
  const path = forSystem(directory)
  fs.readdir(path, options, (error, entries) => {
    if (error || !entries.some(({ name }) => isDoubtful(name))) return callback(error, entries)
    fs.readdir(path, { ...options, encoding: 'buffer' }, (failure, exact) =>
      callback(
        failure,
        exact?.map((entry) => Object.assign(entry, { name: nameOf(entry.name) }) as unknown as fs.Dirent),
      ),
    )
  })
}

export function infoOf(path: string): FileInfo | undefined {
  let stat: fs.Stats | undefined
  try {
    stat = fs.lstatSync(forSystem(path), { throwIfNoEntry: false })
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
  if (names.includes('..')) throw refusal(directory, 'it is outside the project')
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
        next = fs.openSync(forSystem(`/proc/self/fd/${fd}/${name}`), O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
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
  if (!infoOf(path)) fs.mkdirSync(forSystem(path))
}

function writeIn(directory: string, name: string, text: string, exclusive: boolean): void {
  const file = beginFile(directory, name)
  try {
    file.write(text)
    file.commit(exclusive)
  } finally {
    file.abandon()
  }
}

export function refusal(path: string, why: string): Error {
  return Object.assign(new Error(`${path}: ${why}`), { code: 'EREFUSED', path })
}

import { constants, type readdir } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { codeOf } from '../../../cache/errors.ts'
import { fs } from '../../../cache/file-functions.ts'
import { forSystem } from '../../../cache/file-name.ts'
import { readRegular, Unreadable } from '../../../cache/regular-file.ts'
import type { Files } from '../../../tasks/task.ts'
import { append } from './content.ts'
import { infoOf, refusal, refuseChanged } from './file-info.ts'
import { inDirectory } from './in-directory.ts'
import { createLocator } from './locate.ts'
import { mountsBelow } from './mounts.ts'
import { namesIn, readDirectory } from './names-in.ts'
import { copyFile, writeWhole } from './write-file.ts'

/** Files of one project. `readOnly`: writers throw (a dry run). */
export function createFiles(root: string, readOnly: boolean): Files {
  const absolute = (path: string) => join(root, path)
  const info = (path: string) => infoOf(absolute(path))
  const { locate, realDirectory, targetOf } = createLocator(root)
  const absoluteTarget = (path: string) => {
    const location = targetOf(path)
    return join(location.base, location.path)
  }
  /** What is read may be a link, only not below a linked `.claude`. */
  const read = (path: string, follow = true): string | undefined => {
    const { base, path: below, linked } = locate(path)
    if (!linked) return readRegular(absolute(path), { named: path, follow })
    for (let directory = dirname(below); directory !== '.'; directory = dirname(directory)) {
      if (infoOf(join(base, directory))?.kind === 'link')
        throw new Unreadable(path, 'a directory on the way to it is a symbolic link')
    }
    return readRegular(join(base, below), { named: path, follow: false })
  }

  /** The project itself, however it is written: of its absolute path the package would make an empty pattern, which it refuses. */
  const asGlob = (pattern: string): string => {
    const [, negation = '', path = ''] = /^(!?)(.+)$/s.exec(pattern) ?? []
    return path !== '' && resolve(root, path) === root ? `${negation}.` : pattern
  }

  return {
    read: (path) => read(path),
    readItself: (path) => read(path, false),
    exists: (path) => fs.existsSync(forSystem(absolute(path))),
    info,
    linkText: (path) => fs.readlinkSync(forSystem(absolute(path))),
    linkedFile(path) {
      try {
        const target = targetOf(path)
        return target.base === root ? target.path : undefined
      } catch {
        return undefined
      }
    },
    modifiedAt: (path) => fs.lstatSync(forSystem(absolute(path)), { throwIfNoEntry: false })?.mtimeMs,
    mounts: () => mountsBelow(root),
    list: (directory) => namesIn(absolute(directory)).sort(),
    async glob(patterns, which) {
      // 10 ms, and only projects with globs need it.
      const { glob } = await import('tinyglobby')
      const found = await glob(patterns.map(asGlob), {
        cwd: root,
        dot: true,
        onlyFiles: false,
        followSymbolicLinks: false,
        expandDirectories: false,
        fs: { readdir: readDirectory(which === 'with links and pipes') as typeof readdir },
      })
      return found.map((path) => path.replace(/\/$/, '')).sort()
    },
    inside(path) {
      try {
        realDirectory(path)
        return true
      } catch {
        return false
      }
    },
    target: absoluteTarget,
    obstacle(path) {
      try {
        const target = absoluteTarget(path)
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
        inDirectory(base, directory, (open) => writeWhole(open, basename(target), text, options))
      } catch (error) {
        // The system names a temporary file by its directory's descriptor; the user knows the directory, or what is in its place.
        throw Object.assign(error as Error, {
          path: /^(EISDIR|EUNWRITTEN)$/.test(codeOf(error)) ? path : join(base, directory),
        })
      }
    },
    copyBeside(path, name) {
      if (readOnly) throw new Error(`a dry run tried to copy ${path}`)
      inDirectory(locate(path).base, realDirectory(path), (directory) => copyFile(directory, basename(path), name))
    },
    readOutside: (path) => readRegular(path),
    appendOutside(path, text, from) {
      if (readOnly) throw new Error(`a dry run tried to write ${path}`)
      // A repository that was made without git's template has no `info`.
      fs.mkdirSync(dirname(path), { recursive: true })
      const fd = fs.openSync(path, 'a+')
      const { size } = fs.fstatSync(fd)
      const end = Math.min(from ?? size, size)
      try {
        if (end < size) fs.ftruncateSync(fd, end)
        append(path, fd, text, end)
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
        refuseChanged(entry, path, expected)
        if (expected.kind === 'directory') fs.rmdirSync(forSystem(entry))
        else fs.unlinkSync(forSystem(entry))
        // What is reported is what was seen.
        if (infoOf(entry)) throw refusal(path, 'it is still there')
      })
    },
  }
}

/** Why nothing can be written below a directory that may have to be made first. */
function obstacleTo(directory: string): string | undefined {
  let nearest = directory
  while (!infoOf(nearest)) nearest = dirname(nearest)
  if (!fs.statSync(nearest).isDirectory()) return `${basename(nearest)} is not a directory`
  try {
    fs.accessSync(nearest, constants.W_OK)
    return undefined
  } catch {
    return `its directory ${basename(nearest)} cannot be written`
  }
}

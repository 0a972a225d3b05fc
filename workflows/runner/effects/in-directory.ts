import { constants } from 'node:fs'
import { join, sep } from 'node:path'
import { fs } from '../../../cache/file-functions.ts'
import { forSystem } from '../../../cache/file-name.ts'
import { infoOf, refusal } from './file-info.ts'

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants
const descriptors = '/proc/self/fd'
/**
 * Linux names an open directory by its descriptor, so that what is done in it cannot be led elsewhere by a swapped link. Where no /proc is mounted, and on
 * other systems, links are looked for before.
 */
const hasDescriptorNames = () => process.platform === 'linux' && fs.existsSync(descriptors)

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
  if (!hasDescriptorNames()) {
    for (let depth = 1; depth <= names.length; depth++) {
      const place = join(root, ...names.slice(0, depth))
      if (make) makeDirectory(place)
      if (infoOf(place)?.kind !== 'directory') throw noDirectory(names.slice(0, depth), place)
    }
    return work(join(root, directory))
  }
  let fd = fs.openSync(root, O_RDONLY | O_DIRECTORY)
  try {
    for (const [at, name] of names.entries()) {
      let next: number
      if (make) makeDirectory(`${descriptors}/${fd}/${name}`)
      try {
        next = fs.openSync(forSystem(`${descriptors}/${fd}/${name}`), O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code
        throw code === 'ELOOP' || code === 'ENOTDIR'
          ? noDirectory(names.slice(0, at + 1), `${descriptors}/${fd}/${name}`)
          : error
      }
      fs.closeSync(fd)
      fd = next
    }
    return work(`${descriptors}/${fd}`)
  } finally {
    fs.closeSync(fd)
  }
}

/** What is on the way instead of a directory, by its own name: somebody has to move it. */
function noDirectory(names: string[], place: string): Error {
  const path = names.join(sep)
  const what = infoOf(place)?.kind === 'link' ? 'is a symbolic link, which is not followed' : 'is not a directory'
  return Object.assign(new Error(`${path} ${what}`), { code: 'EREFUSED', path })
}

function makeDirectory(path: string): void {
  if (!infoOf(path)) fs.mkdirSync(forSystem(path))
}

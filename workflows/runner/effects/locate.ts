import { basename, dirname, join, normalize, relative, sep } from 'node:path'
import { fs } from '../../../cache/file-functions.ts'
import { isAtOrBelow } from '../../../cache/prefix.ts'
import { isAbsent } from '../../../cache/regular-file.ts'
import { infoOf, refusal } from './file-info.ts'

/** The directory that the agent's files and bookend's are in. */
const agentDirectory = '.claude'

/** A path as it is reached: below a directory that no link can lead out of. */
export interface Location {
  /** Real, absolute. */
  base: string
  /** Relative to it. */
  path: string
  /** Whether the base is the directory that a linked `.claude` leads to. */
  linked: boolean
}

/** Says where paths of a project really are. */
export interface Locator {
  locate(path: string): Location
  /** A file's directory with every link on the way followed, relative to the base; throws where that is outside. Below a linked `.claude` none is followed. */
  realDirectory(path: string): string
  /** The file that a write replaces, a link inside the project followed; throws where it leads out of it. */
  targetOf(path: string): Location
}

export function createLocator(root: string): Locator {
  let agent: string | undefined | null

  /** Where a linked `.claude` leads: the user's arrangement, looked up once and taken as it is. Undefined where it is no link. */
  const linkedAgentDirectory = (): string | undefined => {
    if (agent === undefined)
      agent = infoOf(join(root, agentDirectory))?.kind === 'link' ? realOf(join(root, agentDirectory)) : null
    return agent ?? undefined
  }

  const locate = (path: string): Location => {
    const plain = normalize(path)
    const linked = plain.startsWith(agentDirectory + sep) ? linkedAgentDirectory() : undefined
    return linked
      ? { base: linked, path: plain.slice(agentDirectory.length + 1), linked: true }
      : { base: root, path: plain, linked: false }
  }

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
    if (!isAtOrBelow(real, base)) throw refusal(path, 'a symbolic link leads out of the project')
    return join(relative(base, real), ...missing)
  }

  const targetOf = (path: string): Location => {
    const location = locate(path)
    const { base, linked } = location
    const target = join(realDirectory(path, location), basename(path))
    if (infoOf(join(base, target))?.kind !== 'link') return { base, path: target, linked }
    if (linked) throw refusal(path, 'it is a symbolic link in a .claude that is one itself')
    const real = fs.realpathSync(join(base, target))
    if (!isAtOrBelow(real, base)) throw refusal(path, 'it is a symbolic link out of the project')
    return { base, path: relative(base, real), linked }
  }

  return { locate, realDirectory: (path) => realDirectory(path, locate(path)), targetOf }
}

/** Where a link leads; throws where that is nowhere. */
function realOf(link: string): string {
  try {
    return fs.realpathSync(link)
  } catch (error) {
    throw isAbsent(error) ? refusal(basename(link), 'it is a symbolic link to nothing') : error
  }
}

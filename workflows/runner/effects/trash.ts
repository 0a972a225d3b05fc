import { constants } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { codeOf, messageOf } from '../../../cache/errors.ts'
import { fs } from '../../../cache/file-functions.ts'
import { forSystem } from '../../../cache/file-name.ts'
import { isAtOrBelow, prefixOf } from '../../../cache/prefix.ts'
import { isSessionId } from '../../../cache/sessions.ts'
import { iso } from '../../../cache/window.ts'
import { temporaryFileName } from '../../../tasks/own-files.ts'
import { type Config, type Trash, type TrashEntry, trashDirectory } from '../../../tasks/task.ts'
import { linkedCacheProblem } from './cache-place.ts'
import { bytesIn, copyTree, removeTree, removeWhatStayed } from './copy-tree.ts'
import { infoOf, refusal, refuseChanged } from './file-info.ts'
import { inDirectory } from './in-directory.ts'
import { mountsBelow } from './mounts.ts'
import { namesIn } from './names-in.ts'
import { appendLine, manifestName, readManifest } from './trash-manifest.ts'

/** What became of a path that was to be brought back. */
export type Restored = { path: string } & ({ restored: true } | { restored: false; reason: string })

/** The trash as the command that brings things back sees it. */
export interface RestorableTrash extends Trash {
  /** Whether a path is in what was moved. */
  holds(entry: TrashEntry, path: string): boolean
  /** The names in a directory of what was moved, by its path in the project; none of anything else. */
  namesIn(entry: TrashEntry, path: string): string[]
  /** How much of an entry is still there. */
  bytesOf(entry: TrashEntry): number
  /** What is there and in no manifest, as a power loss or somebody else may leave it: nobody knows where it was. Relative to the project. */
  undescribed(): string[]
  /** The other work trees whose artefacts are in the same trash: they list and bring back their own. */
  others(): string[]
  /** Brings back an entry, or what of it is at or below `path`: only where nothing is in the way. One result a file or whole directory; of a dry run, as it would be. */
  restore(entry: TrashEntry, path: string): Restored[]
}

/** The trash of a project, beside its cache. */
export const openTrash = (root: string, config: Pick<Config, 'cacheDir'>, readOnly: boolean): RestorableTrash =>
  createTrash(root, resolve(root, config.cacheDir, trashDirectory), readOnly)

/**
 * Artefacts that cleanups moved away: `<cacheDir>/trash/<session>/<number>/<name>`, and beside the numbers a manifest that says where each was. The
 * manifest's line is written before the move: what is not in its place in the trash was never moved, or was brought back.
 */
function createTrash(root: string, directory: string, readOnly: boolean): RestorableTrash {
  const sessionDirectory = (session: string) => join(directory, session)
  const below = ({ session, number, path }: TrashEntry) => join(session, String(number), basename(path))
  const placeOf = (entry: TrashEntry) => join(directory, below(entry))
  const writable = () => {
    if (readOnly) throw new Error('a dry run tried to change the trash')
    const problem = linkedCacheProblem(root, dirname(directory))
    if (problem !== undefined) throw refusal(trashDirectory, problem)
  }

  const isDirectory = (place: string) => infoOf(place)?.kind === 'directory'
  const names = (): string[] =>
    isDirectory(directory) && linkedCacheProblem(root, dirname(directory)) === undefined
      ? namesIn(directory).sort()
      : []
  // Whatever else is called, it is somebody else's.
  const isSession = (name: string) => isSessionId(name) && isDirectory(sessionDirectory(name))
  const sessions = (): string[] => names().filter(isSession)
  const entriesOf = (session: string) =>
    readManifest(join(sessionDirectory(session), manifestName)).flatMap((line) => {
      const entry = { session, ...line }
      return isDirectory(dirname(placeOf(entry))) && infoOf(placeOf(entry)) ? [entry] : []
    })
  const undescribedIn = (session: string): string[] => {
    const described = new Set(entriesOf(session).map(placeOf))
    const own = sessionDirectory(session)
    const others = namesIn(own).filter((name) => name !== manifestName)
    const places = others.sort().flatMap((name) => {
      const place = join(own, name)
      if (!isNumber(name) || !isDirectory(place)) return [place]
      return namesIn(place).map((inner) => join(place, inner))
    })
    return places.filter((place) => !described.has(place)).map((place) => relative(root, place))
  }
  // What a project that was moved, or is gone, left there is whose the trash is now.
  const isOwn = ({ project }: { project?: string }) =>
    project === undefined || project === root || infoOf(project) === undefined

  return {
    move({ session, path, info, bytes, at }) {
      writable()
      const target = ownDirectory(directory, session)
      const number = freeNumber(target)
      const place = join(target, String(number))
      fs.mkdirSync(place, { recursive: true, mode: 0o700 })
      try {
        appendLine(join(target, manifestName), { number, path, kind: info.kind, bytes, at: iso(at), project: root })
        inDirectory(root, dirname(path), (from) => {
          const source = join(from, basename(path))
          refuseChanged(source, path, info)
          moveTo(source, join(place, basename(path)))
        })
      } catch (error) {
        // What left its place before the rest could not is there, and nowhere else.
        if (!infoOf(join(place, basename(path)))) fs.rmSync(place, { recursive: true, force: true })
        throw error
      }
    },

    list: () =>
      sessions()
        .flatMap(entriesOf)
        .filter(isOwn)
        .sort((a, b) => b.at - a.at || (a.session < b.session ? 1 : -1) || b.number - a.number),

    undescribed: () =>
      names().flatMap((name) => (isSession(name) ? undescribedIn(name) : [relative(root, join(directory, name))])),

    bytesOf: (entry) => bytesIn(placeOf(entry)),

    others: () => [
      ...new Set(
        sessions().flatMap((session) =>
          entriesOf(session).flatMap((entry) => (isOwn(entry) ? [] : [entry.project as string])),
        ),
      ),
    ],

    outdated: (before) =>
      sessions().flatMap((session) => {
        const entries = entriesOf(session)
        if (entries.length === 0 || entries.some(({ at }) => at > before)) return []
        const now = entries.map((entry) => ({ ...entry, bytes: bytesIn(placeOf(entry)) }))
        return [{ session, entries: now, undescribed: undescribedIn(session) }]
      }),

    placeOf: below,

    empty(entry) {
      writable()
      const { session, number, path, at } = entry
      const isSame = (other: TrashEntry) => other.number === number && other.path === path && other.at === at
      if (!isSession(session) || !entriesOf(session).some(isSame)) return
      inDirectory(directory, dirname(below(entry)), (open) => removeTree(join(open, basename(path))))
    },

    holds: (entry, path) =>
      path.startsWith(prefixOf(entry.path)) &&
      infoOf(join(placeOf(entry), path.slice(entry.path.length + 1))) !== undefined,

    namesIn(entry, path) {
      const place = join(placeOf(entry), path.slice(entry.path.length + 1))
      return isDirectory(place) ? namesIn(place) : []
    },

    restore(entry, path) {
      if (!readOnly) writable()
      const place = placeOf(entry)
      const inner = path.startsWith(prefixOf(entry.path)) ? path.slice(entry.path.length + 1) : ''
      return bringBack(root, join(place, inner), inner === '' ? entry.path : path, readOnly)
    },

    tidy() {
      writable()
      for (const session of sessions()) {
        const own = sessionDirectory(session)
        for (const name of fs.readdirSync(own)) {
          const number = join(own, name)
          if (isNumber(name) && isDirectory(number) && fs.readdirSync(number).length === 0) fs.rmdirSync(number)
        }
        const left = fs.readdirSync(own)
        // The manifest goes last: as long as it is there, what was moved is known.
        if (left.some((name) => name !== manifestName)) continue
        for (const name of left) fs.rmSync(join(own, name))
        fs.rmdirSync(own)
      }
    },
  }
}

/** The session's directory in the trash, made where it is missing; a link in its place is refused. */
function ownDirectory(trash: string, session: string): string {
  const directory = join(trash, session)
  for (const path of [trash, directory]) {
    if (!infoOf(path)) fs.mkdirSync(path, { recursive: true, mode: 0o700 })
    if (infoOf(path)?.kind !== 'directory') throw refusal(basename(path), 'the trash is a link or no directory')
  }
  return directory
}

/** The number of a move that never came about, else the next one: what is restored or removed takes its directory with it. */
function freeNumber(directory: string): number {
  const taken = fs.readdirSync(directory).filter(isNumber)
  const isEmpty = (place: string) => infoOf(place)?.kind === 'directory' && fs.readdirSync(place).length === 0
  const empty = taken.find((number) => isEmpty(join(directory, number)))
  return empty === undefined ? 1 + Math.max(0, ...taken.map(Number)) : Number(empty)
}

const isNumber = (name: string): boolean => /^[1-9]\d*$/.test(name)

/**
 * Moves by renaming; to another file system by a copy that takes its name only when it is whole, and only then is the original removed. Nothing
 * may be at the target.
 */
function moveTo(source: string, target: string): void {
  rename(source, target)
  // What is reported is what was seen.
  if (infoOf(source) || !infoOf(target)) throw refusal(basename(target), 'it is not where it was moved to')
}

function rename(source: string, target: string): void {
  try {
    fs.renameSync(forSystem(source), forSystem(target))
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error
    const unfinished = join(dirname(target), temporaryFileName())
    try {
      copyTree(source, unfinished)
      fs.renameSync(unfinished, forSystem(target))
    } catch (failure) {
      fs.rmSync(unfinished, { recursive: true, force: true })
      throw failure
    }
    try {
      removeTree(source)
    } catch (failure) {
      removeWhatStayed(source, target)
      throw failure
    }
  }
}

/** Brings one thing back, or says what would come of that. A directory that is there again takes those of its files that it lacks; what is in the way stays. */
function bringBack(root: string, from: string, path: string, readOnly: boolean): Restored[] {
  const found = infoOf(from)
  if (!found) return [{ path, restored: false, reason: 'it is not in the trash' }]
  // What was moved was on no mount: that came since, and what is on it is somebody else's.
  const mount = mountsBelow(root).find((point) => isAtOrBelow(path, point))
  if (mount !== undefined) return [{ path, restored: false, reason: `${mount} is mounted in its place` }]
  const parent = dirname(path)
  const there = readOnly ? nearestThere(root, parent) : parent
  try {
    return inDirectory(root, there, (directory) => bringInto(directory, from, path), { make: !readOnly })
  } catch (error) {
    return [{ path, restored: false, reason: messageOf(error).replace(`${path}: `, '') }]
  }

  function bringInto(directory: string, source: string, path: string): Restored[] {
    const target = join(directory, basename(path))
    const inTheWay = there === parent ? infoOf(target) : undefined
    if (!inTheWay) {
      if (readOnly) fs.accessSync(directory, constants.W_OK)
      else place(source, target)
      return [{ path, restored: true }]
    }
    if (inTheWay.kind !== 'directory' || infoOf(source)?.kind !== 'directory')
      return [{ path, restored: false, reason: `a ${inTheWay.kind} is in the way` }]
    const results = namesIn(source).flatMap((name) => bringBack(root, join(source, name), `${path}/${name}`, readOnly))
    if (!readOnly && results.every(({ restored }) => restored)) fs.rmdirSync(forSystem(source))
    return results.length > 0 ? results : [{ path, restored: true }]
  }
}

/** The nearest directory that is there. */
const nearestThere = (root: string, directory: string): string =>
  directory === '.' || infoOf(join(root, directory)) ? directory : nearestThere(root, dirname(directory))

/** A link fails where the name was taken in the meantime; a rename would replace it. */
function place(source: string, target: string): void {
  if (infoOf(source)?.kind === 'file') {
    try {
      fs.linkSync(forSystem(source), forSystem(target))
      fs.unlinkSync(forSystem(source))
      return
    } catch (error) {
      // File systems without hard links, and other file systems, take the general way.
      if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error))) throw error
    }
  }
  moveTo(source, target)
}

import { basename, dirname, relative } from 'node:path'
import type { Database } from '../../cache/database.ts'
import { codeOf, UserError } from '../../cache/errors.ts'
import { createWrittenFiles } from '../../cache/written-files.ts'
import { sourcesOf } from '../../tasks/cleanup/spared.ts'
import { git } from '../../tasks/git/git.ts'
import type { Invocation } from '../runner/command.ts'
import { createFiles } from '../runner/effects/files.ts'
import { beginNamed, failedWrite, findNamed, hashOf, type NamedPlace } from '../runner/effects/named-file.ts'
import { createShell } from '../runner/effects/shell.ts'
import type { NewFile } from '../runner/effects/write-file.ts'

/** A file that an option names, which may be written. */
export interface Destination {
  /** Whether something is there: empty, or what bookend wrote itself. */
  replaces: boolean
  begin(): NewFile
}

/**
 * The only way to a file that the user names for something to be written in. Throws UserError where it must not be: what bookend did not write itself, as it is now, would be
 * lost for good.
 */
export async function destinationOf(invocation: Invocation, db: Database, named: string): Promise<Destination> {
  const { project, cwd } = invocation
  const place = found(cwd, named)
  const path = relative(project.root, place.target)
  const own = createWrittenFiles(db)
  const reason =
    (await whyReserved(invocation, path)) ??
    (place.bytes !== undefined && place.bytes > 0 && !own.isOwn(path, hashOf(place.target))
      ? 'bookend did not write what it holds now'
      : undefined) ??
    (place.bytes !== undefined && (await isTracked(invocation, place)) ? 'tracked by git' : undefined)
  if (reason !== undefined)
    throw new UserError(`${named} is not written (${reason}): name another file, or move it away first`)
  return {
    replaces: place.bytes !== undefined,
    begin() {
      let written = ''
      const file = beginNamed(place, (hash) => {
        written = hash
        attempt(() => own.add(path, hash))
      })
      const commit = () => {
        file.commit()
        attempt(() => own.keepOnly(path, written))
      }
      return { ...file, commit }
    },
  }
}

function found(cwd: string, named: string): NamedPlace {
  try {
    return findNamed(cwd, named)
  } catch (error) {
    throw failedWrite(cwd, named, error)
  }
}

/** What is no place for it, whatever is there. */
async function whyReserved({ project, settings }: Invocation, path: string): Promise<string | undefined> {
  if (path.split('/').includes('.git')) return 'part of a git repository'
  const source = await sourcesOf({ config: settings, files: createFiles(project.root, true), project })
  return path === settings.rules ? 'it holds rules' : source(path)
}

async function isTracked({ project, interruption, settings, environment }: Invocation, { target }: NamedPlace) {
  const shell = createShell(project.root, interruption.signal, () => undefined)
  const file = `:(literal)${basename(target)}`
  const listed = await git({ shell, config: settings, environment })`-C ${dirname(target)} ls-files -z -- ${file}`
  return listed.stdout !== ''
}

/** A cache that is not to be written costs no export: the next one finds a file that it does not know. */
function attempt(record: () => void): void {
  try {
    record()
  } catch (error) {
    if (!/^SQLITE_(READONLY|CANTOPEN)/.test(codeOf(error))) throw error
  }
}

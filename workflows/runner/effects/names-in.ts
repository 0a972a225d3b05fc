import { type Dirent, readdir } from 'node:fs'
import { fs } from '../../../cache/file-functions.ts'
import { forSystem, isDoubtful, nameOf } from '../../../cache/file-name.ts'

/** The names in a directory, also those that are not text. */
export function namesIn(directory: string): string[] {
  const path = forSystem(directory)
  const names = fs.readdirSync(path)
  return names.some(isDoubtful) ? fs.readdirSync(path, { encoding: 'buffer' }).map(nameOf) : names
}

type Entries = (error: Error | null, entries?: Dirent[]) => void

/** The same, as the walker of globs asks. `others`: also what is neither a file nor a directory, links too, all of which it would leave out. */
export const readDirectory =
  (others: boolean) =>
  (directory: string, options: { withFileTypes: true }, callback: Entries): void => {
    const path = forSystem(directory)
    const found: Entries = (error, entries) => callback(error, others ? entries?.map(asFile) : entries)
    readdir(path, options, (error, entries) => {
      if (error || !entries.some(({ name }) => isDoubtful(name))) return found(error, entries)
      readdir(path, { ...options, encoding: 'buffer' }, (failure, exact) =>
        found(
          failure,
          exact?.map((entry) => Object.assign(entry, { name: nameOf(entry.name) }) as unknown as Dirent),
        ),
      )
    })
  }

const isOther = (entry: Dirent): boolean =>
  entry.isSymbolicLink() || entry.isFIFO() || entry.isSocket() || entry.isCharacterDevice() || entry.isBlockDevice()

const asFile = (entry: Dirent): Dirent => (isOther(entry) ? Object.assign(entry, { isFile: () => true }) : entry)

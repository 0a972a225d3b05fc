import * as fs from 'node:fs'
import { forSystem, isDoubtful, nameOf } from '../../../cache/file-name.ts'

/** The names in a directory, also those that are not text. */
export function namesIn(directory: string): string[] {
  const path = forSystem(directory)
  const names = fs.readdirSync(path)
  return names.some(isDoubtful) ? fs.readdirSync(path, { encoding: 'buffer' }).map(nameOf) : names
}

type Entries = (error: Error | null, entries?: fs.Dirent[]) => void

/** The same, as the walker of globs asks. `others`: also what is neither a file nor a directory, links too, all of which it would leave out. */
export const readDirectory =
  (others: boolean) =>
  (directory: string, options: { withFileTypes: true }, callback: Entries): void => {
    const path = forSystem(directory)
    const found: Entries = (error, entries) => callback(error, others ? entries?.map(asFile) : entries)
    fs.readdir(path, options, (error, entries) => {
      if (error || !entries.some(({ name }) => isDoubtful(name))) return found(error, entries)
      fs.readdir(path, { ...options, encoding: 'buffer' }, (failure, exact) =>
        found(
          failure,
          exact?.map((entry) => Object.assign(entry, { name: nameOf(entry.name) }) as unknown as fs.Dirent),
        ),
      )
    })
  }

const isOther = (entry: fs.Dirent): boolean =>
  entry.isSymbolicLink() || entry.isFIFO() || entry.isSocket() || entry.isCharacterDevice() || entry.isBlockDevice()

const asFile = (entry: fs.Dirent): fs.Dirent => (isOther(entry) ? Object.assign(entry, { isFile: () => true }) : entry)

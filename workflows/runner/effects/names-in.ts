import * as fs from 'node:fs'
import { forSystem, isDoubtful, nameOf } from '../../../cache/file-name.ts'

/** The names in a directory, also those that are not text. */
export function namesIn(directory: string): string[] {
  const path = forSystem(directory)
  const names = fs.readdirSync(path)
  return names.some(isDoubtful) ? fs.readdirSync(path, { encoding: 'buffer' }).map(nameOf) : names
}

/** The same, as the walker of globs asks. */
export function readDirectory(
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

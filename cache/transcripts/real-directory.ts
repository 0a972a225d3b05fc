import { realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const known = new Map<string, string>()
const mostKnown = 10_000

/** A directory with every link followed, as far as it is there: an agent may call a project by a link's name. */
export function realDirectory(directory: string): string {
  const found = known.get(directory) ?? follow(directory)
  if (known.size >= mostKnown) known.clear()
  known.set(directory, found)
  return found
}

function follow(directory: string): string {
  try {
    return realpathSync(directory)
  } catch {
    const parent = dirname(directory)
    return parent === directory ? directory : join(realDirectory(parent), basename(directory))
  }
}

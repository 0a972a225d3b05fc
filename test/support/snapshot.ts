import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Every name below a project but git's own, with what it is and holds. */
export function snapshot(root: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    if (path === '.git' || path.startsWith('.git/')) continue
    const stat = lstatSync(join(root, path))
    found[path] = stat.isSymbolicLink()
      ? `link ${readlinkSync(join(root, path))}`
      : stat.isFile()
        ? `${stat.mode} ${readFileSync(join(root, path)).toString('base64')}`
        : 'directory'
  }
  return found
}

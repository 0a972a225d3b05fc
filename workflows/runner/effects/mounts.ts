import { fs } from '../../../cache/file-functions.ts'
import { prefixOf } from '../../../cache/prefix.ts'

/**
 * Mount points below a directory, relative to it. A bind mount of the same file system has the same device number, so Linux is asked for the
 * mounts themselves; elsewhere device numbers are all there is.
 */
export function mountsBelow(root: string): string[] {
  if (process.platform !== 'linux') return []
  let table: string
  try {
    table = fs.readFileSync('/proc/self/mountinfo', 'utf8')
  } catch {
    return []
  }
  return mountPoints(table)
    .filter((path) => path !== root && path.startsWith(prefixOf(root)))
    .map((path) => path.slice(prefixOf(root).length))
}

/** The fifth field of each line; blanks and the like are written as octal numbers. */
export function mountPoints(table: string): string[] {
  return table.split('\n').flatMap((line) => {
    const point = line.split(' ')[4]
    return point === undefined
      ? []
      : [point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))]
  })
}

import { escaped } from '../../own-files.ts'

const begin = '# bookend: files of this clone alone'
const end = '# bookend: end'

/** What a list of excluded files lacks: the patterns, and a block with them that names its writer. */
export interface Lacking {
  added: string[]
  /** To be written from this byte on. */
  from: number
  text: string
}

export function withPatterns(text: string, patterns: string[]): Lacking {
  const whole = text.slice(0, text.length - tornLength(text, patterns))
  const known = new Set(whole.split('\n').map((line) => line.trim()))
  const added = patterns.filter((pattern) => !known.has(pattern))
  const from = Buffer.byteLength(whole)
  if (added.length === 0) return { added, from, text: '' }
  const gap = whole === '' || whole.endsWith('\n') ? '' : '\n'
  return { added, from, text: `${gap}${[begin, ...added, end].join('\n')}\n` }
}

/** The length of a block at the end whose writing was cut short: it has no end, and nothing that is not bookend's. */
function tornLength(text: string, patterns: string[]): number {
  const at = `\n${text}`.lastIndexOf(`\n${begin}\n`)
  if (at === -1) return 0
  const lines = text.slice(at).split('\n').slice(1)
  const last = lines.pop() ?? ''
  const isTorn =
    lines.every((line) => patterns.includes(line)) && [...patterns, end].some((whole) => whole.startsWith(last))
  return isTorn ? text.length - at : 0
}

/** A list of excluded files without what bookend's blocks have for a project; `prefix`: where that is in its work tree, '' or `packages/app/`. */
export function withoutBlocks(text: string, prefix: string): string {
  const ofOthers = (line: string) => line.startsWith('/') && !line.startsWith(`/${escaped(prefix)}`)
  const kept: string[] = []
  let block: string[] | undefined
  for (const line of text.split(/(?<=\n)/)) {
    if (line.trim() === begin) block ??= []
    const lines = block ?? kept
    lines.push(line)
    if (block === undefined || line.trim() !== end) continue
    if (block.some(ofOthers)) kept.push(...block.filter((each) => ofOthers(each) || !each.startsWith('/')))
    block = undefined
  }
  // A block that lost its end is left as it is: nobody knows where the user's own lines begin.
  return block ? text : kept.join('')
}

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

/** A list of excluded files without bookend's blocks. */
export function withoutBlocks(text: string): string {
  let inside = false
  const kept = text.split(/(?<=\n)/).filter((line) => {
    const trimmed = line.trim()
    if (trimmed === begin) inside = true
    const keep = !inside
    if (trimmed === end) inside = false
    return keep
  })
  // A block that lost its end is left as it is: nobody knows where the user's own lines begin.
  return inside ? text : kept.join('')
}

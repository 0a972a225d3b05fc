const begin = '# bookend: files of this clone alone'
const end = '# bookend: end'

/** The patterns that a list of excluded files lacks, and what is to be appended to it: a block that names its writer. */
export function withPatterns(text: string, patterns: string[]): { added: string[]; text: string } {
  const known = new Set(text.split('\n').map((line) => line.trim()))
  const added = patterns.filter((pattern) => !known.has(pattern))
  if (added.length === 0) return { added, text: '' }
  const gap = text === '' || text.endsWith('\n') ? '' : '\n'
  return { added, text: `${gap}${[begin, ...added, end].join('\n')}\n` }
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

/** Where a rule of a Markdown file applies, as far as the file says it. */
export interface RuleScope {
  /** What its front matter names under `paths`, in order and once each; none: everywhere. */
  paths: string[]
  /** The headings that it is under, the outermost first. */
  headings: string[]
}

/** `paths` of a front matter: a list below the key, a list in brackets, or one text with commas. */
export function pathsIn(frontMatter: string): string[] {
  const lines = frontMatter.split(/\r\n|\n|\r/)
  const at = lines.findIndex((line) => /^paths[ \t]*:(?:\s|$)/.test(line))
  if (at === -1) return []
  const below = lines.slice(at + 1)
  const end = below.findIndex((line) => !/^\s*(?:$|#|-\s)|^\s+\S/.test(line) || /^---[ \t]*$/.test(line))
  const value = [(lines[at] as string).replace(/^paths[ \t]*:/, ''), ...below.slice(0, end === -1 ? undefined : end)]
  const texts = value.flatMap((line) =>
    outsideBraces(
      line
        .replace(/(^|\s)#.*$/, '')
        .replace(/^\s*-\s+/, '')
        .trim()
        .replace(/^\[|\]$/g, ''),
    ),
  )
  const paths = texts.map((text) => text.trim().replace(/^(["'])(.*)\1$/, '$2'))
  return [...new Set(paths.filter((path) => path !== ''))].sort()
}

/** The parts between commas; `**\/*.{ts,tsx}` is one. */
const outsideBraces = (text: string): string[] => text.split(/,(?![^{]*\})/)

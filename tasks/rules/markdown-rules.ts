import type { ListItem, Nodes, Paragraph } from 'mdast'
import { sha256 } from '../../cache/json.ts'
import type { Rule, RuleScope } from '../../cache/rules/rule-file.ts'
import { isLooseRule } from './loose-items.ts'
import { type Piece, piecesOf } from './markdown-pieces.ts'
import { isNoRule } from './text/in-force.ts'

/** Around what bookend itself writes into CLAUDE.md or AGENTS.md: no rules of the project's, and not for a review to change. */
export const ownParagraph = { begin: '<!-- bookend:begin -->', end: '<!-- bookend:end -->' }

/** A rule in a Markdown file, and where it is. */
export interface MarkdownRule extends Rule {
  place: { file: string; line: number }
  scope: RuleScope
  /** Offsets of its words in the text, without the bullet. */
  words: { from: number; to: number }
  /** Its lines, counted from 1, the last one included. */
  lines: { from: number; to: number }
}

/** Whether an id is that of a rule in Markdown; `FILE#` and eight hex digits of its text's hash. */
export const isMarkdownRule = (id: string): boolean => /#[0-9a-f]{8}$/.test(id)
export const fileOfRule = (id: string): string => id.slice(0, -9)

/**
 * The rules of a Markdown file: its bullets and numbered items under headings, each of one paragraph, or in a file without any heading those that read as rules.
 * Items of nothing but links, imports or code, tasks
 * to be ticked, items with a list of their own (what stands above a list only introduces it), examples in code, and bookend's own paragraph are not.
 */
export async function parseMarkdownRules(file: string, text: string): Promise<MarkdownRule[]> {
  const rules: MarkdownRule[] = []
  const seen = new Map<string, number>()
  const found = frontMatterOf(text)
  const paths = pathsIn(found)
  let headings: { depth: number; words: string }[] = []
  let own = false
  const underHeading = (depth: number, words: string): void => {
    if (headings.length === 0) {
      // What a file with headings begins with introduces it.
      rules.length = 0
      seen.clear()
    }
    const above = headings.filter((heading) => heading.depth < depth)
    headings = [...above, { depth, words: words.trim().replace(/^#+\s*/, '') }]
  }
  const add = (place: Place): void => {
    if (headings.length === 0 && !isLooseRule(text.slice(place.from, place.to))) return
    const rule = ruleOf(file, text, place, seen)
    if (rule) rules.push({ ...rule, scope: { paths, headings: headings.map(({ words }) => words) } })
  }
  const visit = (piece: Piece, node: Nodes): void => {
    if (node.type === 'html')
      own = node.value.includes(ownParagraph.begin) || (own && !node.value.includes(ownParagraph.end))
    if (own) return
    if (node.type === 'heading') {
      const { from, to } = rangeOf(piece, node)
      underHeading(node.depth, text.slice(from, to))
    }
    const paragraph = node.type === 'listItem' ? onlyParagraph(node) : undefined
    if (paragraph && saysAnything(paragraph))
      add({ ...rangeOf(piece, paragraph), lines: linesOf(piece, node, paragraph) })
    // What is quoted is somebody else's.
    if ('children' in node && node.type !== 'blockquote') for (const child of node.children) visit(piece, child)
  }
  for await (const piece of piecesOf(withBlanks(text, found))) {
    const { content } = piece
    if (content.type === 'root') for (const node of content.children) visit(piece, node)
    else if (own) continue
    else if (content.type === 'plain heading') underHeading(content.depth, content.words)
    else if (content.type === 'plain item') {
      const lines = { from: piece.line + 1, to: piece.line + content.lines }
      add({ from: piece.from + content.from, to: piece.from + content.to, lines })
    }
  }
  return rules
}

const frontMatter = /^\uFEFF?---[ \t]*\r?\n(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?=\r?\n|$)/
const yamlKey = /^[\w-]+[ \t]*:(?:\s|$)/m

/** YAML at the beginning, whose comments look like headings and whose lists like rules; '' where there is none. */
function frontMatterOf(text: string): string {
  const [found = ''] = frontMatter.exec(text) ?? []
  // Between two lines across the page there may as well be rules.
  return yamlKey.test(found) ? found : ''
}

/** `paths` of a front matter: a list below the key, a list in brackets, or one text with commas. */
function pathsIn(frontMatter: string): string[] {
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

/** So many blanks for the front matter: the offsets stay. */
const withBlanks = (text: string, found: string): string =>
  found.replace(/[^\uFEFF\r\n]/g, ' ') + text.slice(found.length)

function onlyParagraph({ children, checked }: ListItem): Paragraph | undefined {
  const [first, ...others] = children
  return first?.type === 'paragraph' && others.length === 0 && typeof checked !== 'boolean' ? first : undefined
}

/** Where a rule's words are, and its lines. */
interface Place {
  from: number
  to: number
  lines: { from: number; to: number }
}

function rangeOf(piece: Piece, { position }: Nodes): { from: number; to: number } {
  // A byte order mark is left out before anything is counted.
  const from = piece.from + (piece.text.startsWith('\uFEFF') ? 1 : 0)
  return { from: from + (position?.start.offset ?? 0), to: from + (position?.end.offset ?? 0) }
}

const linesOf = ({ line }: Piece, first: Nodes, last: Nodes) => ({
  from: line + (first.position?.start.line ?? 1),
  to: line + (last.position?.end.line ?? 1),
})

const saysAnything = ({ children }: Paragraph): boolean =>
  children.some(
    (node) =>
      (node.type === 'text' && /\p{L}{2}/u.test(node.value)) || node.type === 'strong' || node.type === 'emphasis',
  )

function ruleOf(
  file: string,
  source: string,
  { from, to, lines }: Place,
  seen: Map<string, number>,
): Omit<MarkdownRule, 'scope'> | undefined {
  const text = source
    .slice(from, to)
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .trim()
  if (/^\[[ xX]\]/.test(text) || /:$/.test(text) || /^@[\w./~-]+$/.test(text) || isNoRule(text)) return undefined
  // The same words twice in one file are two rules.
  const times = (seen.get(text) ?? 0) + 1
  seen.set(text, times)
  const id = `${file}#${sha256(times === 1 ? text : `${text}\n${times}`).slice(0, 8)}`
  return {
    id,
    text,
    quadrant: 'OPERATIONAL',
    persistence: 'MEDIUM',
    active: true,
    entry: { id, text },
    place: { file, line: lines.from },
    words: { from, to },
    lines,
  }
}

import type { Heading, Nodes, Strong } from 'mdast'
import { categories } from '../categories.ts'

/** Something in a suggestions file that cannot be taken as it stands. */
export interface Problem {
  /** Counted from 1. */
  line: number
  what: string
}

export interface Field {
  label: string
  line: number
  /** Where what it says begins and ends in the text: behind the label, up to the next field or the end of the section. */
  start: number
  end: number
}

/** One proposal of the document, as far as its form goes. */
export interface RawSection {
  /** The words of its heading. */
  heading: string
  line: number
  fields: Field[]
}

/** A parsed Markdown document, with the text that its positions point into. */
export interface ParsedDocument {
  text: string
  tree: Nodes
  sections: RawSection[]
  problems: Problem[]
}

export const labels = [
  ...['Pattern', 'Suggestion', 'Evidence', 'Proposed Rule'],
  ...['Quadrant', 'Persistence', 'Human Decision'],
] as const

/** A field that a document has only where somebody added it: who wrote the proposed rule, where it was not bookend. */
export const draftedBy = 'Drafted by'

const title = /^Suggested Rule Changes\b/
const sectionTitles = new Set(Object.values(categories).map((category) => category.title))

/**
 * Takes a suggestions file apart: headings, and in each proposal the fields. A field is a bold label at the very beginning of a line; the
 * parser decides what is bold, so that escaped text makes none. Lines of fields may continue a quotation or a list in the eyes of Markdown
 * (its lazy continuation), so they are looked for at every depth.
 */
export async function parseDocument(text: string): Promise<ParsedDocument> {
  // 56 ms, and only a review reads Markdown.
  const { fromMarkdown } = await import('mdast-util-from-markdown')
  const tree = fromMarkdown(text)
  const document: ParsedDocument = { text, tree, sections: [], problems: [] }
  const headings = tree.children.filter((node) => node.type === 'heading')
  const strongs = [...descendants(tree)].filter((node) => node.type === 'strong')
  for (const [index, heading] of headings.entries()) {
    const words = textOf(heading)
    const known = heading.depth === 1 ? title.test(words) : heading.depth !== 2 || isCategory(words)
    if (!known || heading.depth > 3)
      document.problems.push({ line: lineOf(heading), what: `unknown heading "${words}"` })
    if (heading.depth === 3)
      document.sections.push(
        section(text, heading, headings[index + 1]?.position?.start.offset ?? text.length, strongs),
      )
  }
  return document
}

const isCategory = (words: string): boolean => sectionTitles.has(words.replace(/\s*\(\d+\)$/, ''))

function section(text: string, heading: Heading, end: number, strongs: Strong[]): RawSection {
  const starts = strongs.flatMap((node) => {
    const { from, to } = rangeOf(node)
    const label = textOf(node)
    const own =
      from >= rangeOf(heading).to && to <= end && beginsLine(text, from) && /^\s*:/.test(text.slice(to, to + 9))
    return own && (label === draftedBy || labels.some((each) => each === label))
      ? [{ label, line: lineOf(node), from, start: to }]
      : []
  })
  const fields = starts.map(({ from: _, ...field }, index) => ({ ...field, end: starts[index + 1]?.from ?? end }))
  return { heading: textOf(heading), line: lineOf(heading), fields }
}

function beginsLine(text: string, offset: number): boolean {
  return /(?:^|[\r\n])[ \t]*$/.test(text.slice(Math.max(0, offset - 9), offset))
}

export function* descendants(node: Nodes): Generator<Nodes> {
  yield node
  if ('children' in node) for (const child of node.children) yield* descendants(child)
}

/** The words of a node, escapes resolved. */
function textOf(node: Nodes): string {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}

export const lineOf = (node: Nodes): number => node.position?.start.line ?? 1

/** Where a node is in the text. */
export function rangeOf(node: Nodes): { from: number; to: number } {
  return { from: node.position?.start.offset ?? 0, to: node.position?.end.offset ?? 0 }
}

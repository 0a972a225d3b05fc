import type { Heading, ListItem, Nodes, Paragraph } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { isLooseRule } from '../../tasks/rules/loose-items.ts'

/** A rule as one reading of the whole text finds it. */
export interface ReferenceRule {
  text: string
  words: { from: number; to: number }
  lines: { from: number; to: number }
  headings: string[]
}

/** The rules of a Markdown file, by a parser that reads all of it. */
export function referenceRules(source: string): ReferenceRule[] {
  const rules: ReferenceRule[] = []
  let headings: Heading[] = []
  let own = false
  const visit = (node: Nodes): void => {
    if (node.type === 'html') {
      if (node.value.includes('<!-- bookend:begin -->')) own = true
      else if (node.value.includes('<!-- bookend:end -->')) own = false
    }
    if (own) return
    if (node.type === 'heading' && headings.length === 0) rules.length = 0
    if (node.type === 'heading') headings = [...headings.filter(({ depth }) => depth < node.depth), node]
    if (node.type === 'listItem')
      rules.push(
        ...ruleOf(source, node, headings).filter(
          ({ words }) => headings.length > 0 || isLooseRule(source.slice(words.from, words.to)),
        ),
      )
    if ('children' in node && node.type !== 'blockquote') for (const child of node.children) visit(child)
  }
  visit(fromMarkdown(source))
  return rules
}

function ruleOf(source: string, item: ListItem, headings: Heading[]): ReferenceRule[] {
  const [paragraph, ...others] = item.children
  if (paragraph?.type !== 'paragraph' || others.length > 0 || !isSaid(paragraph)) return []
  const words = rangeOf(source, paragraph)
  const text = textOf(source, paragraph).replace(/\s*[\r\n]+\s*/g, ' ')
  if (/^\[[ xX]\]/.test(text) || /:$/.test(text)) return []
  const lines = { from: item.position?.start.line ?? 1, to: paragraph.position?.end.line ?? 1 }
  return [{ text, words, lines, headings: headings.map((node) => textOf(source, node).replace(/^#+\s*/, '')) }]
}

function rangeOf(source: string, { position }: Nodes): { from: number; to: number } {
  const mark = source.startsWith('\uFEFF') ? 1 : 0
  return { from: (position?.start.offset ?? 0) + mark, to: (position?.end.offset ?? 0) + mark }
}

function textOf(source: string, node: Nodes): string {
  const { from, to } = rangeOf(source, node)
  return source.slice(from, to).trim()
}

const isSaid = ({ children }: Paragraph): boolean =>
  children.some(
    (node) =>
      (node.type === 'text' && /\p{L}{2}/u.test(node.value)) || node.type === 'strong' || node.type === 'emphasis',
  )

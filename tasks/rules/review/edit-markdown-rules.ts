import { parseMarkdownRules } from '../markdown-rules.ts'
import { eolOf, splice } from './splice.ts'

/** What is to change in a Markdown file: the words of rules by id, rules that go, rules that come. */
export interface MarkdownEdits {
  set: Map<string, string>
  remove: Set<string>
  append: string[]
}

/**
 * The text of a Markdown file with exactly these lines changed and every other byte as it was. `text`: undefined for a file that is not there
 * yet. Throws where a rule is not in it.
 */
export async function editMarkdownRules(file: string, text: string | undefined, edits: MarkdownEdits): Promise<string> {
  const source = text ?? '# Rules\n'
  const eol = eolOf(source)
  const rules = new Map((await parseMarkdownRules(file, source)).map((rule) => [rule.id, rule]))
  const starts = [0, ...[...source.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: end }) => index + end.length)]
  const startOf = (line: number): number => starts[line - 1] ?? source.length
  const splices = [...new Set([...edits.set.keys(), ...edits.remove])].map((id) => {
    const rule = rules.get(id)
    if (!rule) throw new Error(`there is no rule ${id}`)
    return edits.remove.has(id)
      ? { from: startOf(rule.lines.from), to: startOf(rule.lines.to + 1), text: '' }
      : { ...rule.words, text: inOneLine(edits.set.get(id) as string) }
  })
  const edited = splice(source, splices)
  if (edits.append.length === 0) return edited
  const gap = /\n$/.test(edited) ? '' : eol
  const list = /(^|\n)\s*[-*+] [^\n]*\s*$/.test(edited) ? '' : eol
  return `${edited}${gap}${list}${edits.append.map((rule) => `- ${inOneLine(rule)}${eol}`).join('')}`
}

/** A second line could be an item of its own, or a heading. */
const inOneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ').trim()

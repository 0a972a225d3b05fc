import { descendants, type ParsedDocument, rangeOf } from './document.ts'

/** The mark of a quotation at the beginning of a line, and the blank behind it. */
const quoteMark = /(\r\n|\n|\r)[ \t]*>[ \t]?/g

/**
 * What a stretch of the document says as plain text: escapes and character references resolved, the marks of the quotation taken off, and
 * everything else (code, emphasis, lists) as it is written, because a person wrote it that way; only what is one piece of code as a whole is what
 * bookend makes of a text with an address in it. Lines of one paragraph become one line.
 * `start` is the end of a field's label; its colon is left out.
 */
export function quotedText({ tree, text }: ParsedDocument, start: number, end: number): string {
  let result = ''
  let at = start
  const whole = unquote(text.slice(start, end)).replace(/^\s*:/, '').trim()
  const literal = (to: number) => unquote(text.slice(at, to))
  for (const node of descendants(tree)) {
    if ('children' in node) continue
    const { from, to } = rangeOf(node)
    if (from < at || to > end || from === to) continue
    result += literal(from)
    at = to
    const written = text.slice(from, to)
    const said = node.type === 'text' || (node.type === 'inlineCode' && written === whole)
    result += said ? node.value : unquote(written)
  }
  result += literal(end)
  return paragraphs(result.replace(/^\s*:/, ''))
}

const unquote = (source: string): string => source.replace(quoteMark, '$1')

function paragraphs(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/(?:[ \t]*\n){2,}/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => paragraph.replace(/[ \t]*\n[ \t]*/g, ' '))
    .join('\n')
}

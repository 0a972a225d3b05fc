import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'

/**
 * Two edits of JSON with comments that touch nothing but what they add or take away, each the other's inverse: what `append` wrote,
 * `remove` takes out to the byte.
 */

/** The syntax tree of a document, or what is wrong with it and where. */
export function parseDocument(text: string): { root: Node } | { problem: string } {
  const errors: ParseError[] = []
  try {
    const root = parseTree(text, errors, { allowTrailingComma: true })
    const [error] = errors
    if (!error && root) return { root }
    const line = text.slice(0, error?.offset ?? 0).split('\n').length
    return { problem: `line ${line}: ${error ? words(printParseErrorCode(error.error)) : 'no value'}` }
  } catch (error) {
    if (error instanceof RangeError) return { problem: 'it is nested too deeply' }
    throw error
  }
}

/** `CloseBraceExpected` as `close brace expected`. */
const words = (code: string) =>
  code
    .replace(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase()

/** The values of a key in an object: more than one where it appears twice. */
export function valuesOf(object: Node, key: string): Node[] {
  return (object.children ?? []).flatMap(({ children = [] }) => {
    const [name, value] = children
    return name?.value === key && value ? [value] : []
  })
}

/** The white space in a container that holds nothing, else ''. */
export function innerSpaceOf(text: string, container: Node | undefined): string {
  const inside = container ? text.slice(container.offset + 1, endOf(container) - 1) : ''
  return inside.trim() === '' ? inside : ''
}

/** Adds a member at the end of an object (with a key) or of an array, in the style of what is there. */
export function append(text: string, container: Node, member: { key?: string; value: unknown }): string {
  const close = endOf(container) - 1
  const last = container.children?.at(-1)
  const at = endOfContent(text, close)
  const inside = text.slice(container.offset, close)
  if (!last) {
    const lines = onLines(text, indentAt(text, container.offset) + unitOf(text), member)
    const closing = /^[{[][^\S\n]*$/.test(inside) ? eolOf(text) + indentAt(text, container.offset) : ''
    return insert(text, at, lines + closing)
  }
  const trailing = commaBehind(text, endOf(last)) !== undefined
  const added = inside.includes('\n')
    ? onLines(text, indentOf(text, last, container), member)
    : onOneLine(/[:,] /.test(inside), member)
  if (trailing) return insert(text, at, `${added},`)
  return insert(insert(text, at, added), endOf(last), ',')
}

/**
 * Takes a member (a property, or an element of an array) out, with the comma that it needed and the white space before it.
 * `innerSpace`: the white space that stood between the brackets before anything did.
 */
export function remove(text: string, node: Node, innerSpace = ''): string {
  const siblings = node.parent?.children ?? []
  const place = siblings.indexOf(node)
  const previous = siblings[place - 1]
  const comma = commaBehind(text, endOf(node))
  const start = endOfContent(text, node.offset)
  const without = text.slice(0, start) + text.slice((comma ?? endOf(node) - 1) + 1)
  if (place < siblings.length - 1) return without
  if (previous && comma === undefined) {
    const needed = commaBehind(text, endOf(previous)) as number
    return without.slice(0, needed) + without.slice(needed + 1)
  }
  if (previous) return without
  return closeEmpty(without, start, innerSpace)
}

/** What was white space between two brackets before is that again. */
function closeEmpty(text: string, at: number, innerSpace: string): string {
  const rest = text.slice(at).search(/\S/)
  const empty = /[{[]$/.test(text.slice(0, at)) && /[}\]]/.test(text[at + rest] ?? '')
  return empty ? text.slice(0, at) + innerSpace + text.slice(at + rest) : text
}

const endOf = ({ offset, length }: Node) => offset + length
const insert = (text: string, at: number, added: string) => text.slice(0, at) + added + text.slice(at)

/** Behind the last character before an offset that is not white space. */
function endOfContent(text: string, before: number): number {
  let at = before
  while (at > 0 && /\s/.test(text[at - 1] as string)) at--
  return at
}

/** Offset of the comma that follows, comments and white space aside. */
function commaBehind(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true)
  scanner.setPosition(offset)
  scanner.scan()
  const found = scanner.getTokenOffset()
  return text[found] === ',' ? found : undefined
}

function onLines(text: string, indent: string, { key, value }: { key?: string; value: unknown }): string {
  const break_ = eolOf(text) + indent
  const json = JSON.stringify(value, null, unitOf(text)).replaceAll('\n', break_)
  return `${break_}${key === undefined ? '' : `${JSON.stringify(key)}: `}${json}`
}

function onOneLine(spaced: boolean, { key, value }: { key?: string; value: unknown }): string {
  const blank = spaced ? ' ' : ''
  return `${blank}${key === undefined ? '' : `${JSON.stringify(key)}:${blank}`}${JSON.stringify(value)}`
}

const eolOf = (text: string) => (text.includes('\r\n') ? '\r\n' : '\n')

/** White space at the beginning of the line that an offset is in. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? ''
}

/** How deep the members of a container stand: like the last of them, where that begins its line. */
function indentOf(text: string, last: Node, container: Node): string {
  const start = text.lastIndexOf('\n', last.offset - 1) + 1
  const before = text.slice(start, last.offset)
  return before.trim() === '' && start > 0 ? before : indentAt(text, container.offset) + unitOf(text)
}

/** What one level of the file is indented by: what its first indented line has. */
const unitOf = (text: string) => /\n([ \t]+)\S/.exec(text)?.[1] ?? '  '

import type { Node } from 'jsonc-parser'
import {
  canonicalJson,
  isObject,
  type Json,
  type JsonObject,
  parseJsonFile,
  withoutByteOrderMark,
} from '../../../cache/json.ts'
import { type RuleFileShape, ruleListOf } from '../../../cache/rules/rule-file.ts'
import { eolOf, type Splice, splice } from './splice.ts'

/** What is to change in an instruction history: nothing is ever removed. */
export interface RuleEdits {
  /** Keys to set, by the id of the rule. */
  set: Map<string, JsonObject>
  /** New entries, for the end of the list. */
  append: JsonObject[]
}

const idOf = (entry: unknown): string => (isObject(entry) && typeof entry.id === 'string' ? entry.id.trim() : '')

/**
 * The text of an instruction history with the edits made where they belong, and every other byte as it was: order, indentation, line ends,
 * byte order mark. A new entry is laid out like the last one. Throws where the result would say anything else than the edits.
 */
export async function editRuleFile(text: string, edits: RuleEdits): Promise<string> {
  // 10 ms, and only a review that changes rules needs the places of what it changes.
  const { parseTree, findNodeAtLocation } = await import('jsonc-parser')
  const body = withoutByteOrderMark(text)
  const root = parseTree(body)
  const { shape } = ruleListOf(JSON.parse(body))
  const list = root && (root.type === 'array' ? root : findNodeAtLocation(root, [shape.list]))
  if (!list) throw new TypeError('it has no list "instructions"')
  const named = inShape(edits, shape)
  const elements = list.children ?? []
  const splices = [...setKeys(body, elements, named.set, shape), ...appendEntries(body, list, named.append)]
  const edited = text.slice(0, text.length - body.length) + splice(body, splices)
  check(text, edited, named, shape)
  return edited
}

/** The edits with the names that the file itself has for an id and a text. */
function inShape({ set, append }: RuleEdits, { id, text }: RuleFileShape): RuleEdits {
  const named = ({ id: own, text: says, ...others }: JsonObject): JsonObject => ({
    ...(own !== undefined && { [id]: own }),
    ...(says !== undefined && { [text]: says }),
    ...others,
  })
  return { set: new Map([...set].map(([rule, values]) => [rule, named(values)])), append: append.map(named) }
}

function setKeys(text: string, elements: Node[], set: RuleEdits['set'], shape: RuleFileShape): Splice[] {
  const pending = new Map(set)
  const splices: Splice[] = []
  for (const element of elements) {
    const id = idOf({ id: valueNode(element, shape.id)?.value })
    const values = pending.get(id)
    if (!values) continue
    pending.delete(id)
    const added: string[] = []
    for (const [key, value] of Object.entries(values)) {
      const node = valueNode(element, key)
      if (node) splices.push({ from: node.offset, to: endOf(node), text: JSON.stringify(value) })
      else added.push(property(layoutOf(text, element), key, value))
    }
    if (added.length > 0) splices.push(insertProperties(text, element, added))
  }
  return splices
}

function insertProperties(text: string, element: Node, added: string[]): Splice {
  const last = element.children?.at(-1) as Node
  const { between } = layoutOf(text, element)
  return { from: endOf(last), to: endOf(last), text: added.map((each) => between + each).join('') }
}

const endOf = ({ offset, length }: Node): number => offset + length

/** The value of a key; of several of one name the last, as JSON.parse has it. */
function valueNode(element: Node, key: string): Node | undefined {
  return element.children?.findLast((each) => each.children?.[0]?.value === key)?.children?.[1]
}

/** How an object is written: what stands around and between its properties. */
interface Layout {
  open: string
  colon: string
  between: string
  close: string
}

/** The layout of an object; one of less than two properties shows none, and gets one line a property. */
function layoutOf(text: string, element: Node | undefined): Layout {
  const [first, second] = element?.children ?? []
  const last = element?.children?.at(-1)
  const [key, value] = first?.children ?? []
  if (!element || !first || !second || !last || !key || !value) {
    const eol = eolOf(text)
    return { open: `${eol}      `, colon: ': ', between: `,${eol}      `, close: `${eol}    ` }
  }
  return {
    open: text.slice(element.offset + 1, first.offset),
    colon: text.slice(endOf(key), value.offset),
    between: text.slice(endOf(first), second.offset),
    close: text.slice(endOf(last), endOf(element) - 1),
  }
}

const property = ({ colon }: Layout, key: string, value: Json): string =>
  `${JSON.stringify(key)}${colon}${JSON.stringify(value)}`

function appendEntries(text: string, list: Node, entries: JsonObject[]): Splice[] {
  if (entries.length === 0) return []
  const [last, before] = (list.children ?? []).toReversed()
  const layout = layoutOf(text, last)
  const written = entries.map((entry) => {
    const properties = Object.entries(entry).map(([key, value]) => property(layout, key, value))
    return `{${layout.open}${properties.join(layout.between)}${layout.close}}`
  })
  if (!last) {
    const eol = eolOf(text)
    const inner = written.join(`,${eol}    `)
    return [{ from: list.offset, to: endOf(list), text: `[${eol}    ${inner}${eol}  ]` }]
  }
  const start = before ? endOf(before) : list.offset + 1
  const gap = text.slice(start, last.offset)
  const between = before ? gap : `,${gap}`
  return [{ from: endOf(last), to: endOf(last), text: written.map((each) => between + each).join('') }]
}

/** What was written must be exactly what was meant, whatever the file looked like (a key that appears twice, say). */
function check(before: string, after: string, edits: RuleEdits, shape: RuleFileShape): void {
  const meant: unknown = parseJsonFile(before)
  const { list } = ruleListOf(meant)
  for (const [id, values] of edits.set) {
    const entry = list.find((each) => isObject(each) && idOf({ id: each[shape.id] }) === id)
    if (!entry) throw new Error(`there is no rule ${id} to edit`)
    Object.assign(entry, values)
  }
  list.push(...edits.append)
  if (canonicalJson(meant) !== canonicalJson(parseJsonFile(after)))
    throw new Error('the edited text does not say what was meant')
}

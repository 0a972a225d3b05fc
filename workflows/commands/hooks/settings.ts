import { getNodeValue, type Node } from 'jsonc-parser'
import { canonicalJson, isObject } from '../../../cache/json.ts'
import {
  claudeForm,
  type Group,
  type HookEvent,
  type HookForm,
  hookEvents,
  isOwnHandler,
  isOwnStatusLine,
  scriptOf,
  statusLineCommand,
} from './entries.ts'
import { append, innerSpaceOf, parseDocument, remove, valuesOf } from './jsonc.ts'
import { shapeProblem } from './shape.ts'

export type Edited = { text: string } | { problem: string }

/** The byte order mark is not valid JSON, and stays. */
const split = (text: string): [mark: string, document: string] =>
  text.startsWith('\uFEFF') ? ['\uFEFF', text.slice(1)] : ['', text]

const isBlank = (text: string) => text.trim() === ''

/**
 * The settings with bookend's entries in them: what is right stays where it is, what an older version wrote is replaced, everything else is
 * untouched. A problem where the file is not what the agent could read anyway.
 */
export function withHooks(settings: string, script: string, form: HookForm = claudeForm): Edited {
  const [mark, document] = split(settings)
  if (isBlank(document)) {
    const hooks = Object.fromEntries(hookEvents.map((event) => [event, [form.groupOf(event, script)]]))
    return { text: `${mark}${JSON.stringify({ hooks }, null, 2)}\n` }
  }
  const before = readSettings(document, form)
  if ('problem' in before) return before
  let text = document
  for (const { event, group, handler } of ownHandlers(before.root)) {
    if (!isRight(event, group, handler, form, script)) text = removeFirstOwn(text, (found) => found.event === event)
  }
  for (const event of hookEvents) text = withEvent(text, event, form.groupOf(event, script))
  return checked(document, text, mark)
}

/** The settings with bookend's status line, where they have none; `other`: they have another one, which stays. */
export function withStatusLine(settings: string, script: string): Edited | { other: true } {
  const [mark, document] = split(settings)
  const value = { type: 'command', command: statusLineCommand(script) }
  if (isBlank(document)) return { text: `${mark}${JSON.stringify({ statusLine: value }, null, 2)}\n` }
  const before = readSettings(document)
  if ('problem' in before) return before
  const [found] = valuesOf(before.root, 'statusLine')
  if (found && !isOwnStatusLine(getNodeValue(found))) return { other: true }
  if (found && isEqual(getNodeValue(found), value)) return { text: settings }
  const text = found ? remove(document, found.parent as Node) : document
  return checked(document, append(text, rootOf(text), { key: 'statusLine', value }), mark)
}

/**
 * The settings without bookend's entries. `original`: what the file was before they came, where that is known: lists that were empty then
 * stay, empty again.
 */
export function withoutHooks(settings: string, original?: string): Edited {
  const [mark, document] = split(settings)
  if (isBlank(document)) return { text: settings }
  const before = readSettings(document)
  if ('problem' in before) return before
  const [, known] = split(original ?? '')
  let text = document
  for (let count = ownHandlers(before.root).length; count > 0; count--) text = removeFirstOwn(text, () => true, known)
  const [line] = valuesOf(rootOf(text), 'statusLine')
  if (line && isOwnStatusLine(getNodeValue(line)))
    text = remove(text, line.parent as Node, innerSpaceOf(known, isBlank(known) ? undefined : rootOf(known)))
  return checked(document, text, mark)
}

/** The events for which bookend's entry is in the settings, and those whose entry is the one that would be installed now. */
export function installedEvents(
  settings: string,
  script: string,
  form: HookForm = claudeForm,
): { events: string[]; current: HookEvent[] } {
  const own = installedHandlers(settings)
  const current = own.filter(({ event, group, handler }) => isRight(event, group, handler, form, script))
  return {
    events: [...new Set(own.map(({ event }) => event))],
    current: hookEvents.filter((event) => current.some((found) => found.event === event)),
  }
}

/** The file that each of bookend's entries for an event runs, as it is written there; undefined for one that finds bookend on PATH. */
export const installedScripts = (settings: string, event: string): (string | undefined)[] =>
  installedHandlers(settings)
    .filter((own) => own.event === event)
    .map(({ handler }) => scriptOf(getNodeValue(handler)))

function installedHandlers(settings: string): OwnHandler[] {
  const [, document] = split(settings)
  const read = isBlank(document) ? undefined : parseDocument(document)
  return !read || 'problem' in read || shapeProblem(getNodeValue(read.root)) ? [] : ownHandlers(read.root)
}

/** What keeps the agent from reading hooks out of these settings, in words. */
export function settingsProblem(settings: string, form: HookForm = claudeForm): string | undefined {
  const [, document] = split(settings)
  if (isBlank(document)) return undefined
  const read = readSettings(document, form)
  return 'problem' in read ? read.problem : undefined
}

function readSettings(document: string, { keys }: HookForm = claudeForm): { root: Node } | { problem: string } {
  const parsed = parseDocument(document)
  if ('problem' in parsed) return { problem: `it is not valid JSON (${parsed.problem})` }
  const twice = duplicateKey(parsed.root)
  const problem = twice
    ? `"${twice}" appears twice, and only the last counts`
    : (shapeProblem(getNodeValue(parsed.root)) ?? foreignKey(getNodeValue(parsed.root), keys))
  return problem ? { problem } : parsed
}

/** A key for which the agent refuses the whole file. */
function foreignKey(settings: object, keys: string[] | undefined): string | undefined {
  const found = Object.keys(settings).find((key) => keys && !keys.includes(key))
  return found === undefined ? undefined : `"${found}" is a key for which Codex refuses the whole file`
}

/** A key on the way to bookend's entries that appears twice. */
function duplicateKey(root: Node): string | undefined {
  const [hooks, second] = valuesOf(root, 'hooks')
  if (second) return 'hooks'
  return hookEvents.find((event) => hooks && valuesOf(hooks, event).length > 1)
}

interface OwnHandler {
  event: string
  /** The event's list, the group in it, the handler in that. */
  list: Node
  group: Node
  handler: Node
}

function ownHandlers(root: Node): OwnHandler[] {
  const [hooks] = valuesOf(root, 'hooks')
  return (hooks?.children ?? []).flatMap(({ children: [name, list] = [] }) =>
    (list?.children ?? []).flatMap((group) =>
      valuesOf(group, 'hooks')
        .flatMap(({ children = [] }) => children)
        .filter((handler) => isOwnHandler(getNodeValue(handler)))
        .map((handler): OwnHandler => ({ event: String(name?.value), list: list as Node, group, handler })),
    ),
  )
}

/** Whether an entry of bookend's is the one that would be written now, alone in its group. */
function isRight(event: string, group: Node, handler: Node, form: HookForm, script: string): boolean {
  const wanted = hookEvents.find((name) => name === event)
  if (!wanted) return false
  const { hooks, ...rest } = form.groupOf(wanted, script)
  const { hooks: _, ...found } = getNodeValue(group) as Group
  return isEqual(found, rest) && isEqual(getNodeValue(handler), hooks[0])
}

// The parser's objects have no prototype, and so are never strictly equal to written ones.
const isEqual = (a: unknown, b: unknown) => canonicalJson(a) === canonicalJson(b)

function withEvent(text: string, event: HookEvent, group: Group): string {
  const root = rootOf(text)
  if (ownHandlers(root).some((found) => found.event === event)) return text
  const [hooks] = valuesOf(root, 'hooks')
  if (!hooks) return append(text, root, { key: 'hooks', value: { [event]: [group] } })
  const [list] = valuesOf(hooks, event)
  return list ? append(text, list, { value: group }) : append(text, hooks, { key: event, value: [group] })
}

/** Takes out the first of bookend's entries that `which` means, and what it leaves empty, but for what was empty in `original`. */
function removeFirstOwn(text: string, which: (found: OwnHandler) => boolean, original = ''): string {
  const root = rootOf(text)
  const found = ownHandlers(root).find(which)
  if (!found) return text
  const { event, list, group, handler } = found
  if ((handler.parent?.children?.length ?? 0) > 1) return remove(text, handler)
  if ((list.children?.length ?? 0) > 1) return remove(text, group)
  const rootWas = isBlank(original) ? undefined : rootOf(original)
  const hooksWas = rootWas && valuesOf(rootWas, 'hooks')[0]
  const listWas = hooksWas && valuesOf(hooksWas, event)[0]
  if (listWas) return remove(text, group, innerSpaceOf(original, listWas))
  const [hooks] = valuesOf(root, 'hooks')
  const whole = hooks?.children?.length === 1 && !hooksWas
  return whole
    ? remove(text, hooks?.parent as Node, innerSpaceOf(original, rootWas))
    : remove(text, list.parent as Node, innerSpaceOf(original, hooksWas))
}

function rootOf(text: string): Node {
  const parsed = parseDocument(text)
  if ('problem' in parsed) throw new Error(`an edit of the settings broke them: ${parsed.problem}`)
  return parsed.root
}

/** The edited document, if it says what it said before, bookend's entries aside. */
function checked(before: string, after: string, mark: string): Edited {
  const same = JSON.stringify(foreign(before)) === JSON.stringify(foreign(after))
  return same
    ? { text: mark + after }
    : { problem: 'it is written in a way that bookend cannot edit without touching more' }
}

/** What a document says without bookend's entries, and without lists that hold nothing. */
function foreign(document: string): unknown {
  const value: unknown = getNodeValue(rootOf(document))
  if (!isObject(value)) return value
  if (isOwnStatusLine(value.statusLine)) delete value.statusLine
  if (!isObject(value.hooks)) return value
  const hooks = Object.entries(value.hooks).map(([event, groups]): [string, unknown] => [event, foreignGroups(groups)])
  const left = hooks.filter(([, groups]) => !Array.isArray(groups) || groups.length > 0)
  const { hooks: _, ...rest } = value
  return left.length > 0 ? { ...rest, hooks: Object.fromEntries(left) } : rest
}

function foreignGroups(groups: unknown): unknown {
  if (!Array.isArray(groups)) return groups
  return groups.flatMap((group: unknown) => {
    if (!isObject(group) || !Array.isArray(group.hooks)) return [group]
    const left = group.hooks.filter((handler) => !isOwnHandler(handler))
    return left.length > 0 || group.hooks.length === 0 ? [{ ...group, hooks: left }] : []
  })
}

import type { Options } from 'ejs'
import { actingSource } from '../cache/acting.ts'
import { builtIn } from './built-in.ts'
import { ejs, type Form, withCells } from './compile-template.ts'
import { once } from './once.ts'
import { redactLine } from './redact.ts'
import { shownPath } from './shown-path.ts'
import { plural } from './words.ts'

export type { Form } from './compile-template.ts'

/**
 * Renders a template of this directory. A value that a template names and `data` lacks throws: a hole in a document is a bug.
 */
export const render = (template: string, form: Form, data: object): string =>
  builtIn(template, form)(localsFor(data), escapes[form])

/** Renders the text of a template. `filename` is how errors name it. */
export const renderSource = (source: string, form: Form, data: object, filename?: string): string =>
  ejs().render(withCells(source, form), localsFor(data), templateOptions(form, filename))

/** What a template can name: its values, and the functions of every template. Nothing else that objects have. */
function localsFor(data: object): object {
  for (const name of Object.keys(spans)) if (name in data) throw new Error(`"${name}" is a function of every template`)
  return Object.assign(Object.create(null), data, spans)
}

export function templateOptions(form: Form, filename?: string): Options & { async: false } {
  return {
    escape: escapes[form],
    rmWhitespace: false,
    async: false,
    includer: refuseInclude,
    ...(filename && { filename }),
  }
}

/** A template is one file: including would read others, wherever they are. */
const refuseInclude = () => {
  throw new Error('a template cannot include another file')
}

// Every character that could end the line, move the cursor or turn the reading direction round.
const controls = once(() => new RegExp(`${actingSource}+`, 'gu'))
const printable = /^[ -~]*$/

/** Foreign text on one line, without control characters: escape sequences and line breaks become blanks. */
export function oneLine(text: unknown): string {
  const whole = String(text ?? '')
  if (printable.test(whole)) return whole.trim()
  return whole
    .replace(/\p{Cs}/gu, '\ufffd') // half a character, which no file can hold
    .replace(controls(), ' ')
    .trim()
}

/** So much of a text is looked at behind what is shown of it: a secret that begins there is known by what follows. */
const lookedAtBehind = 4096

/** At most so many characters of a text, on one line. What is cut off has its secrets redacted before, as half of one is not always known any more. */
export function clip(text: string, characters: number): string {
  const line = oneLine(text)
  if (line.length <= characters) return line
  const points = [...oneLine(redactLine(text.slice(0, characters + lookedAtBehind)))]
  return points.length > characters ? `${points.slice(0, characters - 1).join('')}…` : points.join('')
}

/** The same of a sentence: its last word is whole, as half an address or a command is another one, unless that would leave less than a quarter of it. */
export function clipSentence(text: string, characters: number): string {
  const cut = clip(text, characters)
  const end = oneLine(text).length > characters && cut.endsWith('…') ? cut.lastIndexOf(' ') : -1
  return end > characters / 4 ? `${cut.slice(0, end)}…` : cut
}

/**
 * What GitHub's Markdown makes something else of wherever it stands: addresses of the web and of mail, and on its pages mentions of people, issues, commits and advisories,
 * `:names:` of pictures and `$formulas$`. No escape keeps it from that, so a text that has one becomes code.
 */
const linked =
  /(?:https?|ftp):\/\/|www\.|(?:mailto|xmpp):|[\w.+-]@[\w-]*\.|(?:^|[^\w.+-])@[a-z0-9]|(?:^|[^\w&])(?:#|GH-)\d|[\w.-]\/[\w.-]+(?:#\d|@[\da-f]{7,40}(?!\w))|(?<!\w)[\da-f]{40}(?!\w)|GHSA(?:-[\da-z]{4}){3}|:(?:100|1234|[+-]1|[a-z](?:[\w+-]*[a-z\d])?):|\$\$|\$`|(?:^|[^\w$])\$[^\s$](?:[^$]*[^\s$])?\$(?!\w)/i

/** What makes a block of a line that begins, or a heading that ends, with it. */
const atTheEdges =
  /^(?:#{1,6}(?=\s|$)|[-+*=](?=[\s=-]|$)|>|\[(?!\s*[xX]?\s*\]))|(?<=^\d{1,9})[.)](?=\s|$)|(?<=^|\s)#(?=#*$)/g
/** What acts within a line, boxes to tick included: `_` between letters, and `*` and `~` between blanks, do nothing. */
const within = once(
  () =>
    /\\(?=[!-/:-@[-`{-~]|$)|`|(?<!(?<=\s)(?=\S\s))[*~]|(?<![\p{L}\p{N}]_*)_|_(?!_*[\p{L}\p{N}])|<(?=[A-Za-z/!?]|$)|&(?=[A-Za-z#]|$)|\[(?=\s*[xX]?\s*\])|(?<=\))\[|\](?=[([:])/gu,
)

/** All of those need one of these, or a beginning that is no letter: most lines have neither, and need none of the long expressions. */
const mayAct = /^[^A-Za-z]|[:@#$\\`*~_<&[\]]|gh-|ghsa-|[\da-f]{40}|www\./i

/**
 * Foreign text that stays text in Markdown: parsed again (CommonMark, with GitHub's extensions), it is one text or one piece of code that says
 * the same, and nothing else. Only what could act is escaped.
 */
export function escapeMarkdown(text: unknown): string {
  const line = oneLine(text)
  if (!mayAct.test(line)) return line
  if (linked.test(line)) return codeSpan(line)
  return line.replace(within(), '\\$&').replace(atTheEdges, '\\$&')
}

/** What is Markdown already: `<%=` puts it in as it is. */
class Marked extends String {}

const markdownOf = (text: unknown): string => (text instanceof Marked ? `${text}` : escapeMarkdown(text))

/** The same in a cell of a table. */
function escapeCell(text: unknown): string {
  // Code has no escape: a bar behind a backslash would end the cell there.
  const asCode = (code: string) => code.replace(/\\(?=\|)/g, '\\ ')
  const line = linked.test(oneLine(text)) ? asCode(oneLine(text)) : text
  return (text instanceof Marked ? asCode(`${text}`) : escapeMarkdown(line)).replaceAll('|', '\\|')
}

/** Foreign text as code, in a fence that is longer than any run of backticks in it. */
export function codeSpan(text: unknown): string {
  const line = oneLine(text)
  if (line === '') return ''
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = /^`|`$/.test(line) ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

/** Foreign text that stays text in HTML, between tags and in a quoted attribute. */
export function escapeHtml(text: unknown): string {
  return oneLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
}

/** What every template can call beside `<%= … %>`. */
const asCode = (text: unknown): Marked => new Marked(codeSpan(text))
const asPath = (path: unknown): Marked => asCode(shownPath(String(path ?? '')))
const spans = { path: asPath, code: asCode, cell: escapeCell, plural }

const escapes: Record<Form, (text: unknown) => string> = {
  markdown: markdownOf,
  html: escapeHtml,
  text: oneLine,
}

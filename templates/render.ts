import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ejs, { type Options } from 'ejs'

/** What stands between `<%=` and `%>` in a template is escaped for the form that the template is in. */
export type Form = 'markdown' | 'html' | 'text'

/**
 * Renders a template of this directory. A value that a template names and `data` lacks throws: a hole in a document is a bug.
 */
export function render(template: string, form: Form, data: object): string {
  const source = readFileSync(fileURLToPath(new URL(`${template}.ejs`, import.meta.url)), 'utf8')
  return renderSource(source, form, data)
}

/** Renders the text of a template. `filename` is how errors name it. */
export function renderSource(source: string, form: Form, data: object, filename?: string): string {
  return ejs.render(source, { ...data, path: codePath, code: codeSpan }, templateOptions(form, filename))
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

/** A template is one file: including would read others, wherever they lie. */
const refuseInclude = () => {
  throw new Error('a template cannot include another file')
}

// Every character that could end the line, move the cursor or turn the reading direction round.
const controls = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/** Foreign text on one line, without control characters: escape sequences become visible rests, line breaks blanks. */
export function oneLine(text: unknown): string {
  return String(text ?? '')
    .replace(controls, ' ')
    .trim()
}

/** At most so many characters of a text, on one line. */
export function clip(text: string, characters: number): string {
  const points = [...oneLine(text)]
  return points.length > characters ? `${points.slice(0, characters - 1).join('')}…` : points.join('')
}

/** Foreign text that stays text in Markdown: no heading, tick box, link, image, emphasis, table cell, code or HTML comes of it. */
export function escapeMarkdown(text: unknown): string {
  return oneLine(text)
    .replace(/[\\`*_[\]()#|~!]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
}

/** Foreign text that stays text in HTML, between tags and in a quoted attribute. */
function escapeHtml(text: unknown): string {
  return oneLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
}

const escapes: Record<Form, (text: unknown) => string> = {
  markdown: escapeMarkdown,
  html: escapeHtml,
  text: oneLine,
}

/** Text as code, on one line, in a fence longer than any run of backticks inside. */
export function codeSpan(text: unknown): string {
  const line = oneLine(text)
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = /^`|`$/.test(line) ? ' ' : ''
  return line === '' ? '' : `${fence}${pad}${line}${pad}${fence}`
}

/** A path of plain characters as code, so that it can be copied; any other as escaped text. */
function codePath(path: string): string {
  return /^[\w./-]+$/.test(path) ? `\`${path}\`` : escapeMarkdown(path)
}

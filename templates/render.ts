import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ejs from 'ejs'

/** What stands between `<%=` and `%>` in a template is escaped for the form that the template is in. */
type Form = 'markdown' | 'text'

/**
 * Renders a template of this directory. A value that a template names and `data` lacks throws: a hole in a document is a bug.
 */
export function render(template: string, form: Form, data: object): string {
  const source = readFileSync(fileURLToPath(new URL(`${template}.ejs`, import.meta.url)), 'utf8')
  const escapeFor = form === 'markdown' ? escapeMarkdown : oneLine
  return ejs.render(source, { ...data, path: codePath }, { escape: escapeFor, rmWhitespace: false })
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

/** A path of plain characters as code, so that it can be copied; any other as escaped text. */
function codePath(path: string): string {
  return /^[\w./-]+$/.test(path) ? `\`${path}\`` : escapeMarkdown(path)
}

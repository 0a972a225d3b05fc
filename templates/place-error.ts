import { Script } from 'node:vm'
import { messageOf } from '../cache/errors.ts'
import { ejs, type Form } from './compile-template.ts'
import { templateOptions } from './render.ts'

/** What is wrong with a template, and in which line, counted from 1, where that can be determined. */
export interface TemplateError {
  line?: number
  detail: string
}

/** Finds the line of what `renderSource` threw for a template. EJS names it for what fails while rendering, not for a syntax error. */
export function placeError(error: unknown, source: string, form: Form, filename: string): TemplateError {
  const message = error instanceof Error ? error.message : String(error)
  const running = message.startsWith(`${filename}:`)
    ? Number.parseInt(message.slice(filename.length + 1), 10)
    : Number.NaN
  if (Number.isFinite(running)) return { line: running, detail: lastParagraph(message) }
  const said = messageOf(message.split(` in ${filename} while compiling ejs`)[0])
  const detail = error instanceof SyntaxError ? `it does not parse: ${said}` : said
  const line = unclosedTag(source) ?? lineOfSyntaxError(source, form)
  return line === undefined ? { detail } : { line, detail }
}

/** EJS puts an excerpt of the template before the message of the error. */
function lastParagraph(message: string): string {
  return messageOf(message.slice(message.lastIndexOf('\n\n') + 2))
}

const lineAt = (text: string, position: number): number => text.slice(0, position).split('\n').length

/** The line of the first tag that another one begins before it ends. */
function unclosedTag(source: string): number | undefined {
  let open: number | undefined
  for (const { 0: tag, index } of source.matchAll(/<%%|%%>|<%|%>/g)) {
    if (tag === '%>') open = undefined
    else if (tag === '<%' && open !== undefined) break
    else if (tag === '<%') open = index
  }
  return open === undefined ? undefined : lineAt(source, open)
}

/** The compiled template says in its own statements which line of the template it is in; a script says in which of its lines it does not parse. */
function lineOfSyntaxError(source: string, form: Form): number | undefined {
  const template = new (ejs().Template)(source, templateOptions(form)) as unknown as {
    source: string
    generateSource(): void
  }
  template.generateSource()
  try {
    new Script(`(function () {\n${template.source}})`, { filename: 'template' })
  } catch (error) {
    const row = /^template:(\d+)/.exec((error as Error).stack ?? '')?.[1]
    const before = template.source.split('\n').slice(0, Number(row) - 2)
    return Number(
      before
        .join('\n')
        .match(/(?<=__line = )\d+/g)
        ?.at(-1) ?? 1,
    )
  }
  return undefined
}

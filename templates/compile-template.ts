import { createRequire } from 'node:module'
import type { default as Ejs, Options } from 'ejs'

const require = createRequire(import.meta.url)
/** Loaded with the first template that has to be compiled: the built-in ones are compiled already. */
export const ejs = (): typeof Ejs => require('ejs')

/** What stands between `<%=` and `%>` in a template is escaped for the form that the template is in. */
export type Form = 'markdown' | 'html' | 'text'

/** A template, compiled: what it says with these values, each escaped by the second argument. */
export type Compiled = (locals: object, escapeValue: (text: unknown) => string) => string
/** How the two are named in what EJS makes. */
export const parameters = ['locals', 'escapeFn'] as const

/** The statements of a template as a function of these parameters: what EJS makes of it. A template is one file: none includes another. */
export function statementsOf(source: string, form: Form): string {
  const template = new (ejs().Template)(withCells(source, form), {
    rmWhitespace: false,
    compileDebug: false,
  } as Options) as unknown as { source: string; compile(): unknown }
  template.compile()
  return template.source
}

/** What stands between `<%=` and `%>` in a row of a table in a Markdown template is a cell, in which a bar must not begin another one. */
export const withCells = (source: string, form: Form): string =>
  form === 'markdown'
    ? source.replace(/^\|.*$/gm, (row) => row.replace(/<%=\s*(.*?)\s*%>/g, '<%- cell($1) %>'))
    : source

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Form, parameters, statementsOf } from '../../templates/compile-template.ts'

const forms: Form[] = ['markdown', 'html', 'text']

/** A CommonJS module with a function for each chosen template of a directory in each form, as `FORM NAME`. Not a strict one: templates name their values without an object. */
export function compiledTemplates(directory: string, chosen: (template: string) => boolean): string {
  const files = readdirSync(directory).filter((file) => file.endsWith('.ejs') && chosen(file))
  const functions = files.flatMap((file) => {
    const source = readFileSync(join(directory, file), 'utf8')
    const name = file.replace(/\.ejs$/, '')
    const bodies = grouped(forms, (form) => statementsOf(source, form))
    return [...bodies].map(([body, same]) => {
      const names = same.map((form) => `exports[${JSON.stringify(`${form} ${name}`)}] = `).join('')
      return `${names}function (${parameters.join(', ')}) {\n${body}}\n`
    })
  })
  return functions.join('')
}

function grouped<T>(values: T[], by: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) groups.set(by(value), [...(groups.get(by(value)) ?? []), value])
  return groups
}

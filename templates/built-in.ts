import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import { type Compiled, type Form, parameters, statementsOf } from './compile-template.ts'

const compiled = new Map<string, Compiled>()

/** A template of this directory. The build puts a module that has all of them compiled in the place of this one. */
export function builtIn(template: string, form: Form): Compiled {
  const key = `${form} ${template}`
  const found = compiled.get(key) ?? compile(template, form)
  compiled.set(key, found)
  return found
}

function compile(template: string, form: Form): Compiled {
  const source = readFileSync(fileURLToPath(new URL(`${template}.ejs`, import.meta.url)), 'utf8')
  return compileFunction(statementsOf(source, form), parameters) as Compiled
}

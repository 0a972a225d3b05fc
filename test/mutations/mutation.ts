import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A change of one published number, threshold or formula by one step, and the test files of which at least one must go red with it. */
export interface Mutation {
  /** Where it was last; it is looked for everywhere. */
  file: string
  /** A part of one line that is in the sources exactly once. */
  from: string
  to: string
  /** Test files, the one that is most likely to notice first. */
  tests: string[]
}

/** A mutation with the file that it is in now. */
export interface Located extends Mutation {
  found: string
}

/**
 * The one file that holds the mutation's text once: its own, else the only one of all sources, so that code may move. A text instead says why there
 * is not one.
 */
export function locate(mutation: Mutation, sources: Map<string, string>): Located | string {
  const { file, from, to } = mutation
  if (from === to) return `${file}: "${from}" is replaced by itself`
  if (from.includes('\n') || to.includes('\n')) return `${file}: "${from}" is more than a line`
  const here = timesIn(sources.get(file) ?? '', from)
  if (here === 1) return { ...mutation, found: file }
  if (here > 1) return `${file}: "${from}" appears ${here} times`
  const [found, ...others] = [...sources].filter(([, text]) => text.includes(from))
  if (!found) return `${file}: "${from}" is nowhere`
  if (others.length > 0 || timesIn(found[1], from) > 1)
    return `${file}: "${from}" is not there, and not in one place only`
  return { ...mutation, found: found[0] }
}

const timesIn = (text: string, part: string): number => text.split(part).length - 1

/** Changes of one file, each `[from, to]`, that the same tests must notice. */
export const inFile = (file: string, tests: string[], changes: [from: string, to: string][]): Mutation[] =>
  changes.map(([from, to]) => ({ file, from, to, tests }))

/** The sources of the product in a checkout, by path. */
export function readSources(checkout: string): Map<string, string> {
  const files = ['workflows', 'tasks', 'templates', 'cache'].flatMap((directory) =>
    readdirSync(join(checkout, directory), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${directory}/${file.replaceAll('\\', '/')}`),
  )
  return new Map(files.map((file) => [file, readFileSync(join(checkout, file), 'utf8')]))
}

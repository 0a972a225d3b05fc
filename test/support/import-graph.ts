import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { repository } from './project.ts'

/** What needs what: each file or directory, and those that it imports something of. */
export type Graph = Map<string, Set<string>>

const statement = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g

/** The imports of every source file in some directories of the repository, those of types included, by path. */
export function importsOf(...directories: string[]): Graph {
  const graph: Graph = new Map()
  for (const directory of directories) {
    const files = readdirSync(join(repository, directory), { recursive: true, encoding: 'utf8' })
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const path = posix.join(directory, file.replaceAll('\\', '/'))
      const text = readFileSync(join(repository, path), 'utf8')
      const needed = [...text.matchAll(statement)].map(([, to]) => posix.join(dirname(path), to as string))
      graph.set(path, new Set(needed.filter((to) => to.endsWith('.ts'))))
    }
  }
  return graph
}

/**
 * The imports of files as those of directories beside each other, by the directory that they are in. A directory and one inside it are one
 * piece, so a file that is beside them needs whatever it likes.
 */
export function siblingDirectories(files: Graph): Map<string, Graph> {
  const siblings = new Map<string, Graph>()
  for (const [from, needed] of files)
    for (const to of needed) {
      const parts = [from.split('/').slice(0, -1), to.split('/').slice(0, -1)] as const
      const common = parts[0].findIndex((name, depth) => name !== parts[1][depth])
      const [one, other] = parts.map((names) => names.slice(0, common + 1).join('/')) as [string, string]
      if (common === -1 || parts[1].length <= common) continue
      const parent = parts[0].slice(0, common).join('/')
      const graph = siblings.get(parent) ?? new Map()
      siblings.set(parent, graph)
      graph.set(one, (graph.get(one) ?? new Set()).add(other))
    }
  return siblings
}

/** A way that leads back to where it began, or undefined. */
export function circleIn(graph: Graph): string[] | undefined {
  const done = new Set<string>()
  const way: string[] = []
  const visit = (node: string): string[] | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node]
    if (done.has(node)) return undefined
    way.push(node)
    for (const next of graph.get(node) ?? []) {
      const found = visit(next)
      if (found) return found
    }
    way.pop()
    done.add(node)
    return undefined
  }
  for (const node of graph.keys()) {
    const found = visit(node)
    if (found) return found
  }
  return undefined
}

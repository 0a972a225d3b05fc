import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from './project.ts'

/** Bookend as a package manager leaves it in a directory: its own files, and every other package of this checkout beside it. */
export interface Installation {
  directory: string
  /** The compiled command in it. */
  entry: string
  remove(): void
}

/** A stand-in for a package: what it holds, and the version that it says it is. Undefined: it is not installed. */
export type Replacement = { version: string; code: string } | undefined

/** `replaced`: packages that differ from those of this checkout, by name. */
export function installBookend(directory: string, replaced: Record<string, Replacement> = {}): Installation {
  const modules = join(directory, 'node_modules')
  mkdirSync(modules, { recursive: true })
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (!name.startsWith('.') && !Object.hasOwn(replaced, name))
      symlinkSync(join(repository, 'node_modules', name), join(modules, name))
  }
  for (const [name, replacement] of Object.entries(replaced)) {
    if (!replacement) continue
    mkdirSync(join(modules, name, 'lib'), { recursive: true })
    writeFileSync(
      join(modules, name, 'package.json'),
      JSON.stringify({ name, version: replacement.version, main: 'lib/index.js' }),
    )
    writeFileSync(join(modules, name, 'lib/index.js'), replacement.code)
  }
  const own = join(modules, 'bookend')
  cpSync(join(repository, 'dist'), join(own, 'dist'), { recursive: true })
  cpSync(join(repository, 'package.json'), join(own, 'package.json'))
  return {
    directory,
    entry: join(own, 'dist/workflows/main.js'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

export const temporaryDirectory = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'bookend-test-')))

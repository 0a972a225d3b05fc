import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname as string, '../..')

const packageFile = (file: string): string => join(root, 'node_modules', file)
const versionOf = (name: string): string =>
  JSON.parse(readFileSync(packageFile(`${name}/package.json`), 'utf8')).version

/** The native module's JavaScript; its binary stays where the package manager put it. `bindings`, which looks for that, is not needed then. */
const nativePackage = packageFile('better-sqlite3')
const sqlite = {
  name: 'built-in-sqlite',
  resolveId: (id: string, from: string | undefined) =>
    id === 'bindings' && from?.startsWith(nativePackage) ? { id, external: true } : null,
  load: (id: string) =>
    id === join(root, 'cache/built-in-sqlite.ts')
      ? `export const builtInSqlite = {
  version: ${JSON.stringify(versionOf('better-sqlite3'))},
  load: () => require(${JSON.stringify(join(nativePackage, 'lib/index.js'))}),
}`
      : null,
}

/** Packages of which the command holds a copy for where the same version is installed, each by what it is imported as, with the file that it begins in. */
const copied: Record<string, string> = { listr2: 'listr2/dist/index.js', 'zx/core': 'zx/build/core.cjs' }
export const copiedFiles = Object.values(copied).map(packageFile)
const copies = {
  name: 'built-in-packages',
  load(id: string) {
    if (id !== join(root, 'workflows/runner/effects/built-in-packages.ts')) return null
    const entries = Object.entries(copied).map(([name, file]) => {
      const version = JSON.stringify(versionOf(name.split('/')[0] as string))
      return `${JSON.stringify(name)}: { version: ${version}, load: () => require(${JSON.stringify(packageFile(file))}) }`
    })
    return `export const builtInPackages = { ${entries.join(', ')} }`
  },
}

/** Commander starts a program of its own for a subcommand that is one; bookend has none, and Node's modules for it take a tenth of its start. */
const noPrograms = {
  name: 'no-programs',
  resolveId: (id: string, from: string | undefined) =>
    id === 'node:child_process' && from?.includes('/commander/') ? '\0none' : null,
  load: (id: string) => (id === '\0none' ? 'export {}' : null),
}

/** What finds programs asks for Node's promises of files when it is loaded, which load its readers of lines, and never needs them. */
const noPromises = {
  name: 'no-promises',
  transform: (code: string, id: string) =>
    /[\\/]zx[\\/]build[\\/]/.test(id)
      ? code.replaceAll('= require("fs").promises;', '= { stat: (path) => require("fs").promises.stat(path) };')
      : null,
}

/** What looks for secrets writes down how long each of its rules takes, at every text, and keeps all of it in Node's list of measurements. Nobody reads it. */
const noProfiler = {
  name: 'no-profiler',
  load: (id: string) =>
    /[\\/]@secretlint[\\/]profiler[\\/]/.test(id) ? 'export const secretLintProfiler = { mark() {} }' : null,
}

/** What looks for files asks for a package that it has no need of, and finds whatever version of it the user has. */
const noGlobber = {
  name: 'no-globber',
  transform: (code: string, id: string) =>
    /[\\/]fdir[\\/]/.test(id)
      ? code.replaceAll('__require("picomatch")', 'null').replaceAll('__require.resolve("picomatch")', 'null')
      : null,
}

/** What is done about packages that are bundled. */
export const ofPackages = [sqlite, copies, noPrograms, noPromises, noProfiler, noGlobber]

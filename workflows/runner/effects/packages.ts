import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { builtInPackages } from './built-in-packages.ts'

const packages = {
  listr2: () => import('listr2'),
  'zx/core': () => import('zx/core'),
}
type Packages = { [Name in keyof typeof packages]: Awaited<ReturnType<(typeof packages)[Name]>> }

const require = createRequire(import.meta.url)

/** A package as it is installed: from the command's own copy where that is the same version. */
export async function loadPackage<Name extends keyof Packages>(name: Name): Promise<Packages[Name]> {
  const builtIn = builtInPackages[name]
  if (builtIn && builtIn.version === installedVersion(name)) return builtIn.load() as Packages[Name]
  return (await packages[name]()) as Packages[Name]
}

/** The version in the nearest `node_modules` that has the package, which is where Node looks; undefined where none is readable there. */
function installedVersion(name: string): string | undefined {
  try {
    const [packageName = ''] = name.split('/')
    // Resolving the name instead would read what the package exports, which takes longer than all else here.
    const files = (require.resolve.paths(name) ?? []).map((directory) => join(directory, packageName, 'package.json'))
    const { version } = JSON.parse(readFileSync(files.find((file) => existsSync(file)) as string, 'utf8'))
    return typeof version === 'string' ? version : undefined
  } catch {
    return undefined
  }
}

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { sep } from 'node:path'
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

/** Undefined where it cannot be told, as of one that is in no `node_modules`. */
function installedVersion(name: string): string | undefined {
  try {
    const file = require.resolve(name)
    const [packageName = ''] = name.split('/')
    const directory = `${sep}node_modules${sep}${packageName}${sep}`
    const at = file.lastIndexOf(directory)
    if (at < 0) return undefined
    const { version } = JSON.parse(readFileSync(`${file.slice(0, at)}${directory}package.json`, 'utf8'))
    return typeof version === 'string' ? version : undefined
  } catch {
    return undefined
  }
}

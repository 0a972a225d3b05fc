import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { versions } from 'node:process'
import { builtInSqlite } from './built-in-sqlite.ts'
import { codeOf, messageOf } from './errors.ts'

/** The module that reads and writes the cache. Its binary belongs to one system, and in older versions to one Node. */
export const nativeModule = 'better-sqlite3'

/**
 * Why the module cannot be used here.
 * `missing`: it is not installed, or not whole. `not-built`: no binary, because its install script did not run or failed. `other-node`: its binary is for
 * another Node. `other-version`: this version of it ends the process under this Node. `other-system`: its binary does not load on this system. `refused`: this
 * Node was told to load none.
 */
export type NativeState = 'missing' | 'not-built' | 'other-node' | 'other-version' | 'other-system' | 'refused'

/** The native module cannot be loaded: nobody's bug, and one command away from working. */
export class NativeUnavailable extends Error {
  override readonly name = 'NativeUnavailable'
  readonly state: NativeState
  /** Why, for a sentence that begins "the cache cannot be read by this Node". */
  readonly detail: string

  constructor(state: NativeState, detail: string) {
    super(`the cache cannot be read by this Node (${detail})`)
    this.state = state
    this.detail = detail
  }
}

/** Majors of Node by the version of their binary interface. */
const interfaces: Record<string, number> = { 108: 18, 111: 19, 115: 20, 120: 21, 127: 22, 131: 23, 137: 24, 141: 25 }

/** Versions of the module that do not throw but crash: known from trying them, and refused before they are loaded. */
const crashes: { module: number; under: (major: number, minor: number) => boolean; needs: string }[] = [
  { module: 13, under: (major) => major < 22, needs: 'needs Node 22 or later' },
  {
    module: 12,
    // Its finalizers abort where Node registers a cleanup hook for each wrapped object: from 24.19 on; 26 was seen to work.
    under: (major, minor) => (major === 24 && minor >= 19) || major === 25,
    needs: 'aborts on Node 24.19 and later',
  },
]

/** The major version of the module that runs under a Node. */
export const versionFor = (node: string): number => (numbersOf(node)[0] < 22 ? 12 : 13)

/** Throws NativeUnavailable for a version that would crash; `version`: the module's, `node`: the running Node's. */
export function refuseCrash(version: string, node: string): void {
  const needs = crashOf(version, node)
  if (needs !== undefined)
    throw new NativeUnavailable('other-version', `${nativeModule} ${numbersOf(version)[0]} ${needs}, running ${node}`)
}

function crashOf(version: string, node: string): string | undefined {
  const [module] = numbersOf(version)
  const [major, minor] = numbersOf(node)
  return crashes.find((each) => each.module === module && each.under(major, minor))?.needs
}

/** What an error of loading the module means; undefined where it is about something else. */
export function nativeUnavailable(error: unknown, running: { node: string } = versions): NativeUnavailable | undefined {
  const message = messageOf(error)
  if (codeOf(error) === 'MODULE_NOT_FOUND')
    return new NativeUnavailable('missing', `${nativeModule} is not installed whole`)
  if (message.startsWith('Could not locate the bindings file'))
    return new NativeUnavailable('not-built', `${nativeModule} was installed without its binary`)
  if (codeOf(error) === 'ERR_DLOPEN_DISABLED')
    return new NativeUnavailable('refused', 'it was started with --no-addons, and loads no native module')
  if (codeOf(error) !== 'ERR_DLOPEN_FAILED') return undefined
  const [, built] = /NODE_MODULE_VERSION (\d+)/.exec(message) ?? []
  if (built !== undefined) {
    const name = interfaces[built] === undefined ? `modules ${built}` : interfaces[built]
    return new NativeUnavailable('other-node', `built for ${name}, running ${numbersOf(running.node)[0]}`)
  }
  const reason = message.replace(/^\S+\.node: /, '').replace(/^The module '[^']*' */, '')
  return new NativeUnavailable('other-system', `the binary of ${nativeModule} does not load: ${reason}`)
}

const require = createRequire(import.meta.url)

/** The module, and its binary where that was loaded already. */
export interface Native<Module> {
  module: Module
  binary?: object
}

/** The module, loaded when the first database is opened. Throws NativeUnavailable. */
export function loadNative<Module>(): Native<Module> {
  try {
    const { directory, version } = installed()
    refuseCrash(version, versions.node)
    const binary = join(directory, 'build', 'Release', 'better_sqlite3.node')
    if (builtInSqlite?.version !== version || !existsSync(binary)) return { module: require(directory) as Module }
    return { module: builtInSqlite.load() as Module, binary: require(binary) as object }
  } catch (error) {
    throw nativeUnavailable(error) ?? error
  }
}

interface Installed {
  directory: string
  version: string
}

/**
 * The module as Node finds it. Where that one would crash, the next one above it that does not: package managers give bookend the newest version, whatever
 * Node there is, and beside it is what the project has for its Node.
 */
function installed(): Installed {
  // Not by `require('better-sqlite3/package.json')`, which the package need not export.
  const nearest = installedIn(join(dirname(require.resolve(nativeModule)), '..'))
  if (crashOf(nearest.version, versions.node) === undefined) return nearest
  const above = (require.resolve.paths(nativeModule) ?? []).map((directory) => join(directory, nativeModule))
  const others = above.filter((directory) => existsSync(join(directory, 'package.json'))).map(installedIn)
  return others.find(({ version }) => crashOf(version, versions.node) === undefined) ?? nearest
}

function installedIn(directory: string): Installed {
  const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string }
  return { directory, version }
}

function numbersOf(version: string): [major: number, minor: number] {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return [major, minor]
}

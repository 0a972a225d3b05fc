import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { versions } from 'node:process'
import type { Environment } from '../../cache/environment.ts'
import { type NativeState, type NativeUnavailable, nativeModule, versionFor } from '../../cache/native.ts'
import { upward } from '../../cache/upward.ts'

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

/** The lock file of each, as it is found in the directory that holds `node_modules`. */
const lockFiles: [file: string, manager: PackageManager][] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
]

/** What a package manager is called with to get the native module working; the rows of one manager differ by what is wrong. */
const fixes: Record<
  PackageManager,
  Record<Exclude<NativeState, 'other-version' | 'other-system' | 'refused'>, string>
> = {
  npm: {
    missing: 'npm install',
    'not-built': `npm rebuild ${nativeModule} --ignore-scripts=false`,
    'other-node': `npm rebuild ${nativeModule}`,
  },
  pnpm: {
    missing: 'pnpm install',
    'not-built': `pnpm approve-builds --all && pnpm rebuild ${nativeModule}`,
    'other-node': `pnpm rebuild ${nativeModule}`,
  },
  yarn: {
    missing: 'yarn install',
    'not-built': 'yarn install --force',
    'other-node': 'yarn install --force',
  },
  bun: {
    missing: 'bun install',
    'not-built': `bun pm trust ${nativeModule}`,
    'other-node': 'bun install --force',
  },
}
/** Yarn from version 2 on has a command for it, and no --force; late versions build nothing unless they are told to. */
const yarnRebuild = `YARN_ENABLE_SCRIPTS=1 yarn rebuild ${nativeModule}`
const adding: Record<PackageManager, string> = {
  npm: 'npm install',
  pnpm: `pnpm add --save-dev --allow-build=${nativeModule}`,
  yarn: 'yarn add',
  bun: 'bun add',
}

/**
 * The directory that a package is installed in: the one with the outermost `node_modules` above it. The package's own where it is installed
 * nowhere.
 */
export function installationOf(packageRoot: string): string {
  const inside = packageRoot.indexOf(`${sep}node_modules${sep}`)
  return inside === -1 ? packageRoot : packageRoot.slice(0, inside)
}

/** The package manager of an installation: by the lock file at or above it, else by who called, else npm. */
export function packageManagerOf(installation: string, environment: Environment): PackageManager {
  for (const directory of upward(installation)) {
    const found = lockFiles.find(([file]) => existsSync(join(directory, file)))
    if (found) return found[1]
    if (existsSync(join(directory, '.git'))) break
  }
  const caller = /^(npm|pnpm|yarn|bun)\//.exec(environment.npm_config_user_agent ?? '')?.[1]
  return (caller as PackageManager | undefined) ?? 'npm'
}

/** What installs the packages of a directory. */
export const installingCommand = (directory: string, environment: Environment): string =>
  fixes[packageManagerOf(directory, environment)].missing

/** What makes the native module work: a command of the package manager in use, or what Node is started without. */
export function fixingCommand({ state }: NativeUnavailable, packageRoot: string, environment: Environment): string {
  if (state === 'refused') return 'start Node without --no-addons (also in NODE_OPTIONS)'
  const installation = installationOf(packageRoot)
  const manager = packageManagerOf(installation, environment)
  // What does not load on this system is fetched or built again.
  if (state === 'other-version') {
    const isWorkspace = manager === 'pnpm' && existsSync(join(installation, 'pnpm-workspace.yaml'))
    const add = isWorkspace ? adding.pnpm.replace('add', 'add -w') : adding[manager]
    return `${add} ${nativeModule}@${versionFor(versions.node)}`
  }
  const wrong = state === 'other-system' ? 'other-node' : state
  const modern = manager === 'yarn' && existsSync(join(installation, '.yarnrc.yml'))
  if (modern && wrong !== 'missing') return yarnRebuild
  return fixes[manager][wrong]
}

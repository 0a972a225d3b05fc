import { basename } from 'node:path'
import { isObject, parseJsonFile } from '../../cache/json.ts'

/** Lock files that package managers and infrastructure tools keep in a project: they pin versions, they lock nothing. */
const dependencyLocks = new Set([
  ...['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb', 'deno.lock'],
  ...[
    'Cargo.lock',
    'Gemfile.lock',
    'composer.lock',
    'poetry.lock',
    'uv.lock',
    'pdm.lock',
    'Pipfile.lock',
    'pixi.lock',
    'conda-lock.yml',
  ],
  ...[
    'go.sum',
    'mix.lock',
    'rebar.lock',
    'Podfile.lock',
    'pubspec.lock',
    'Package.resolved',
    'Cartfile.resolved',
    'packages.lock.json',
  ],
  ...[
    'paket.lock',
    'gradle.lockfile',
    'buildscript-gradle.lockfile',
    'flake.lock',
    'conan.lock',
    'Chart.lock',
    '.terraform.lock.hcl',
  ],
  ...[
    'stack.yaml.lock',
    'cabal.project.freeze',
    'shard.lock',
    'project.assets.json',
    'MODULE.bazel.lock',
    'Manifest.toml',
    'renv.lock',
  ],
])

export function isDependencyLock(path: string): boolean {
  return dependencyLocks.has(basename(path))
}

export function isLockFile(path: string): boolean {
  return /\.(lock|pid)$/.test(path)
}

/** The pid that a lock file names: its JSON's `pid`, or the number that its text begins with. */
export function lockOwner(text: string): number | undefined {
  try {
    const parsed: unknown = parseJsonFile(text)
    if (isObject(parsed)) return validPid(parsed.pid)
  } catch {
    // No JSON: the older form, a number first.
  }
  return validPid(/^\s*(\d{1,10})(?!\d)/.exec(text)?.[1])
}

/** The pid that the text of a link says which is a lock: `host-4711`, `user@host.4711:17…`, `127.0.1.1:+4711`, or the number alone. */
export function lockLinkOwner(text: string): number | undefined {
  return validPid(/^(?:[^/]*[-.+])?(\d{1,10})(?::\d+)?$/.exec(text)?.[1])
}

function validPid(value: unknown): number | undefined {
  const pid = typeof value === 'string' ? Number(value) : value
  return typeof pid === 'number' && Number.isInteger(pid) && pid > 0 ? pid : undefined
}

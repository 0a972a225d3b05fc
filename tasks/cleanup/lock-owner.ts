import { basename } from 'node:path'
import { isObject, parseJsonFile } from '../../cache/json.ts'

/** Lock files that package managers and infrastructure tools keep in a project: they pin versions, they lock nothing. These have names of their own. */
const dependencyLocks = new Set([
  ...['npm-shrinkwrap.json', 'bun.lockb', 'go.sum', 'go.work.sum', 'Package.resolved', 'Cartfile.resolved'],
  ...['cabal.project.freeze', 'project.assets.json', 'Manifest.toml', 'cpanfile.snapshot', 'dub.selections.json'],
  ...['lake-manifest.json', 'aqua-checksums.json', 'pylock.toml', 'gems.locked', '.terraform.lock.hcl'],
  // What ends like the lock of a process, also while it is empty.
  ...['yarn.lock', 'bun.lock', 'deno.lock', 'Cargo.lock', 'Gemfile.lock', 'composer.lock', 'poetry.lock', 'uv.lock'],
  ...['pdm.lock', 'Pipfile.lock', 'pixi.lock', 'mix.lock', 'rebar.lock', 'Podfile.lock', 'pubspec.lock', 'paket.lock'],
  ...['flake.lock', 'conan.lock', 'Chart.lock', 'stack.yaml.lock', 'shard.lock', 'MODULE.bazel.lock', 'renv.lock'],
])
/** `package-lock.json`, `packages.lock.json`, `conda-lock.yml`, `pylock.dev.toml`, `gradle.lockfile`. */
const dependencyNames = /[.-]lock\.(json5?|ya?ml|toml|hcl|kdl)$|^pylock\.[^.]+\.toml$|\.lockfile$/

export function isDependencyLock(path: string): boolean {
  const name = basename(path)
  return dependencyLocks.has(name) || dependencyNames.test(name)
}

/** Whether a file that names no process has a name as tools give it to what pins versions: no list knows all of them. */
export const mayPinVersions = (path: string): boolean => /\.lock(ed)?$/.test(path)

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

import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { UserError } from '../../../cache/errors.ts'
import { isAtOrBelow } from '../../../cache/prefix.ts'
import { placeOf } from '../../../tasks/place.ts'
import { createFiles } from '../../runner/effects/files.ts'
import { installationOf, installingCommand } from '../../runner/package-manager.ts'
import { findUp, packageRoot } from '../../runner/project.ts'
import {
  compiledEntry,
  isInArchive,
  isRunFromCache,
  localInstallation,
  type TypedCommand,
  typedCommandIn,
} from '../../runner/typed-command.ts'

/** How this copy of bookend is called from a project. */
export interface Installation {
  /** The compiled entry, as the agent's settings name it. */
  script: string
  /** The same for an agent that gives a command to a shell, in double quotes. */
  shellScript: string
  /** Whether the settings mean the same on another machine. */
  portable: boolean
  /** A command line as the agent types it: `npx bookend init`. */
  call: TypedCommand
  /** Where the settings name a package that is not here: why the hooks do nothing, and the command that installs it. */
  absent?: { reason: string; fix: string }
}

/** Throws UserError where bookend was not compiled (hooks must start fast), and where it will not stay where it is. */
export function installationFor(root: string, environment: Record<string, string | undefined>): Installation {
  const call = typedCommandIn(root, environment)
  const home = settingsHome(root)
  const installed = localInstallation(home)
  if (root !== packageRoot && installed !== undefined) {
    const script = join(relative(home, installed), 'node_modules', 'bookend', compiledEntry)
    const names = { script: inProject(script), shellScript: inRepository(home, script) }
    if (existsSync(join(root, script))) return { ...names, portable: true, call }
    const reason = 'bookend is not installed in this work tree'
    return { ...names, portable: true, call, absent: { reason, fix: installingCommand(root, environment) } }
  }
  if (!existsSync(join(packageRoot, compiledEntry)))
    throw new UserError(
      `${join(packageRoot, compiledEntry)} is not there: run npm run build in ${packageRoot}, then this again`,
    )
  if (isRunFromCache(packageRoot))
    throw new UserError(
      `bookend runs from a package manager's cache (${installationOf(packageRoot)}), which may be emptied at any time, and the hooks with it: install it in the project (npm install --save-dev bookend), then run this again`,
    )
  if (isInArchive(packageRoot))
    throw new UserError(
      "Yarn's Plug'n'Play keeps bookend in an archive that an agent's hook cannot run: put nodeLinker: node-modules into .yarnrc.yml, run yarn install, then this again",
    )
  const inside = isAtOrBelow(packageRoot, root)
  const script = join(packageRoot, compiledEntry)
  if (!inside) return { script, shellScript: quoted(script), portable: false, call }
  const path = relative(root, script)
  return { script: inProject(path), shellScript: inRepository(root, path), portable: true, call }
}

/**
 * The directory that the settings are written for: git carries them from one work tree to all, so that in a linked one without packages of its own it is the
 * same directory of the main one. What is found above a work tree that is in another is not its own.
 */
function settingsHome(root: string): string {
  const top = findUp(root, '.git')
  const { repository } = placeOf(root, createFiles(root, true))
  if (top === undefined || repository === null || basename(repository) !== '.git') return root
  const installed = localInstallation(root)
  const own = installed !== undefined && !relative(top, installed).startsWith('..')
  return own ? root : join(dirname(repository), relative(top, root))
}

/** The agent puts the directory that it was started in where this name is. */
const inProject = (path: string) => `\${CLAUDE_PROJECT_DIR}/${path.split(sep).join('/')}`

/** Codex says to a hook only where the session is, which may be anywhere in the work tree: git says where that begins. */
function inRepository(root: string, path: string): string {
  const top = findUp(root, '.git')
  if (top === undefined) return quoted(join(root, path))
  return `$(git rev-parse --show-toplevel 2>/dev/null)/${quoted(relative(top, join(root, path)).split(sep).join('/'))}`
}

/** As it is between a shell's double quotes. */
const quoted = (path: string): string => path.replace(/["\\$`]/g, '\\$&')

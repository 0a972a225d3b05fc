import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { UserError } from '../../../cache/errors.ts'
import { installationOf } from '../../runner/package-manager.ts'
import { packageRoot } from '../../runner/project.ts'
import {
  compiledEntry,
  isRunFromCache,
  localInstallation,
  type TypedCommand,
  typedCommandIn,
} from '../../runner/typed-command.ts'

/** How this copy of bookend is called from a project. */
export interface Installation {
  /** The compiled entry, as the agent's settings name it. */
  script: string
  /** Whether the settings mean the same on another machine. */
  portable: boolean
  /** A command line as the agent types it: `npx bookend init`. */
  call: TypedCommand
}

/** Throws UserError where bookend was not compiled (hooks must start fast), and where it will not stay where it is. */
export function installationFor(root: string, environment: Record<string, string | undefined>): Installation {
  const call = typedCommandIn(root, environment)
  const installed = localInstallation(root)
  if (root !== packageRoot && installed !== undefined) {
    const script = join(relative(root, installed), 'node_modules', 'bookend', compiledEntry)
    return { script: inProject(script), portable: true, call }
  }
  if (!existsSync(join(packageRoot, compiledEntry)))
    throw new UserError(
      `${join(packageRoot, compiledEntry)} is not there: run npm run build in ${packageRoot}, then this again`,
    )
  if (isRunFromCache(packageRoot))
    throw new UserError(
      `bookend runs from a package manager's cache (${installationOf(packageRoot)}), which may be emptied at any time, and the hooks with it: install it in the project (npm install --save-dev bookend), then run this again`,
    )
  const inside = root === packageRoot || packageRoot.startsWith(root + sep)
  const script = join(packageRoot, compiledEntry)
  return { script: inside ? inProject(relative(root, script)) : script, portable: inside, call }
}

/** The agent puts the directory that it was started in where this name is. */
const inProject = (path: string) => `\${CLAUDE_PROJECT_DIR}/${path.split(sep).join('/')}`

import { existsSync } from 'node:fs'
import { delimiter, join, relative, sep } from 'node:path'
import { UserError } from '../../../cache/errors.ts'
import { packageRoot } from '../../runner/project.ts'

const entry = join('dist', 'workflows', 'main.js')

/** How this copy of bookend is called from a project. */
export interface Installation {
  /** The compiled entry, as the agent's settings name it. */
  script: string
  /** Whether the settings mean the same on another machine. */
  portable: boolean
  /** A command line as the agent types it: `npx bookend init`. */
  call(command: string): string
}

/** Throws UserError where bookend was not compiled: hooks must start fast. */
export function installationFor(root: string, environment: Record<string, string | undefined>): Installation {
  if (!existsSync(join(packageRoot, entry)))
    throw new UserError(
      `${join(packageRoot, entry)} is not there: run npm run build in ${packageRoot}, then this again`,
    )
  if (root === packageRoot)
    return { script: inProject(entry), portable: true, call: (command) => withArguments(command, 'npm run -s') }
  const installed = join('node_modules', 'bookend')
  if (existsSync(join(root, installed, entry)))
    return { script: inProject(join(installed, entry)), portable: true, call: (command) => `npx bookend ${command}` }
  const inside = packageRoot.startsWith(root + sep)
  const script = inside ? inProject(join(relative(root, packageRoot), entry)) : join(packageRoot, entry)
  const onPath = (environment.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, 'bookend')))
  const call = onPath ? 'bookend' : `node "${join(packageRoot, entry)}"`
  return { script, portable: inside, call: (command) => `${call} ${command}` }
}

/** The agent puts the directory that it was started in where this name stands. */
const inProject = (path: string) => `\${CLAUDE_PROJECT_DIR}/${path.split(sep).join('/')}`

/** npm hands over what stands behind `--`. */
function withArguments(command: string, runner: string): string {
  const [name, ...rest] = command.split(' ')
  return `${runner} ${name}${rest.length > 0 ? ` -- ${rest.join(' ')}` : ''}`
}

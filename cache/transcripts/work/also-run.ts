import { join } from 'node:path'
import { isObject, parseJsonFile } from '../../json.ts'
import { prefixOf } from '../../prefix.ts'
import { type Ran, ranIn } from '../command.ts'
import { isAround, overAll, type Place } from '../place.ts'
import { textIn } from './gone-tests.ts'
import type { Scene } from './scene.ts'

/** Programs that run all members of what a file at the place says is a workspace. */
const workspaces: Record<string, [file: string, says: RegExp]> = {
  cargo: ['Cargo.toml', /(?<![\s\S])(?![\s\S]*^\[package\])[\s\S]*^\[workspace\]/m],
  mix: ['mix.exs', /\bapps_path:/],
}
const packageManagers = new Set(['npm', 'pnpm', 'yarn', 'bun'])

/** A command that passed, and what it ran by the project's own files as they are: all members of a workspace, what a script of its name says. */
export function withInner(scene: Scene, ran: Ran): Ran[] {
  const { words, where } = ran
  const [program = ''] = words
  const [file, says] = Object.hasOwn(workspaces, program) ? (workspaces[program] as [string, RegExp]) : []
  if (file !== undefined)
    return says?.test(textIn(join(where.directory, file))) ? [ran, { ...ran, where: overAll(where) }] : [ran]
  return [ran, ...ofScript(scene, ran).commands.filter(({ isSure }) => isSure)]
}

/** A command, and the one that the project's package file says it is, where that is exactly one. */
export function asScript(scene: Scene, ran: Ran): Ran[] {
  const { commands, isAlone } = ofScript(scene, ran)
  return commands.length === 1 && commands[0]?.isSure && isAlone ? [ran, ...commands] : [ran]
}

/** The commands of the script that a command runs; `isAlone`: no other one is run before or behind it. */
function ofScript(scene: Scene, { words, where, typed, setting, branch }: Ran): { commands: Ran[]; isAlone: boolean } {
  const [program = ''] = words
  const isPlain = words.length === 1 && where.packages.length === 0 && Object.keys(where.environment).length === 0
  const { scripts } = packageManagers.has(typed[0] ?? '') && isPlain ? manifestAt(where.directory) : {}
  const script = isObject(scripts) ? scripts[program] : undefined
  if (!isObject(scripts) || typeof script !== 'string') return { commands: [], isAlone: false }
  const commands = ranIn(script, { ...scene, cwd: where.directory, branch })
  return {
    commands: commands.map((each) => ({ ...each, setting: setting.trim() + each.setting })),
    isAlone: !['pre', 'post'].some((when) => `${when}${program}` in scripts),
  }
}

/** Whether one of two places is the directory of the package that is chosen at the other. */
export function isOnePackage(roots: string[], one: Place, other: Place): boolean {
  const [inside, root] = one.packages.length === 0 ? [one, other] : [other, one]
  const [chosen = ''] = root.packages
  const { directory } = inside
  if (inside.packages.length > 0 || root.packages.length !== 1 || !directory.startsWith(prefixOf(root.directory)))
    return false
  if (!isAround(roots, { ...root, directory, packages: [] }, inside)) return false
  return directory === join(root.directory, chosen) || namesAt(directory).includes(chosen)
}

const namesAt = (directory: string): unknown[] => [
  manifestAt(directory).name,
  /^name\s*=\s*"(.*)"/m.exec(textIn(join(directory, 'Cargo.toml')))?.[1],
]

function manifestAt(directory: string): Record<string, unknown> {
  try {
    const file: unknown = parseJsonFile(textIn(join(directory, 'package.json')))
    return isObject(file) ? file : {}
  } catch {
    return {}
  }
}

/** Options of a program that say where it works, and others that stand before its subcommand. Each has a value, except for switches. */
export interface WhereOptions {
  /** They name a directory. */
  directories?: string[]
  /** They choose of a repository's packages, or of several environments. */
  packages?: string[]
  /** The same without a value: all of them. */
  switches?: string[]
  /** How it works, which makes no other thing of it. */
  settings?: string[]
  /** They may stand behind the subcommand too. */
  anywhere?: true
}

const make: WhereOptions = { directories: ['-C', '--directory'], anywhere: true }
const ofWorkspace = ['-w', '--workspace']
const environments = ['-e', '--env', '--environment']
const python = ['--python', '-p']
const ofUv = [...python, ...'--with --with-requirements --with-editable --extra --group --from'.split(' ')]

const whereOptions: Record<string, WhereOptions> = {
  git: { directories: ['-C', '--git-dir', '--work-tree'], settings: ['-c'] },
  make,
  gmake: make,
  npm: {
    directories: ['--prefix', '-C'],
    packages: [...ofWorkspace, '-p', '--package'],
    switches: ['-ws', '--workspaces'],
    anywhere: true,
  },
  npx: { packages: [...ofWorkspace, '-p', '--package'] },
  pnpm: {
    directories: ['-C', '--dir'],
    packages: ['--filter', '-F', '--package'],
    switches: ['-r', '--recursive', '-w', '--workspace-root'],
  },
  yarn: { directories: ['--cwd'], packages: ['-p', '--package'] },
  bun: { directories: ['--cwd'], packages: ['--filter', '-F'] },
  cargo: { directories: ['-C'], packages: ['-p', '--package', '--manifest-path'], anywhere: true },
  uv: { directories: ['--directory', '--project'], packages: ['--package', ...ofUv] },
  uvx: { packages: ofUv },
  pipx: { packages: ['--python', '--spec'] },
  poetry: { directories: ['-C', '--directory', '-P', '--project'] },
  pdm: { directories: ['-p', '--project'] },
  hatch: { packages: environments },
  pixi: { packages: [...environments, '--manifest-path'] },
  conda: { packages: ['-n', '--name', '-p', '--prefix'] },
}

export const whereOptionsOf = (program: string): WhereOptions =>
  Object.hasOwn(whereOptions, program) ? (whereOptions[program] as WhereOptions) : {}

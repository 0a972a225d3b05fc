/** Options of a program that say where it works, and others that stand before its subcommand. Each has a value, except for switches. */
export interface WhereOptions {
  /** They name a directory. */
  directories?: string[]
  /** They choose of a repository's packages, or of several environments. */
  packages?: string[]
  /** The same without a value: all of them. */
  switches?: string[]
  /** They leave some of these out. */
  exclusions?: string[]
  /** Where none is chosen, it runs over all of them. */
  overAll?: true
  /** How it works, which makes no other thing of it. */
  settings?: string[]
  /** They may stand behind the subcommand too. */
  anywhere?: true
}

/** Chosen are all of a repository's packages. */
export const everyPackage = '*'
/** An option that `asChosen` writes. */
const of = '--of'

const make: WhereOptions = { directories: ['-C', '--directory'], anywhere: true }
const ofWorkspace = ['-w', '--workspace']
const gradle: WhereOptions = { packages: [], overAll: true }
const maven: WhereOptions = { packages: ['-pl', '--projects'], overAll: true, anywhere: true }
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
    switches: ['-r', '--recursive'],
  },
  turbo: { packages: ['--filter', '-F'], overAll: true, anywhere: true },
  lerna: { packages: ['--scope'], exclusions: ['--ignore'], overAll: true, anywhere: true },
  nx: { packages: ['-p', '--projects'], exclusions: ['--exclude'], anywhere: true },
  gradle,
  gradlew: gradle,
  mvn: maven,
  mvnw: maven,
  yarn: { directories: ['--cwd'], packages: ['-p', '--package'] },
  bun: { directories: ['--cwd'], packages: ['--filter', '-F'] },
  cargo: {
    directories: ['-C'],
    packages: ['-p', '--package', '--manifest-path'],
    switches: ['--workspace', '--all'],
    exclusions: ['--exclude'],
    anywhere: true,
  },
  uv: { directories: ['--directory', '--project'], packages: ['--package', ...ofUv] },
  uvx: { packages: ofUv },
  pipx: { packages: ['--python', '--spec'] },
  poetry: { directories: ['-C', '--directory', '-P', '--project'] },
  pdm: { directories: ['-p', '--project'] },
  hatch: { packages: environments },
  pixi: { packages: [...environments, '--manifest-path'] },
  conda: { packages: ['-n', '--name', '-p', '--prefix'] },
}

export function whereOptionsOf(program: string): WhereOptions {
  if (!Object.hasOwn(whereOptions, program)) return {}
  const options = whereOptions[program] as WhereOptions
  return { ...options, packages: [...(options.packages ?? []), of] }
}

/** How a package is chosen by words that are no options. */
const forms: [RegExp, string][] = [
  [
    /^yarn workspaces (?:foreach(?= (?:\S+ )*?(?:-\w*A|--all))(?: -[Aptvi]+| --(?:all|parallel|topological|verbose))+|run(?= )) /,
    `yarn ${of} * `,
  ],
  [/^yarn workspace (\S+) /, `yarn ${of} $1 `],
  [/^nx run ([^\s:]+):/, `nx ${of} $1 `],
  [/^nx run-many (?=.*(?: -p|--projects)\b)(.*?)(?:-t|--targets?)[ =]/, 'nx $1'],
  [/^nx run-many (.*?)(?:-t|--targets?)[ =]/, `nx ${of} * $1`],
  [/^nx (test|build|lint|e2e|typecheck|serve) ([\w@][\w@/.-]*)(?= |$)/, `nx ${of} $2 $1`],
  [/^(\S*gradlew?) (:\S+):(\w+)(?= |$)/, `$1 ${of} $2 $3`],
]

/** A command as if an option of its program chose the packages; undefined where none of its other words does. */
export function asChosen(words: string[]): string[] | undefined {
  const line = words.join(' ')
  const [form, written] = forms.find(([each]) => each.test(line)) ?? []
  return form && written !== undefined && !words.some((word) => /\s/.test(word))
    ? line.replace(form, written).split(' ')
    : undefined
}

import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, relative } from 'node:path'
import { type PluginContext, rolldown } from 'rolldown'
import { parseAst } from 'rolldown/parseAst'
import { fieldVocabulary } from '../../tasks/rules/text/field-vocabulary.ts'
import { listTasks, taskTable } from '../../workflows/commands/list.ts'
import { loadWorkflows } from '../../workflows/commands.ts'
import { inAscii } from './ascii.ts'
import { licencesOf } from './licences.ts'
import { compiledTemplates } from './templates.ts'

/**
 * Compiles the command into dist/: JavaScript that holds all it needs but the packages in "dependencies", which stay the user's to see and to update;
 * the templates beside it; and the licences of what is bundled. `npm run build:types` adds the types.
 */
const root = join(import.meta.dirname as string, '../..')
const dist = join(root, 'dist')
const { dependencies, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
  version: string
}
const isDependency = (id: string) => Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`))

const entries = [
  'workflows/main.ts',
  'workflows/api.ts',
  'tasks/services/child.ts',
  // The tests' own entry, which the package leaves out.
  'test/support/in-process/worker.ts',
]

/** What WordNet says of words, with its licence at its head. */
const meanings = 'meanings.txt'

/** A file's own place, which CommonJS knows without making an address of it and a path of that. */
const ownPlace = {
  name: 'own-place',
  transform: (code: string) =>
    code
      .replaceAll('createRequire(import.meta.url)', 'createRequire(__filename)')
      .replaceAll('fileURLToPath(import.meta.url)', '__filename'),
}

/** Commander starts a program of its own for a subcommand that is one; bookend has none, and Node's modules for it take a tenth of its start. */
const noPrograms = {
  name: 'no-programs',
  resolveId: (id: string, from: string | undefined) =>
    id === 'node:child_process' && from?.includes('/commander/') ? '\0none' : null,
  load: (id: string) => (id === '\0none' ? 'export {}' : null),
}

/** What finds programs asks for Node's promises of files when it is loaded, which load its readers of lines, and never needs them. */
const noPromises = {
  name: 'no-promises',
  transform: (code: string, id: string) =>
    /[\\/]zx[\\/]build[\\/]/.test(id)
      ? code.replaceAll('= require("fs").promises;', '= { stat: (path) => require("fs").promises.stat(path) };')
      : null,
}

/** What looks for secrets writes down how long each of its rules takes, at every text, and keeps all of it in Node's list of measurements. Nobody reads it. */
const noProfiler = {
  name: 'no-profiler',
  load: (id: string) =>
    /[\\/]@secretlint[\\/]profiler[\\/]/.test(id) ? 'export const secretLintProfiler = { mark() {} }' : null,
}

/** What looks for files asks for a package that it has no need of, and finds whatever version of it the user has. */
const noGlobber = {
  name: 'no-globber',
  transform: (code: string, id: string) =>
    /[\\/]fdir[\\/]/.test(id)
      ? code.replaceAll('__require("picomatch")', 'null').replaceAll('__require.resolve("picomatch")', 'null')
      : null,
}

/**
 * V8 forgets to which file an `import()` belongs when it takes the file's code from its cache (Node 20). What is left of them, of packages, is therefore
 * done by a file that is never kept there. Node's own modules are required: its loader for ES modules takes longer to start than they do.
 */
const importer = 'import.js'
const importsOutside = {
  name: 'imports-outside',
  renderChunk(code: string, { fileName }: { fileName: string }) {
    if (!fileName.startsWith('modules/') || !code.includes('import(')) return null
    return importsIn(parseAst(code))
      .sort((a, b) => b.start - a.start)
      .reduce((text, found) => text.slice(0, found.start) + importOutside(text, found) + text.slice(found.end), code)
  },
}

function importOutside(code: string, { start, end, source }: Import): string {
  const name = source.type === 'Literal' ? source.value : undefined
  if (typeof name === 'string' && name.startsWith('node:')) return `Promise.resolve(require(${JSON.stringify(name)}))`
  return `require("../${importer}")${code.slice(start + 'import'.length, end)}`
}

interface Import {
  start: number
  end: number
  source: { type: string; value?: unknown }
}

/** Every `import()` of a syntax tree. */
function importsIn(tree: unknown): Import[] {
  if (typeof tree !== 'object' || tree === null) return []
  const found = (tree as { type?: unknown }).type === 'ImportExpression' ? [tree as Import] : []
  return [...found, ...Object.values(tree).flatMap(importsIn)]
}

/** The built-in templates are compiled here, so that a run needs EJS only for a project's own. The name holds a hash, as the names of all modules do. */
const isForAgent = (template: string) => template.startsWith('agent-')
const templatesFile = (name: string, chosen: (template: string) => boolean) => {
  const code = inAscii(compiledTemplates(join(root, 'templates'), chosen))
  return { file: `${name}-${createHash('sha256').update(code).digest('base64url').slice(0, 8)}.js`, code }
}
/** What hooks tell the agent has a file of its own: they load no other. */
const agentTemplates = templatesFile('agent-templates', isForAgent)
const templates = templatesFile('templates', (template) => !isForAgent(template))
const builtIn = {
  name: 'built-in-templates',
  load: (id: string) =>
    id === join(root, 'templates/built-in.ts')
      ? `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const fileOf = (template) => template.startsWith('agent-') ? require(${JSON.stringify(`./${agentTemplates.file}`)}) : require(${JSON.stringify(`./${templates.file}`)})
export const builtIn = (template, form) => fileOf(template)[\`\${form} \${template}\`]`
      : null,
}

const packageFile = (file: string): string => join(root, 'node_modules', file)
const versionOf = (name: string): string =>
  JSON.parse(readFileSync(packageFile(`${name}/package.json`), 'utf8')).version

/** The native module's JavaScript; its binary stays where the package manager put it. `bindings`, which looks for that, is not needed then. */
const nativePackage = packageFile('better-sqlite3')
const sqlite = {
  name: 'built-in-sqlite',
  resolveId: (id: string, from: string | undefined) =>
    id === 'bindings' && from?.startsWith(nativePackage) ? { id, external: true } : null,
  load: (id: string) =>
    id === join(root, 'cache/built-in-sqlite.ts')
      ? `export const builtInSqlite = {
  version: ${JSON.stringify(versionOf('better-sqlite3'))},
  load: () => require(${JSON.stringify(join(nativePackage, 'lib/index.js'))}),
}`
      : null,
}

/** What is printed without a look at any project. */
const answers = {
  name: 'built-in-answers',
  async load(id: string) {
    if (id !== join(root, 'workflows/runner/built-in-answers.ts')) return null
    const tasks = await listTasks({ workflows: loadWorkflows, settings: { tasks: [] } })
    return `export const builtInAnswers = ${JSON.stringify({ version, list: taskTable(tasks) })}`
  },
}

/** The words by which rules are compared, with their stems. */
const vocabulary = {
  name: 'built-in-vocabulary',
  load(id: string) {
    if (id !== join(root, 'tasks/rules/text/field-vocabulary.ts')) return null
    const parts = Object.entries(fieldVocabulary).map(
      ([part, held]: [string, Map<unknown, unknown> | Set<unknown>]) => {
        const kind = held instanceof Map ? 'Map' : 'Set'
        return `${part}: new ${kind}(JSON.parse(${JSON.stringify(JSON.stringify([...held]))}))`
      },
    )
    return `export const fieldVocabulary = { ${parts.join(', ')} }`
  },
}

/** Packages of which the command holds a copy for where the same version is installed, each by what it is imported as, with the file that it begins in. */
const copied: Record<string, string> = { listr2: 'listr2/dist/index.js', 'zx/core': 'zx/build/core.cjs' }
const copies = {
  name: 'built-in-packages',
  load(id: string) {
    if (id !== join(root, 'workflows/runner/effects/built-in-packages.ts')) return null
    const entries = Object.entries(copied).map(([name, file]) => {
      const version = JSON.stringify(versionOf(name.split('/')[0] as string))
      return `${JSON.stringify(name)}: { version: ${version}, load: () => require(${JSON.stringify(packageFile(file))}) }`
    })
    return `export const builtInPackages = { ${entries.join(', ')} }`
  },
}

/**
 * Every file that is opened takes as long as a hundred lines that are compiled, so what is used together is one file, with all that it imports and no
 * earlier file of this list has: what starts the command, what the agent waits for several times in each of its sessions, all
 * commands, and all tasks.
 */
const files: { name: string; entries: string[]; modules: Set<string> }[] = [
  {
    name: 'start',
    entries: [
      'answer-at-once',
      'effects/compiled-code',
      'effects/early-signals',
      'effects/input',
      'effects/write-whole',
      'words-typed',
    ].map((file) => `workflows/runner/${file}.ts`),
    modules: new Set(),
  },
  { name: 'answering', entries: ['hook', 'hook/pre-compact', 'hook/session-end'].map(commandFile), modules: new Set() },
  { name: 'telling', entries: [commandFile('statusline')], modules: new Set() },
  { name: 'beginning', entries: [commandFile('hook/session-start')], modules: new Set() },
  { name: 'stopping', entries: ['hook/stop', 'hook/transcript'].map(commandFile), modules: new Set() },
  { name: 'failing', entries: ['cache/transcripts/work/failing.ts'], modules: new Set() },
  {
    name: 'commands',
    entries: ['runner/command-line', 'commands', 'runner/effects/foreign-code'].map((file) => `workflows/${file}.ts`),
    modules: new Set(),
  },
  { name: 'workflows', entries: ['workflows/init.ts', 'workflows/closedown.ts'], modules: new Set() },
  {
    name: 'packages',
    entries: Object.values(copied).map((file) => relative(root, packageFile(file))),
    modules: new Set(),
  },
]
const findModules = {
  name: 'find-modules',
  buildEnd(this: PluginContext) {
    const found = new Set<string>()
    const visit = (id: string, modules: Set<string>) => {
      if (found.has(id) || isDependency(id)) return
      found.add(id)
      modules.add(id)
      for (const imported of this.getModuleInfo(id)?.importedIds ?? []) visit(imported, modules)
    }
    for (const { entries, modules } of files) for (const entry of entries) visit(join(root, entry), modules)
  },
}

function commandFile(name: string): string {
  return `workflows/commands/${name}.ts`
}

/** Of Node's own modules the default is the module: none of its hundred members needs a getter of its own in each file that names it. */
const withNodesOwn = (code: string): string =>
  code.replaceAll(/^(let (\w+) = require\("([\w:/]+)"\);\n)\2 = \w+\.__toESM\(\2, 1\);$/gm, (all, before, name, id) =>
    isBuiltin(id) ? `${before}${name} = { __proto__: ${name}, default: ${name} };` : all,
  )

/**
 * What a file has for others is handed over as one object, not by a getter for each of up to two hundred names. A name that is set again later keeps its getter.
 * No two of the files need each other: nobody has the object that was there before.
 */
function handingOver(code: string): string {
  const getter =
    /^Object\.defineProperty\(exports, "([\w$]+)", \{\n\tenumerable: true,\n\tget: function\(\) \{\n\t\treturn ([\w$]+);\n\t\}\n\}\);\n?/gm
  const set = assignedIn(parseAst(code))
  const members = [...code.matchAll(getter)].map(([, name, held]) =>
    set.has(held as string) ? `get ${name}() { return ${held}; }` : `${name}: ${held}`,
  )
  return members.length === 0 ? code : `${code.replaceAll(getter, '')}module.exports = { ${members.join(', ')} };\n`
}

/** Every name in what an assignment in a syntax tree sets. */
function assignedIn(tree: unknown, isSet = false, names = new Set<string>()): Set<string> {
  if (typeof tree !== 'object' || tree === null) return names
  const { type, name } = tree as { type?: string; name?: string }
  if (isSet && name !== undefined) names.add(name)
  for (const [member, value] of Object.entries(tree)) {
    const sets = type === 'UpdateExpression' || (member === 'left' && /^(Assignment|For)/.test(type ?? ''))
    assignedIn(value, isSet || sets, names)
  }
  return names
}

rmSync(dist, { recursive: true, force: true })
const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(entries.map((entry) => [entry.replace(/\.ts$/, ''), entry])),
  platform: 'node',
  external: isDependency,
  plugins: [
    ownPlace,
    noPrograms,
    noPromises,
    noProfiler,
    noGlobber,
    builtIn,
    sqlite,
    answers,
    vocabulary,
    copies,
    findModules,
    importsOutside,
  ],
  // Some packages' "main" is a bundle of another kind, which cannot be taken apart.
  resolve: { mainFields: ['module', 'main'] },
  onLog(level, log) {
    if (level !== 'info') throw new Error(log.message)
  },
})
// CommonJS: Node starts it without its loader for ES modules, and V8's compiled code of it can be kept on every version of Node.
const { output } = await bundle.write({
  dir: dist,
  format: 'cjs',
  chunkFileNames: 'modules/[name]-[hash].js',
  comments: false,
  codeSplitting: { groups: files.map(({ name, modules }) => ({ name, test: (id) => modules.has(id) })) },
})
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n')
writeFileSync(join(dist, importer), 'module.exports = (name) => import(name)\n')

const modules = join(dist, 'modules')
mkdirSync(modules, { recursive: true })
for (const file of readdirSync(join(root, 'templates')))
  if (file.endsWith('.ejs')) copyFileSync(join(root, 'templates', file), join(modules, file))
copyFileSync(join(root, 'tasks/rules/text', meanings), join(modules, meanings))
for (const { file, code } of [agentTemplates, templates]) writeFileSync(join(modules, file), code)
for (const part of output) {
  if (part.type === 'chunk' && part.fileName.startsWith('modules/'))
    writeFileSync(join(dist, part.fileName), inAscii(handingOver(withNodesOwn(part.code))))
}
chmodSync(join(dist, 'workflows/main.js'), 0o755)
const sources = output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
const licences = licencesOf(
  root,
  sources.map((id) => relative(root, id)),
)
writeFileSync(
  join(dist, 'LICENSES.txt'),
  `${licences}\nmodules/${meanings} is derived from WordNet 3.0, whose licence is at its head.\n`,
)

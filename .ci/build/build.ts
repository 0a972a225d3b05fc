import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type PluginContext, rolldown } from 'rolldown'
import { fieldVocabulary } from '../../tasks/rules/text/field-vocabulary.ts'
import { listTasks, taskTable } from '../../workflows/commands/list.ts'
import { loadWorkflows } from '../../workflows/commands.ts'
import { inAscii } from './ascii.ts'
import { licencesOf } from './licences.ts'
import { handingOver, importer, importsOutside, withNodesOwn } from './modules.ts'
import { copiedFiles, ofPackages } from './packages.ts'
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
    entries: copiedFiles.map((file) => relative(root, file)),
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

rmSync(dist, { recursive: true, force: true })
const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(entries.map((entry) => [entry.replace(/\.ts$/, ''), entry])),
  platform: 'node',
  external: isDependency,
  plugins: [ownPlace, ...ofPackages, builtIn, answers, vocabulary, findModules, importsOutside],
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

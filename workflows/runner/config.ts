import { closeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import type { createJiti as Jiti } from 'jiti'
import type { Environment } from '../../cache/environment.ts'
import { messageOf, UserError } from '../../cache/errors.ts'
import { openRegular, Unreadable } from '../../cache/regular-file.ts'
import { instructionHistoryFile, type Workflow } from '../../tasks/task.ts'
import { configurationName, configurationOf } from './effects/configuration-file.ts'
import { withoutEarlySignals } from './effects/early-signals.ts'
import { type ForeignCode, isRefusedExit } from './effects/foreign-code.ts'
import { privateDirectory } from './effects/private-directory.ts'
import { gateProblems, tasksOf } from './graph.ts'
import { ownTasks } from './own-tasks.ts'
import { packageRoot } from './project.ts'
import type { Settings } from './settings.ts'

/** What applies where a project says nothing. */
export function defaultSettings(project: string, environment: Environment): Settings {
  return {
    configuration: configurationName(project),
    protectedPorts: [9000],
    artifacts: [],
    // By its name: the value may hold a password, and need not be a URL.
    audit: environment.BOOKEND_MONGODB_URI ? 'env:BOOKEND_MONGODB_URI' : 'sqlite:',
    auditNamed: Boolean(environment.BOOKEND_MONGODB_URI),
    rules: instructionHistoryFile,
    agentText: true,
    handoffDir: '.',
    archiveDir: '.claude/handoffs',
    cacheDir: project === packageRoot ? 'cache' : '.claude/cache',
    gates: ['server'],
    graceMs: 5000,
    retentionDays: 0,
    trashDays: 7,
    storeTimeoutMs: 5000,
    questionTimeoutMs: 60_000,
    thresholds: {},
    tasks: [],
    workflows: [],
  }
}

/** The project's configuration file, absolute, and as messages name it; undefined where it has none. */
function configurationIn(project: string, cwd: string): { file: string; named: string } | undefined {
  const name = configurationOf(project)
  if (name === undefined) return undefined
  const file = join(project, name)
  const here = relative(cwd, file)
  return { file, named: here.startsWith('..') ? file : here }
}

/**
 * The configuration of a project. Everything works without a file. `cwd`: where messages name the file from.
 * Throws UserError (exit 2) for a file that does not load (with file and line), and for everything in it that is wrong, at once.
 */
export async function loadConfig(
  project: string,
  environment: Environment,
  {
    cwd,
    commands,
    foreign,
    loadWorkflows,
  }: { cwd: string; commands: { name: string }[]; foreign: ForeignCode; loadWorkflows: () => Promise<Workflow[]> },
): Promise<Settings> {
  const found = configurationIn(project, cwd)
  if (found === undefined) return defaultSettings(project, environment)
  // The checks take 8 ms, which a project without a file does not pay.
  const { checkConfig, ruleFiles } = await import('./check-config.ts')
  // jiti loads TypeScript in a project that has no loader of its own; it costs 20 ms, so only projects with a file pay for it. Imported instead of required it
  // costs three times as much: Node's loader for ES modules reads through all of it for the names of what it exports.
  const { createJiti } = createRequire(import.meta.url)('jiti') as typeof import('jiti')
  const { file, named } = found
  const { value, problems, wrong, tasks } = await withoutEarlySignals(() =>
    foreign.run(
      file,
      named,
      () => load(createJiti, file, named),
      (loaded) => {
        const { config, problems } = checkConfig(loaded, named)
        const own = ownTasks(named, config)
        return { value: own.config, problems, wrong: own.problems, tasks: config.tasks ?? [] }
      },
    ),
  )
  problems.push(...wrong)
  if (value.gates ?? value.tasks ?? value.workflows) {
    const { nameProblems, orderProblems } = await import('./own-problems.ts')
    const tools = { workflows: await loadWorkflows(), commands }
    problems.push(...nameProblems(value, tools))
    // What is missing where one is wrong in itself may be that one.
    if (wrong.length === 0) problems.push(...orderProblems(value, tools))
    const all = [...tools.workflows, ...(value.workflows ?? [])].flatMap(tasksOf)
    // Also of a task that is wrong itself: its gate is not.
    problems.push(...gateProblems(value.gates ?? [], [...all, ...tasks]))
  }
  if (problems.length > 0) throw new UserError(problems.map((problem) => `${named}: ${problem}`).join('\n'))
  const settings = defaultSettings(project, environment)
  const { rules, ...others } = value
  return {
    ...settings,
    ...others,
    ...(rules !== undefined && ruleFiles(settings, rules)),
    auditNamed: settings.auditNamed || value.audit !== undefined,
  }
}

async function load(createJiti: typeof Jiti, file: string, named: string): Promise<unknown> {
  const jiti = createJiti(import.meta.url, {
    fsCache: privateDirectory('config') ?? false,
    moduleCache: false,
    alias: {
      bookend: join(packageRoot, import.meta.url.endsWith('.ts') ? 'workflows/api.ts' : 'dist/workflows/api.js'),
    },
  })
  try {
    closeSync(openRegular(file, { named }).fd)
    const loaded = (await jiti.import(file)) as { default?: unknown } | null
    if (loaded === null) return null
    if (isCommonJs(loaded)) return loaded
    if (!('default' in loaded)) throw new UserError(`${named}: it has no default export; add "export default { … }"`)
    // In the place of a default export that is undefined the loader gives the module.
    if (Object.getOwnPropertyDescriptor(loaded, 'default')?.value === undefined) return undefined
    return await loaded.default
  } catch (error) {
    if (isRefusedExit(error)) throw error
    if (error instanceof UserError)
      throw error.message.startsWith(named)
        ? error
        : new UserError(`${named}: ${error.message.replaceAll('\n', `\n${named}: `)}`)
    if (error instanceof Unreadable) throw new UserError(messageOf(error))
    if (isNullExport(error)) return null
    throw new UserError(`${named} cannot be loaded: ${placed(error, file, named)}`)
  }
}

/** What `module.exports` is, which the loader gives as it is: it marks what it compiled of a module with exports of its own. */
const isCommonJs = (loaded: object): boolean =>
  !('default' in loaded) &&
  !Object.hasOwn(loaded, '__esModule') &&
  Reflect.get(loaded, Symbol.toStringTag) !== 'Module' &&
  Object.keys(loaded).length > 0

/** How the loader fails where the default export is null: it asks it for a method. */
const isNullExport = (error: unknown): boolean =>
  messageOf(error) === "Cannot read properties of null (reading 'then')" && stackOf(error).includes('jiti')

const longestMessage = 500

/** A loader's error with the file and line that it belongs to, on one line. */
function placed(error: unknown, file: string, named: string): string {
  const all = messageOf(error).replaceAll(file, named)
  const message = all.length > longestMessage ? `${all.slice(0, longestMessage)}…` : all
  const line = lineOf(error, file)
  return line === undefined || message.includes(`${named}:${line}`) ? message : `${named}:${line}: ${message}`
}

function stackOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.stack) : ''
  } catch {
    return ''
  }
}

function lineOf(error: unknown, file: string): string | undefined {
  const text = `${messageOf(error)}\n${stackOf(error)}`
  return /^[^\s:]*:(\d+):\d+/.exec(text.slice(text.indexOf(file)))?.[1] ?? /\((\d+):\d+\)/.exec(text)?.[1]
}

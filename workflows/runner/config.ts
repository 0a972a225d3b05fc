import { closeSync, existsSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { isAbsolute, join, relative } from 'node:path'
import { inspect } from 'node:util'
import * as v from 'valibot'
import { messageOf, UserError } from '../../cache/errors.ts'
import { isObject } from '../../cache/json.ts'
import { openRegular, Unreadable } from '../../cache/regular-file.ts'
import {
  type Config,
  configurationFile,
  configurationFiles,
  instructionHistoryFile,
  type Task,
  type Workflow,
} from '../../tasks/task.ts'
import { didYouMean } from '../../templates/did-you-mean.ts'
import { type ForeignCode, isRefusedExit } from './effects/foreign-code.ts'
import { ownTasks } from './own-tasks.ts'
import { packageRoot } from './project.ts'

/** What a project's `session.config.ts` may say; every key may be left out. */
export type UserConfig = { [K in Exclude<keyof Config, 'auditNamed' | 'rules' | 'ruleTexts'>]?: Config[K] } & {
  /** A history of instructions (JSON), Markdown files or globs of them, or a list. */
  rules?: string | string[]
  tasks?: Task[]
  workflows?: Workflow[]
}

/** The configuration in force: the user's keys, and the defaults for the rest. */
export type Settings = Config & {
  tasks: Task[]
  workflows: Workflow[]
  /** How the file is called in a message: as it is reached from where the command was called. */
  configuration: string
}

const text = v.pipe(v.string(), v.nonEmpty())
const texts = v.array(text)
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0))
const auditSource = v.pipe(text, v.regex(/^(sqlite:|jsonl:.+|mongodb(\+srv)?:\/\/.+|env:\w+|claude-code)$/))
const ruleStore = v.pipe(text, v.regex(/^(sqlite:|mongodb(\+srv)?:\/\/.+|env:\w+)$/))
const projectPath = v.pipe(
  text,
  v.check((path) => !isAbsolute(path) && !relative('.', path).startsWith('..')),
)
// What each holds is checked field by field, with the name of the one that is wrong.
const named = v.looseObject({})

const isMarkdown = (path: string): boolean => /\.(?:md|markdown|mdc)$/i.test(path)

/** The history among the files that a configuration names, and the Markdown ones. */
function ruleFiles({ rules }: Pick<Config, 'rules'>, named: string | string[]): Pick<Config, 'rules' | 'ruleTexts'> {
  const all = [named].flat()
  return { rules: all.find((each) => !isMarkdown(each)) ?? rules, ruleTexts: all.filter(isMarkdown) }
}

/** Every key: what it takes, in words for an error message, and as a schema. */
const keys: Record<keyof UserConfig, { takes: string; schema: v.GenericSchema }> = {
  server: {
    takes: "{ url } or { port }, and start: 'npm run dev'",
    schema: v.pipe(
      v.strictObject({
        url: v.optional(v.pipe(text, v.url(), v.regex(/^https?:/i))),
        port: v.optional(port),
        start: v.optional(text),
      }),
      v.check((server) => server.url !== undefined || server.port !== undefined),
    ),
  },
  protectedPorts: { takes: 'a list of port numbers', schema: v.array(port) },
  artifacts: { takes: 'a list of globs', schema: texts },
  audit: {
    takes: "'sqlite:', 'jsonl:DIR', 'mongodb://…/db', 'env:NAME' or 'claude-code', or a list of them",
    schema: v.union([auditSource, v.pipe(v.array(auditSource), v.minLength(1))]),
  },
  ruleStore: { takes: "'sqlite:', 'mongodb://…/db' or 'env:NAME'", schema: ruleStore },
  rules: {
    takes: 'the path of a file, a glob of Markdown files, or a list of them with one JSON history at most',
    schema: v.pipe(
      v.union([text, v.pipe(texts, v.minLength(1))]),
      v.check((rules) => [rules].flat().filter((each) => !isMarkdown(each)).length <= 1),
    ),
  },
  agentText: { takes: 'true or false', schema: v.boolean() },
  testDatabases: { takes: 'a list of name patterns', schema: texts },
  tests: { takes: 'a command', schema: text },
  services: { takes: 'a glob', schema: text },
  expected: { takes: 'a list of names of services', schema: texts },
  canaries: {
    takes: 'a list of { service, call, args, blocked }',
    schema: v.array(
      v.strictObject({
        ...{ service: text, call: text },
        ...{ args: v.optional(v.array(v.unknown())), blocked: v.optional(v.boolean()) },
      }),
    ),
  },
  deployment: {
    takes: '{ ref }, { command } or { url }',
    schema: v.pipe(
      v.strictObject({ ref: v.optional(text), command: v.optional(text), url: v.optional(v.pipe(text, v.url())) }),
      v.check((deployment) => Object.values(deployment).filter((value) => value !== undefined).length === 1),
    ),
  },
  handoffDir: { takes: 'a directory inside the project', schema: projectPath },
  archiveDir: { takes: 'a directory inside the project', schema: projectPath },
  cacheDir: { takes: 'a directory', schema: text },
  gates: { takes: 'a list of checks of init', schema: texts },
  graceMs: { takes: 'a whole number of milliseconds', schema: milliseconds },
  retentionDays: {
    takes: 'a number of days, 0 to keep everything',
    schema: v.pipe(v.number(), v.finite(), v.minValue(0)),
  },
  trashDays: {
    takes: 'a number of days, 0 to remove at once',
    schema: v.pipe(v.number(), v.finite(), v.minValue(0)),
  },
  storeTimeoutMs: { takes: 'a whole number of milliseconds', schema: v.pipe(milliseconds, v.minValue(1)) },
  questionTimeoutMs: { takes: 'a whole number of milliseconds', schema: v.pipe(milliseconds, v.minValue(1)) },
  thresholds: { takes: 'an object of numbers', schema: v.record(text, v.pipe(v.number(), v.finite())) },
  tasks: { takes: 'a list of tasks, each made with defineTask', schema: v.array(named) },
  workflows: { takes: 'a list of workflows, each made with defineWorkflow', schema: v.array(named) },
}

/** What applies where a project says nothing. `configuration`: the name of the file that could. */
export function defaultSettings(
  project: string,
  environment: Record<string, string | undefined>,
  configuration = configurationFile,
): Settings {
  return {
    configuration,
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

/**
 * The configuration of a project. Everything works without a file. `cwd`: where messages name the file from.
 * Throws UserError (exit 2) for a file that does not load (with file and line), and for all unknown keys and values that a key does not take at once.
 */
export async function loadConfig(
  project: string,
  environment: Record<string, string | undefined>,
  { cwd, foreign }: { cwd: string; foreign: ForeignCode },
): Promise<Settings> {
  const name = configurationFiles.find((each) => existsSync(join(project, each)))
  if (name === undefined) return defaultSettings(project, environment, configurationFile)
  const file = join(project, name)
  const here = relative(cwd, file)
  const named = here.startsWith('..') ? file : here
  const value = await foreign.run(file, named, async () => ownTasks(named, validate(await load(file, named), named)))
  const settings = defaultSettings(project, environment, named)
  const { rules, ...others } = value
  return {
    ...settings,
    ...others,
    ...(rules !== undefined && ruleFiles(settings, rules)),
    auditNamed: settings.auditNamed || value.audit !== undefined,
  }
}

/** The keys of a configuration, each checked. Throws UserError that names every key that is wrong, what it got and what it takes. */
function validate(value: unknown, named: string): UserConfig {
  if (!isObject(value)) {
    throw new UserError(
      `${named}: the default export is ${show(value)}; it takes an object, through defineConfig or plain`,
    )
  }
  const taken: [string, unknown][] = []
  const problems: string[] = []
  for (const key of Object.keys(value)) {
    const checked = checkKey(value, key)
    if ('problem' in checked) problems.push(`${named}: ${checked.problem}`)
    else if (checked.value !== undefined) taken.push([key, checked.value])
  }
  if (problems.length > 0) throw new UserError(problems.join('\n'))
  return Object.fromEntries(taken) as UserConfig
}

/** Code of the project's, which nobody may copy: tasks are known by being the same object. */
const keptAsTheyAre = new Set(['tasks', 'workflows'])

function checkKey(config: Record<string, unknown>, key: string): { value: unknown } | { problem: string } {
  const rule = Object.hasOwn(keys, key) ? keys[key as keyof UserConfig] : undefined
  if (!rule) return { problem: `unknown key "${key}"${didYouMean(key, Object.keys(keys))}` }
  try {
    // Read once: a getter may throw, or say something else the next time.
    const value = config[key]
    if (value === undefined) return { value }
    const { success, output } = v.safeParse(rule.schema, value)
    if (!success) return { problem: `"${key}" is ${show(value)}; it takes ${rule.takes}` }
    return { value: keptAsTheyAre.has(key) ? value : output }
  } catch (error) {
    return { problem: `"${key}" cannot be read (${messageOf(error)}); it takes ${rule.takes}` }
  }
}

function show(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  // A URL that is no URL may still hold a password.
  const text = (jsonOf(value) ?? inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY })).replace(
    /\/\/[^\s"']*@/g,
    '//',
  )
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

/** Undefined for what is no JSON: a circle, a large number, a symbol. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

async function load(file: string, named: string): Promise<unknown> {
  // jiti loads TypeScript in a project that has no loader of its own; it costs 30 ms, so only projects with a file pay for it.
  const { createJiti } = await import('jiti')
  const jiti = createJiti(import.meta.url, {
    fsCache: cacheDirectory(),
    moduleCache: false,
    alias: {
      bookend: join(packageRoot, import.meta.url.endsWith('.ts') ? 'workflows/api.ts' : 'dist/workflows/api.js'),
    },
  })
  try {
    closeSync(openRegular(file, { named }).fd)
    const loaded = (await jiti.import(file)) as { default?: unknown }
    if (!('default' in loaded)) throw new UserError(`${named}: it has no default export; add "export default { … }"`)
    return await loaded.default
  } catch (error) {
    if (isRefusedExit(error)) throw error
    if (error instanceof UserError)
      throw error.message.startsWith(named) ? error : new UserError(`${named}: ${error.message}`)
    if (error instanceof Unreadable) throw new UserError(messageOf(error))
    throw new UserError(`${named} cannot be loaded: ${placed(error, file, named)}`)
  }
}

/** A loader's error with the file and line that it belongs to, on one line. */
function placed(error: unknown, file: string, named: string): string {
  const message = messageOf(error).replaceAll(file, named)
  const line = lineOf(error, file)
  return line === undefined || message.includes(`${named}:${line}`) ? message : `${named}:${line}: ${message}`
}

function lineOf(error: unknown, file: string): string | undefined {
  const text = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : ''
  return /^[^\s:]*:(\d+):\d+/.exec(text.slice(text.indexOf(file)))?.[1] ?? /\((\d+):\d+\)/.exec(text)?.[1]
}

/** Compiled configurations are kept outside the project, in a directory that only this user can write; without one, nowhere. */
function cacheDirectory(): string | false {
  const directory = join(tmpdir(), `bookend-${userInfo().uid}`)
  try {
    mkdirSync(directory, { mode: 0o700, recursive: true })
    const info = lstatSync(directory)
    return info.isDirectory() && info.uid === userInfo().uid && (info.mode & 0o022) === 0
      ? join(directory, 'config')
      : false
  } catch {
    return false // no cache costs time, nothing else
  }
}

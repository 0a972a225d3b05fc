import { isAbsolute, normalize, relative } from 'node:path'
import { inspect, isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { messageOf, UserError } from '../../cache/errors.ts'
import { isObject } from '../../cache/json.ts'
import type { Config } from '../../tasks/task.ts'
import { thresholdNames } from '../../tasks/thresholds.ts'
import { didYouMean } from '../../templates/did-you-mean.ts'
import type { UserConfig } from './user-config.ts'

const text = v.pipe(
  v.string(),
  v.nonEmpty(),
  // No path and no command may hold one.
  v.check((value) => !value.includes('\0')),
)
const texts = v.array(text)
/** No path is longer, and the matcher takes no more than 65,536. */
const longestGlob = 4096
const mostStars = 4
const countStars = (text: string): number => text.match(/\*+/g)?.length ?? 0
/** Matching goes back at each star: thirty of them and one long name are never decided. Of alternatives the one with the most counts. */
function canBeMatched(glob: string): boolean {
  if (glob.length > longestGlob || /[+*]\([^)]*[*+]/.test(glob)) return false
  const heaviest = (alternatives: string) =>
    alternatives.split(/[,|]/).reduce((most, each) => (countStars(each) > countStars(most) ? each : most))
  const parts = glob.replace(/[{(]([^{}()]*)[})]/g, (_, alternatives: string) => heaviest(alternatives)).split('/')
  const anywhere = parts.filter((part) => part === '**').length
  return Math.max(anywhere, ...parts.map(countStars)) <= mostStars
}
const globs = v.array(v.pipe(text, v.check(canBeMatched)))
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))
const days = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0))
const auditSource = v.pipe(text, v.regex(/^(sqlite:|jsonl:.+|mongodb(\+srv)?:\/\/.+|env:\w+|claude-code)$/))
const ruleStore = v.pipe(text, v.regex(/^(sqlite:|mongodb(\+srv)?:\/\/.+|env:\w+)$/))
/** Whether a path is in git's own directory: what is there acts on the repository, as hooks do. */
const isGits = (path: string): boolean => /(^|\/)\.git(\/|$)/i.test(normalize(path))

const projectPath = v.pipe(
  text,
  v.check((path) => !isAbsolute(path) && !relative('.', path).startsWith('..') && !isGits(path)),
)
// It may be outside the project, on another disk; what is there is bookend's own, and `trash/` in it is emptied.
const cachePath = v.pipe(
  text,
  v.check((path) => !/^(\/|(\.\.\/)*\.\.\/?)$/.test(normalize(path)) && !isGits(path)),
)
// What each holds is checked field by field, with the name of the one that is wrong.
const named = v.looseObject({})

const isMarkdown = (path: string): boolean => /\.(?:md|markdown|mdc)$/i.test(path)

/** The history among the files that a configuration names, and the Markdown ones. */
export function ruleFiles(
  { rules }: Pick<Config, 'rules'>,
  named: string | string[],
): Pick<Config, 'rules' | 'ruleTexts'> {
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
  artifacts: {
    takes:
      'a list of globs, each with four "*" between two "/" and four "**" at most, and none within +(...) or *(...)',
    schema: globs,
  },
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
        service: text,
        call: text,
        args: v.optional(v.array(v.unknown())),
        blocked: v.optional(v.boolean()),
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
  handoffDir: { takes: "a directory inside the project, and not in git's", schema: projectPath },
  archiveDir: { takes: "a directory inside the project, and not in git's", schema: projectPath },
  cacheDir: { takes: "a directory of its own: none that the project is in, and not in git's", schema: cachePath },
  gates: { takes: 'a list of checks of init', schema: texts },
  graceMs: { takes: 'a whole number of milliseconds', schema: milliseconds },
  retentionDays: { takes: 'a whole number of days, 0 to keep everything', schema: days },
  trashDays: { takes: 'a whole number of days, 0 to remove at once', schema: days },
  storeTimeoutMs: { takes: 'a whole number of milliseconds', schema: v.pipe(milliseconds, v.minValue(1)) },
  questionTimeoutMs: { takes: 'a whole number of milliseconds', schema: v.pipe(milliseconds, v.minValue(1)) },
  thresholds: {
    takes: 'an object of numbers',
    schema: v.strictObject(v.entriesFromList(thresholdNames, v.optional(v.pipe(v.number(), v.finite())))),
  },
  tasks: { takes: 'a list of tasks, each made with defineTask', schema: v.array(named) },
  workflows: { takes: 'a list of workflows, each made with defineWorkflow', schema: v.array(named) },
}

/** The keys of a configuration that are right, and of each other what it got and what it takes. Throws UserError for what is no configuration at all. */
export function checkConfig(value: unknown, named: string): { config: UserConfig; problems: string[] } {
  // A Map or a Date has no keys of its own: nothing of it would be taken, without a word.
  if (!isObject(value) || !/^\[object (?:Object|Module)\]$/.test(Object.prototype.toString.call(value))) {
    throw new UserError(
      `${named}: the default export is ${show(value)}; it takes an object, through defineConfig or plain`,
    )
  }
  const taken: [string, unknown][] = []
  const problems: string[] = []
  for (const key of Object.keys(value)) {
    const checked = checkKey(value, key)
    if ('problem' in checked) problems.push(checked.problem)
    else if (checked.value !== undefined) taken.push([key, checked.value])
  }
  return { config: Object.fromEntries(taken) as UserConfig, problems }
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
    const { success, output, issues } = v.safeParse(rule.schema, value)
    if (success) return { value: keptAsTheyAre.has(key) ? value : output }
    const unknown = key === 'thresholds' ? unknownIn(issues, [...thresholdNames]) : ''
    return { problem: `"${key}" ${unknown || `is ${show(value)}; it takes ${rule.takes}`}` }
  } catch (error) {
    return { problem: `"${key}" cannot be read (${messageOf(error)}); it takes ${rule.takes}` }
  }
}

/** What an object has that it does not take, in words; empty where that is not what is wrong. */
function unknownIn(issues: v.BaseIssue<unknown>[], known: string[]): string {
  const name = issues.find(({ expected }) => expected === 'never')?.path?.at(-1)?.key
  return name === undefined ? '' : `has no "${name}"${didYouMean(`${name}`, known) || `; it has ${known.join(', ')}`}`
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

/** Undefined for what JSON would say otherwise than it is: a circle, a large number, a symbol, a set, an infinite number. */
function jsonOf(value: unknown): string | undefined {
  try {
    const text = JSON.stringify(value)
    return isDeepStrictEqual(JSON.parse(text), value) ? text : undefined
  } catch {
    return undefined
  }
}

import { basename, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isObject, type Json, type JsonObject } from '../../cache/json.ts'
import { oneLine } from '../../templates/render.ts'
import type { TaskContext } from '../task.ts'

export type ServiceMethod = 'initialize' | 'getStats'

/** The result of a service module: what its methods returned, or why it is of no use. */
export interface LoadedService {
  /** From the file: `BoundaryEnforcer` of `BoundaryEnforcer.service.js`. */
  name: string
  file: string
  results?: { [method in ServiceMethod]?: Json }
  error?: string
}

/** Threshold `serviceLoadMs`: how long a module may take to load and to answer. */
const defaults = { serviceLoadMs: 10_000 }
/** A Node a module; more of them at once only slow each other down. */
const atOnce = 4

/**
 * Loads the service modules of the configuration, each in a process of its own, and calls methods of theirs in order. A module that hangs, crashes,
 * ends its process or prints harms nobody: it comes back with its error. In the order of the files; empty where no file matches.
 */
export async function loadServices(
  context: Pick<TaskContext, 'shell' | 'files' | 'config' | 'project' | 'progress'>,
  pattern: string,
  methods: ServiceMethod[],
): Promise<LoadedService[]> {
  const found = await context.files.glob([pattern])
  const files = found.filter((path) => context.files.info(path)?.kind !== 'directory')
  const loaded: LoadedService[] = []
  const waiting = [...files.entries()]
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [position, file] = next
      const calls = methods.map((call) => ({ call, args: [] }))
      loaded[position] = { name: serviceName(file), file, ...(await callService(context, file, calls)) }
      context.progress(`${loaded.filter(Boolean).length} of ${files.length}: ${file}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return loaded
}

/** Loads a service's module in a process of its own and calls methods of it; says what they returned, or why there is no answer. */
export async function callService(
  { shell, config, project }: Pick<TaskContext, 'shell' | 'config' | 'project'>,
  file: string,
  calls: { call: string; args: Json[] }[],
): Promise<Answered> {
  const { serviceLoadMs } = { ...defaults, ...config.thresholds }
  const url = pathToFileURL(resolve(project.root, file)).href
  const given = calls.map((each) => JSON.stringify(each))
  const { stdout, exit } = await shell.node(childModule, [url, ...given], { timeoutMs: serviceLoadMs })
  return answerIn(stdout, exit, serviceLoadMs)
}

/** What the methods of a service returned, by name, or why there is no answer. */
export interface Answered {
  results?: Record<string, Json>
  error?: string
}

/** The child's own module; compiled, this one is in dist/modules/. */
const childModule = new URL(
  import.meta.url.endsWith('.ts') ? 'child.ts' : '../tasks/services/child.js',
  import.meta.url,
)

export const serviceName = (file: string): string => basename(file).replace(/(\.service)?\.[cm]?[jt]s$/, '')

/** What a child wrote; nothing where it was killed before it could. */
function answerIn(text: string, exit: number | undefined, limitMs: number): Answered {
  if (text === '') {
    const killed = `no answer: it took longer than ${limitMs / 1000} s, or its process was killed`
    return { error: exit === undefined ? killed : `its process ended with status ${exit}` }
  }
  try {
    const answer: unknown = JSON.parse(text)
    if (isObject(answer) && isObject(answer.results)) return withSuccess(answer.results as JsonObject)
    if (isObject(answer) && typeof answer.error === 'string') return { error: oneLine(answer.error) }
  } catch {
    // Cut off, or written by somebody else: no answer either.
  }
  return { error: 'its answer was cut off' }
}

/** `initialize()` says itself whether it went well. */
function withSuccess(results: JsonObject): Answered {
  const said = results.initialize
  if (!isObject(said) || said.success !== false) return { results }
  const why = typeof said.error === 'string' ? said.error : typeof said.message === 'string' ? said.message : ''
  return { error: `initialize() says that it failed${why ? `: ${oneLine(why)}` : ''}` }
}

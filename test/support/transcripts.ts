import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import { type Cache, openCache } from '../../cache/database.ts'
import { openExcerpt } from '../../cache/transcripts/excerpt.ts'
import { readTranscripts } from '../../cache/transcripts/read.ts'
import { type AgentUsage, agentUsage, type ModelUsage, modelsOf } from '../../cache/transcripts/usage.ts'
import { type AgentWork, agentWork } from '../../cache/transcripts/work.ts'
import { nothingRun } from '../../tasks/nothing-run.ts'
import { countTests } from '../../tasks/test-counts.ts'
import { redactLine } from '../../templates/redact.ts'

/** A directory of Claude Code's, and a cache that reads it, both temporary. */
export interface TranscriptHome {
  directory: string
  cache: Cache
  /** Writes a transcript: `slug/name.jsonl`. Text is written as it is, objects as lines. */
  write(name: string, lines: (object | string)[]): string
  /** Writes a rollout of Codex's: `rollout-<time>-<id>.jsonl`. */
  writeRollout(name: string, lines: (object | string)[]): string
  append(name: string, lines: (object | string)[]): void
  /** Reads what is new, and what the window (everything where left out) comes to then. */
  read(options?: {
    linked?: string[]
    window?: { from: number; to: number }
    texts?: boolean
  }): Promise<Counted | undefined>
  remove(): void
}

/** Both halves of what the agent's block is made of, with the models' tokens added up. */
export interface Counted extends AgentUsage, AgentWork {
  models: Record<string, Omit<ModelUsage, 'cacheWriteHour'>>
}

export const projectRoot = '/home/me/x'
export const everything = { from: 0, to: Date.parse('2100-01-01') }

export function createTranscriptHome(): TranscriptHome {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-transcripts-')))
  const directory = join(root, 'projects')
  const cache = openCache(join(root, 'cache'), 'durable', new Date())
  const text = (lines: (object | string)[]) =>
    lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)).join('')
  return {
    directory,
    cache,
    writeRollout(name, lines) {
      const path = join(root, 'codex/sessions/2026/09/14', name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text(lines))
      return path
    },
    write(name, lines) {
      const path = join(directory, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text(lines))
      return path
    },
    append: (name, lines) => appendFileSync(join(directory, name), text(lines)),
    async read({ linked = [], window = everything, texts = true } = {}) {
      const roots = [projectRoot]
      const directories = [
        { agent: 'claude-code' as const, directory },
        { agent: 'codex' as const, directory: join(root, 'codex') },
      ]
      const notRead = await readTranscripts(cache.db, { directories, roots, linked: new Set(linked) })
      if (notRead.length > 0) throw new Error(JSON.stringify(notRead))
      const usage = agentUsage(openExcerpt(cache.db, window))
      if (!usage) return undefined
      const models = Object.entries(modelsOf(usage.spend)).map(([name, { cacheWriteHour: _, ...tokens }]) => [
        name,
        tokens,
      ])
      const work = agentWork(openExcerpt(cache.db, window), {
        roots,
        texts,
        countTests,
        nothingRun,
        withoutSecrets: redactLine,
      })
      return { ...usage, ...work, models: Object.fromEntries(models) }
    },
    remove() {
      cache.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** A suite each of whose tests has a directory of transcripts and a cache of its own. */
export function transcriptSuite(name: string) {
  const test = suite<{ home: TranscriptHome }>(name)
  test.before.each((context) => {
    context.home = createTranscriptHome()
  })
  test.after.each(({ home }) => home.remove())
  return test
}

/** The transcript of a session, and that of a subagent of it. */
export const mainTranscript = '-home-me-x/s1.jsonl'
export const subTranscript = '-home-me-x/s1/subagents/agent-a1.jsonl'

let number = 0
/** A time so many seconds after 12:00. */
export const second = (seconds: number): string =>
  new Date(Date.parse('2026-09-14T12:00:00.000Z') + seconds * 1000).toISOString()

/** The keys that every line of a conversation has. */
export function envelope(seconds: number): Record<string, unknown> {
  return {
    parentUuid: null,
    isSidechain: false,
    uuid: `uuid-${++number}`,
    timestamp: second(seconds),
    cwd: projectRoot,
    sessionId: 's1',
    version: '2.1.270',
    gitBranch: 'main',
  }
}

export interface Tokens {
  input?: number
  output?: number
  read?: number
  write?: number
}

/** One line of an API message. */
export function answer(
  seconds: number,
  id: string,
  { input = 0, output = 0, read = 0, write = 0 }: Tokens,
  more: { content?: object[]; stop?: string | null; model?: string; message?: object; line?: object } = {},
): Record<string, unknown> {
  const { content = [{ type: 'text', text: 'Done.' }], stop = 'end_turn', model = 'claude-opus-5' } = more
  const usage = {
    input_tokens: input,
    output_tokens: output,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: write,
  }
  return {
    type: 'assistant',
    message: { id, model, role: 'assistant', content, stop_reason: stop, usage, ...more.message },
    requestId: `req_${id}`,
    ...envelope(seconds),
    ...more.line,
  }
}

export const use = (id: string, name = 'Bash', input: object = { command: 'npm test' }) => ({
  type: 'tool_use',
  id,
  name,
  input,
})

/** The line with a tool's result. */
export function result(seconds: number, id: string, block: object = {}, line: object = {}): Record<string, unknown> {
  const content = [{ type: 'tool_result', tool_use_id: id, content: 'ok', ...block }]
  return { type: 'user', message: { role: 'user', content }, ...envelope(seconds), ...line }
}

export const prompt = (seconds: number, text = 'Go on.', line: object = {}): Record<string, unknown> => ({
  type: 'user',
  message: { role: 'user', content: text },
  ...envelope(seconds),
  ...line,
})

/** A change of the agent's list of tasks: the call, and its result as the client tells it (nothing where `told` is left out). */
export const taskCall = (
  seconds: number,
  id: string,
  name: 'TaskCreate' | 'TaskUpdate' | 'TodoWrite',
  input: object,
  told?: object,
  line: object = {},
): Record<string, unknown>[] => [
  answer(seconds, `message-${id}`, {}, { content: [use(id, name, input)], line }),
  result(seconds, id, {}, { ...(told && { toolUseResult: told }), ...line }),
]

/** A command of the shell's and what became of it: a failure where its output begins with an exit code. */
export const bash = (seconds: number, id: string, command: string, output: string, line: object = {}) => [
  answer(seconds, `m-${id}`, { output: 1 }, { content: [use(id, 'Bash', { command })] }),
  result(seconds, id, { is_error: /^Exit code/.test(output) || 'toolDenialKind' in line, content: output }, line),
]

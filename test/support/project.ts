import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { callBeside, callInProcess } from './in-process/call.ts'

/** The checkout under test. */
export const repository = realpathSync(join(import.meta.dirname as string, '../..'))
/** The compiled command, as test/run.ts has just built it: what users get, at half the start-up time of the sources. */
export const entry = join(repository, 'dist/workflows/main.js')

/** No test reads the transcripts of whoever runs it: there are none, unless the test names a directory of its own. */
const noTranscripts = join(tmpdir(), 'bookend-test-without-transcripts')

/** A directory with the compiled command under its name, for the PATH: as after a global install. */
const commandDirectory = join(
  tmpdir(),
  `bookend-test-bin-${createHash('sha256').update(entry).digest('hex').slice(0, 12)}`,
)
mkdirSync(commandDirectory, { recursive: true })
try {
  symlinkSync(entry, join(commandDirectory, 'bookend'))
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
}

/** An environment in which nothing of the caller's own session, stores or git settings shows. */
export function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env }
  for (const name of Object.keys(environment)) {
    if (/^(BOOKEND_|CLAUDE|MONGODB_URI|GIT_|NO_COLOR|FORCE_COLOR|npm_|NODE_EXTRA_CA_CERTS)/.test(name))
      delete environment[name]
  }
  return {
    ...environment,
    PATH: `${commandDirectory}${delimiter}${process.env.PATH}`,
    CLAUDE_CONFIG_DIR: noTranscripts,
    CODEX_HOME: noTranscripts,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.org',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.org',
    ...extra,
  }
}

export interface Ran {
  status: number | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  env?: Record<string, string>
  cwd?: string
  /** Where start-up, streams, or being a process of its own are what the test is about. */
  ownProcess?: boolean
}

/** A temporary project, with git unless told otherwise (`root`: in this directory); with `ownProcess` each of its commands runs in a process of its own. */
export interface TestProject {
  root: string
  write(path: string, text: string): void
  read(path: string): string
  git(...args: string[]): string
  /** Commits everything, at a time of its own where one is given; returns the commit's id. */
  commit(message: string, date?: string): string
  /** Runs bookend's command line in the project and waits for it: in a thread of this process, or in a process of its own. */
  bookend(args: string[], options?: RunOptions): Ran
  /** The same without keeping this thread, which has a server or a proxy to answer for. */
  beside(args: string[], env?: Record<string, string>): Promise<Ran>
  /** Runs it and waits, and gives the one JSON document that it printed. */
  json<T = Record<string, never>>(args: string[]): T
  /** Starts bookend's command line and returns at once. */
  start(args: string[], env?: Record<string, string>): ReturnType<typeof spawn>
  remove(): void
}

export function createProject(options: { git?: boolean; ownProcess?: boolean; root?: string } = {}): TestProject {
  const root = options.root ?? realpathSync(mkdtempSync(join(tmpdir(), 'bookend-test-')))
  const command = (args: string[]) => [entry, ...args]
  const project: TestProject = {
    root,
    write(path, text) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    git: (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', env: cleanEnvironment() }).trim(),
    commit(message, date) {
      const dates: Record<string, string> = date ? { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } : {}
      project.git('add', '-A')
      execFileSync('git', ['commit', '-qm', message], { cwd: root, env: cleanEnvironment(dates) })
      return project.git('rev-parse', 'HEAD')
    },
    bookend(args, { env, cwd = root, ownProcess = options.ownProcess ?? false } = {}) {
      if (!ownProcess && args[0] !== 'hook') {
        const environment = cleanEnvironment(env) as Record<string, string>
        return callInProcess(repository, { argv: args, cwd, environment })
      }
      const { status, stdout, stderr } = spawnSync(process.execPath, command(args), {
        cwd,
        encoding: 'utf8',
        env: cleanEnvironment(env),
        maxBuffer: 2 ** 28,
      })
      return { status, stdout, stderr }
    },
    beside: (argv, env) =>
      callBeside(repository, { argv, cwd: root, environment: cleanEnvironment(env) as Record<string, string> }),
    json(args) {
      const { stdout, stderr } = project.bookend([args[0] as string, '--json', ...args.slice(1)])
      try {
        return JSON.parse(stdout)
      } catch {
        throw new Error(`no JSON document on stdout:\n${stdout}\n${stderr}`)
      }
    },
    start: (args, env) =>
      spawn(process.execPath, command(args), {
        cwd: root,
        env: cleanEnvironment(env),
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
  if (options.git !== false) {
    project.write('README.md', '# A project\n')
    begun ??= beginRepository(project)
    if (begun.root !== root) cpSync(begun.copy, join(root, '.git'), { recursive: true })
  }
  return project
}

/** What a command that was started printed, and how it ended. */
export async function endOf(child: ReturnType<TestProject['start']>): Promise<Ran> {
  const ran: Ran = { status: null, stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (chunk) => {
      ran[name] += chunk
    })
  ran.status = await new Promise((resolve) => child.on('close', resolve))
  return ran
}

/** The first repository of this process, and a copy of it as it was: git's four processes for one take nine times as long as to copy it. */
let begun: { root: string; copy: string } | undefined

function beginRepository({ root, git, commit }: TestProject): { root: string; copy: string } {
  git('init', '-q', '-b', 'main')
  commit('Begin')
  const copy = mkdtempSync(join(tmpdir(), 'bookend-test-git-'))
  cpSync(join(root, '.git'), copy, { recursive: true, filter: (path) => !path.endsWith('.sample') })
  return { root, copy }
}

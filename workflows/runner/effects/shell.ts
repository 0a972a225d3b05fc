import type { SpawnOptions } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { messageOf } from '../../../cache/errors.ts'
import { nameOf } from '../../../cache/file-name.ts'
import type { Command, CommandOptions, CommandResult, Shell } from '../../../tasks/task.ts'
import { type CommandPart, commandWords } from '../../../tasks/task.ts'
import { startBackground } from './background.ts'
import { ownPath } from './own-path.ts'
import { loadPackage } from './packages.ts'

/** What a shell answers for a program that is not there. */
const notStarted = 127
/** How long children have to end after TERM before they are killed. */
const killAfterMs = 2000

/**
 * Starts processes, each as the leader of its own group, so that an abort ends what they started too.
 * `detail` is told every command. The promise settles when the process has ended and its output is read.
 */
export function createShell(root: string, signal: AbortSignal, detail: (message: string) => void): Shell {
  const live = new Set<number>()
  const endGroup = (pid: number, name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name)
    } catch {
      // The group has ended by itself.
    }
  }
  const endAll = () => {
    const pids = [...live]
    for (const pid of pids) endGroup(pid, 'SIGTERM')
    const killAll = () => {
      for (const pid of pids) if (live.has(pid)) endGroup(pid, 'SIGKILL')
    }
    setTimeout(killAll, killAfterMs).unref()
    // A second signal ends bookend at once: what ignores the first one must not outlive it.
    process.once('exit', killAll)
  }
  signal.addEventListener('abort', endAll, { once: true })

  async function start(argv: string[], options: CommandOptions = {}): Promise<CommandResult> {
    signal.throwIfAborted()
    detail(`$ ${argv.join(' ')}`)
    // Only commands that start processes pay for it; the full "zx" would cost twice that.
    const [{ $ }, { spawn }] = await Promise.all([loadPackage('zx/core'), import('node:child_process')])
    const [program = '', ...rest] = argv
    // As it is, not through a shell of zx's own, which is a process more for each command.
    const directly = (_command: string, _arguments: readonly string[], how: SpawnOptions) =>
      spawn(program, rest, { ...how, shell: false })
    const child = $({
      spawn: directly as typeof spawn,
      // Nothing is quoted, as no shell reads it; without one zx would ask for bash.
      quote: (text) => text,
      cwd: options.cwd ?? root,
      env: { ...process.env, ...(options.own && { PATH: ownPath() }), ...options.env },
      quiet: true,
      nothrow: true,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })`${argv}`
    const { onLine } = options
    if (onLine) {
      const follow = lineReader(onLine)
      child.stdout.on('data', follow)
      child.stderr.on('data', follow)
    }
    const bytes: Buffer[] = []
    if (options.names) child.stdout.on('data', (chunk: Buffer) => bytes.push(chunk))
    const pid = child.pid
    if (pid !== undefined) live.add(pid)
    const ranOut: Pick<CommandResult, 'late'> = {}
    const outOfTime = (group: number) => {
      ranOut.late = true
      endGroup(group, 'SIGKILL')
    }
    const timer =
      options.timeoutMs === undefined || pid === undefined ? undefined : setTimeout(outOfTime, options.timeoutMs, pid)
    try {
      const { stdout, stderr, exitCode, cause } = await child
      // Whatever it printed by then may be a part, and its status is that of its end: neither is an answer.
      signal.throwIfAborted()
      if (pid === undefined)
        return { stdout, stderr: `${program} cannot be started (${messageOf(cause)})`, exit: notStarted }
      const read = options.names ? nameOf(Buffer.concat(bytes)) : stdout
      return { stdout: read, stderr, exit: exitCode ?? undefined, ...ranOut }
    } finally {
      clearTimeout(timer)
      if (pid !== undefined) live.delete(pid)
    }
  }

  const withOptions =
    (options: CommandOptions): Command =>
    (template, ...values) =>
      start(commandWords(template, values), options)

  function $(options: CommandOptions): Command
  function $(...command: Parameters<Command>): Promise<CommandResult>
  function $(first: TemplateStringsArray | CommandOptions, ...values: CommandPart[]): Command | Promise<CommandResult> {
    return 'raw' in first ? start(commandWords(first, values)) : withOptions(first)
  }

  return {
    $,
    line: (command, options) => start(['sh', '-c', command], options),
    // The sources need their loader, the compiled modules none. The shell moves the descriptors before Node begins.
    node: (module, args, options) =>
      start(
        [
          ...['sh', '-c', 'exec "$@" 3>&1 >/dev/null 2>&1', 'sh', process.execPath],
          ...(module.pathname.endsWith('.ts')
            ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
            : []),
          ...[fileURLToPath(module), ...args],
        ],
        options,
      ),
    background: (argv, options) => startBackground(argv, { cwd: root, ...options }),
  }
}

function lineReader(onLine: (line: string) => void): (chunk: Buffer) => void {
  let rest = ''
  return (chunk) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') onLine(line)
  }
}

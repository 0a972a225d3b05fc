import { closeSync, openSync } from 'node:fs'
import { UserError } from '../../../cache/errors.ts'
import type { BackgroundProcess } from '../../../tasks/task.ts'

/**
 * Starts a command that outlives bookend, with the session's mark in its environment and its output in a log file. A single word with
 * blanks is a command line for a shell. Throws UserError where it cannot be started.
 */
export async function startBackground(
  argv: string[],
  options: { cwd: string; log: string; mark: string },
): Promise<BackgroundProcess> {
  const [first = '', ...rest] = argv.length === 1 && /\s/.test(argv[0] ?? '') ? ['sh', '-c', argv[0] as string] : argv
  // Node's modules for processes cost a tenth of its start, and every command that knows the workflows knows this one.
  const { spawn } = await import('node:child_process')
  // What a command prints is nobody else's business, like the cache beside it.
  const log = openSync(options.log, 'a', 0o600)
  try {
    const child = spawn(first, rest, {
      cwd: options.cwd,
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, BOOKEND_SESSION: options.mark },
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (error) =>
        reject(
          new UserError(
            `${first} cannot be started (${error.message}): look at its name and at PATH; a line for the shell goes in quotes`,
          ),
        ),
      )
    })
    child.unref()
    return { pid: child.pid as number, failed: () => child.signalCode !== null || (child.exitCode ?? 0) !== 0 }
  } finally {
    closeSync(log)
  }
}

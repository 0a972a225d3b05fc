#!/usr/bin/env node
import { reuseCompiledCode } from './runner/effects/compiled-code.ts'

const argv = process.argv.slice(2)
const start = { cwd: workingDirectory(), environment: process.env }

/** Empty where it was removed while somebody worked in it, as the work tree of a finished branch is. */
function workingDirectory(): string {
  try {
    return process.cwd()
  } catch {
    return ''
  }
}

/** The agent waits for these: they are answered without loading what the other commands need. */
const answers: Record<string, () => Promise<number>> = {
  hook: async () => (await import('./commands/hook.ts')).runHook({ ...start, now: Date.now() }),
  statusline: async () => (await import('./commands/statusline.ts')).runStatusLine({ ...start, now: Date.now() }),
}

async function runCommand(): Promise<void> {
  const { runCommandLine } = await import('./runner/command-line.ts')
  const { endWhenWritten } = await import('./runner/effects/foreign-code.ts')
  process.exitCode = await runCommandLine({ ...start, argv, now: Date.now, ...(await import('./commands.ts')) })
  // A timer or a server that a configuration started keeps nobody waiting.
  endWhenWritten()
}

async function main(): Promise<void> {
  const answer = argv.length === 1 ? answers[argv[0] as string] : undefined
  reuseCompiledCode(answer ? 'answer' : 'command')
  if (answer) process.exitCode = await answer()
  else await runCommand()
}

main()

#!/usr/bin/env node
import { reuseCompiledCode } from './runner/effects/compiled-code.ts'

const argv = process.argv.slice(2)
const start = { cwd: process.cwd(), environment: process.env }

/** The agent waits for these: they are answered without loading what the other commands need. */
const answers: Record<string, () => Promise<number>> = {
  hook: async () => (await import('./commands/hook.ts')).runHook({ ...start, now: Date.now() }),
  statusline: async () => (await import('./commands/statusline.ts')).runStatusLine({ ...start, now: Date.now() }),
}

async function runCommand(): Promise<number> {
  const { runCommandLine } = await import('./runner/command-line.ts')
  return runCommandLine({ ...start, argv, now: Date.now, ...(await import('./commands.ts')) })
}

async function main(): Promise<void> {
  const answer = argv.length === 1 ? answers[argv[0] as string] : undefined
  process.exitCode = await (answer ?? runCommand)()
  if (answer) return
  // A timer or a server that a configuration started keeps nobody waiting.
  const { endWhenWritten } = await import('./runner/effects/foreign-code.ts')
  endWhenWritten()
}

reuseCompiledCode()
main()

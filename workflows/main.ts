#!/usr/bin/env node
import type { CommandLine } from './runner/command-line.ts'

const start: Omit<CommandLine, 'workflows' | 'commands'> = {
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  environment: process.env,
  now: Date.now,
}

const { runCommandLine } = await import('./runner/command-line.ts')
process.exitCode = await runCommandLine({ ...start, ...(await import('./commands.ts')) })

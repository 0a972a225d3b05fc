#!/usr/bin/env node
const argv = process.argv.slice(2)
const start = { cwd: process.cwd(), environment: process.env }

if (argv.length === 1 && argv[0] === 'hook') {
  // The agent waits for its hooks: they are answered without loading what the other commands need (100 ms).
  const { runHook } = await import('./commands/hook.ts')
  process.exitCode = await runHook({ ...start, now: Date.now() })
} else if (argv.length === 1 && argv[0] === 'statusline') {
  const { runStatusLine } = await import('./commands/statusline.ts')
  process.exitCode = await runStatusLine({ ...start, now: Date.now() })
} else {
  const { runCommandLine } = await import('./runner/command-line.ts')
  process.exitCode = await runCommandLine({ ...start, argv, now: Date.now, ...(await import('./commands.ts')) })
  // A timer or a server that a configuration started keeps nobody waiting.
  const { endWhenWritten } = await import('./runner/effects/foreign-code.ts')
  endWhenWritten()
}

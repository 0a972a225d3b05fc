#!/usr/bin/env node
import { closedown } from './closedown.ts'
import { envCommand } from './commands/env.ts'
import { importCommand } from './commands/import.ts'
import { listCommand } from './commands/list.ts'
import { noteCommand } from './commands/note.ts'
import { runCommand } from './commands/run.ts'
import { statusCommand } from './commands/status.ts'
import { taskCommand } from './commands/task.ts'
import { init } from './init.ts'
import { runCommandLine } from './runner/command-line.ts'

process.exitCode = await runCommandLine({
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  environment: process.env,
  now: Date.now,
  workflows: [init, closedown],
  commands: [taskCommand, listCommand, statusCommand, noteCommand, importCommand, runCommand, envCommand],
})

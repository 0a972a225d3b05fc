import { closedown } from './closedown.ts'
import { completionCommand } from './commands/completion.ts'
import { doctorCommand } from './commands/doctor.ts'
import { envCommand } from './commands/env.ts'
import { explainCommand } from './commands/explain.ts'
import { exportCommand } from './commands/export.ts'
import { glanceCommand } from './commands/glance.ts'
import { historyCommand } from './commands/history.ts'
import { hookCommand } from './commands/hook.ts'
import { hooksCommand } from './commands/hooks.ts'
import { importCommand } from './commands/import.ts'
import { listCommand } from './commands/list.ts'
import { noteCommand } from './commands/note.ts'
import { notesCommand } from './commands/notes.ts'
import { recountCommand } from './commands/recount.ts'
import { restoreCommand } from './commands/restore.ts'
import { reviewCommand } from './commands/review.ts'
import { runCommand } from './commands/run.ts'
import { statusCommand } from './commands/status.ts'
import { statusLineCommand } from './commands/statusline.ts'
import { taskCommand } from './commands/task.ts'
import { init } from './init.ts'

/** Everything that the command line offers, in the order of its help. */
export const workflows = [init, closedown]
export const commands = [
  glanceCommand,
  taskCommand,
  listCommand,
  statusCommand,
  historyCommand,
  recountCommand,
  explainCommand,
  noteCommand,
  notesCommand,
  reviewCommand,
  restoreCommand,
  importCommand,
  exportCommand,
  runCommand,
  envCommand,
  hooksCommand,
  hookCommand,
  statusLineCommand,
  doctorCommand,
  completionCommand,
]

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandReference } from '../../workflows/commands/reference.ts'
import { commands, loadWorkflows } from '../../workflows/commands.ts'
import { workflowCommand } from '../../workflows/runner/workflow-command.ts'

/** Writes docs/commands.md anew. */
const file = join(import.meta.dirname as string, '../../docs/commands.md')
writeFileSync(file, commandReference([...(await loadWorkflows()).map(workflowCommand), ...commands]))

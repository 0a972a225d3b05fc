import type { Workflow } from '../../tasks/task.ts'
import type { Command, OptionRow } from './command.ts'

const workflowOptions: OptionRow[] = [
  ['--only <id>', 'one task, with the reads that it needs'],
  ['--skip <id>', 'leave a task out (can be given several times)', 'several'],
  ['--from-task <id>', 'begin at this task, with what the last run left of the earlier ones'],
  ['--from <iso>', 'beginning of the window'],
  ['--to <iso>', 'end of the window'],
  ['--resume', 'finish the run that was interrupted'],
  ['--strict', 'exit 4 where anything is degraded'],
]

/** A workflow as a command: what it takes is known before what runs it is loaded. */
export function workflowCommand(workflow: Workflow): Command {
  return {
    name: workflow.name,
    description: workflow.title,
    options: [...workflowOptions, ...(workflow.options ?? [])],
    writes: true,
    run: async (invocation) => (await import('./run-workflow.ts')).runNamedWorkflow(invocation, workflow.name),
  }
}

import type { Workflow } from '../../tasks/task.ts'
import type { Command } from './command.ts'
import { workflowOptions } from './workflow-options.ts'

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

import type { Config, Task, Workflow } from '../../tasks/task.ts'

/** The configuration in force: the user's keys, and the defaults for the rest. */
export type Settings = Config & {
  tasks: Task[]
  workflows: Workflow[]
  /** How the file is called in a message: as it is reached from where the command was called. */
  configuration: string
}

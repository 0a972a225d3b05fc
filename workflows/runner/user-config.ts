import type { Config, Task, Workflow } from '../../tasks/task.ts'

/** What a project's `session.config.ts` may say; every key may be left out. */
export type UserConfig = {
  [K in Exclude<keyof Config, 'auditNamed' | 'configuration' | 'rules' | 'ruleTexts'>]?: Config[K]
} & {
  /** A history of instructions (JSON), Markdown files or globs of them, or a list. */
  rules?: string | string[]
  tasks?: Task[]
  workflows?: Workflow[]
}

import type { Workflow } from '../../tasks/task.ts'
import { type OptionRow, type OptionValues, optionKey, optionName, windowOptions } from './command.ts'

/** What every workflow takes, besides options of its own. */
export const workflowOptions: OptionRow[] = [
  ['--only <id>', 'one task, with the reads that it needs'],
  ['--skip <id>', 'leave a task out (can be given several times)', 'several'],
  ['--from-task <id>', 'begin at this task, with what the last run left of the earlier ones'],
  ...windowOptions,
  ['--resume', 'finish the run that was interrupted'],
  ['--strict', 'exit 4 where anything is degraded'],
]

/** Which session a run is about: a command that is printed names its window instead. */
const ofSession = ['--from', '--to', '--resume', '--session']

/** What was given besides the session of a workflow, as it is typed. */
export function typedOptions({ options: own = [] }: Pick<Workflow, 'options'>, given: OptionValues): string[] {
  return [...workflowOptions, ...own].flatMap(([flags]) => {
    const name = optionName(flags)
    const value = given[optionKey(flags)]
    if (ofSession.includes(name)) return []
    if (typeof value === 'boolean') return value === name.startsWith('--no-') ? [] : [name]
    return [value ?? []].flat().flatMap((word) => [name, word])
  })
}
